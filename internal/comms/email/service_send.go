package email

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// patience is for how long a mail server that can't be reached is tried again.
const patience = 2 * time.Hour

// outgoing is a mail that is about to leave.
type outgoing struct {
	activity activity.Activity
	how      How
	to       mail.Address
	owner    *uuid.UUID // of the record
	replyTo  string     // of the company; empty when it did not say
	why      string     // it can't leave
}

// send sends one mail, outside of a unit of work, and notes how that went. A mail that does not wait is left alone: then the
// job was run once more than it had to be.
func (s *Service) send(ctx context.Context, id uuid.UUID) error {
	if licence.Access(caller.From(ctx).Tenant.State) != licence.Write {
		return job.ErrLater
	}
	var m outgoing
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		m, err = s.read(ctx, id)
		return err
	})
	if err != nil || m.how.State != Queued {
		return err
	}
	if m.why == "" {
		l, why, err := s.letter(ctx, m)
		if err != nil {
			return err
		}
		if m.why = why; why == "" {
			err = s.Sender.Send(ctx, l)
		}
		if err != nil {
			if m.why = verdict(err, m.how.Since); m.why == "" {
				return err
			}
		}
	}
	return s.InTenant(ctx, func(ctx context.Context) error { return s.end(ctx, id, m.why) })
}

// verdict says for good why a mail was not sent; empty means that it is tried again.
func verdict(err error, since time.Time) string {
	switch {
	case mail.Permanent(err):
		return Refused
	case clock.Now().Sub(since) > patience:
		return Unreachable
	default:
		return ""
	}
}

// read reads a mail with all that stands in the company's own schema.
func (s *Service) read(ctx context.Context, id uuid.UUID) (m outgoing, err error) {
	if m.activity, err = s.Activities.Carried(ctx, id, &m.how); err != nil || m.how.State != Queued {
		return m, err
	}
	about := m.activity.About()
	ways, err := s.Records[about.Kind].Reach(ctx, about.ID)
	if errs.KindOf(err) == errs.NotFound {
		m.why = Gone
		return m, nil
	}
	if err != nil {
		return m, err
	}
	way, ok := s.pick(about, ways, m.how.Way)
	if !ok {
		m.why = Gone
	}
	m.to, m.owner = mail.Address{Name: ways.Name, Email: way.Value}, ways.OwnerID
	set, err := setting(ctx)
	m.replyTo = set.ReplyTo
	return m, err
}

// letter writes a mail in the name of who wrote it; why says that they can't any more.
func (s *Service) letter(ctx context.Context, m outgoing) (l mail.Letter, why string, err error) {
	if m.activity.OwnerID == nil {
		return l, Left, nil
	}
	writer, here, err := s.People.Person(ctx, *m.activity.OwnerID)
	if err != nil || !here {
		return l, Left, err
	}
	reply, err := s.answers(ctx, m, writer)
	t := caller.From(ctx).Tenant
	return mail.Letter{Key: Type + "/" + m.activity.ID.String(), To: m.to, Language: t.Language, Subject: m.how.Subject,
		Personal: &mail.Personal{From: writer.Name + " via " + t.Name, ReplyTo: reply, Text: m.activity.Text}}, "", err
}

// answers is where an answer goes: an answer tells the customer's address, so it never goes to somebody whose role hides it.
func (s *Service) answers(ctx context.Context, m outgoing, writer Person) (mail.Address, error) {
	if writer.Sees(m.activity.Kind) {
		return mail.Address{Name: writer.Name, Email: writer.Email}, nil
	}
	if m.replyTo != "" {
		return mail.Address{Name: caller.From(ctx).Tenant.Name, Email: m.replyTo}, nil
	}
	if m.owner != nil {
		p, here, err := s.People.Person(ctx, *m.owner)
		if err != nil || here && p.Sees(m.activity.Kind) {
			return mail.Address{Name: p.Name, Email: p.Email}, err
		}
	}
	p, err := s.People.Owner(ctx)
	return mail.Address{Name: p.Name, Email: p.Email}, err
}

// end notes that a mail was sent, or why it was not: then it does not count for the plan's limit.
func (s *Service) end(ctx context.Context, id uuid.UUID, why string) error {
	var how How
	a, err := s.Activities.Carried(ctx, id, &how)
	if errors.Is(err, activity.ErrNotFound) || err == nil && how.State != Queued {
		return nil
	}
	if err != nil {
		return err
	}
	how.State, how.Why = Sent, why
	if why != "" {
		how.State = Failed
		if err := s.Limits.Give(ctx, plan.Emails, 1); err != nil {
			return err
		}
	}
	if err := s.Activities.Carries(ctx, a, how); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Ended{id, how})
}
