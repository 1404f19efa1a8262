package lifecycle

import (
	"context"
	"embed"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

type (
	dailyArgs  struct{}
	noticeArgs struct {
		Tenant int64
		User   uuid.UUID
		Days   int
		At     int64 // when the notice was written, in microseconds: another one about the same days is another letter
	}
)

// Kind implements job.Args.
func (dailyArgs) Kind() string { return "lifecycle.daily" }

// Kind implements job.Args.
func (noticeArgs) Kind() string { return "lifecycle.notice" }

// Jobs registers the workers. The day is looked after every few hours, so that a service that was off for a while does not
// lose one.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, 6*time.Hour, func(ctx context.Context, _ dailyArgs) error { return s.Daily(ctx) })
	job.HandleOutside(ws, s.send)
}

//go:embed texts/*.json
var textFiles embed.FS

var texts = i18n.Embedded(textFiles, "texts")

// send writes a notice to somebody who still is an owner, and records it. An address that takes no mail counts as told:
// otherwise nothing of somebody who is gone could ever be deleted.
func (s *Service) send(ctx context.Context, a noticeArgs) error {
	t, to, err := s.addressee(ctx, a)
	if err != nil || to == nil || t.State != cancelled {
		return err
	}
	if err := s.d.Mail.Send(ctx, compose(t, *to, a, s.d.BaseURL)); err != nil && !mail.Permanent(err) {
		return err
	}
	return s.d.Platform(ctx, func(ctx context.Context) error { return sent(ctx, a.Tenant, a.Days) })
}

func (s *Service) addressee(ctx context.Context, a noticeArgs) (t tenant.Tenant, to *Person, err error) {
	err = s.d.Platform(ctx, func(ctx context.Context) error {
		if t, err = s.d.Tenants.Find(ctx, a.Tenant); err != nil {
			return err
		}
		owners, err := s.d.Owners(ctx, a.Tenant)
		for i := range owners {
			if owners[i].ID == a.User {
				to = &owners[i]
			}
		}
		return err
	})
	return t, to, err
}

func compose(t tenant.Tenant, to Person, a noticeArgs, base string) mail.Letter {
	say := func(part string) string {
		return texts.Say(to.Language, part, map[string]any{"company": t.Name, "name": to.Name, "count": a.Days})
	}
	return mail.Letter{
		Key:        fmt.Sprintf("purge-%d-%d-%s-%d", a.Tenant, a.Days, to.ID, a.At),
		To:         mail.Address{Name: to.Name, Email: to.Email},
		Language:   i18n.Match(to.Language),
		Subject:    say("subject"),
		Heading:    say("subject"),
		Paragraphs: []string{say("hello"), say("text"), say("how_to_keep")},
		Button:     &mail.Button{Text: say("open"), URL: base + "/" + t.Caller().Slug + "/settings/billing"},
		Footnote:   say("why"),
	}
}
