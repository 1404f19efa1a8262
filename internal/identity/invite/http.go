package invite

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. A link is looked at and accepted by POST only: mail scanners follow links by GET.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/invitations", member.Need("read"), 200, s.list)
	web.Handle(r, "POST", "/invitations", member.Need("create"), 201, s.create)
	web.Handle(r, "POST", "/invitations/:id/resend", member.Need("create"), 200, s.resend)
	withdraw := member.Need("create")
	withdraw.ReadOnly = true
	web.HandleNone(r, "DELETE", "/invitations/:id", withdraw, 204, s.withdraw)
	web.Handle(r, "POST", "/invitations/look", web.Need{Access: web.Public, In: web.Platform}, 200, s.look)
	web.HandleFull(r, "POST", "/invitations/accept", web.Need{Access: web.Public, In: web.Outside}, 200, s.accept)
}

type (
	none  struct{}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	createIn struct {
		Body struct {
			Email  string  `json:"email" maxLength:"1000"`
			Name   string  `json:"name" maxLength:"500"`
			Role   string  `json:"role" maxLength:"40" doc:"One of the program's, or the id of one of the company's own."`
			EndsOn *string `json:"endsOn,omitempty" nullable:"true" maxLength:"10" doc:"The membership's last day, such as 2026-11-30."`
		}
	}
	lookIn struct {
		Body struct {
			Token string `json:"token" maxLength:"100"`
		}
	}
	acceptIn struct {
		Body struct {
			Token    string `json:"token" maxLength:"100"`
			Name     string `json:"name,omitempty" maxLength:"500"`
			Password string `json:"password,omitempty" maxLength:"2000"`
		}
	}
	view struct {
		ID          uuid.UUID  `json:"id"`
		Email       string     `json:"email"`
		Name        string     `json:"name"`
		Role        string     `json:"role"`
		OwnRole     *uuid.UUID `json:"ownRole" doc:"The company's own role that refines it, if it is one."`
		SeatKind    string     `json:"seatKind" enum:"full,light,viewer"`
		EndsOn      *string    `json:"endsOn"`
		State       string     `json:"state" enum:"pending,accepted,expired,withdrawn"`
		CreatedAt   time.Time  `json:"createdAt"`
		ExpiresAt   time.Time  `json:"expiresAt"`
		InviterName string     `json:"inviterName"`
	}
	views struct {
		Items []view `json:"items"`
	}
	lookView struct {
		TenantName    string  `json:"tenantName"`
		Role          string  `json:"role"`
		RoleName      string  `json:"roleName" doc:"Of the company's own role; empty for one of the program's."`
		Email         string  `json:"email"`
		InviterName   string  `json:"inviterName"`
		EndsOn        *string `json:"endsOn"`
		NeedsPassword bool    `json:"needsPassword" doc:"False when the browser is logged in as the invited person."`
		Known         bool    `json:"known" doc:"The address has an account: its password is needed, not a new one."`
	}
)

func show(i Listed) view {
	return view{ID: i.ID, Email: i.Email, Name: i.Name, Role: i.Role, OwnRole: i.OwnRole, SeatKind: string(member.SeatKind(i.Role)), EndsOn: i.EndsOn.Or(),
		State: i.state(clock.Now()), CreatedAt: i.CreatedAt, ExpiresAt: i.ExpiresAt, InviterName: i.InviterName}
}

func (s *Service) list(ctx context.Context, _ *none) (views, error) {
	is, err := s.List(ctx)
	out := views{Items: []view{}}
	for _, i := range is {
		out.Items = append(out.Items, show(i))
	}
	return out, err
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	d := Draft{Email: in.Body.Email, Name: in.Body.Name, Role: in.Body.Role}
	if in.Body.EndsOn != nil {
		d.EndsOn = member.Day(*in.Body.EndsOn)
	}
	i, err := s.Create(ctx, d)
	return show(i), err
}

func (s *Service) resend(ctx context.Context, in *oneIn) (view, error) {
	i, err := s.Resend(ctx, in.ID)
	return show(i), err
}

func (s *Service) withdraw(ctx context.Context, in *oneIn) error { return s.Withdraw(ctx, in.ID) }

func (s *Service) look(ctx context.Context, in *lookIn) (lookView, error) {
	l, err := s.Look(ctx, in.Body.Token, s.refresh(ctx))
	i := l.Invitation
	return lookView{l.TenantName, i.Role, l.RoleName, i.Email, i.InviterName, i.EndsOn.Or(), l.NeedsPassword, l.Known}, err
}

func (s *Service) accept(ctx context.Context, in *acceptIn) (*session.Full, error) {
	b := in.Body
	o, err := s.Accept(ctx, Acceptance{b.Token, b.Name, b.Password, s.refresh(ctx), session.From(ctx)})
	if err != nil {
		return nil, err
	}
	return s.Sessions.Answer(ctx, o)
}

// refresh is the cookie of the request, if it comes from our page: without that it says nothing about who is asking.
func (s *Service) refresh(ctx context.Context) string {
	if web.OwnPage(ctx, s.BaseURL) != nil {
		return ""
	}
	return web.Refresh(ctx)
}
