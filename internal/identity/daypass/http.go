package daypass

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/day-passes", need("read"), 200, s.list)
	web.Handle(r, "POST", "/day-passes", need("create"), 201, s.book)
	withdraw := need("create")
	withdraw.ReadOnly = true
	web.HandleNone(r, "DELETE", "/day-passes/:id", withdraw, 204, s.withdraw)
}

func need(action string) web.Need {
	return web.Need{Access: web.Right, Object: member.Kind, Action: action, In: web.Platform}
}

type (
	none  struct{}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	bookIn struct {
		Body struct {
			MemberID *uuid.UUID `json:"memberId,omitempty" doc:"Somebody who left; without it email, name and role say who is a guest."`
			Email    string     `json:"email,omitempty" maxLength:"254"`
			Name     string     `json:"name,omitempty" maxLength:"200"`
			Role     string     `json:"role,omitempty" enum:",freelancer,technician"`
			Day      string     `json:"day" maxLength:"10" doc:"Such as 2026-11-30."`
		}
	}
	view struct {
		ID       uuid.UUID  `json:"id"`
		MemberID *uuid.UUID `json:"memberId" nullable:"true" doc:"Null for a guest, who is invited when the day begins."`
		Name     string     `json:"name"`
		Role     string     `json:"role"`
		Day      string     `json:"day" format:"date"`
		State    string     `json:"state" enum:"booked,open,over,missed,withdrawn"`
		NoSeat   bool       `json:"noSeat" doc:"The day has begun, but no seat was free so far."`
	}
	views struct {
		Items []view `json:"items"`
	}
)

func show(p Listed) view {
	return view{p.ID, p.MembershipID, p.Who, p.As, string(p.Day), p.State, p.State == booked && p.FullToldAt != nil}
}

func (s *Service) list(ctx context.Context, _ *none) (views, error) {
	all, err := s.List(ctx)
	out := views{Items: []view{}}
	for _, p := range all {
		out.Items = append(out.Items, show(p))
	}
	return out, err
}

func (s *Service) book(ctx context.Context, in *bookIn) (view, error) {
	b := in.Body
	p, err := s.Book(ctx, Draft{b.MemberID, Guest{b.Email, b.Name, b.Role}, member.Day(b.Day)})
	return show(p), err
}

func (s *Service) withdraw(ctx context.Context, in *oneIn) error { return s.Withdraw(ctx, in.ID) }
