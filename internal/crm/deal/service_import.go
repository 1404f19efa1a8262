package deal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/money"
)

// Imported is published once for all deals that a file added or changed, with what there is to write down about them.
type Imported struct {
	Deals   []Deal
	Changed []uuid.UUID
	Notes   []bring.Note
}

// Importing is published before a batch changes deals.
type Importing struct{ Changing []uuid.UUID }

// Row is a deal as a file has it; what is nil says nothing. Companies and people are those that the caller may see.
type Row struct {
	Draft                    // without a value
	Amount, Currency  string // a plain decimal number, and an ISO code; empty for what the deal has, or the company's own
	StageID           *uuid.UUID
	CreatedOn, Closed date.Date // when it was made, and won or lost; empty for today
	People            []Person  // of new deals; those of deals that are there stay as they are
	ID, Note          string
	Own               map[string]string // the company's own fields, by their keys
	To                *uuid.UUID        // who gets it, if it is new and they work here; nil for the caller
	Err               error             // what is wrong with it already
}

// By what deals are found again, beside a unique field of the company's own.
const (
	ByName   = "" // and by their company, where rows name companies
	ByID     = "id"
	ByNobody = "none" // every row is a new deal
)

// Batch says how rows are taken in.
type Batch struct {
	Overwrite bool
	Match     string
	Companies bool     // whether rows name companies
	Own       []string // the keys of the own fields that rows can have something in
	Dry       bool     // whether it is only to be told what would happen
}

// Intake takes rows in, some hundred at a time.
type Intake struct {
	s *Service
	Batch
	batch  *bring.Batch[Deal]
	stages pipeline.Stages
	open   []string
	now    time.Time
	zone   *time.Location
	was    map[uuid.UUID]uuid.UUID // of deals that are there, in which stage they stood
}

// Intake returns what takes rows in. Those from whom a field is closed take nothing in.
func (s *Service) Intake(ctx context.Context, b Batch) (*Intake, error) {
	if caller.From(ctx).May(Kind, "create") == caller.None || closed(ctx) {
		return nil, errs.ErrDenied
	}
	in := &Intake{s: s, Batch: b, now: clock.Now(), zone: clock.Zone(caller.From(ctx).Tenant.Timezone), was: map[uuid.UUID]uuid.UUID{}}
	var err error
	if in.stages, err = s.Pipelines.Stages(ctx); err != nil {
		return nil, err
	}
	if in.open, err = s.Parts.Custom.Open(ctx, Kind); err != nil {
		return nil, err
	}
	rules := bring.Rules[Deal]{Object: Kind, Fields: s.Parts.Custom, Own: b.Own, Match: b.Match, Overwrite: b.Overwrite, Dry: b.Dry,
		Custom: func(d *Deal) *customfield.Values { return &d.Custom }, Names: in.names,
		Stub: func() *Deal {
			return &Deal{Name: "?", Currency: caller.From(ctx).Tenant.Currency, Status: pipeline.Open}
		},
		Find: in.find}
	in.batch = bring.NewBatch(rules)
	return in, nil
}

func (in *Intake) find(ctx context.Context, keys, names []string) ([]bring.One[Deal], error) {
	found, err := candidates(ctx, in.Batch, keys, names)
	for _, one := range found {
		in.was[one.Record.ID] = one.Record.StageID
	}
	return found, err
}

// names are under what a deal is found again: its name together with its company, where the rows name companies.
func (in *Intake) names(d *Deal) []string {
	if in.Match == ByNobody || d.Name == "" {
		return nil
	}
	name := strings.ToLower(d.Name)
	if in.Companies && d.CompanyID != nil {
		name += "\x00" + d.CompanyID.String()
	}
	return []string{name}
}

// Take takes rows in and says what became of each. No event is published for each deal, but one Imported for all.
func (in *Intake) Take(ctx context.Context, rows []Row) ([]bring.Outcome, error) {
	incoming, err := in.read(ctx, rows)
	if err != nil {
		return nil, err
	}
	outcomes, err := in.batch.Take(ctx, incoming)
	if err != nil || in.Dry {
		return outcomes, err
	}
	told := Imported{Changed: make([]uuid.UUID, len(in.batch.Changed)), Deals: make([]Deal, len(in.batch.Added))}
	for i, d := range in.batch.Changed {
		told.Changed[i] = d.ID
	}
	if err := in.s.Bus.Publish(ctx, Importing{told.Changed}); err != nil {
		return nil, err
	}
	for i, d := range in.batch.Added {
		told.Deals[i] = *d
	}
	told.Notes = in.notes(rows, outcomes)
	if err := in.write(ctx, rows, outcomes, told.Deals); err != nil {
		return nil, err
	}
	return outcomes, in.s.Bus.Publish(ctx, told)
}

func (in *Intake) notes(rows []Row, outcomes []bring.Outcome) (all []bring.Note) {
	for i, o := range outcomes {
		if text := strings.TrimSpace(rows[i].Note); text != "" && (o.Fate == bring.Created || o.Fate == bring.Updated) {
			all = append(all, bring.Note{About: in.batch.Became[i].ID, Text: text})
		}
	}
	return all
}

