package billing

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/internal/platform/trial"
)

//go:embed texts/*.json
var textFiles embed.FS

var texts = i18n.Embedded(textFiles, "texts")

// trialSoon is the letter before a trial ends; the other letters are named by the state a tenant has come into.
const (
	trialSoon = "trial_soon"
	trialPays = "trial_pays" // the same for those who have given a card
)

// noticeDays are how many days before the end of a trial its owners are told.
var noticeDays = []int{1, 3, 7}

// watchTrials ends the trials that are over and tells the owners of those that soon will be.
func (s *Service) watchTrials(ctx context.Context) error {
	var ids []int64
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		ids, err = s.d.Licence.Trials(ctx)
		return err
	})
	for _, id := range ids {
		err = errors.Join(err, s.watchTrial(ctx, id))
	}
	return err
}

func (s *Service) watchTrial(ctx context.Context, id int64) error {
	due := false
	err := s.d.Platform(ctx, func(ctx context.Context) error {
		t, err := s.d.Tenants.Find(ctx, id)
		if err != nil || t.State != trialing || t.TrialEndsAt == nil {
			return err
		}
		row, err := find(ctx, id)
		if err != nil {
			return err
		}
		left := t.TrialEndsAt.Sub(clock.Now())
		longer := row.Status == "trialing" && row.PeriodEnd.Before(t.TrialEndsAt.Add(-time.Minute)) // Stripe is still to be told
		if due = left <= 0 || longer; due {
			return nil
		}
		return s.warnTrial(ctx, t, row, int(math.Ceil(left.Hours()/24)))
	})
	if err != nil || !due {
		return err
	}
	return s.Sync(ctx, id)
}

// warnTrial tells the owners once for each end that a trial had: one that was made longer ends anew.
func (s *Service) warnTrial(ctx context.Context, t tenant.Tenant, row tenantBilling, left int) error {
	letter := trialSoon
	if row.subscribed() && row.CancelAt == nil {
		letter = trialPays
	}
	for _, days := range noticeDays {
		if left <= days {
			return s.write(ctx, t, letterArgs{Code: fmt.Sprintf("%s:%d:%s", trialSoon, days, t.TrialEndsAt.UTC().Format(time.DateOnly)), Letter: letter, Days: left})
		}
	}
	return nil
}

// refuseTrial ends a trial that is to lead to payments with a card which has stood for the trial of another company. What
// was ordered is dropped at Stripe before anything is charged; the company can buy and pay at once, with the same card.
func (s *Service) refuseTrial(ctx context.Context, l *lease, sub *Subscription) (*Subscription, error) {
	if sub == nil || !sub.onTrial() || sub.print == "" {
		return sub, nil
	}
	own := false
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		if own, err = s.d.Trials.Card(ctx, l.tenant.ID, sub.print); err != nil || own {
			return err
		}
		return s.endTrial(ctx, l)
	})
	if err != nil || own {
		return sub, err
	}
	w := wish{tenantID: l.tenant.ID, kind: dropTrial}
	if c, err := s.lastOf(ctx, w.tenantID, w.kind, open); err != nil || c != nil {
		return sub, err // finishOpen takes it up
	}
	if _, err := s.ask(ctx, l, w, "", cancelParams{l.row.customer()}); err != nil {
		return nil, err
	}
	return s.read(ctx, l)
}

// endTrial lets a trial end now.
func (s *Service) endTrial(ctx context.Context, l *lease) error {
	now, t := clock.Now(), l.tenant
	if t.State != trialing || t.TrialEndsAt == nil || !t.TrialEndsAt.After(now) {
		return nil
	}
	l.tenant.TrialEndsAt = &now
	return s.d.Tenants.SetPlan(ctx, t.ID, t.Plan, t.PlanVersion, &now)
}

