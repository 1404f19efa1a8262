package mfa

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints: what people do with their own second factor.
func (s *Service) Routes(r *web.Router) {
	mine := web.Need{Access: web.SignedIn, In: web.Platform, ReadOnly: true, Unready: true}
	fresh := mine
	fresh.Fresh = true
	web.Handle(r, "GET", "/me/second-factor", mine, 200, s.status)
	web.Handle(r, "POST", "/me/second-factor/begin", fresh, 200, s.begin)
	web.Handle(r, "POST", "/me/second-factor/confirm", fresh, 200, s.confirm)
	web.HandleNone(r, "DELETE", "/me/second-factor", fresh, 204, s.remove)
	web.Handle(r, "POST", "/me/second-factor/recovery-codes", fresh, 200, s.renewCodes)
	web.HandleNone(r, "DELETE", "/me/devices/:id", mine, 204, s.forget)
}

type (
	none   struct{}
	codeIn struct {
		Body struct {
			Code string `json:"code" maxLength:"100"`
		}
	}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	statusView struct {
		App          bool         `json:"app" doc:"An authenticator app is set up."`
		RecoveryLeft int          `json:"recoveryLeft"`
		Devices      []deviceView `json:"devices" doc:"Browsers that are not asked for the second step."`
	}
	deviceView struct {
		ID         uuid.UUID `json:"id"`
		Device     string    `json:"device"`
		IP         string    `json:"ip"`
		Country    string    `json:"country" doc:"Where the address is used; empty when unknown."`
		CreatedAt  time.Time `json:"createdAt"`
		LastSeenAt time.Time `json:"lastSeenAt"`
		ExpiresAt  time.Time `json:"expiresAt"`
	}
	setupView struct {
		Secret string `json:"secret"`
		URI    string `json:"uri"`
		QR     string `json:"qr" doc:"A picture, as a data: URL."`
	}
	codesView struct {
		Codes []string `json:"codes" doc:"Shown this once."`
	}
)

func (s *Service) status(ctx context.Context, _ *none) (statusView, error) {
	st, err := s.Status(ctx)
	v := statusView{st.App, st.RecoveryLeft, []deviceView{}}
	for _, d := range st.Devices {
		v.Devices = append(v.Devices, deviceView{d.ID, user.Device(d.Agent), d.IP, user.Country(d.IP), d.CreatedAt, d.SeenAt, d.ExpiresAt})
	}
	return v, err
}

func (s *Service) begin(ctx context.Context, _ *none) (setupView, error) {
	set, err := s.Begin(ctx)
	return setupView(set), err
}

func (s *Service) confirm(ctx context.Context, in *codeIn) (codesView, error) {
	codes, err := s.Confirm(ctx, in.Body.Code)
	return codesView{codes}, err
}

func (s *Service) remove(ctx context.Context, _ *none) error { return s.Remove(ctx) }

func (s *Service) renewCodes(ctx context.Context, _ *none) (codesView, error) {
	codes, err := s.RenewCodes(ctx)
	return codesView{codes}, err
}

func (s *Service) forget(ctx context.Context, in *oneIn) error { return s.Forget(ctx, in.ID) }
