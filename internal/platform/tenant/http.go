package tenant

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/tenant", need("read"), 200, s.show)
	web.Handle(r, "PATCH", "/tenant", need("update"), 200, s.patch)
}

func need(action string) web.Need {
	return web.Need{Access: web.Right, Object: Kind, Action: action, In: web.Platform}
}

type (
	none    struct{}
	patchIn struct {
		Body struct {
			Version  int     `json:"version"`
			Name     *string `json:"name,omitempty" maxLength:"120"`
			Language *string `json:"language,omitempty" enum:"en,hi,pl,fil,ru"`
			Currency *string `json:"currency,omitempty" pattern:"^[A-Z]{3}$"`
			Timezone *string `json:"timezone,omitempty" maxLength:"60"`
		}
	}
	view struct {
		Name     string `json:"name"`
		Slug     string `json:"slug"`
		Language string `json:"language"`
		Currency string `json:"currency"`
		Timezone string `json:"timezone"`
		Version  int    `json:"version"`
	}
)

func show(t Tenant) view {
	return view{t.Name, t.Caller().Slug, t.Language, t.Currency, t.Timezone, t.Version}
}

func (s *Service) show(ctx context.Context, _ *none) (view, error) {
	t, err := s.Find(ctx, caller.From(ctx).Tenant.ID)
	return show(t), err
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	b := in.Body
	t, err := s.Update(ctx, caller.From(ctx).Tenant.ID, b.Version, Draft{b.Name, b.Language, b.Currency, b.Timezone})
	return show(t), err
}
