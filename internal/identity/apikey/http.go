package apikey

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Who may change roles may make keys: both decide who gets in.
func (s *Service) Routes(r *web.Router) {
	read := web.Need{Access: web.Right, Object: "role", Action: "read", In: web.Platform}
	change := web.Need{Access: web.Right, Object: "role", Action: "update", In: web.Platform, Fresh: true}
	web.Handle(r, "GET", "/api-keys", read, 200, s.list)
	web.HandleFull(r, "POST", "/api-keys", change, 201, s.create)
	ending := change
	ending.Fresh, ending.ReadOnly = false, true
	web.HandleNone(r, "DELETE", "/api-keys/:id", ending, 204, s.end)
}

type (
	none     struct{}
	createIn struct {
		Body struct {
			Name      string     `json:"name" maxLength:"500"`
			Scopes    []string   `json:"scopes" maxItems:"100" doc:"Rights such as contact.read."`
			PerMinute int        `json:"perMinute,omitempty" minimum:"1" maximum:"6000" default:"120" doc:"Requests."`
			ExpiresAt *time.Time `json:"expiresAt,omitempty" nullable:"true"`
		}
	}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	view struct {
		ID         uuid.UUID  `json:"id"`
		Name       string     `json:"name"`
		Prefix     string     `json:"prefix" doc:"The first characters, to tell keys apart."`
		Scopes     []string   `json:"scopes"`
		PerMinute  int        `json:"perMinute"`
		CreatedAt  time.Time  `json:"createdAt"`
		ExpiresAt  *time.Time `json:"expiresAt" nullable:"true"`
		LastUsedAt *time.Time `json:"lastUsedAt" nullable:"true"`
		LastUsedIP string     `json:"lastUsedIp"`
	}
	listed struct {
		Items  []view   `json:"items"`
		Scopes []string `json:"scopes" doc:"The rights that a key can have."`
	}
	made struct {
		Key   view   `json:"key"`
		Token string `json:"token" doc:"The key itself, shown this once."`
	}
	full struct{ Body made }
)

func show(k Key) view {
	return view{k.ID, k.Name, k.Prefix, k.Scopes, k.PerMinute, k.CreatedAt, k.ExpiresAt, k.UsedAt, k.UsedIP}
}

func (s *Service) list(ctx context.Context, _ *none) (listed, error) {
	ks, err := s.List(ctx)
	out := listed{Items: []view{}, Scopes: Scopes()}
	for _, k := range ks {
		out.Items = append(out.Items, show(k))
	}
	return out, err
}

// create answers in full, so that the key is not kept with the answers for repeated requests.
func (s *Service) create(ctx context.Context, in *createIn) (*full, error) {
	k, token, err := s.Create(ctx, Draft(in.Body))
	return &full{made{show(k), token}}, err
}

func (s *Service) end(ctx context.Context, in *oneIn) error { return s.End(ctx, in.ID) }
