package calendar

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; who sees tasks has a calendar.
func (s *Service) Routes(r *web.Router) {
	need := web.Need{Access: web.Right, Object: task.Kind, Action: "read"}
	change := web.Need{Access: web.Right, Object: task.Kind, Action: "update"}
	file := change
	file.MaxBytes = maxSize
	web.Handle(r, "GET", "/calendar", need, 200, s.read)
	web.Handle(r, "GET", "/calendars", need, 200, s.list)
	web.Handle(r, "POST", "/calendars", change, 201, s.subscribe)
	web.Handle(r, "POST", "/calendars/import", file, 201, s.take)
	web.HandleNone(r, "DELETE", "/calendars/:id", change, 204, s.remove)
	mine := web.Need{Access: web.SignedIn, In: web.Platform}
	web.Handle(r, "POST", "/me/calendar-feed", mine, 200, s.open)
	web.HandleNone(r, "DELETE", "/me/calendar-feed", mine, 204, s.shut)
	web.HandleFull(r, "GET", "/calendar-feed/:token", web.Need{Access: web.Public, In: web.Outside}, 200, s.feed)
}

type (
	readIn struct {
		From   string `query:"from" required:"true" doc:"The first day, YYYY-MM-DD."`
		To     string `query:"to" required:"true" doc:"The last day, at most 45 days in all."`
		Person string `query:"person" pattern:"^(me|all|[0-9a-f-]{36})$" default:"me"`
		Deals  bool   `query:"deals" doc:"With the open deals that are expected on these days."`
	}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	subscribeIn struct {
		Body struct {
			Name string `json:"name" maxLength:"400"`
			URL  string `json:"url" maxLength:"2000"`
		}
	}
	importIn struct {
		Name    string `query:"name" maxLength:"400"`
		RawBody []byte `contentType:"application/octet-stream" doc:"A calendar file (.ics)."`
	}
	coming struct {
		TaskID uuid.UUID `json:"taskId"`
		Title  string    `json:"title"`
		At     time.Time `json:"at"`
		AllDay bool      `json:"allDay"`
	}
	expected struct {
		ID         uuid.UUID `json:"id"`
		Name       string    `json:"name"`
		ExpectedOn string    `json:"expectedOn" format:"date"`
	}
	pageOut struct {
		Tasks []task.View `json:"tasks"`
		Ahead []coming    `json:"ahead" doc:"When repeated tasks will come again; they are no tasks yet."`
		Deals []expected  `json:"deals"`
		Busy  []Busy      `json:"busy" doc:"Times of the caller's other calendars. Whole days are midnights in UTC."`
	}
	view struct {
		ID        uuid.UUID  `json:"id"`
		Name      string     `json:"name"`
		Host      string     `json:"host" doc:"Where it comes from; empty for a file."`
		Times     int        `json:"times"`
		Problem   string     `json:"problem" enum:",unreachable,inside,refused,unreadable,too_long"`
		FetchedAt *time.Time `json:"fetchedAt"`
	}
	feedOut struct {
		URL string `json:"url" doc:"Shown once: whoever knows it reads the calendar."`
	}
	feedIn struct {
		Token string `path:"token" maxLength:"100"`
		Todos bool   `query:"todos" doc:"To-dos as to-dos, not as events."`
	}
	file struct {
		Type  string `header:"Content-Type"`
		Cache string `header:"Cache-Control"`
		Body  []byte
	}
)

func show(c Calendar) view {
	return view{c.ID, c.Name, c.Host, len(c.Busy), c.Problem, c.FetchedAt}
}

func (in *readIn) ask(ctx context.Context) (Ask, error) {
	a := Ask{From: in.From, To: in.To, Deals: in.Deals}
	switch in.Person {
	case "all":
	case "me":
		me := caller.From(ctx).UserID
		a.Person = &me
	default:
		id, err := uuid.Parse(in.Person)
		if err != nil {
			return a, page.ErrList
		}
		a.Person = &id
	}
	return a, nil
}

func (s *Service) read(ctx context.Context, in *readIn) (pageOut, error) {
	out := pageOut{Tasks: []task.View{}, Ahead: []coming{}, Deals: []expected{}, Busy: []Busy{}}
	a, err := in.ask(ctx)
	if err != nil {
		return out, err
	}
	p, err := s.Page(ctx, a)
	for _, t := range p.Tasks {
		out.Tasks = append(out.Tasks, task.Show(t))
	}
	for _, c := range p.Ahead {
		out.Ahead = append(out.Ahead, coming(c))
	}
	for _, d := range p.Deals {
		out.Deals = append(out.Deals, expected{d.ID, d.Name, string(*d.ExpectedOn)})
	}
	out.Busy = append(out.Busy, p.Busy...)
	return out, err
}

func (s *Service) list(ctx context.Context, _ *web.None) (page.Items[view], error) {
	out := page.Items[view]{Items: []view{}}
	all, err := s.List(ctx)
	for _, c := range all {
		out.Items = append(out.Items, show(c))
	}
	return out, err
}

func (s *Service) subscribe(ctx context.Context, in *subscribeIn) (view, error) {
	c, err := s.Subscribe(ctx, in.Body.Name, in.Body.URL)
	return show(c), err
}

func (s *Service) take(ctx context.Context, in *importIn) (view, error) {
	c, err := s.Import(ctx, in.Name, in.RawBody)
	return show(c), err
}

func (s *Service) remove(ctx context.Context, in *idIn) error { return s.Remove(ctx, in.ID) }

func (s *Service) open(ctx context.Context, _ *web.None) (feedOut, error) {
	url, err := s.OpenFeed(ctx)
	return feedOut{url}, err
}

func (s *Service) shut(ctx context.Context, _ *web.None) error { return s.CloseFeed(ctx) }

func (s *Service) feed(ctx context.Context, in *feedIn) (*file, error) {
	ip, _ := web.Client(ctx)
	body, err := s.Feed(ctx, in.Token, ip, in.Todos)
	if err != nil {
		return nil, err
	}
	return &file{"text/calendar; charset=utf-8", "private, no-store", body}, nil
}
