package layout

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Parts are what layouts stand on.
type Parts struct {
	Bus       *event.Bus
	Roles     *role.Service
	Pipelines *pipeline.Service
	Fields    *customfield.Service
	Records   map[string]Shower // by kind
}

// Service is the only way to layouts. Its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns the service. The layouts of a role go with it.
func NewService(p Parts) *Service {
	event.On(p.Bus, func(ctx context.Context, k role.Kept) error {
		if k.Action != "deleted" {
			return nil
		}
		return forget(ctx, k.Before.Code)
	})
	return &Service{p}
}

// deals are the records that are in pipelines.
const deals = "deal"

// fields are those of a kind of records that the caller may know of.
func (s *Service) fields(ctx context.Context, object string) ([]Field, error) {
	fs, kind := []Field{}, customfield.KindOf(object)
	for _, marked := range standard[kind] {
		key := strings.TrimRight(marked, "!?")
		part := key
		if with := closedWith[key]; with != "" {
			part = with
		}
		if !closed(ctx, kind, part, caller.Hide) {
			fs = append(fs, Field{Key: key, Asked: strings.HasSuffix(marked, "!"), Askable: key != marked && !closed(ctx, kind, part, caller.Read)})
		}
	}
	own, err := s.Fields.Shown(ctx, object)
	for _, f := range own {
		fills := f.State == customfield.Active && !barred(ctx, kind, f.Key())
		fs = append(fs, Field{Key: f.Key(), Section: f.Section, Askable: fills && !f.Computed() && f.Type != customfield.File, Required: fills && f.Required})
	}
	return fs, err
}

// Applied is the layout of a kind of records as the caller gets it, and why it is this one.
type Applied struct {
	Order
	For   Layout // without an id where the company has made none
	Names Names
}

// Mine are the layouts of a kind of records that apply to the caller: the first where none of the others does, which are
// those of pipelines.
func (s *Service) Mine(ctx context.Context, object string) ([]Applied, error) {
	fs, err := s.fields(ctx, object)
	if err != nil {
		return nil, err
	}
	ls, err := all(ctx, object)
	if err != nil {
		return nil, err
	}
	names, pipelines, err := s.names(ctx, object, ls)
	if err != nil {
		return nil, err
	}
	roles := rolesOf(caller.From(ctx))
	first := s.applied(object, ls, fs, roles, uuid.Nil)
	mine := []Applied{first}
	for _, p := range pipelines {
		if a := s.applied(object, ls, fs, roles, p); a.For.ID != first.For.ID {
			mine = append(mine, a)
		}
	}
	for i, a := range mine {
		mine[i].Names = Names{Role: names.roles[a.For.Role], Pipeline: names.pipelines[a.For.PipelineID]}
	}
	return mine, nil
}

// rolesOf are the codes by which layouts know somebody's role, the closest first.
func rolesOf(c *caller.Caller) []string { return []string{c.RoleCode, c.Role} }

func (s *Service) applied(object string, ls []Layout, fs []Field, roles []string, pipeline uuid.UUID) Applied {
	l, found := pick(ls, roles, pipeline)
	if !found {
		l = Layout{Object: object, Sections: usual(object, fs)}
	}
	return Applied{Order: order(l.Sections, fs), For: l}
}

// called are the names of those for whom layouts are.
type called struct {
	roles     map[string]string // empty for one of the program's, which pages name by its code
	pipelines map[uuid.UUID]string
}

// names reads who is called what, as far as layouts are for them; and the pipelines of deals in their order.
func (s *Service) names(ctx context.Context, object string, ls []Layout) (c called, ids []uuid.UUID, err error) {
	c = called{map[string]string{}, map[uuid.UUID]string{}}
	if slices.ContainsFunc(ls, func(l Layout) bool { return l.Role != "" }) {
		p, err := s.Roles.Policy(ctx)
		if err != nil {
			return c, nil, err
		}
		rs, err := p.All()
		if err != nil {
			return c, nil, err
		}
		for _, r := range rs {
			c.roles[r.Code] = r.Name
		}
	}
	if object != deals || !slices.ContainsFunc(ls, func(l Layout) bool { return l.PipelineID != uuid.Nil }) {
		return c, nil, nil
	}
	ps, err := s.Pipelines.List(ctx)
	for _, p := range ps {
		c.pipelines[p.ID] = p.Name
		ids = append(ids, p.ID)
	}
	return c, ids, err
}

// Setup are the layouts of a kind of records, and the fields from which they are made.
type Setup struct {
	Usual   []Section
	Layouts []Layout
	Names   map[uuid.UUID]Names // by layout
	Fields  []Field
}

