package privacy

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do. People have these rights whatever a
// company has paid for.
func (s *Service) Routes(r *web.Router) {
	report, erase, file := need("create"), need("delete"), need("read")
	report.ReadOnly, report.Fresh = true, true
	erase.ReadOnly, erase.Fresh, erase.Once = true, true, true
	file.In = web.Outside
	web.Handle(r, "GET", "/contacts/:id/erasure", need("read"), 200, s.preview)
	web.Handle(r, "POST", "/contacts/:id/erasure", erase, 201, s.eraseOne)
	web.Handle(r, "POST", "/contacts/:id/data-report", report, 201, s.reportOne)
	web.Handle(r, "GET", "/privacy/requests", need("read"), 200, s.list)
	web.Handle(r, "GET", "/privacy/requests/:id", need("read"), 200, s.find)
	web.HandleFile(r, "/privacy/requests/:id/file", file, s.download)
}

func need(action string) web.Need {
	return web.Need{Access: web.Right, Object: Kind, Action: action}
}

type (
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	eraseIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Confirm string `json:"confirm" maxLength:"400" doc:"The person's name, as it is shown."`
		}
	}
	listIn struct {
		Cursor string `query:"cursor"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	countView struct {
		Kind  string `json:"kind" enum:"contact,consents,entries,mentions,tasks,files,deals,opinions,records,leads,changes,imported,texts,history"`
		Count int64  `json:"count"`
	}
	previewView struct {
		Name    string      `json:"name"`
		Items   []countView `json:"items" doc:"What goes, or loses what it tells of the person; kinds without any are left out."`
		Shared  []string    `json:"shared" doc:"Names and addresses that somebody else has as well: they stay in texts."`
		Waiting bool        `json:"waiting" doc:"The person is being forgotten already."`
	}
	view struct {
		ID         uuid.UUID  `json:"id"`
		Act        string     `json:"act" enum:"report,erase"`
		State      string     `json:"state" enum:"waiting,done,failed"`
		ContactID  uuid.UUID  `json:"contactId"`
		Name       string     `json:"name" doc:"Empty once the person is forgotten."`
		OwnerID    *uuid.UUID `json:"ownerId" nullable:"true"`
		OwnerName  string     `json:"ownerName"`
		Items      int        `json:"items" doc:"How many rows the report has, or how many went."`
		Size       int64      `json:"size" doc:"Of the report, in bytes; 0 when there is none, or none any more."`
		CreatedAt  time.Time  `json:"createdAt"`
		FinishedAt *time.Time `json:"finishedAt" nullable:"true"`
		Until      *time.Time `json:"until" nullable:"true" doc:"Until then the report can be downloaded."`
	}
	listOut struct {
		Items     []view  `json:"items"`
		Next      *string `json:"next" nullable:"true" doc:"Cursor of the next page; null at the end."`
		Forgotten int64   `json:"forgotten" doc:"How many people were."`
	}
)

func show(r Seen) view {
	v := view{ID: r.ID, Act: r.Act, State: r.State, ContactID: r.ContactID, Name: r.Name, OwnerID: r.OwnerID, OwnerName: r.OwnerName, Items: r.Items, CreatedAt: r.CreatedAt.UTC(), FinishedAt: utc(r.FinishedAt)}
	if r.There(clock.Now()) {
		until := r.FinishedAt.Add(Keep).UTC()
		v.Size, v.Until = r.Size, &until
	}
	return v
}

func utc(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	u := at.UTC()
	return &u
}

func (s *Service) preview(ctx context.Context, in *idIn) (previewView, error) {
	p, err := s.Preview(ctx, in.ID)
	v := previewView{Name: p.Name, Items: []countView{}, Shared: append([]string{}, p.Shared...), Waiting: p.Waiting}
	for kind, n := range p.Tally {
		if n > 0 {
			v.Items = append(v.Items, countView{kind, n})
		}
	}
	slices.SortFunc(v.Items, func(a, b countView) int { return strings.Compare(a.Kind, b.Kind) })
	return v, err
}

func (s *Service) eraseOne(ctx context.Context, in *eraseIn) (view, error) {
	r, err := s.Erase(ctx, in.ID, in.Body.Confirm)
	seen, err := s.one(ctx, r, err)
	return show(seen), err
}

func (s *Service) reportOne(ctx context.Context, in *idIn) (view, error) {
	r, err := s.Report(ctx, in.ID)
	seen, err := s.one(ctx, r, err)
	return show(seen), err
}

func (s *Service) list(ctx context.Context, in *listIn) (listOut, error) {
	all, next, err := s.List(ctx, page.Query{Cursor: in.Cursor, Limit: in.Limit})
	out := listOut{Items: make([]view, len(all)), Next: next}
	for i, r := range all {
		out.Items[i] = show(r)
	}
	if err == nil {
		out.Forgotten, err = s.Forgotten(ctx)
	}
	return out, err
}

func (s *Service) find(ctx context.Context, in *idIn) (view, error) {
	r, err := s.Find(ctx, in.ID)
	return show(r), err
}

func (s *Service) download(ctx context.Context, in *idIn) (*web.File, error) {
	r, content, err := s.Open(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &web.File{Name: "report.zip", Size: r.Size, Content: content}, nil
}
