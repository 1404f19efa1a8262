package share

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/shares", need("read"), 200, s.list)
	create := need("create")
	create.Feature = plan.Shares
	web.Handle(r, "POST", "/shares", create, 201, s.create)
	web.HandleNone(r, "DELETE", "/shares/:id", need("delete"), 204, s.delete)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	listIn struct {
		Kind string    `query:"kind" required:"true" enum:"contact,company,deal,task"`
		ID   uuid.UUID `query:"id" required:"true"`
	}
	createIn struct {
		Body struct {
			Kind   string     `json:"kind" enum:"contact,company,deal,task"`
			ID     uuid.UUID  `json:"id"`
			UserID *uuid.UUID `json:"userId,omitempty"`
			TeamID *uuid.UUID `json:"teamId,omitempty"`
			EndsOn *string    `json:"endsOn,omitempty" format:"date"`
		}
	}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	view struct {
		ID     uuid.UUID  `json:"id"`
		UserID *uuid.UUID `json:"userId" nullable:"true"`
		TeamID *uuid.UUID `json:"teamId" nullable:"true"`
		Name   string     `json:"name"`
		EndsOn *string    `json:"endsOn" format:"date" doc:"The last day, in the company's time zone."`
	}
)

func show(ctx context.Context, sh Share, names map[uuid.UUID]string) view {
	v := view{ID: sh.ID, Name: names[sh.SubjectID]}
	if sh.EndsAt != nil {
		day := sh.EndsAt.In(clock.Zone(caller.From(ctx).Tenant.Timezone)).AddDate(0, 0, -1).Format(time.DateOnly)
		v.EndsOn = &day
	}
	if sh.SubjectType == "team" {
		v.TeamID = &sh.SubjectID
	} else {
		v.UserID = &sh.SubjectID
	}
	return v
}

func (s *Service) list(ctx context.Context, in *listIn) (out page.Items[view], err error) {
	all, err := s.List(ctx, record.Ref{Kind: in.Kind, ID: in.ID})
	if err != nil {
		return out, err
	}
	names, err := s.names(ctx, all)
	out.Items = []view{}
	for _, sh := range all {
		out.Items = append(out.Items, show(ctx, sh, names))
	}
	return out, err
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	b := in.Body
	d := Draft{Record: record.Ref{Kind: b.Kind, ID: b.ID}, UserID: b.UserID, TeamID: b.TeamID}
	if b.EndsOn != nil {
		day, err := time.Parse(time.DateOnly, *b.EndsOn)
		if err != nil {
			return view{}, errs.New(errs.Invalid, "field.format", "This is not a date.").On("endsOn")
		}
		d.EndsOn = &day
	}
	sh, err := s.Create(ctx, d)
	if err != nil {
		return view{}, err
	}
	names, err := s.names(ctx, []Share{sh})
	return show(ctx, sh, names), err
}

func (s *Service) delete(ctx context.Context, in *oneIn) error { return s.Delete(ctx, in.ID) }