// Setup returns what the company has made, for who changes it. Layouts of pipelines that are gone are left out.
func (s *Service) Setup(ctx context.Context, object string) (out Setup, err error) {
	if out.Fields, err = s.fields(ctx, object); err != nil {
		return out, err
	}
	ls, err := all(ctx, object)
	if err != nil {
		return out, err
	}
	names, _, err := s.names(ctx, object, ls)
	out.Usual, out.Names = usual(object, out.Fields), map[uuid.UUID]Names{}
	for _, l := range ls {
		if l.PipelineID != uuid.Nil && names.pipelines[l.PipelineID] == "" {
			continue
		}
		l.Sections = known(l.Sections, out.Fields)
		out.Layouts = append(out.Layouts, l)
		out.Names[l.ID] = Names{Role: names.roles[l.Role], Pipeline: names.pipelines[l.PipelineID]}
	}
	return out, err
}

// known are sections without fields that are gone.
func known(sections []Section, fs []Field) []Section {
	kept := slices.Clone(sections)
	for i, s := range kept {
		kept[i].Fields = slices.DeleteFunc(slices.Clone(s.Fields), func(p Placed) bool {
			return !slices.ContainsFunc(fs, func(f Field) bool { return f.Key == p.Key })
		})
	}
	return kept
}

// Draft is a layout as somebody wants it to be.
type Draft struct {
	Object, Role string
	PipelineID   uuid.UUID
	Sections     []Section
}

// Create adds a layout for a role, a pipeline, both or everybody.
func (s *Service) Create(ctx context.Context, d Draft) (Layout, error) {
	now := clock.Now()
	l := Layout{ID: id.New(), Object: d.Object, Role: d.Role, PipelineID: d.PipelineID, Version: 1, CreatedAt: now, UpdatedAt: now}
	names, err := s.check(ctx, l)
	if err != nil {
		return l, err
	}
	if err := s.fill(ctx, &l, d.Sections); err != nil {
		return l, err
	}
	if err := insert(ctx, &l); err != nil {
		return l, err
	}
	return l, s.tell(ctx, Changed{"created", nil, &l, names})
}

// Update changes the sections of a layout, unless it was saved since the caller read version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, sections []Section) (Layout, error) {
	before, err := find(ctx, id)
	if err != nil {
		return before, err
	}
	after := before
	if err := s.fill(ctx, &after, sections); err != nil {
		return before, err
	}
	if err := save(ctx, &after, version); err != nil {
		return before, err
	}
	names, err := s.check(ctx, after)
	if err != nil {
		return after, err
	}
	return after, s.tell(ctx, Changed{"updated", &before, &after, names})
}

// Reset deletes a layout: those for whom it was have the next one that applies to them.
func (s *Service) Reset(ctx context.Context, id uuid.UUID, version int) error {
	l, err := find(ctx, id)
	if err != nil {
		return err
	}
	if err := remove(ctx, id, version); err != nil {
		return err
	}
	names, err := s.check(ctx, l)
	if err != nil {
		return err
	}
	return s.tell(ctx, Changed{"deleted", &l, nil, names})
}

// fill gives a layout its sections.
func (s *Service) fill(ctx context.Context, l *Layout, sections []Section) error {
	fs, err := s.fields(ctx, l.Object)
	if err != nil {
		return err
	}
	l.Sections, err = tidy(sections, fs)
	return err
}

// check refuses a layout for records, a role or a pipeline that there are not, and tells what they are called.
func (s *Service) check(ctx context.Context, l Layout) (names Names, err error) {
	if s.Records[customfield.KindOf(l.Object)] == nil {
		return names, ErrObject
	}
	if err := s.Fields.Has(ctx, l.Object); err != nil {
		return names, err
	}
	called, _, err := s.names(ctx, l.Object, []Layout{l})
	if err != nil {
		return names, err
	}
	name, there := called.roles[l.Role]
	if l.Role != "" && !there {
		return names, ErrRole
	}
	if names.Role = name; name == "" {
		names.Role = l.Role
	}
	if names.Pipeline = called.pipelines[l.PipelineID]; l.PipelineID != uuid.Nil && names.Pipeline == "" {
		return names, ErrPipeline
	}
	return names, nil
}

func (s *Service) tell(ctx context.Context, c Changed) error {
	labels, err := s.Fields.Labels(ctx)
	if err != nil {
		return err
	}
	l := c.After
	if l == nil {
		l = c.Before
	}
	c.Names.Fields = map[string]string{}
	for key, label := range labels {
		if field, of := strings.CutPrefix(key, customfield.KindOf(l.Object)+"."); of {
			c.Names.Fields[field] = label
		}
	}
	return s.Bus.Publish(ctx, c)
}
