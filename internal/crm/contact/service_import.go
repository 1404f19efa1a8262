package contact

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Row is a contact as a file has it; what is empty says nothing. Company is a name. Note is something to write down
// about the contact.
type Row struct {
	FirstName, LastName, Email, Phone, JobTitle, Company string
	Street, City, Postcode, Country, Source, Note        string
	PreferredName, EmailLabel, PhoneLabel, Language      string    `json:",omitempty"`
	MoreEmails, MorePhones                               []Channel `json:",omitempty"`
	Tags                                                 []string  `json:",omitempty"`
	Birthday                                             *date.Date
	Consents                                             []Deciding        `json:",omitempty"` // of somebody who is new
	Custom                                               map[string]string `json:",omitempty"` // the company's own fields, by their keys
	OwnerID                                              *uuid.UUID        `json:",omitempty"` // who gets it, as long as they work here; nil for the caller
}

// Batch is a set of rows to take in.
type Batch struct {
	Rows      []Row
	Overwrite bool   // whether a row changes the contact that is there already
	Match     string // the key of an own field by which contacts are found again, before the e-mail address; empty for that only
	Inbound   bool   // whether the rows came by themselves: their notes are kept also for contacts that are there already
	// Companies finds or makes companies by name; the result is by name in lower case.
	Companies func(ctx context.Context, names []string) (map[string]uuid.UUID, error)
}

// Outcome is what became of a row.
type Outcome = bring.Outcome

// What becomes of rows.
const (
	RowRefused = bring.Refused
	RowCreated = bring.Created
	RowUpdated = bring.Updated
	RowSkipped = bring.Skipped
)

// Imported is published once for all contacts that a batch added or changed, and what there is to write down about contacts.
type Imported struct {
	Contacts []Contact
	Changed  []uuid.UUID
	Notes    []Note
}

// Importing is published before a batch changes contacts.
type Importing struct{ Changing []uuid.UUID }

// Note is a text about a contact.
type Note struct {
	ContactID uuid.UUID
	Text      string
}

// ErrLimit is the reason of rows that the plan has no room for.
var ErrLimit = errs.New(errs.Payment, "plan.limit", "The plan has no room for more contacts.")

func (r Row) draft(company *uuid.UUID) Draft {
	said := func(s string) *string {
		if strings.TrimSpace(s) == "" {
			return nil
		}
		return &s
	}
	d := Draft{FirstName: said(r.FirstName), LastName: said(r.LastName), Email: said(r.Email), Phone: said(r.Phone),
		JobTitle: said(r.JobTitle), Street: said(r.Street), City: said(r.City), Postcode: said(r.Postcode),
		Country: said(r.Country), Source: said(r.Source), PreferredName: said(r.PreferredName), Language: said(r.Language),
		EmailLabel: said(r.EmailLabel), PhoneLabel: said(r.PhoneLabel)}
	if len(r.MoreEmails) > 0 {
		d.MoreEmails = &r.MoreEmails
	}
	if len(r.MorePhones) > 0 {
		d.MorePhones = &r.MorePhones
	}
	if len(r.Tags) > 0 {
		d.Tags = &r.Tags
	}
	if r.Birthday != nil {
		d.Birthday = patch.Of(*r.Birthday)
	}
	if company != nil {
		d.CompanyID = patch.Of(*company)
	}
	return d
}

// CheckRow tells whether a row is a valid contact, and under which e-mail address it would be found again.
func (s *Service) CheckRow(ctx context.Context, r Row) (email string, err error) {
	return s.CheckTraced(ctx, r, false)
}

// CheckTraced is CheckRow for a row that may lead to a contact by another key: then it need not say who that is.
func (s *Service) CheckTraced(ctx context.Context, r Row, keyed bool) (email string, err error) {
	var c Contact
	if keyed {
		c.FirstName = "?"
	}
	err = c.apply(r.draft(nil), home(ctx))
	return c.Email, err
}

func home(ctx context.Context) string {
	t := caller.From(ctx).Tenant
	return reach.Country(t.Timezone, t.Currency)
}

