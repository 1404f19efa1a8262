package object

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Who changes the company's settings makes objects; roles have rights to their records.
func (s *Service) Routes(r *web.Router) {
	setup := web.Need{Access: web.Right, Object: "tenant", Action: "update"}
	web.Handle(r, "GET", "/objects", need("read"), 200, s.list)
	web.Handle(r, "POST", "/objects", setup, 201, s.create)
	web.Handle(r, "PATCH", "/objects/:id", setup, 200, s.patch)
	web.HandleNone(r, "DELETE", "/objects/:id", setup, 204, s.remove)
	web.Handle(r, "POST", "/objects/:id/restore", setup, 200, s.restore)
	web.Handle(r, "GET", "/objects/linked", need("read"), 200, s.with)
	s.recordRoutes(r)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	none struct{}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	createIn struct {
		Body struct {
			Name   string `json:"name" maxLength:"200" doc:"Of one of them."`
			Plural string `json:"plural" maxLength:"200" doc:"Of several."`
			Icon   string `json:"icon,omitempty" enum:"box,machine,contract,property,car,ticket,book,tool,plant,star"`
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int     `json:"version"`
			Name    *string `json:"name,omitempty" maxLength:"200"`
			Plural  *string `json:"plural,omitempty" maxLength:"200"`
			Icon    *string `json:"icon,omitempty" enum:"box,machine,contract,property,car,ticket,book,tool,plant,star"`
			State   *string `json:"state,omitempty" enum:"active,archived"`
		}
	}
	view struct {
		ID      uuid.UUID `json:"id"`
		Code    string    `json:"code" doc:"Under which fields and layouts know it."`
		Name    string    `json:"name"`
		Plural  string    `json:"plural"`
		Icon    string    `json:"icon" enum:"box,machine,contract,property,car,ticket,book,tool,plant,star"`
		State   string    `json:"state" enum:"active,archived"`
		Version int       `json:"version"`
	}
)

func show(o Object, err error) (view, error) {
	return view{o.ID, o.Code(), o.Name, o.Plural, o.Icon, o.State, o.Version}, err
}

func (s *Service) list(ctx context.Context, _ *none) (page.Items[view], error) {
	os, err := s.List(ctx)
	out := page.Items[view]{Items: make([]view, len(os))}
	for i, o := range os {
		out.Items[i], _ = show(o, nil)
	}
	return out, err
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	d := Draft{Name: &in.Body.Name, Plural: &in.Body.Plural}
	if in.Body.Icon != "" {
		d.Icon = &in.Body.Icon
	}
	return show(s.Create(ctx, d))
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	b := in.Body
	return show(s.Update(ctx, in.ID, b.Version, Draft{b.Name, b.Plural, b.Icon, b.State}))
}

func (s *Service) remove(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *idIn) (view, error) {
	return show(s.Restore(ctx, in.ID))
}
