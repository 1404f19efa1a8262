package buying

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/deals/:id/buying", need("read"), 200, s.get)
	web.Handle(r, "PUT", "/deals/:id/buying/people/:contactId", need("update"), 200, s.place)
	web.Handle(r, "POST", "/deals/:id/buying/ties", need("update"), 201, s.relate)
	web.Handle(r, "DELETE", "/deals/:id/buying/ties/:tieId", need("update"), 200, s.part)
}

func need(action string) web.Need {
	return web.Need{Access: web.Right, Object: deal.Kind, Action: action}
}

type (
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	placeIn struct {
		ID        uuid.UUID `path:"id"`
		ContactID uuid.UUID `path:"contactId"`
		Body      struct {
			Influence string `json:"influence" enum:"low,medium,high"`
			Attitude  string `json:"attitude" enum:"for,neutral,against,unknown"`
		}
	}
	relateIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			FromID uuid.UUID `json:"fromId"`
			ToID   uuid.UUID `json:"toId"`
			Kind   string    `json:"kind" enum:"reports_to,influences,close_to,conflict"`
		}
	}
	partIn struct {
		ID    uuid.UUID `path:"id"`
		TieID uuid.UUID `path:"tieId"`
	}
)

type (
	personView struct {
		ContactID uuid.UUID `json:"contactId"`
		Name      string    `json:"name"`
		Role      string    `json:"role" enum:"decider,champion,influencer,user,blocker,buyer,legal,other"`
		Influence string    `json:"influence" enum:"low,medium,high"`
		Attitude  string    `json:"attitude" enum:"for,neutral,against,unknown"`
	}
	tieView struct {
		ID     uuid.UUID `json:"id"`
		FromID uuid.UUID `json:"fromId"`
		ToID   uuid.UUID `json:"toId"`
		Kind   string    `json:"kind" enum:"reports_to,influences,close_to,conflict"`
	}
	mapView struct {
		People []personView `json:"people" doc:"Those that the caller may see."`
		Ties   []tieView    `json:"ties" doc:"Between two of them."`
		Unseen int          `json:"unseen" doc:"How many other people have a part in the deal."`
		Gaps   []string     `json:"gaps" doc:"What is missing: nobody, one_person, no_decider, decider_against, nobody_for. Those whom the caller does not see count."`
	}
)

func show(m Map, err error) (mapView, error) {
	v := mapView{People: make([]personView, len(m.People)), Ties: make([]tieView, len(m.Ties)), Unseen: m.Unseen, Gaps: m.Gaps}
	for i, p := range m.People {
		v.People[i] = personView{p.ContactID, p.Name, p.Role, p.Influence, p.Attitude}
	}
	for i, t := range m.Ties {
		v.Ties[i] = tieView{t.ID, t.FromID, t.ToID, t.Kind}
	}
	return v, err
}

func (s *Service) get(ctx context.Context, in *idIn) (mapView, error) { return show(s.Of(ctx, in.ID)) }

func (s *Service) place(ctx context.Context, in *placeIn) (mapView, error) {
	return show(s.Place(ctx, Stand{in.ID, in.ContactID, in.Body.Influence, in.Body.Attitude}))
}

func (s *Service) relate(ctx context.Context, in *relateIn) (mapView, error) {
	return show(s.Relate(ctx, Tie{DealID: in.ID, FromID: in.Body.FromID, ToID: in.Body.ToID, Kind: in.Body.Kind}))
}

func (s *Service) part(ctx context.Context, in *partIn) (mapView, error) {
	return show(s.Part(ctx, in.ID, in.TieID))
}
