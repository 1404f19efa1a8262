package feedback

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Everybody may say what is in their way, and reads the answers; those who shape roles read and
// answer all of it.
func (s *Service) Routes(r *web.Router) {
	everybody := web.Need{Access: web.SignedIn}
	web.Handle(r, "POST", "/feedback", everybody, 201, s.say)
	web.Handle(r, "GET", "/feedback/mine", everybody, 200, s.mine)
	web.HandleNone(r, "POST", "/feedback/seen", everybody, 204, s.seen)
	web.Handle(r, "GET", "/feedback/news", everybody, 200, s.count)
	web.Handle(r, "GET", "/feedback", web.Need{Access: web.Right, Object: "role", Action: "read"}, 200, s.list)
	web.Handle(r, "POST", "/feedback/:id/answer", web.Need{Access: web.Right, Object: "role", Action: "update"}, 200, s.answer)
}

type (
	sayIn struct {
		Body struct {
			Path   string `json:"path" maxLength:"200" doc:"Of the screen, within the company: contacts/0198…"`
			Screen string `json:"screen" maxLength:"400" doc:"As the screen names itself."`
			Part   string `json:"part,omitempty" maxLength:"400" doc:"The field or button; empty for the whole screen."`
			Text   string `json:"text" maxLength:"8000"`
		}
	}
	answerIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int    `json:"version"`
			Answer  string `json:"answer" maxLength:"8000"`
		}
	}
	view struct {
		ID         uuid.UUID  `json:"id"`
		Path       string     `json:"path"`
		Screen     string     `json:"screen"`
		Part       string     `json:"part"`
		Text       string     `json:"text"`
		OwnerName  string     `json:"ownerName"`
		Answer     string     `json:"answer"`
		AnsweredBy string     `json:"answeredBy" doc:"A name; empty without an answer."`
		AnsweredAt *time.Time `json:"answeredAt"`
		CreatedAt  time.Time  `json:"createdAt"`
		Version    int        `json:"version"`
		News       bool       `json:"news" doc:"Its author has not seen the answer before."`
	}
	mineOut struct {
		Items []view `json:"items" doc:"The newest first."`
	}
)

func show(f Seen) view {
	return view{f.ID, f.Path, f.Screen, f.Part, f.Text, f.OwnerName, f.Answer, f.AnsweredByName, f.AnsweredAt, f.CreatedAt, f.Version, f.AnsweredAt != nil && f.SeenAt == nil}
}

func showAll(all []Seen) []view {
	out := make([]view, len(all))
	for i, f := range all {
		out[i] = show(f)
	}
	return out
}

func (s *Service) say(ctx context.Context, in *sayIn) (view, error) {
	f, err := s.Say(ctx, Draft(in.Body))
	return show(f), err
}

func (s *Service) mine(ctx context.Context, _ *web.None) (mineOut, error) {
	all, err := s.Own(ctx)
	return mineOut{showAll(all)}, err
}

func (s *Service) seen(ctx context.Context, _ *web.None) error { return s.Read(ctx) }

func (s *Service) count(ctx context.Context, _ *web.None) (page.Count, error) {
	n, err := s.News(ctx)
	return page.Count{Count: n}, err
}

func (s *Service) list(ctx context.Context, in *page.Query) (page.Items[view], error) {
	all, next, err := s.List(ctx, *in)
	return page.Items[view]{Items: showAll(all), Next: next}, err
}

func (s *Service) answer(ctx context.Context, in *answerIn) (view, error) {
	f, err := s.Answer(ctx, in.ID, in.Body.Version, in.Body.Answer)
	return show(f), err
}
