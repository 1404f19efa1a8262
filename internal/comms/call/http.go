package call

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// paths are where the records of each kind are.
var paths = map[string]string{"contact": "/contacts", "company": "/companies"}

// maxBody is the size of what a phone system tells, in bytes.
const maxBody = 8 << 10

// Routes registers the endpoints: below those of the records, the setting, and the address that phone systems tell at.
func (s *Service) Routes(r *web.Router) {
	for _, kind := range []string{"contact", "company"} {
		b := beside{s, kind}
		web.Handle(r, "GET", paths[kind]+"/:id/numbers", web.Need{Access: web.Right, Object: kind, Action: "read"}, 200, b.numbers)
		web.Handle(r, "POST", paths[kind]+"/:id/calls", web.Need{Access: web.Right, Object: "activity", Action: "create"}, 201, b.call)
	}
	set := web.Need{Access: web.Right, Object: "tenant", Action: "update"}
	outside := set
	outside.In = web.Outside
	web.Handle(r, "GET", "/settings/phone", set, 200, s.connected)
	web.Handle(r, "PUT", "/settings/phone", set, 200, s.connect)
	web.Handle(r, "POST", "/settings/phone/renew", set, 200, s.renew)
	web.Handle(r, "POST", "/settings/phone/test", outside, 200, s.try)
	web.HandleNone(r, "POST", "/hooks/call/:token", web.Need{Access: web.Public, In: web.Outside, MaxBytes: maxBody}, 204, s.hook)
}

// beside are the endpoints for one kind of record.
type beside struct {
	s    *Service
	kind string
}

func (b beside) record(id uuid.UUID) record.Ref { return record.Ref{Kind: b.kind, ID: id} }

type (
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	numberView struct {
		Key   string `json:"key" doc:"Names the number without telling it."`
		Shown string `json:"shown" doc:"The number as the caller's role sees it."`
		Label string `json:"label"`
	}
	numbersView struct {
		Items     []numberView `json:"items"`
		Withdrawn bool         `json:"withdrawn" doc:"The person has taken back the consent to be called for marketing."`
		System    bool         `json:"system" doc:"The company has a phone system."`
		Own       bool         `json:"own" doc:"The caller has given the number that is rung first."`
	}
	callIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			To string `json:"to" maxLength:"40" doc:"The key of a number."`
		}
	}
	calledView struct {
		ID uuid.UUID `json:"id" doc:"Of the entry on the timeline, which tells how the call goes."`
	}
	settingView struct {
		URL     string `json:"url" doc:"Where the phone system is asked; empty when there is none."`
		Hook    string `json:"hook" doc:"Where it tells how calls go; empty when there is none."`
		Secret  string `json:"secret" doc:"What both sign with; told only when it was just made."`
		Version int    `json:"version"`
	}
	settingIn struct {
		Body struct {
			URL     string `json:"url" maxLength:"1000"`
			Version int    `json:"version"`
		}
	}
	versionIn struct {
		Body struct {
			Version int `json:"version"`
		}
	}
	triedView struct {
		Why string `json:"why" enum:",refused,unreachable,inside" doc:"Why the test came to nothing; empty when the phone system answered well."`
	}
	hookIn struct {
		Token     string `path:"token" maxLength:"100"`
		At        string `header:"Kith-Timestamp" maxLength:"20" doc:"Seconds since 1970."`
		Signature string `header:"Kith-Signature" maxLength:"100" doc:"HMAC-SHA256 in hex of the timestamp, a dot and the body."`
		RawBody   []byte `contentType:"application/octet-stream" doc:"JSON with event (answered, ended or failed), id (of the event), callId, and seconds at the end."`
	}
)

func (b beside) numbers(ctx context.Context, in *idIn) (numbersView, error) {
	c, err := b.s.Numbers(ctx, b.record(in.ID))
	out := numbersView{make([]numberView, len(c.Numbers)), c.Withdrawn, c.On, c.Me}
	for i, n := range c.Numbers {
		out.Items[i] = numberView(n)
	}
	return out, err
}

func (b beside) call(ctx context.Context, in *callIn) (calledView, error) {
	id, err := b.s.Call(ctx, b.record(in.ID), in.Body.To)
	return calledView{id}, err
}

func show(c Connection) settingView { return settingView{c.URL, c.Hook, c.Secret, c.Version} }

func (s *Service) connected(ctx context.Context, _ *web.None) (settingView, error) {
	c, err := s.Connected(ctx)
	return show(c), err
}

func (s *Service) connect(ctx context.Context, in *settingIn) (settingView, error) {
	c, err := s.Connect(ctx, in.Body.URL, in.Body.Version)
	return show(c), err
}

func (s *Service) renew(ctx context.Context, in *versionIn) (settingView, error) {
	c, err := s.Renew(ctx, in.Body.Version)
	return show(c), err
}

func (s *Service) try(ctx context.Context, _ *web.None) (triedView, error) {
	why, err := s.Try(ctx)
	return triedView{why}, err
}

func (s *Service) hook(ctx context.Context, in *hookIn) error {
	ip, _ := web.Client(ctx)
	return s.Hear(ctx, Delivery{in.Token, ip, in.At, in.Signature, in.RawBody})
}