// write writes deals, their people and the steps that they took.
func (in *Intake) write(ctx context.Context, rows []Row, outcomes []bring.Outcome, added []Deal) error {
	if err := importAll(ctx, added, in.batch.Changed); err != nil {
		return err
	}
	var people []dealContact
	for i, o := range outcomes {
		for _, p := range rows[i].People {
			if o.Fate == bring.Created {
				people = append(people, dealContact{in.batch.Became[i].ID, p.ContactID, p.Role})
			}
		}
	}
	if len(people) > 0 {
		if err := insertPeople(ctx, people); err != nil {
			return err
		}
	}
	var steps []importStep
	for _, d := range added {
		steps = append(steps, in.step(d, ""))
	}
	for _, d := range in.batch.Changed {
		if from := in.was[d.ID]; from != d.StageID {
			steps = append(steps, in.step(*d, in.name(from)))
		}
	}
	return rememberAll(ctx, steps)
}

func (in *Intake) name(stage uuid.UUID) string {
	s, err := in.stages.Find(stage)
	if err != nil {
		return pipeline.Elsewhere
	}
	return s.Name
}

func (in *Intake) step(d Deal, from string) importStep {
	return importStep{Deal: d.ID, ID: id.New(), From: from, To: in.name(d.StageID), At: d.StageSince, Stage: d.StageID}
}

// read says of each row by what its deal is found again, and what it does to it.
func (in *Intake) read(ctx context.Context, rows []Row) ([]bring.Row[Deal], error) {
	works, err := owner.Among(ctx, in.s.Parts.People, rows, func(r Row) *uuid.UUID { return r.To })
	if err != nil {
		return nil, err
	}
	me, all := caller.From(ctx), make([]bring.Row[Deal], len(rows))
	for i, r := range rows {
		all[i] = bring.Row[Deal]{Custom: r.Own, Err: r.Err, Names: in.names(r.sought()),
			New: func() (*Deal, error) { return in.fresh(ctx, r, works, i) },
			Set: func(to *Deal) error { return in.set(me, to, r) }}
		if in.Match == ByID {
			all[i].Key = strings.ToLower(strings.TrimSpace(r.ID))
		}
	}
	return all, nil
}

// sought is a deal with nothing but the name and the company by which the row's deal is found.
func (r Row) sought() *Deal {
	d := &Deal{}
	if r.Name != nil {
		d.Name = strings.Join(strings.Fields(*r.Name), " ")
	}
	r.CompanyID.To(&d.CompanyID)
	return d
}

// fresh is a deal at the beginning of its way, at the top of its column in the order of the file.
func (in *Intake) fresh(ctx context.Context, r Row, works map[uuid.UUID]bool, n int) (*Deal, error) {
	to := r.To
	if to == nil || !works[*to] {
		to = owner.Self(ctx)
	}
	d := &Deal{ID: id.New(), Version: 1, CreatedAt: in.at(r.CreatedOn), UpdatedAt: in.now, Currency: caller.From(ctx).Tenant.Currency,
		Rank: fmt.Sprint(-in.now.UnixMicro() + int64(n)), OwnerID: to}
	stage, err := start(caller.From(ctx), in.stages, r.StageID)
	if err == nil {
		in.enter(d, stage, r)
	}
	return d, err
}

// at is the beginning of a day, which is not one to come; now without one.
func (in *Intake) at(day date.Date) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(day), in.zone)
	if err != nil || t.After(in.now) {
		return in.now
	}
	return t
}

// enter puts a deal into a stage; what is won or lost was so at the time that the row says.
func (in *Intake) enter(d *Deal, to pipeline.Stage, r Row) {
	when := in.now
	if to.Kind != pipeline.Open {
		when = in.at(r.Closed)
	}
	reason := d.LostReason
	if r.LostReason != nil {
		reason = *r.LostReason
	}
	d.enter(to, reason, when)
}

// set writes what a row says. Of a deal in an open stage it has to have what the stage asks for: nobody can be asked. What is
// won or lost is taken as it was.
func (in *Intake) set(me *caller.Caller, d *Deal, r Row) error {
	draft, isNew := r.Draft, d.Name == ""
	moved := isNew
	if r.StageID != nil && *r.StageID != d.StageID && d.ID != uuid.Nil {
		to, err := in.stages.Find(*r.StageID)
		if err == nil {
			err = to.Enter(me)
		}
		if err != nil {
			return err
		}
		in.enter(d, to, r)
		moved = true
	}
	value, bad := r.value(*d)
	draft.Value = value
	if err := errs.All(bad, d.apply(draft)); err != nil || !moved || d.Status != pipeline.Open || d.ID == uuid.Nil {
		return err
	}
	stage, err := in.stages.Find(d.StageID)
	if err != nil {
		return err
	}
	return in.gate(me, stage, *d, r)
}

// gate says what a deal lacks for its stage.
func (in *Intake) gate(me *caller.Caller, stage pipeline.Stage, d Deal, r Row) error {
	var lacking []error
	held := make([]string, 0, len(r.Own))
	for key := range r.Own {
		held = append(held, key)
	}
	for _, field := range asks(me, stage, d, around{roles: rolesOf(r.People), held: held, open: in.open}) {
		lacking = append(lacking, ErrGate.On(field))
	}
	return errs.All(lacking...)
}

// value is what a row says that a deal brings; nil when it says nothing.
func (r Row) value(d Deal) (*money.Money, error) {
	code := strings.ToUpper(strings.TrimSpace(r.Currency))
	if r.Amount == "" {
		return nil, nil //nolint:nilnil // it says nothing
	}
	if code == "" {
		code = d.Currency
	}
	if (money.Money{Currency: code}).Check() != nil {
		return nil, ErrCurrency
	}
	m, err := money.Parse(r.Amount, code, 1)
	if err != nil {
		return nil, ErrValue.Because(err)
	}
	return &m, nil
}
