package reminder

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/crm/today"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/preference"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
)

// reader is who gets a letter, as they are when it is written.
type reader struct {
	member.Principal
	preference.Preference
	company caller.Tenant
	zone    *time.Location // the reader's own
	home    *time.Location // the company's, on whose calendar whole days stand
}

func (s *Service) reader(ctx context.Context) (r reader, err error) {
	c := caller.From(ctx)
	r.company, r.zone, r.home = c.Tenant, clock.Zone(c.Zone()), clock.Zone(c.Tenant.Timezone)
	return r, s.d.Platform(ctx, func(ctx context.Context) (err error) {
		if r.Principal, err = s.d.Members.PrincipalOf(ctx, c.UserID, c.Tenant.ID); err == nil {
			r.Preference, err = s.d.Preferences.Mine(ctx)
		}
		return err
	})
}

// letter tells the caller of one of their own tasks.
func (s *Service) letter(ctx context.Context, a Letter) error {
	r, err := s.reader(ctx)
	if err != nil || !r.Mail {
		return err
	}
	if until, quiet := r.Quiet(clock.Now(), r.zone); quiet {
		return s.wait(ctx, a, until)
	}
	t, ok, err := s.about(ctx, func(t task.Task) bool {
		return t.OwnerID != nil && *t.OwnerID == r.Principal.UserID && stands(t, a.What, a.At, r.home)
	}, a.TaskID)
	if err != nil || !ok {
		return err
	}
	return s.letters.Send(ctx, s.write(r, t, a.What, a.At))
}

// escalation tells the caller that somebody whom they lead is late.
func (s *Service) escalation(ctx context.Context, a Escalation) error {
	r, err := s.reader(ctx)
	if err != nil || !r.Mail || r.LateDays != a.Days {
		return err
	}
	if until, quiet := r.Quiet(clock.Now(), r.zone); quiet {
		return s.wait(ctx, a, until)
	}
	t, ok, err := s.about(ctx, func(t task.Task) bool { return stands(t, Late, a.At, r.home) }, a.TaskID)
	if err != nil || !ok {
		return err
	}
	return s.letters.Send(ctx, s.write(r, t, Team, a.At))
}

// wait writes a letter when the quiet hours of its reader are over.
func (s *Service) wait(ctx context.Context, a job.Args, until time.Time) error {
	return s.d.Platform(ctx, func(ctx context.Context) error { return job.Enqueue(ctx, a, job.Options{At: until}) })
}

// write puts a letter about one task into words.
func (s *Service) write(r reader, t task.Seen, what string, at time.Time) user.Letter {
	say := func(key string, args map[string]any) string { return s.letters.Texts.Say(r.Language, key, args) }
	args := map[string]any{"task": t.Title, "company": r.company.Name, "person": t.AssigneeName, "when": r.when(t.Task)}
	if t.AboutName != "" {
		args["task"] = t.Title + " (" + t.AboutName + ")"
	}
	args["days"] = say("days", map[string]any{"count": max(1, int(clock.Since(at)/day))})
	return user.Letter{Name: what, ID: fmt.Sprintf("%s/%s/%d", t.ID, r.Principal.MemberID, at.UnixMicro()), To: mail.Address{Name: r.Name, Email: r.Email},
		Language: r.Language, Path: "/" + r.company.Slug + "/today", Args: args}
}

// when is a task's day, with the time where it matters, on the reader's clock.
func (r reader) when(t task.Task) string {
	if t.DueAt == nil {
		return "–"
	}
	if t.AllDay {
		return i18n.FormatDate(r.Language, *t.DueAt, r.home)
	}
	return i18n.FormatDate(r.Language, *t.DueAt, r.zone) + ", " + t.DueAt.In(r.zone).Format("15:04")
}

// digest writes to the caller what there is to do today; nothing, when there is nothing.
func (s *Service) digest(ctx context.Context, a Digest) error {
	r, err := s.reader(ctx)
	c := caller.From(ctx)
	if err != nil || r.DigestHour == nil || c.May(task.Kind, "read") == caller.None || clock.Now().In(r.zone).Format(time.DateOnly) != a.Day {
		return err
	}
	var d today.Day
	err = s.d.InTenant(ctx, func(ctx context.Context) (err error) {
		d, err = s.d.Today.For(ctx)
		return err
	})
	if err != nil || len(d.Overdue)+len(d.Today) == 0 {
		return err
	}
	return s.letters.Send(ctx, s.writeDigest(r, a.Day, d))
}

// most is how many lines of each kind a digest has.
const most = 15

func (s *Service) writeDigest(r reader, day string, d today.Day) user.Letter {
	say := func(key string, n int) string {
		if n == 0 {
			return s.letters.Texts.Say(r.Language, "none_"+key, nil)
		}
		return s.letters.Texts.Say(r.Language, key, map[string]any{"count": n})
	}
	args := map[string]any{"company": r.company.Name, "overdue": r.lines(say("overdue", len(d.Overdue)), d.Overdue),
		"today": r.lines(say("today", len(d.Today)), d.Today), "idle": strings.TrimSpace(say("idle", len(d.Idle)) + " " + named(d.Idle)),
		"stop": "/digest-stop#" + s.d.Preferences.StopToken(r.Principal.MemberID)}
	return user.Letter{Name: "digest", ID: r.Principal.MemberID.String() + "/" + day, To: mail.Address{Name: r.Name, Email: r.Email}, Language: r.Language,
		Path: "/" + r.company.Slug + "/today", Args: args}
}

func (r reader) lines(head string, ts []task.Seen) string {
	var all []string
	for i, t := range ts {
		if i == most {
			all = append(all, "…")
			break
		}
		line := t.Title
		if t.DueAt != nil && !t.AllDay {
			line += " (" + t.DueAt.In(r.zone).Format("15:04") + ")"
		}
		all = append(all, line)
	}
	if len(all) == 0 {
		return head
	}
	return head + " " + strings.Join(all, " · ")
}

func named(ds []deal.Seen) string {
	var all []string
	for i, d := range ds {
		if i == most {
			return strings.Join(all, " · ") + " · …"
		}
		all = append(all, d.Name)
	}
	return strings.Join(all, " · ")
}
