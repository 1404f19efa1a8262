package view

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

func (s *Service) starRoutes(r *web.Router) {
	web.Handle(r, "GET", "/favourites", need(), 200, s.favourites)
	web.HandleNone(r, "PUT", "/favourites/:kind/:id", need(), 204, s.star)
	web.HandleNone(r, "DELETE", "/favourites/:kind/:id", need(), 204, s.unstar)
}

type (
	starIn struct {
		Kind string    `path:"kind" enum:"contact,company,deal,object_record"`
		ID   uuid.UUID `path:"id"`
	}
	favourite struct {
		Kind string    `json:"kind" enum:"contact,company,deal,object_record"`
		ID   uuid.UUID `json:"id"`
		Name string    `json:"name"`
	}
	favouritesOut struct {
		Items []favourite `json:"items" doc:"By kind, the latest first. Those that the caller may not see any more are left out."`
	}
)

func (s *Service) favourites(ctx context.Context, _ *web.None) (favouritesOut, error) {
	all, err := s.Favourites(ctx)
	out := favouritesOut{Items: make([]favourite, len(all))}
	for i, f := range all {
		out.Items[i] = favourite{f.Kind, f.ID, f.Name}
	}
	return out, err
}

func (s *Service) star(ctx context.Context, in *starIn) error {
	return s.Star(ctx, record.Ref{Kind: in.Kind, ID: in.ID})
}

func (s *Service) unstar(ctx context.Context, in *starIn) error {
	return s.Unstar(ctx, record.Ref{Kind: in.Kind, ID: in.ID})
}