// ImportBatch takes rows in, in a handful of statements. Contacts are found again by their e-mail address, in the tenant
// as far as the caller sees it and in the rows before. Those from whom a field is closed can take nothing in. No event is published for each contact, but one Imported for all.
func (s *Service) ImportBatch(ctx context.Context, b Batch) ([]Outcome, error) {
	if caller.From(ctx).May(Kind, "create") == caller.None || closed(ctx) {
		return nil, errs.ErrDenied
	}
	t := &taking{Batch: b, country: home(ctx), outcomes: make([]Outcome, len(b.Rows)), traces: Traces{Field: b.Match, Emails: make([]string, len(b.Rows)), Keys: make([]string, len(b.Rows))}}
	if err := t.read(ctx, s); err != nil {
		return nil, err
	}
	if err := t.lookUp(ctx); err != nil {
		return nil, err
	}
	var err error
	if t.owners, err = owner.Among(ctx, s.people, b.Rows, func(r Row) *uuid.UUID { return r.OwnerID }); err != nil {
		return nil, err
	}
	if t.free, err = s.limits.Room(ctx, plan.Contacts, int64(len(b.Rows))); err != nil { // after the locks on contacts, as a deletion does
		return nil, err
	}
	for i := range b.Rows {
		if t.outcomes[i].Err == nil {
			t.take(ctx, i)
		}
	}
	if err := s.limits.Add(ctx, plan.Contacts, int64(len(t.added))); err != nil {
		return nil, err
	}
	if err := s.bus.Publish(ctx, Importing{t.changing()}); err != nil {
		return nil, err
	}
	if err := importAll(ctx, t.added, t.changed); err != nil {
		return nil, err
	}
	if err := prove(ctx, t.proofs); err != nil {
		return nil, err
	}
	return t.outcomes, s.bus.Publish(ctx, t.imported())
}

// taking is a batch on its way in.
type taking struct {
	Batch
	country   string
	free      *int64 // how many contacts may be added; nil without a limit
	outcomes  []Outcome
	traces    Traces               // by row
	companies map[string]uuid.UUID // by name in lower case
	owners    map[uuid.UUID]bool   // of rows, who works here
	known     bring.Found[*candidate]
	added     []*Contact
	changed   []*candidate
	notes     []Note
	proofs    []Proof // of what those who are new decided
	sheet     *customfield.Sheet
	custom    []map[string]any // what rows have in the company's own fields
}

// read checks all rows, and brings what they have in the company's own fields into its form.
func (t *taking) read(ctx context.Context, s *Service) (err error) {
	keys := map[string]bool{}
	for _, r := range t.Rows {
		for key := range r.Custom {
			keys[key] = true
		}
	}
	if t.sheet, err = s.custom.Sheet(ctx, Kind, slices.Collect(maps.Keys(keys)), true); err != nil {
		return err
	}
	t.custom = make([]map[string]any, len(t.Rows))
	for i, r := range t.Rows {
		own, wrong := t.sheet.Read(r.Custom)
		email, bad := s.CheckTraced(ctx, r, t.sheet.Told(own, t.Match) != "")
		t.traces.Emails[i], t.custom[i], t.outcomes[i].Err = email, own, errs.All(bad, wrong)
		t.traces.Keys[i] = t.sheet.Told(own, t.Match)
	}
	return t.sheet.Meet(ctx, t.custom)
}

// candidate is a contact that a row may change.
type candidate struct {
	*Contact
	writable, fresh, changed bool // fresh ones are added by this batch
}

// lookUp reads the contacts that are there already, and finds or makes the companies of valid rows.
func (t *taking) lookUp(ctx context.Context) (err error) {
	if t.known, err = candidates(ctx, t.traces); err != nil {
		return err
	}
	var names []string
	for i, r := range t.Rows {
		_, there := t.of(i)
		if r.Company != "" && t.outcomes[i].Err == nil && (t.Overwrite || !there) {
			names = append(names, r.Company)
		}
	}
	t.companies, err = t.Companies(ctx, names)
	return err
}

// of is the contact that a row is about.
func (t *taking) of(i int) (*candidate, bool) {
	return t.known.Of(t.traces.Keys[i], t.traces.Emails[i])
}

