package capture

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

const companyKind = company.Kind

// Parts are the services that a line is read and written with.
type Parts struct {
	Contacts   *contact.Service
	Companies  *company.Service
	Deals      *deal.Service
	Tasks      *task.Service
	Activities *activity.Service
}

// Service reads lines and writes what they say. Its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made of its parts.
func NewService(p Parts) *Service { return &Service{p} }

// Read tells what a line would write for the caller, and writes nothing.
func (s *Service) Read(ctx context.Context, line string, c Choice) (Plan, error) {
	line = text.Line(line)
	switch {
	case line == "":
		return Plan{}, ErrEmpty
	case text.Long(line, maxLine):
		return Plan{}, ErrLong
	}
	me := caller.From(ctx)
	zone := clock.Zone(me.Tenant.Timezone)
	w := speak(me.Language)
	said := read(line, w, clock.Now().In(zone), me.Tenant.Currency)
	hits, err := s.named(ctx, said, w)
	if err != nil {
		return Plan{}, err
	}
	p := said.plan(w, hits, c.About)
	if err := s.money(ctx, &p, said, c.Deal); err != nil {
		return p, err
	}
	p.Digest, err = digest(p)
	return p, err
}

// digest tells one plan from another.
func digest(p Plan) (string, error) {
	data, err := json.Marshal(p)
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16]), err
}

// named are the records the line means.
func (s *Service) named(ctx context.Context, said sentence, w words) ([]hit, error) {
	texts := said.asked(w)
	if len(texts) == 0 {
		return nil, nil
	}
	found, err := s.lookUp(ctx, texts)
	return said.meant(w, found), err
}

// money puts the amount of a line on the one open deal it can be meant for, or on a new one.
func (s *Service) money(ctx context.Context, p *Plan, said sentence, chosen uuid.UUID) error {
	if said.Amount == nil || p.About == nil || caller.From(ctx).Field(deal.Kind, "value") != caller.Write {
		return nil
	}
	open, err := s.open(ctx, p.About.Ref)
	if err != nil {
		return err
	}
	for i := range open {
		open[i].Value = *said.Amount
	}
	one := slices.IndexFunc(open, func(d Deal) bool { return d.ID == chosen })
	switch {
	case one >= 0:
		p.Deal = &open[one]
	case len(open) > 1:
		p.Deals = open
	case len(open) == 1:
		p.Deal = &open[0]
	case caller.From(ctx).May(deal.Kind, "create") != caller.None:
		p.Deal = &Deal{Name: p.About.Name, Value: *said.Amount}
	}
	return nil
}

// open are the open deals of a person or company that the caller may change; those of a person's company when the person has none.
func (s *Service) open(ctx context.Context, about record.Ref) ([]Deal, error) {
	if caller.From(ctx).May(deal.Kind, "update") == caller.None {
		return nil, nil
	}
	seen, _, err := s.Deals.List(ctx, page.Query{Filter: []string{about.Kind + ":is:" + about.ID.String(), "status:is:open"}, Limit: maxAmong})
	if err != nil {
		return nil, err
	}
	if len(seen) == 0 && about.Kind == contact.Kind {
		who, err := s.Contacts.Find(ctx, about.ID)
		if err != nil || who.CompanyID == nil {
			return nil, err
		}
		return s.open(ctx, record.Ref{Kind: company.Kind, ID: *who.CompanyID})
	}
	all := make([]Deal, len(seen))
	for i, d := range seen {
		all[i] = Deal{ID: d.ID, Name: d.Name, Was: d.Value(), Version: d.Version}
	}
	return all, nil
}

// Written are the records a line has made or changed; nil where it did neither.
type Written struct {
	Entry, Task, Deal *uuid.UUID
	DealVersion       int
}

// Write writes what a line says, unless that is something else than was seen. Parts named in without are left out.
func (s *Service) Write(ctx context.Context, line string, c Choice, seen string, without []string) (Written, error) {
	p, err := s.Read(ctx, line, c)
	switch {
	case err != nil:
		return Written{}, err
	case p.Digest != seen:
		return Written{}, ErrChanged
	}
	p = p.less(without)
	switch {
	case p.Entry != nil && p.About == nil, len(p.Deals) > 0:
		return Written{}, ErrChoose
	case p.Entry == nil && p.Task == nil && p.Deal == nil:
		return Written{}, ErrUnclear
	}
	return s.write(ctx, p)
}

func (p Plan) less(without []string) Plan {
	if slices.Contains(without, "entry") {
		p.Entry = nil
	}
	if slices.Contains(without, "task") {
		p.Task = nil
	}
	if slices.Contains(without, "deal") {
		p.Deal, p.Deals = nil, nil
	}
	return p
}

func (s *Service) write(ctx context.Context, p Plan) (out Written, err error) {
	var about patch.Field[record.Ref]
	if p.About != nil {
		about = patch.Field[record.Ref]{Set: true, Value: p.About.Ref}
	}
	if p.Deal != nil {
		d, err := s.sell(ctx, *p.Deal, p.About.Ref)
		if err != nil {
			return out, err
		}
		out.Deal, out.DealVersion = &d.ID, d.Version
		about.Value = record.Ref{Kind: deal.Kind, ID: d.ID}
	}
	if e := p.Entry; e != nil {
		made, err := s.Activities.Create(ctx, e.Type, p.About.Ref, activity.Draft{Text: &e.Text, Minutes: &e.Minutes, At: e.At})
		if err != nil {
			return out, err
		}
		out.Entry = &made.ID
	}
	if t := p.Task; t != nil {
		draft := task.Draft{Title: &t.Title, AllDay: &t.AllDay, About: about}
		if t.DueAt != nil {
			draft.DueAt = patch.Field[time.Time]{Set: true, Value: *t.DueAt}
		}
		made, err := s.Tasks.Create(ctx, draft)
		if err != nil {
			return out, err
		}
		out.Task = &made.ID
	}
	return out, nil
}

// sell gives a deal its amount, or begins one.
func (s *Service) sell(ctx context.Context, d Deal, about record.Ref) (deal.Seen, error) {
	if d.ID != uuid.Nil {
		return s.Deals.Update(ctx, d.ID, d.Version, deal.Draft{Value: &d.Value})
	}
	n := deal.New{Draft: deal.Draft{Name: &d.Name, Value: &d.Value}}
	if about.Kind == company.Kind {
		n.CompanyID = patch.Field[uuid.UUID]{Set: true, Value: about.ID}
		return s.Deals.Create(ctx, n)
	}
	n.People = []deal.Person{{ContactID: about.ID, Role: "other"}}
	who, err := s.Contacts.Find(ctx, about.ID)
	if err != nil {
		return deal.Seen{}, err
	}
	if who.CompanyID != nil {
		n.CompanyID = patch.Field[uuid.UUID]{Set: true, Value: *who.CompanyID}
	}
	return s.Deals.Create(ctx, n)
}
