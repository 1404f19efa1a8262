package deal

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

// names reads the names of those records of one kind that the caller may see. ids is a list of them or a query for
// them.
type names interface {
	ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read
}

// ReadNames reads the names of those deals that the caller may see, with other reads. ids is a list of them or a query
// for them.
func (s *Service) ReadNames(ctx context.Context, ids any, to *[]record.Named) db.Read {
	return db.Into(db.Visible(ctx, Kind).Model(&Deal{}).Select("deal.id, deal.name").Where("deal.id IN (?)", ids), to)
}

// ReadFound reads the deals that fit a search best, with other reads.
func (s *Service) ReadFound(ctx context.Context, q page.Search, to *[]record.Hit) db.Read {
	return page.Found{Kind: Kind, Subtitle: "deal.status", Own: customfield.Findable(Kind)}.Read(ctx, q, to)
}

// NeedsStep tells whether a deal that the caller may see is open, and nobody has an open task about it.
func (s *Service) NeedsStep(ctx context.Context, id uuid.UUID) (bool, error) {
	var rows []struct{ ID uuid.UUID }
	q := db.Visible(ctx, Kind).Model(&Deal{}).Select("deal.id").Where("deal.id = ? AND deal.status = ?", id, pipeline.Open).
		Where("deal.id NOT IN (?)", s.Tasks.OpenAbout(ctx, Kind))
	err := db.Fetch(ctx, db.Into(q, &rows))
	return len(rows) > 0, err
}

// OpenByCompany returns how many open deals that the caller may see some companies have.
func (s *Service) OpenByCompany(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]int64, error) {
	var rows []struct {
		CompanyID uuid.UUID
		Count     int64
	}
	q := db.Visible(ctx, Kind).Model(&Deal{}).Select("deal.company_id, count(*) AS count").
		Where("deal.company_id IN (?) AND deal.status = ?", ids, pipeline.Open).Group("deal.company_id")
	if err := db.Fetch(ctx, db.Into(q, &rows)); err != nil {
		return nil, err
	}
	counts := map[uuid.UUID]int64{}
	for _, r := range rows {
		counts[r.CompanyID] = r.Count
	}
	return counts, nil
}

// surroundings are the rows around deals.
type surroundings struct {
	stages              pipeline.Stages
	companies, contacts []record.Named
	people              []Person
	roles               []dealContact // of all people, where some stage asks for people
	held                []heldField   // of the company's own, where some stage asks for them
	open                []string      // the company's own fields that can be filled in
	next                []task.Task
}

// heldField is a field of the company's own in which a deal has something.
type heldField struct {
	DealID uuid.UUID
	Key    string
}

// surround reads the stages and the names of those companies and contacts that the caller may see.
func (s *Service) surround(ctx context.Context, companies, contacts []uuid.UUID) (surroundings, error) {
	var a surroundings
	reads := []db.Read{s.Pipelines.ReadStages(ctx, (*[]pipeline.Stage)(&a.stages))}
	if len(companies) > 0 {
		reads = append(reads, s.Companies.ReadNames(ctx, companies, &a.companies))
	}
	if len(contacts) > 0 {
		reads = append(reads, s.Contacts.ReadNames(ctx, contacts, &a.contacts))
	}
	err := db.Fetch(ctx, reads...)
	return a, err
}

// find reads a deal and everything around it in one round trip.
func (s *Service) find(ctx context.Context, id uuid.UUID) (Seen, pipeline.Stages, error) {
	var (
		ds []Deal
		a  surroundings
	)
	it := func(column string) any {
		return db.Visible(ctx, Kind).Model(&Deal{}).Select(column).Where("deal.id = ?", id)
	}
	people := append(s.readPeople(ctx, id, &a),
		db.Into(customfield.Full(db.Visible(ctx, Kind), &Deal{}, Kind).Where("deal.id = ?", id), &ds),
		s.Pipelines.ReadStages(ctx, (*[]pipeline.Stage)(&a.stages)), s.readHeld(ctx, id, &a.held),
		s.Companies.ReadNames(ctx, it("deal.company_id"), &a.companies),
		s.Tasks.ReadNext(ctx, Kind, it("deal.id"), &a.next))
	if err := db.Fetch(ctx, people...); err != nil {
		return Seen{}, nil, err
	}
	if len(ds) == 0 {
		return Seen{}, nil, ErrNotFound
	}
	owners, err := s.owners(ctx, ds)
	if err != nil {
		return Seen{}, nil, err
	}
	if a.open, err = s.Parts.Custom.Open(ctx, Kind); err != nil {
		return Seen{}, nil, err
	}
	seen := []Seen{a.dress(ds[0], owners)}
	seen[0].People, seen[0].around.roles = a.dressPeople(), rolesOf(a.people)
	if stage, err := a.stages.Find(seen[0].StageID); err == nil {
		seen[0].mark(stage, clock.Now(), caller.From(ctx))
	}
	err = s.own(ctx, seen)
	return seen[0], a.stages, err
}

func (s *Service) readPeople(ctx context.Context, id uuid.UUID, a *surroundings) []db.Read {
	of := db.Orm(ctx).Table("deal_contact").Where("deal_id = ?", id) // all rows: shown with the contacts' names, which are the visible ones
	return []db.Read{
		db.Into(of.Session(fresh).Select("contact_id, role").Order("role, contact_id"), &a.people),
		s.Contacts.ReadNames(ctx, of.Session(fresh).Select("contact_id"), &a.contacts),
	}
}

