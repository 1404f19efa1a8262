package preference

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	mine := web.Need{Access: web.SignedIn, In: web.Platform}
	web.Handle(r, "GET", "/me/preferences", mine, 200, s.mine)
	web.Handle(r, "PATCH", "/me/preferences", mine, 200, s.patch)
	web.HandleNone(r, "POST", "/digest/stop", web.Need{Access: web.Public, In: web.Platform}, 204, s.stop)
}

type (
	view struct {
		Mail       bool       `json:"mail" doc:"Reminders come by mail too."`
		DigestHour int        `json:"digestHour" doc:"The hour of the letter with the day's work; -1 for none."`
		QuietFrom  int        `json:"quietFrom" doc:"From this hour on until quietTo no reminder comes by mail; none, when both are the same."`
		QuietTo    int        `json:"quietTo"`
		LateDays   int        `json:"lateDays" doc:"After how many days the late tasks of those one leads are reported; 0 for never."`
		FeedAt     *time.Time `json:"feedAt" doc:"When the secret address of the calendar was made; null without one."`
	}
	patchIn struct {
		Body struct {
			Mail       *bool `json:"mail,omitempty"`
			DigestHour *int  `json:"digestHour,omitempty"`
			QuietFrom  *int  `json:"quietFrom,omitempty"`
			QuietTo    *int  `json:"quietTo,omitempty"`
			LateDays   *int  `json:"lateDays,omitempty"`
		}
	}
	stopIn struct {
		Body struct {
			Token string `json:"token" maxLength:"200"`
		}
	}
)

func show(p Preference) view {
	hour := -1
	if p.DigestHour != nil {
		hour = *p.DigestHour
	}
	return view{p.Mail, hour, p.QuietFrom, p.QuietTo, p.LateDays, p.FeedAt}
}

func (s *Service) mine(ctx context.Context, _ *web.None) (view, error) {
	p, err := s.Mine(ctx)
	return show(p), err
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	p, err := s.Update(ctx, Draft(in.Body))
	return show(p), err
}

func (s *Service) stop(ctx context.Context, in *stopIn) error { return s.Stop(ctx, in.Body.Token) }
