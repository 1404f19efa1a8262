package passkey

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints: what people do with their own passkeys. Logging in by one is session's.
func (s *Service) Routes(r *web.Router) {
	mine := web.Need{Access: web.SignedIn, In: web.Platform, ReadOnly: true, Unready: true}
	fresh := mine
	fresh.Fresh = true
	web.Handle(r, "GET", "/me/passkeys", mine, 200, s.list)
	web.Handle(r, "POST", "/me/passkeys/begin", fresh, 200, s.begin)
	web.Handle(r, "POST", "/me/passkeys", fresh, 201, s.add)
	web.Handle(r, "PATCH", "/me/passkeys/:id", mine, 200, s.rename)
	web.HandleNone(r, "DELETE", "/me/passkeys/:id", fresh, 204, s.remove)
}

type (
	none  struct{}
	asked struct {
		Ticket  string `json:"ticket"`
		Options any    `json:"options" doc:"PublicKeyCredentialCreationOptionsJSON of WebAuthn."`
	}
	addIn struct {
		Body struct {
			Ticket     string         `json:"ticket" maxLength:"100"`
			Name       string         `json:"name" maxLength:"500"`
			Credential map[string]any `json:"credential" doc:"RegistrationResponseJSON of WebAuthn."`
		}
	}
	renameIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Name string `json:"name" maxLength:"500"`
		}
	}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	view struct {
		ID         uuid.UUID  `json:"id"`
		Name       string     `json:"name"`
		CreatedAt  time.Time  `json:"createdAt"`
		LastUsedAt *time.Time `json:"lastUsedAt" nullable:"true"`
	}
	items struct {
		Items []view `json:"items"`
	}
)

func show(p Passkey) view { return view{p.ID, p.Name, p.CreatedAt, p.UsedAt} }

func (s *Service) list(ctx context.Context, _ *none) (items, error) {
	ps, err := s.List(ctx)
	out := items{Items: []view{}}
	for _, p := range ps {
		out.Items = append(out.Items, show(p))
	}
	return out, err
}

func (s *Service) begin(ctx context.Context, _ *none) (asked, error) {
	ticket, options, err := s.Begin(ctx)
	return asked{ticket, options}, err
}

func (s *Service) add(ctx context.Context, in *addIn) (view, error) {
	credential, err := json.Marshal(in.Body.Credential)
	if err != nil {
		return view{}, err
	}
	p, err := s.Add(ctx, in.Body.Ticket, in.Body.Name, credential)
	return show(p), err
}

func (s *Service) rename(ctx context.Context, in *renameIn) (view, error) {
	p, err := s.Rename(ctx, in.ID, in.Body.Name)
	return show(p), err
}

func (s *Service) remove(ctx context.Context, in *oneIn) error { return s.Remove(ctx, in.ID) }
