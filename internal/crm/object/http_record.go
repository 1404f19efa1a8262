package object

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// takeOut is the need of who takes all records along.
var takeOut = web.Need{Access: web.Right, Object: Kind, Action: "export", Fresh: true}

func (s *Service) recordRoutes(r *web.Router) {
	web.Handle(r, "GET", "/objects/:id/records", need("read"), 200, s.records)
	web.Handle(r, "GET", "/objects/:id/records/count", need("read"), 200, s.count)
	web.Handle(r, "GET", "/objects/:id/records/counts", need("read"), 200, s.counts)
	web.HandleFull(r, "GET", "/objects/:id/records/export", takeOut, 200, s.export)
	web.Handle(r, "POST", "/objects/:id/records", need("create"), 201, s.createRecord)
	web.Handle(r, "GET", "/objects/:id/records/:record", need("read"), 200, s.findRecord)
	web.Handle(r, "GET", "/object-records/:id", need("read"), 200, s.anywhere)
	web.Handle(r, "PATCH", "/objects/:id/records/:record", need("update"), 200, s.patchRecord)
	web.HandleNone(r, "DELETE", "/objects/:id/records/:record", need("delete"), 204, s.removeRecord)
	web.Handle(r, "POST", "/objects/:id/records/:record/restore", need("delete"), 200, s.restoreRecord)
	web.Handle(r, "POST", "/objects/:id/records/:record/links", need("update"), 200, s.link)
	web.Handle(r, "DELETE", "/objects/:id/records/:record/links/:kind/:target", need("update"), 200, s.unlink)
}

type (
	listIn struct {
		ID uuid.UUID `path:"id"`
		page.Query
	}
	countsIn struct {
		ID uuid.UUID `path:"id"`
		page.By
	}
	recordIn struct {
		ID     uuid.UUID `path:"id"`
		Record uuid.UUID `path:"record"`
	}
	// Fields are those that creation and change of a record share.
	Fields struct {
		OwnerID patch.Field[uuid.UUID] `json:"ownerId,omitempty"`
		Custom  map[string]any         `json:"custom,omitempty" doc:"Values of the object's fields, by the fields' ids; null takes one out."`
	}
	createRecordIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Name string `json:"name" maxLength:"400"`
			Fields
		}
	}
	patchRecordIn struct {
		ID     uuid.UUID `path:"id"`
		Record uuid.UUID `path:"record"`
		Body   struct {
			Version int     `json:"version"`
			Name    *string `json:"name,omitempty" maxLength:"400"`
			Fields
		}
	}
	linkIn struct {
		ID     uuid.UUID `path:"id"`
		Record uuid.UUID `path:"record"`
		Body   struct {
			Kind string    `json:"kind" enum:"contact,company,deal"`
			ID   uuid.UUID `json:"id"`
		}
	}
	unlinkIn struct {
		ID     uuid.UUID `path:"id"`
		Record uuid.UUID `path:"record"`
		Kind   string    `path:"kind" enum:"contact,company,deal"`
		Target uuid.UUID `path:"target"`
	}
	withIn struct {
		Kind string    `query:"kind" required:"true" enum:"contact,company,deal"`
		ID   uuid.UUID `query:"id" required:"true"`
	}
	targetView struct {
		Kind string    `json:"kind" enum:"contact,company,deal"`
		ID   uuid.UUID `json:"id"`
		Name string    `json:"name"`
	}
	recordView struct {
		ID          uuid.UUID         `json:"id"`
		ObjectID    uuid.UUID         `json:"objectId"`
		Name        string            `json:"name"`
		OwnerID     *uuid.UUID        `json:"ownerId" nullable:"true"`
		OwnerName   string            `json:"ownerName"`
		Links       []targetView      `json:"links" doc:"People, companies and deals that the caller sees."`
		Custom      map[string]any    `json:"custom" doc:"Values of the object's fields, by the fields' ids; in a list those that were asked for."`
		CustomNames map[string]string `json:"customNames" doc:"The names of people and companies in them, by id."`
		CreatedAt   time.Time         `json:"createdAt"`
		UpdatedAt   time.Time         `json:"updatedAt"`
		Version     int               `json:"version"`
	}
	namedView struct {
		ID   uuid.UUID `json:"id"`
		Name string    `json:"name"`
	}
	linkedView struct {
		Object  view        `json:"object"`
		Records []namedView `json:"records"`
	}
	file struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
)

func showRecord(r Seen) recordView {
	v := recordView{r.ID, r.ObjectID, r.Name, r.OwnerID, r.OwnerName, []targetView{}, r.Own, r.Names, r.CreatedAt.UTC(), r.UpdatedAt.UTC(), r.Version}
	for _, t := range r.Links {
		v.Links = append(v.Links, targetView{t.Kind, t.ID, t.Name})
	}
	return v
}

