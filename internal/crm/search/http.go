package search

import (
	"cmp"
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoint.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/search", web.Need{Access: web.Right, Object: "search", Action: "read"}, 200, s.search)
}

type (
	searchIn struct {
		Text  string `query:"q" maxLength:"200" doc:"At least two characters. Mistakes in typing are forgiven."`
		Kind  string `query:"kind" enum:"contact,company,deal,object_record,activity" doc:"All kinds when absent."`
		Limit int    `query:"limit" minimum:"0" maximum:"50" doc:"Of one kind; 50 when absent."`
	}
	view struct {
		ID       uuid.UUID `json:"id"`
		Title    string    `json:"title" doc:"The name; of what was written, the piece that fits."`
		Subtitle string    `json:"subtitle"`
		At       time.Time `json:"at" doc:"Of the last change."`
		Type     string    `json:"type" doc:"Of an activity."`
		// The record on whose timeline an activity is.
		AboutKind string     `json:"aboutKind" doc:"contact, company or deal for an activity, empty for others."`
		AboutID   *uuid.UUID `json:"aboutId" nullable:"true"`
	}
	groupView struct {
		Kind  string `json:"kind" enum:"contact,company,deal,object_record,activity"`
		Items []view `json:"items" doc:"The best first; the latest first among those that fit alike."`
		More  bool   `json:"more" doc:"Others of this kind fit too."`
	}
	searchOut struct {
		Groups []groupView `json:"groups" doc:"Kinds of which something fits, the one with the best first."`
	}
)

func (s *Service) search(ctx context.Context, in *searchIn) (searchOut, error) {
	groups, err := s.asked(ctx, in)
	out := searchOut{Groups: make([]groupView, len(groups))}
	for i, g := range groups {
		out.Groups[i] = groupView{g.Kind, make([]view, len(g.Hits)), g.More}
		for j, h := range g.Hits {
			out.Groups[i].Items[j] = show(h, in.Text)
		}
	}
	return out, err
}

func (s *Service) asked(ctx context.Context, in *searchIn) ([]Group, error) {
	if in.Kind == "" {
		return s.Find(ctx, in.Text)
	}
	return s.FindKind(ctx, in.Kind, in.Text, cmp.Or(in.Limit, 50))
}

func show(h record.Hit, text string) view {
	v := view{h.ID, h.Title, h.Subtitle, h.At.UTC(), h.Type, h.AboutKind, h.AboutID}
	if h.AboutID != nil {
		v.Title = page.Around(h.Title, text)
	}
	return v
}
