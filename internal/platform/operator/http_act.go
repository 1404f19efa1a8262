package operator

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// routesActs registers what operators do. None of these routes opens a company's data: that takes support access, which the
// company reads of and ends.
func (s *Service) routesActs(r *web.Router) {
	once, outside := desk, desk
	once.Once = true
	outside.In = web.Outside // changes the database too, or its answer holds a token, which no table may
	web.HandleNone(r, "POST", "/operator/tenants/:id/hold", outside, 204, s.hold)
	web.HandleNone(r, "POST", "/operator/tenants/:id/release", outside, 204, s.release)
	web.HandleNone(r, "POST", "/operator/tenants/:id/trial", once, 204, s.extend)
	web.HandleNone(r, "POST", "/operator/tenants/:id/seats", once, 204, s.give)
	web.HandleNone(r, "POST", "/operator/tenants/:id/retry", once, 204, s.retry)
	web.Handle(r, "POST", "/operator/tenants/:id/support", outside, 200, s.support)
	web.HandleNone(r, "DELETE", "/operator/tenants/:id/support/:access", desk, 204, s.endSupport)
	web.HandleNone(r, "POST", "/operator/nodes/:node/jobs/:id/retry", outside, 204, s.retryJob)
	web.HandleNone(r, "POST", "/operator/pool/fill", once, 204, s.fill)
}

type (
	holdIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			State  string `json:"state" enum:"suspended,locked"`
			Reason string `json:"reason" maxLength:"300" doc:"The company reads it."`
		}
	}
	trialIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Until string `json:"until" format:"date" doc:"The last day."`
		}
	}
	giveIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Kind   string `json:"kind" enum:"full,light,viewer"`
			Seats  int    `json:"seats" minimum:"1" maximum:"1000"`
			Until  string `json:"until" format:"date" doc:"The last day."`
			Reason string `json:"reason" maxLength:"300" doc:"The company reads it."`
		}
	}
	supportIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Hours  int    `json:"hours" minimum:"1" maximum:"24"`
			Reason string `json:"reason" maxLength:"300" doc:"The company reads it."`
		}
	}
	supportView struct {
		ID     uuid.UUID `json:"id"`
		Token  string    `json:"token" doc:"For the API; shown this once."`
		EndsAt time.Time `json:"endsAt"`
	}
	accessIn struct {
		ID     uuid.UUID `path:"id"`
		Access uuid.UUID `path:"access"`
	}
	jobIn struct {
		Node int   `path:"node" minimum:"1" doc:"The server in whose queue it is."`
		ID   int64 `path:"id"`
	}
)

// ErrDay is returned for what is no day.
var ErrDay = errs.New(errs.Invalid, "operator.day", "This is not a day.").On("until")

// me is the operator who asks, at work on a company.
func me(ctx context.Context, company uuid.UUID) Who {
	return Who{Name: caller.From(ctx).Name, UID: company}
}

// endOf is the end of a day, in UTC.
func endOf(day string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return t, ErrDay
	}
	return t.AddDate(0, 0, 1), nil
}

func (s *Service) hold(ctx context.Context, in *holdIn) error {
	return s.Hold(ctx, me(ctx, in.ID), in.Body.State, in.Body.Reason)
}

func (s *Service) release(ctx context.Context, in *withID) error {
	return s.Release(ctx, me(ctx, in.ID))
}

func (s *Service) extend(ctx context.Context, in *trialIn) error {
	until, err := endOf(in.Body.Until)
	if err != nil {
		return err
	}
	return s.ExtendTrial(ctx, me(ctx, in.ID), until)
}

func (s *Service) give(ctx context.Context, in *giveIn) error {
	until, err := endOf(in.Body.Until)
	if err != nil {
		return err
	}
	gift := licence.Allotment{Kind: licence.Kind(in.Body.Kind), Granted: in.Body.Seats}
	return s.GiveSeats(ctx, me(ctx, in.ID), gift, until, in.Body.Reason)
}

func (s *Service) retry(ctx context.Context, in *withID) error { return s.Retry(ctx, me(ctx, in.ID)) }

func (s *Service) support(ctx context.Context, in *supportIn) (supportView, error) {
	x, token, err := s.OpenSupport(ctx, me(ctx, in.ID), time.Duration(in.Body.Hours)*time.Hour, in.Body.Reason)
	return supportView{x.ID, token, x.EndsAt}, err
}

func (s *Service) endSupport(ctx context.Context, in *accessIn) error {
	return s.EndSupport(ctx, me(ctx, in.ID), in.Access)
}

func (s *Service) retryJob(ctx context.Context, in *jobIn) error {
	return s.RetryJob(ctx, in.Node, in.ID)
}

func (s *Service) fill(ctx context.Context, _ *none) error { return s.FillPool(ctx) }
