package user

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "POST", "/passwords/check", web.Need{Access: web.Public, In: web.Outside}, 200, check)
	web.Handle(r, "PATCH", "/me", web.Need{Access: web.SignedIn, In: web.Platform, ReadOnly: true}, 200, s.patch)
	phone := web.Need{Access: web.SignedIn, In: web.Platform}
	web.Handle(r, "GET", "/me/phone", phone, 200, s.phone)
	web.Handle(r, "PUT", "/me/phone", phone, 200, s.setPhone)
}

type (
	checkIn struct {
		Body struct {
			Password string `json:"password" maxLength:"2000"`
			Email    string `json:"email,omitempty" maxLength:"1000"`
			Name     string `json:"name,omitempty" maxLength:"500"`
			Company  string `json:"company,omitempty" maxLength:"500"`
		}
	}
	verdict struct {
		OK      bool     `json:"ok"`
		Score   int      `json:"score" doc:"0 useless, 1 weak, 2 fair, 3 good, 4 strong"`
		Reasons []string `json:"reasons" doc:"Why it is refused: short, long, common, personal, pattern."`
	}
	patchIn struct {
		Body struct {
			Name     *string `json:"name,omitempty" maxLength:"500"`
			Language *string `json:"language,omitempty" maxLength:"10"`
			Timezone *string `json:"timezone,omitempty" maxLength:"64" doc:"Empty for the company's."`
		}
	}
	phoneView struct {
		Phone string `json:"phone" doc:"E.164; empty when not given."`
	}
	phoneIn struct {
		Body struct {
			Phone string `json:"phone" maxLength:"60" doc:"With or without a country code; empty takes it away."`
		}
	}
	// View is what people see of an account.
	View struct {
		ID       uuid.UUID `json:"id"`
		Name     string    `json:"name"`
		Email    string    `json:"email"`
		Language string    `json:"language"`
	}
)

// Show is what people see of u.
func Show(u User) View { return View{u.ID, u.Name, u.Email, u.Language} }

func check(_ context.Context, in *checkIn) (verdict, error) {
	b := in.Body
	return verdict(password.Check(b.Password, b.Email, b.Name, b.Company)), nil
}

func (s *Service) patch(ctx context.Context, in *patchIn) (View, error) {
	u, err := s.Update(ctx, Draft(in.Body))
	return Show(u), err
}

func (s *Service) phone(ctx context.Context, _ *web.None) (phoneView, error) {
	u, err := s.Find(ctx, caller.From(ctx).UserID)
	return phoneView{u.Phone}, err
}

func (s *Service) setPhone(ctx context.Context, in *phoneIn) (phoneView, error) {
	u, err := s.SetPhone(ctx, in.Body.Phone)
	return phoneView{u.Phone}, err
}
