package reminder

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
)

const (
	maxMentions = 50  // of the last ones, in the bell
	maxExcerpt  = 300 // letters of a note in a mail
)

// pages are where the records are on which notes are written.
var pages = map[string]string{"contact": "/contacts/", "company": "/companies/", "deal": "/deals/"}

// Mention has letters written to the people whom an entry mentions and did not before. It runs in the unit of work that saved
// it.
func (s *Service) Mention(ctx context.Context, before, after activity.Activity) error {
	for _, to := range activity.NewlyMentioned(before, after) {
		if err := job.Enqueue(as(ctx, to), Mention{after.ID, to}, job.Options{Unique: true}); err != nil {
			return err
		}
	}
	return nil
}

// mention tells the caller by mail of an entry that names them. Who does not see it is told nothing.
func (s *Service) mention(ctx context.Context, a Mention) error {
	r, err := s.reader(ctx)
	if err != nil || !r.Mail {
		return err
	}
	if until, quiet := r.Quiet(clock.Now(), r.zone); quiet {
		return s.wait(ctx, a, until)
	}
	entry, ok, err := s.entry(ctx, a.ActivityID)
	if err != nil || !ok {
		return err
	}
	return s.letters.Send(ctx, writeMention(r, entry))
}

// entry reads an entry that the caller may see; false when it is gone, or names them no more.
func (s *Service) entry(ctx context.Context, id uuid.UUID) (e activity.Seen, ok bool, err error) {
	c := caller.From(ctx)
	if c.May(activity.Kind, "read") == caller.None {
		return e, false, nil
	}
	err = s.d.InTenant(ctx, func(ctx context.Context) (err error) {
		e, err = s.d.Activities.Find(ctx, id)
		if errors.Is(err, activity.ErrNotFound) {
			return nil
		}
		for _, m := range e.Mentions {
			ok = ok || m.UserID == c.UserID
		}
		return err
	})
	return e, ok, err
}

func writeMention(r reader, e activity.Seen) user.Letter {
	text := []rune(activity.Plain(e.Text))
	if len(text) > maxExcerpt {
		text = append(text[:maxExcerpt], '…')
	}
	args := map[string]any{"company": r.company.Name, "person": e.ActorName, "record": e.AboutName, "text": string(text)}
	return user.Letter{Name: Mentioned, ID: e.ID.String() + "/" + r.Principal.MemberID.String(), To: mail.Address{Name: r.Name, Email: r.Email},
		Language: r.Language, Path: "/" + r.company.Slug + pages[e.Kind] + e.RecordID.String(), Args: args}
}

// mentions are the entries that named the caller in the last weeks. It runs in the unit of work of the caller's company.
func (s *Service) mentions(ctx context.Context, now time.Time) (all []Notice, err error) {
	me := caller.From(ctx)
	if me.May(activity.Kind, "read") == caller.None {
		return nil, nil
	}
	found, err := s.mentioning(ctx, now.Add(-kept))
	if err != nil {
		return nil, err
	}
	told := make([]time.Time, len(found))
	for i, a := range found {
		told[i], _ = a.Mentioned(me.UserID)
	}
	seen, err := s.d.Activities.See(ctx, found...)
	for i := range seen {
		if now.Sub(told[i]) < kept && (seen[i].OwnerID == nil || *seen[i].OwnerID != me.UserID) {
			all = append(all, Notice{Moment: Moment{Mentioned, told[i]}, Entry: &seen[i]})
		}
	}
	return all, err
}