func (s *Service) peopleOf(ctx context.Context, id uuid.UUID) ([]SeenPerson, error) {
	var a surroundings
	err := db.Fetch(ctx, s.readPeople(ctx, id, &a)...)
	return a.dressPeople(), err
}

// See adds to deals what the caller may know of the records around them, in one round trip for all of them. People are
// left out.
func (s *Service) See(ctx context.Context, ds ...Deal) ([]Seen, error) {
	if len(ds) == 0 {
		return nil, nil
	}
	var (
		a         surroundings
		companies []uuid.UUID
		ids       = make([]uuid.UUID, len(ds))
	)
	for i, d := range ds {
		ids[i] = d.ID
		if d.CompanyID != nil && !slices.Contains(companies, *d.CompanyID) {
			companies = append(companies, *d.CompanyID)
		}
	}
	these := db.Listed(ids...)
	reads := []db.Read{s.Pipelines.ReadStages(ctx, (*[]pipeline.Stage)(&a.stages)), s.Tasks.ReadNext(ctx, Kind, these, &a.next),
		s.readRoles(ctx, these, &a.roles), s.readHeld(ctx, these, &a.held)}
	if len(companies) > 0 {
		reads = append(reads, s.Companies.ReadNames(ctx, companies, &a.companies))
	}
	if err := db.Fetch(ctx, reads...); err != nil {
		return nil, err
	}
	owners, err := s.owners(ctx, ds)
	if err != nil {
		return nil, err
	}
	if a.open, err = s.Parts.Custom.Open(ctx, Kind); err != nil {
		return nil, err
	}
	seen := make([]Seen, len(ds))
	for i, d := range ds {
		seen[i] = a.dress(d, owners)
		if stage, err := a.stages.Find(d.StageID); err == nil {
			seen[i].mark(stage, clock.Now(), caller.From(ctx))
		}
	}
	return seen, s.own(ctx, seen)
}

// own adds what deals have in the company's own fields.
func (s *Service) own(ctx context.Context, seen []Seen) error {
	ds := make([]Deal, len(seen))
	for i, d := range seen {
		ds[i] = d.Deal
	}
	own, err := s.Custom.See(ctx, Kind, customOf(ds)...)
	for i := range seen {
		seen[i].Own, seen[i].Names = own.Values[i], own.Names
	}
	return err
}

func customOf(ds []Deal) []customfield.Values {
	all := make([]customfield.Values, len(ds))
	for i, d := range ds {
		all[i] = d.Custom
	}
	return all
}

// readRoles reads which roles people have in deals, where some stage asks for people.
func (s *Service) readRoles(ctx context.Context, ids any, to *[]dealContact) db.Read {
	return db.Into(db.Orm(ctx).Table("deal_contact").Select("deal_id, contact_id, role"). // all rows: only whether there are any is told
												Where("deal_id IN (?) AND EXISTS (?)", ids, s.Pipelines.Asking(ctx)), to)
}

// readHeld reads in which of the company's own fields that some stage asks for deals have something.
func (s *Service) readHeld(ctx context.Context, ids any, to *[]heldField) db.Read {
	return db.Into(db.Orm(ctx).Table("deal").Select("deal.id AS deal_id, asked.key"). // all rows: only whether there is anything is told
												Joins("JOIN (?) AS asked ON jsonb_exists(deal.custom, asked.id)", s.Pipelines.AskedOwn(ctx)).Where("deal.id IN (?)", ids), to)
}

func (s *Service) owners(ctx context.Context, ds []Deal) (map[uuid.UUID]string, error) {
	var ids []uuid.UUID
	for _, d := range ds {
		if d.OwnerID != nil && !slices.Contains(ids, *d.OwnerID) {
			ids = append(ids, *d.OwnerID)
		}
	}
	return s.Parts.People.Names(ctx, ids)
}

func (a surroundings) dress(d Deal, owners map[uuid.UUID]string) Seen {
	seen := Seen{Deal: d}
	if stage, err := a.stages.Find(d.StageID); err == nil {
		seen.StageName = stage.Name
	}
	if d.OwnerID != nil {
		seen.OwnerName = owners[*d.OwnerID]
	}
	for _, c := range a.companies {
		if d.CompanyID != nil && c.ID == *d.CompanyID {
			seen.CompanyName = c.Name
		}
	}
	for _, p := range a.roles {
		if p.DealID == d.ID {
			seen.around.roles = append(seen.around.roles, p.Role)
		}
	}
	seen.around.open = a.open
	for _, h := range a.held {
		if h.DealID == d.ID {
			seen.around.held = append(seen.around.held, h.Key)
		}
	}
	for i, t := range a.next {
		if t.AboutID != nil && *t.AboutID == d.ID {
			seen.Next = &a.next[i]
		}
	}
	return seen
}

// dressPeople leaves out the people whom the caller can't see.
func (a surroundings) dressPeople() []SeenPerson {
	all := []SeenPerson{}
	for _, p := range a.people {
		for _, n := range a.contacts {
			if n.ID == p.ContactID {
				all = append(all, SeenPerson{p, n.Name})
			}
		}
	}
	return all
}
