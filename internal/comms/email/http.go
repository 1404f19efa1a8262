package email

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// paths are where the records of each kind are.
var paths = map[string]string{"contact": "/contacts", "company": "/companies"}

// Routes registers the endpoints: below those of the records, and the company's setting.
func (s *Service) Routes(r *web.Router) {
	write := web.Need{Access: web.Right, Object: "activity", Action: "create"}
	for _, kind := range []string{"contact", "company"} {
		b := beside{s, kind}
		web.Handle(r, "GET", paths[kind]+"/:id/recipients", web.Need{Access: web.Right, Object: kind, Action: "read"}, 200, b.recipients)
		web.Handle(r, "POST", paths[kind]+"/:id/emails", write, 201, b.write)
	}
	again := write
	again.Once = true
	web.HandleNone(r, "POST", "/emails/:id/retry", again, 204, s.retry)
	web.Handle(r, "GET", "/settings/email", web.Need{Access: web.Right, Object: "tenant", Action: "update"}, 200, s.setting)
	web.Handle(r, "PUT", "/settings/email", web.Need{Access: web.Right, Object: "tenant", Action: "update"}, 200, s.set)
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
	recipientView struct {
		Key   string `json:"key" doc:"Names the address without telling it."`
		Shown string `json:"shown" doc:"The address as the caller's role sees it."`
		Label string `json:"label"`
	}
	recipientsView struct {
		Items     []recipientView `json:"items"`
		Withdrawn bool            `json:"withdrawn" doc:"The person has taken back the consent to be written to for marketing."`
		Answers   string          `json:"answers" enum:"writer,company" doc:"To whom answers go."`
	}
	writeIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			To      string `json:"to" maxLength:"40" doc:"The key of a recipient."`
			Subject string `json:"subject" maxLength:"1000"`
			Text    string `json:"text" maxLength:"50000" doc:"At most 10,000 characters; sent as plain text."`
		}
	}
	writtenView struct {
		ID uuid.UUID `json:"id" doc:"Of the entry on the timeline, which tells how the mail stands."`
	}
	settingView struct {
		ReplyTo string `json:"replyTo" doc:"Where answers go to mails of people whose role does not see addresses; empty means the record's owner, else the company's."`
		Version int    `json:"version"`
	}
	settingIn struct {
		Body struct {
			ReplyTo string `json:"replyTo" maxLength:"1000"`
			Version int    `json:"version"`
		}
	}
)

func (b beside) recipients(ctx context.Context, in *idIn) (recipientsView, error) {
	w, err := b.s.Recipients(ctx, b.record(in.ID))
	out := recipientsView{Items: make([]recipientView, len(w.Recipients)), Withdrawn: w.Withdrawn, Answers: "company"}
	for i, r := range w.Recipients {
		out.Items[i] = recipientView(r)
	}
	if w.Own {
		out.Answers = "writer"
	}
	return out, err
}

func (b beside) write(ctx context.Context, in *writeIn) (writtenView, error) {
	id, err := b.s.Write(ctx, b.record(in.ID), Draft(in.Body))
	return writtenView{id}, err
}

func (s *Service) retry(ctx context.Context, in *idIn) error { return s.Retry(ctx, in.ID) }

func (s *Service) setting(ctx context.Context, _ *web.None) (settingView, error) {
	set, err := s.Setting(ctx)
	return settingView{set.ReplyTo, set.Version}, err
}

func (s *Service) set(ctx context.Context, in *settingIn) (settingView, error) {
	set, err := s.SetReplyTo(ctx, in.Body.ReplyTo, in.Body.Version)
	return settingView{set.ReplyTo, set.Version}, err
}
