package activity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/timeline", need("read"), 200, s.timeline)
	web.Handle(r, "POST", "/activities", need("create"), 201, s.create)
	web.Handle(r, "PATCH", "/activities/:id", need("update"), 200, s.patch)
	web.HandleNone(r, "DELETE", "/activities/:id", need("delete"), 204, s.delete)
	web.Handle(r, "POST", "/activities/:id/restore", need("delete"), 200, s.restore)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	timelineIn struct {
		Kind   string    `query:"kind" required:"true" enum:"contact,company,deal,object_record"`
		ID     uuid.UUID `query:"id" required:"true"`
		Types  []string  `query:"types" maxItems:"20" doc:"All when absent; several with commas between them."`
		Mine   bool      `query:"mine" doc:"Only entries that mention the caller."`
		Cursor string    `query:"cursor" maxLength:"600"`
		Limit  int       `query:"limit" minimum:"0" maximum:"100"`
	}
	timelineOut struct {
		Pinned []view  `json:"pinned" doc:"With the first page of all types: the entries pinned to this record, the last pinned first. They are in items as well."`
		Items  []view  `json:"items"`
		Next   *string `json:"next" doc:"Cursor of the next page; null on the last."`
	}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	about struct {
		Kind string    `json:"kind" enum:"contact,company,deal,object_record"`
		ID   uuid.UUID `json:"id"`
	}
	mentionIn struct {
		UserID uuid.UUID `json:"userId"`
		Label  string    `json:"label" doc:"As it stands in the text, after an @."`
	}
	createIn struct {
		Body struct {
			Type     string       `json:"type" enum:"note,call,meeting,email"`
			About    about        `json:"about"`
			Text     *string      `json:"text,omitempty" doc:"A note needs one; at most 10,000 characters, with **bold**, *italic*, lists and [links](https://…)."`
			Minutes  *int         `json:"minutes,omitempty" doc:"At most a day."`
			At       *time.Time   `json:"at,omitempty" doc:"Now when absent; not in the future."`
			Mentions *[]mentionIn `json:"mentions,omitempty" doc:"Colleagues whom the text names; they are told, as far as they see the record."`
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version  int          `json:"version"`
			Text     *string      `json:"text,omitempty"`
			Minutes  *int         `json:"minutes,omitempty"`
			At       *time.Time   `json:"at,omitempty"`
			Pinned   *bool        `json:"pinned,omitempty" doc:"At most five of a record."`
			Mentions *[]mentionIn `json:"mentions,omitempty" doc:"Only who was not mentioned before is told."`
		}
	}
	named struct {
		Kind string    `json:"kind"`
		ID   uuid.UUID `json:"id"`
		Name string    `json:"name" doc:"Empty when the record is gone."`
	}
	mentionView struct {
		UserID uuid.UUID `json:"userId"`
		Label  string    `json:"label" doc:"As it stands in the text, after an @."`
		Name   string    `json:"name" doc:"As the person is called now."`
		Here   bool      `json:"here" doc:"The person can open the company."`
	}
	view struct {
		ID        uuid.UUID      `json:"id"`
		Type      string         `json:"type"`
		At        time.Time      `json:"at"`
		ActorID   *uuid.UUID     `json:"actorId" nullable:"true"`
		ActorName string         `json:"actorName" doc:"A part of the program when no person acted."`
		About     named          `json:"about"`
		Related   []named        `json:"related" doc:"Other records on whose timelines it shows; those that the caller may see."`
		Text      string         `json:"text"`
		Minutes   int            `json:"minutes" doc:"0 when nobody said."`
		Data      map[string]any `json:"data" doc:"By type: changes, from and to, with, name."`
		Mentions  []mentionView  `json:"mentions" doc:"Colleagues whom the text names."`
		Pinned    bool           `json:"pinned" doc:"It stands above the timeline of the record it is about."`
		Editable  bool           `json:"editable"`
		Version   int            `json:"version"`
	}
)

func show(a Seen) view {
	v := view{ID: a.ID, Type: a.Type, At: a.At.UTC(), ActorID: a.OwnerID, ActorName: a.ActorName, About: named{a.Kind, a.RecordID, a.AboutName},
		Related: make([]named, len(a.Related)), Text: a.Text, Minutes: a.Minutes, Data: a.Data, Mentions: make([]mentionView, len(a.Mentions)), Pinned: a.PinnedAt != nil, Editable: a.Editable, Version: a.Version}
	for i, r := range a.Related {
		v.Related[i] = named{r.Kind, r.ID, r.Name}
	}
	for i, m := range a.Mentions {
		v.Mentions[i] = mentionView(m)
	}
	return v
}

func mentionsOf(in *[]mentionIn) *[]Mention {
	if in == nil {
		return nil
	}
	all := make([]Mention, len(*in))
	for i, m := range *in {
		all[i] = Mention{UserID: m.UserID, Label: m.Label}
	}
	return &all
}

func (s *Service) timeline(ctx context.Context, in *timelineIn) (timelineOut, error) {
	p, err := s.Timeline(ctx, Filter{Of: record.Ref{Kind: in.Kind, ID: in.ID}, Types: in.Types, Mine: in.Mine, Cursor: in.Cursor, Limit: in.Limit})
	return timelineOut{showAll(p.Pinned), showAll(p.Entries), p.Next}, err
}

func showAll(as []Seen) []view {
	all := make([]view, len(as))
	for i, a := range as {
		all[i] = show(a)
	}
	return all
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	b := in.Body
	a, err := s.Create(ctx, b.Type, record.Ref{Kind: b.About.Kind, ID: b.About.ID}, Draft{Text: b.Text, Minutes: b.Minutes, At: b.At, Mentions: mentionsOf(b.Mentions)})
	return show(a), err
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	b := in.Body
	a, err := s.Update(ctx, in.ID, b.Version, Draft{Text: b.Text, Minutes: b.Minutes, At: b.At, Pinned: b.Pinned, Mentions: mentionsOf(b.Mentions)})
	return show(a), err
}

func (s *Service) delete(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *idIn) (view, error) {
	a, err := s.Restore(ctx, in.ID)
	return show(a), err
}
