package overflow

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
	keeperArgs struct{}
	letterArgs struct {
		Tenant       int64
		Notice, User uuid.UUID
		At           int64 // when it was written, in microseconds: another one about the same leads is another letter
	}
	expiredArgs struct {
		Notice uuid.UUID
		Count  int64
	}
)

// Kind implements job.Args.
func (keeperArgs) Kind() string { return "overflow.keeper" }

// Kind implements job.Args.
func (letterArgs) Kind() string { return "overflow.letter" }

// Kind implements job.Args.
func (expiredArgs) Kind() string { return "overflow.expired" }

// Jobs registers the workers. The day is looked after every few hours, so that a service that was off for a while does not
// lose one.
func (k *Keeper) Jobs(ws *job.Workers) {
	job.Every(ws, 6*time.Hour, func(ctx context.Context, _ keeperArgs) error { return k.Daily(ctx) })
	job.HandleOutside(ws, k.send)
	job.HandleOutside(ws, func(ctx context.Context, a expiredArgs) error {
		return k.Platform(ctx, func(ctx context.Context) error { return noticeKept(ctx, a.Notice, a.Count) })
	})
}

//go:embed texts/*.json
var textFiles embed.FS

var texts = i18n.Embedded(textFiles, "texts")

// send writes to somebody who still is an owner that leads will be deleted, and records it. An address that takes no mail
// counts as told. A letter that was written anew meanwhile is not sent.
func (k *Keeper) send(ctx context.Context, a letterArgs) error {
	var t tenant.Tenant
	var n heldNotice
	var to *Person
	err := k.Platform(ctx, func(ctx context.Context) (err error) {
		var found bool
		if n, found, err = findNotice(ctx, a.Notice); err != nil || !found || n.WrittenAt.UnixMicro() != a.At {
			return err
		}
		if t, err = k.Tenants.Find(ctx, a.Tenant); err != nil {
			return err
		}
		to, err = k.owner(ctx, a)
		return err
	})
	if err != nil || to == nil {
		return err
	}
	if err := k.Mail.Send(ctx, k.compose(t, *to, n, a)); err != nil && !mail.Permanent(err) {
		return err
	}
	return k.Platform(ctx, func(ctx context.Context) error { return noticeSent(ctx, a.Notice) })
}

func (k *Keeper) owner(ctx context.Context, a letterArgs) (*Person, error) {
	all, err := k.Owners(ctx, a.Tenant)
	for _, p := range all {
		if p.ID == a.User {
			return &p, err
		}
	}
	return nil, err
}

func (k *Keeper) compose(t tenant.Tenant, to Person, n heldNotice, a letterArgs) mail.Letter {
	say := func(part string) string {
		return texts.Say(to.Language, part, map[string]any{"company": t.Name, "name": to.Name, "count": n.Leads, "days": warnDays, "kept": keepDays})
	}
	return mail.Letter{
		Key:        fmt.Sprintf("leads-%s-%s-%d", n.ID, to.ID, a.At),
		To:         mail.Address{Name: to.Name, Email: to.Email},
		Language:   i18n.Match(to.Language),
		Subject:    say("subject"),
		Heading:    say("subject"),
		Paragraphs: []string{say("hello"), say("text"), say("how_to_keep")},
		Button:     &mail.Button{Text: say("open"), URL: k.BaseURL + "/" + t.Caller().Slug + "/settings/billing"},
		Footnote:   say("why"),
	}
}