// announce tells the owners that their company has come into a state, if it is one that they must know of.
func (s *Service) announce(ctx context.Context, t tenant.Tenant, state string) error {
	letter := state
	if t.State == trialing && (state == free || state == suspended) {
		letter = "trial_" + state
		had, err := s.d.Trials.Refused(ctx, t.ID)
		if err != nil {
			return err
		}
		if had == trial.Card {
			letter = "trial_card"
		}
	}
	if !texts.Has(letter + "_subject") {
		return nil
	}
	return s.write(ctx, t, letterArgs{Code: letter + ":" + clock.Now().Format(time.DateOnly), Letter: letter})
}

// WarnLimit tells the owners, once a month, that a limit of their plan is used to some percent (80 or 100). It may be
// called in a unit of any tenant: the letters follow.
func WarnLimit(ctx context.Context, tenantID int64, limit string, percent int) error {
	return job.EnqueueFor(ctx, 0, "billing", limitArgs{tenantID, limit, percent})
}

func (s *Service) warnLimit(ctx context.Context, a limitArgs) error {
	return s.d.Platform(ctx, func(ctx context.Context) error {
		t, err := s.d.Tenants.Find(ctx, a.Tenant)
		if err != nil {
			return err
		}
		letter := fmt.Sprintf("limit_%d", a.Percent)
		if a.Limit == plan.Calls { // nothing fills up: programs have to wait
			letter = fmt.Sprintf("calls_%d", a.Percent)
		}
		return s.write(ctx, t, letterArgs{Code: letter + ":" + a.Limit + ":" + clock.Now().Format("2006-01"), Letter: letter, Limit: a.Limit})
	})
}

// write has a letter sent to every owner, once for each code; a is the letter without its receivers.
func (s *Service) write(ctx context.Context, t tenant.Tenant, a letterArgs) error {
	fresh, err := notice(ctx, t.ID, a.Code)
	if err != nil || !fresh {
		return err
	}
	owners, err := s.d.Owners(ctx, t.ID)
	if err != nil {
		return err
	}
	for _, p := range owners {
		a.Tenant, a.User = t.ID, p.ID
		if err := job.EnqueueFor(ctx, 0, "billing", a); err != nil {
			return err
		}
	}
	return nil
}

// send writes a letter to an owner who still is one.
func (s *Service) send(ctx context.Context, a letterArgs) error {
	var t tenant.Tenant
	var to *Person
	err := s.d.Platform(ctx, func(ctx context.Context) (err error) {
		if t, err = s.d.Tenants.Find(ctx, a.Tenant); err != nil {
			return err
		}
		owners, err := s.d.Owners(ctx, a.Tenant)
		to = person(owners, a.User)
		return err
	})
	if err != nil || to == nil {
		return err
	}
	err = s.d.Mail.Send(ctx, compose(t, *to, a, s.d.BaseURL))
	if mail.Permanent(err) {
		return nil // the address does not take mail: another try would not help
	}
	return err
}

func person(all []Person, id uuid.UUID) *Person {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

func compose(t tenant.Tenant, to Person, a letterArgs, base string) mail.Letter {
	limit := ""
	if a.Limit != "" {
		limit = texts.Say(to.Language, "limit_"+a.Limit, nil)
	}
	say := func(part string) string {
		return texts.Say(to.Language, part, map[string]any{"company": t.Name, "name": to.Name, "count": a.Days, "limit": limit})
	}
	return mail.Letter{
		Key:        fmt.Sprintf("billing-%d-%s-%s", a.Tenant, a.Code, to.ID),
		To:         mail.Address{Name: to.Name, Email: to.Email},
		Language:   i18n.Match(to.Language),
		Subject:    say(a.Letter + "_subject"),
		Heading:    say(a.Letter + "_subject"),
		Paragraphs: []string{say("hello"), say(a.Letter + "_text"), say("data_stays")},
		Button:     &mail.Button{Text: say("open_billing"), URL: base + "/" + t.Caller().Slug + "/settings/billing"},
		Footnote:   say("why"),
	}
}