// take decides one row's fate.
func (t *taking) take(ctx context.Context, i int) {
	row := t.Rows[i]
	d := row.draft(nil)
	if company, ok := t.companies[strings.ToLower(strings.TrimSpace(row.Company))]; ok {
		d.CompanyID = patch.Of(company)
	}
	known, there := t.of(i)
	switch {
	case there && !t.Overwrite:
		t.outcomes[i].Fate = RowSkipped
	case there && !known.writable:
		t.outcomes[i].Err = errs.ErrDenied
	case there:
		t.outcomes[i] = t.overwrite(known, d, t.custom[i])
		t.known.Put(known) // under the key that it may have got
	case t.free != nil && int64(len(t.added)) >= *t.free:
		t.outcomes[i].Err = ErrLimit
	default:
		var nobody Contact
		if err := errs.All(nobody.apply(d, t.country), t.sheet.Claim(t.custom[i], customfield.Values{})); err != nil {
			t.outcomes[i].Err = err
			return
		}
		c := t.add(ctx, d, row)
		c.Custom = t.sheet.Onto(c.Custom, t.custom[i])
		known = &candidate{Contact: c, writable: true, fresh: true}
		t.known.Put(known, c.addresses()...)
		t.outcomes[i].Fate = RowCreated
	}
	fate := t.outcomes[i].Fate
	if text := row.said(fate); text != "" && (fate == RowCreated || fate == RowUpdated || fate == RowSkipped && t.Inbound) {
		t.notes = append(t.notes, Note{known.ID, text})
	}
}

// said is what there is to write down about a row's contact. Who was there before does not agree to anything by a form, for
// everybody can put their address there: what they agreed to is written down for people to judge.
func (r Row) said(fate bring.Fate) string {
	all := []string{strings.TrimSpace(r.Note)}
	for _, d := range r.Consents {
		if wording := strings.TrimSpace(d.Wording); wording != "" && fate == RowSkipped && !slices.Contains(all, "✓ "+wording) {
			all = append(all, "✓ "+wording)
		}
	}
	return strings.TrimSpace(strings.Join(all, "\n"))
}

func (t *taking) add(ctx context.Context, d Draft, row Row) *Contact {
	now, to := clock.Now(), row.OwnerID
	if to == nil || !t.owners[*to] {
		to = owner.Self(ctx)
	}
	c := &Contact{ID: id.New(), OwnerID: to, Version: 1, CreatedAt: now, UpdatedAt: now}
	c.apply(d, t.country) //nolint:errcheck // CheckRow applied the same
	for _, said := range row.Consents {
		before := c.Consent
		if c.decide(&said) == nil {
			t.proofs = append(t.proofs, c.proof(ctx, before, &said)...)
		}
	}
	t.added = append(t.added, c)
	return c
}

// overwrite changes a contact; one that this batch adds is changed before it is written.
func (t *taking) overwrite(known *candidate, d Draft, own map[string]any) Outcome {
	if err := t.sheet.Claim(own, known.Custom); err != nil {
		return Outcome{Err: err}
	}
	known.Custom = t.sheet.Onto(known.Custom, nil)
	next := *known.Contact
	next.Custom = t.sheet.Onto(next.Custom, own)
	if err := next.apply(known.joined(d, t.country), t.country); err != nil {
		return Outcome{Err: err}
	}
	if same(next, *known.Contact) {
		return Outcome{Fate: RowSkipped}
	}
	*known.Contact = next
	if !known.fresh && !known.changed {
		known.changed = true
		t.changed = append(t.changed, known)
	}
	return Outcome{Fate: RowUpdated}
}

// joined is a draft that adds ways to reach the contact to those that are there, where it has some of them already: a file
// that knows a person by another address takes none away.
func (c candidate) joined(d Draft, country string) Draft {
	if d.Email != nil {
		if value, _ := reach.Email(*d.Email); has(c.MoreEmails, value) {
			d.Email, d.EmailLabel = nil, nil
		}
	}
	if d.Phone != nil {
		if value, _ := reach.Phone(*d.Phone, country); has(c.MorePhones, value) {
			d.Phone, d.PhoneLabel = nil, nil
		}
	}
	d.MoreEmails, d.MorePhones = plus(c.MoreEmails, d.MoreEmails), plus(c.MorePhones, d.MorePhones)
	if d.Tags != nil {
		all := slices.Concat(c.Tags, *d.Tags)
		d.Tags = (*[]string)(&all)
	}
	return d
}

func plus(there []Channel, more *[]Channel) *[]Channel {
	if more == nil {
		return nil
	}
	all := slices.Concat(there, *more)
	return &all
}

// same tells whether two states of a contact have the same content.
func same(a, b Contact) bool { return len(diff.Between(a, b)) == 0 }

func (t *taking) imported() Imported {
	e := Imported{Changed: t.changing(), Notes: t.notes}
	for _, c := range t.added {
		e.Contacts = append(e.Contacts, *c)
	}
	return e
}

func (t *taking) changing() []uuid.UUID {
	ids := make([]uuid.UUID, len(t.changed))
	for i, c := range t.changed {
		ids[i] = c.ID
	}
	return ids
}