// seen shows a record that was read or written.
func (s *Service) seen(ctx context.Context, r Record, err error) (recordView, error) {
	if err != nil {
		return recordView{}, err
	}
	o, err := s.Find(ctx, r.ObjectID)
	if err != nil {
		return recordView{}, err
	}
	all, err := s.See(ctx, o, r)
	if err != nil {
		return recordView{}, err
	}
	return showRecord(all[0]), nil
}

func (s *Service) records(ctx context.Context, in *listIn) (page.Items[recordView], error) {
	out := page.Items[recordView]{Items: []recordView{}}
	o, err := s.Find(ctx, in.ID)
	if err != nil {
		return out, err
	}
	rs, next, err := s.Records(ctx, o, in.Query)
	if err != nil {
		return out, err
	}
	all, err := s.See(ctx, o, rs...)
	for _, r := range all {
		out.Items = append(out.Items, showRecord(r))
	}
	out.Next = next
	return out, err
}

func (s *Service) count(ctx context.Context, in *listIn) (page.Count, error) {
	o, err := s.Find(ctx, in.ID)
	if err != nil {
		return page.Count{}, err
	}
	n, err := s.Total(ctx, o, in.Query)
	return page.Count{Count: n}, err
}

func (s *Service) counts(ctx context.Context, in *countsIn) (page.Counts, error) {
	out := page.Counts{Items: []page.Counted{}}
	o, err := s.Find(ctx, in.ID)
	if err != nil {
		return out, err
	}
	all, err := s.Counts(ctx, o, in.By)
	out.Items = append(out.Items, all...)
	return out, err
}

func (s *Service) export(ctx context.Context, in *listIn) (*file, error) {
	o, err := s.Find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	data, err := s.Export(ctx, o, in.Query)
	return &file{"text/csv; charset=utf-8", `attachment; filename="records.csv"`, data}, err
}

func (s *Service) createRecord(ctx context.Context, in *createRecordIn) (recordView, error) {
	r, err := s.CreateRecord(ctx, in.ID, RecordDraft{&in.Body.Name, in.Body.OwnerID, in.Body.Custom})
	return s.seen(ctx, r, err)
}

func (s *Service) findRecord(ctx context.Context, in *recordIn) (recordView, error) {
	r, err := s.FindRecord(ctx, in.ID, in.Record)
	return s.seen(ctx, r, err)
}

func (s *Service) anywhere(ctx context.Context, in *idIn) (recordView, error) {
	r, err := s.Anywhere(ctx, in.ID)
	return s.seen(ctx, r, err)
}

func (s *Service) patchRecord(ctx context.Context, in *patchRecordIn) (recordView, error) {
	r, err := s.UpdateRecord(ctx, in.ID, in.Record, in.Body.Version, RecordDraft{in.Body.Name, in.Body.OwnerID, in.Body.Custom})
	return s.seen(ctx, r, err)
}

func (s *Service) removeRecord(ctx context.Context, in *recordIn) error {
	return s.DeleteRecord(ctx, in.ID, in.Record)
}

func (s *Service) restoreRecord(ctx context.Context, in *recordIn) (recordView, error) {
	r, err := s.RestoreRecord(ctx, in.ID, in.Record)
	return s.seen(ctx, r, err)
}

func (s *Service) link(ctx context.Context, in *linkIn) (recordView, error) {
	r, err := s.Link(ctx, in.ID, in.Record, record.Ref{Kind: in.Body.Kind, ID: in.Body.ID})
	return s.seen(ctx, r, err)
}

func (s *Service) unlink(ctx context.Context, in *unlinkIn) (recordView, error) {
	r, err := s.Unlink(ctx, in.ID, in.Record, record.Ref{Kind: in.Kind, ID: in.Target})
	return s.seen(ctx, r, err)
}

func (s *Service) with(ctx context.Context, in *withIn) (page.Items[linkedView], error) {
	all, err := s.With(ctx, record.Ref{Kind: in.Kind, ID: in.ID})
	out := page.Items[linkedView]{Items: []linkedView{}}
	for _, l := range all {
		o, _ := show(l.Object, nil)
		v := linkedView{o, []namedView{}}
		for _, r := range l.Records {
			v.Records = append(v.Records, namedView{r.ID, r.Name})
		}
		out.Items = append(out.Items, v)
	}
	return out, err
}

// Preview shows a record as the API shows it to the caller; it is in no pipeline.
func (s *Service) Preview(ctx context.Context, id uuid.UUID) (any, uuid.UUID, error) {
	r, err := s.Anywhere(ctx, id)
	v, err := s.seen(ctx, r, err)
	return v, uuid.Nil, err
}
