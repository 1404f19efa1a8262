package cadence

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/reach"
)

// Callee is the person of a deal who is called, as the caller sees them.
type Callee struct {
	ContactID   uuid.UUID
	Name, Phone string
	Zone        *time.Location
}

// Card is one lead to be called now.
type Card struct {
	Deal                    deal.Deal
	Lead                    Lead
	Callee                  Callee
	OwnerName, PipelineName string
	Most                    int // attempts by the rule
	Tried                   []Attempt
	Last                    *activity.Last
}

// Queue are the leads to be called now, in order.
type Queue struct {
	Cards      []Card
	Due        int        // how many they are, as far as they were looked through
	Numberless int        // how many are due and have nobody with a number
	NextAt     *time.Time // when the next one is due, of those that are not
	Off        bool       // no pipeline calls its leads
}

const (
	maxCards = 20
	perLook  = 200 // leads that are read at once
	maxLooks = 10
)

// Queue returns whom to call now: the caller's own leads, with those of nobody who works here for those who see their team's,
// or all that the caller may see.
func (s *Service) Queue(ctx context.Context, mine bool) (Queue, error) {
	c, err := s.calling(ctx)
	if err != nil || len(c.rules) == 0 {
		return Queue{Off: true}, err
	}
	whose, err := s.whose(ctx, mine)
	if err != nil {
		return Queue{}, err
	}
	q, now := Queue{}, clock.Now()
	for look := range maxLooks {
		rows, err := due(ctx, s.Deals.In(ctx, c.ids()), whose, now, look)
		if err != nil {
			return q, err
		}
		if err := s.sift(ctx, &q, rows, c, now); err != nil {
			return q, err
		}
		if len(rows) < perLook {
			break
		}
	}
	later, err := nextDue(ctx, s.Deals.In(ctx, c.ids()), whose, now)
	q.sooner(later)
	if err != nil {
		return q, err
	}
	return q, s.dress(ctx, q.Cards, c)
}

// whose are the leads that somebody looks at: of these people, or, when gone is set, of nobody who works here.
type whose struct {
	all, gone bool
	me        uuid.UUID
	present   []uuid.UUID
}

func (s *Service) whose(ctx context.Context, mine bool) (whose, error) {
	me := caller.From(ctx)
	scope := me.May(deal.Kind, "read")
	w := whose{all: !mine, me: me.UserID, gone: scope == caller.Team || scope == caller.All}
	if w.all || !w.gone {
		return w, nil
	}
	var err error
	w.present, err = s.Present(ctx)
	return w, err
}

func (q *Queue) sooner(at *time.Time) {
	if at != nil && (q.NextAt == nil || at.Before(*q.NextAt)) {
		q.NextAt = at
	}
}

// sift adds the leads that can be called now.
func (s *Service) sift(ctx context.Context, q *Queue, rows []row, c calling, now time.Time) error {
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.Deal.ID
	}
	found, err := s.callees(ctx, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		who, ok := found[r.Deal.ID]
		rule := c.rules[r.Deal.PipelineID]
		switch {
		case !ok:
			q.Numberless++
		case who.not:
		case !r.Lead.Asked && !rule.Allowed(now, who.Zone):
			at := rule.Earliest(now, who.Zone)
			q.sooner(&at)
		default:
			if q.Due++; len(q.Cards) < maxCards {
				q.Cards = append(q.Cards, Card{Deal: r.Deal, Lead: r.Lead, Callee: who.Callee, Most: rule.Attempts})
			}
		}
	}
	return nil
}

// person is a callee, and whether they have taken back their consent.
type person struct {
	Callee
	not bool
}

// callees are those whom some deals have to be called, by deal: the first of each who has a number and whom the caller sees.
func (s *Service) callees(ctx context.Context, deals []uuid.UUID) (map[uuid.UUID]person, error) {
	people, err := s.Deals.PeopleOf(ctx, deals)
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	for _, ps := range people {
		for _, p := range ps {
			ids = append(ids, p.ContactID)
		}
	}
	known, err := s.Contacts.Callees(ctx, ids)
	found, home, now := map[uuid.UUID]person{}, caller.From(ctx).Tenant.Timezone, clock.Now()
	for dealID, ps := range people {
		for _, p := range ps {
			i := slices.IndexFunc(known, func(k contact.Callee) bool { return k.ID == p.ContactID && len(k.Phones) > 0 })
			if i >= 0 {
				way := known[i].Phones[0]
				found[dealID] = person{Callee{p.ContactID, "", way.Shown, clock.Zone(reach.Zone(way.Value, home, now))}, known[i].Not}
				break
			}
		}
	}
	return found, err
}

// zone is where the lead of a deal lives; the company's own zone, when nobody of it has a number.
func (s *Service) zone(ctx context.Context, dealID uuid.UUID) (*time.Location, error) {
	found, err := s.callees(program(ctx), []uuid.UUID{dealID})
	if who, ok := found[dealID]; ok {
		return who.Zone, err
	}
	return clock.Zone(caller.From(ctx).Tenant.Timezone), err
}

// dress adds to cards what the caller may know around them.
func (s *Service) dress(ctx context.Context, cards []Card, c calling) error {
	if len(cards) == 0 {
		return nil
	}
	var ids, people, owners []uuid.UUID
	for _, one := range cards {
		ids, people = append(ids, one.Deal.ID), append(people, one.Callee.ContactID)
		if one.Deal.OwnerID != nil {
			owners = append(owners, *one.Deal.OwnerID)
		}
	}
	around, err := s.around(ctx, ids, people)
	if err != nil {
		return err
	}
	names, err := s.People.Names(ctx, owners)
	for i := range cards {
		one := &cards[i]
		one.PipelineName, one.Callee.Name = c.names[one.Deal.PipelineID], around.nameOf(one.Callee.ContactID)
		one.Tried = around.triedOf(one.Deal.ID, one.Lead.Since)
		if one.Deal.OwnerID != nil {
			one.OwnerName = names[*one.Deal.OwnerID]
		}
		if n := slices.IndexFunc(around.last, func(l activity.Last) bool { return l.DealID == one.Deal.ID }); n >= 0 {
			one.Last = &around.last[n]
		}
	}
	return err
}
