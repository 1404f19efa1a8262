package role

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Deps is what roles work with.
type Deps struct {
	Bus      *event.Bus
	SeatKind func(role string) string                                                // the least kind of seat a role of the program needs
	InTenant func(ctx context.Context, f func(context.Context) error) error          // runs a unit of work on the caller's tenant
	Members  func(ctx context.Context) ([]Member, error)                             // those who work here; it may be called in any unit
	Staying  func(ctx context.Context) (invited []uuid.UUID, ms []Member, err error) // the own roles of pending invitations, and all who have not left; in any unit
	Stages   func(ctx context.Context) ([]Pipeline, error)                           // that there are
	Fields   func(ctx context.Context) (map[string]string, error)                    // what the company's own fields are called, by "object.field"
	Move     func(ctx context.Context, memberID uuid.UUID, base string) (err error)  // gives a role of the program, and its seat
}

// Service is the way to roles. Its methods run in a unit of work on the tenant, unless they say otherwise.
type Service struct{ Deps }

// NewService returns a service that works with d.
func NewService(d Deps) *Service { return &Service{d} }

// Policy reads the policies as they are now.
func (s *Service) Policy(ctx context.Context) (Policy, error) {
	rules, owned, err := read(ctx)
	if err != nil {
		return Policy{}, err
	}
	return newPolicy(rules, owned)
}

// List returns all roles with their rights, those of the program first.
func (s *Service) List(ctx context.Context) ([]Role, error) {
	p, err := s.Policy(ctx)
	if err != nil {
		return nil, err
	}
	return p.All()
}

// Plan tells what a change would make of a role's rights. It refuses what may not be changed and what goes, before or after,
// beyond the caller's own rights.
func (s *Service) Plan(ctx context.Context, code string, c Change) (Policy, Role, Rights, error) {
	p, err := s.Policy(ctx)
	if err != nil {
		return p, Role{}, Rights{}, err
	}
	r, err := p.Find(code)
	if err != nil {
		return p, r, r.Rights, err
	}
	if r.Base == owner {
		return p, r, r.Rights, ErrFixed
	}
	if err := s.known(ctx, p, r, c); err != nil {
		return p, r, r.Rights, err
	}
	after := r.Rights.with(c)
	return p, r, after, within(ctx, r.Rights, after)
}

// known refuses a right that does not exist, or that the role's seat does not allow.
func (s *Service) known(ctx context.Context, p Policy, r Role, c Change) error {
	if c.Stage != "" {
		return s.stands(ctx, c)
	}
	if c.Field != "" {
		names, err := s.Fields(ctx)
		if err != nil || names[c.right()] != "" && c.Mask != caller.Masked {
			return err
		}
		fields := closable()
		if c.Mask == caller.Masked {
			fields = maskable()
		}
		if !slices.Contains(fields[c.Object], c.Field) {
			return ErrField
		}
		return nil
	}
	full, err := p.Rights(owner)
	if err != nil {
		return err
	}
	if full.Grants.Of(c.Object, c.Action) == caller.None {
		return ErrRight
	}
	if s.SeatKind(r.Base) == viewer && c.Action != "read" && c.Action != "export" && c.Scope != caller.None {
		return ErrSeat
	}
	return nil
}

// stands refuses a stage that does not exist, or in which such records do not stand.
func (s *Service) stands(ctx context.Context, c Change) error {
	names, err := s.StageNames(ctx)
	if err == nil && (c.Object != standing || names[c.Stage] == "") {
		err = ErrStage
	}
	return err
}

// standing is what stands in stages.
const standing = "deal"

// StageNames returns the names of stages by their ids, each with its pipeline's when there are several.
func (s *Service) StageNames(ctx context.Context) (map[string]string, error) {
	all, err := s.Stages(ctx)
	names := map[string]string{}
	for _, p := range all {
		for _, stage := range p.Stages {
			names[stage.ID.String()] = stage.Name
			if len(all) > 1 {
				names[stage.ID.String()] = p.Name + " – " + stage.Name
			}
		}
	}
	return names, err
}

// within refuses rights that go beyond the caller's own.
func within(ctx context.Context, all ...Rights) error {
	c := caller.From(ctx)
	for _, r := range all {
		if c.System == "" && !r.Within(Mine(c)) {
			return ErrAbove
		}
	}
	return nil
}

// Set gives a role a right in a scope, or takes it away with caller.None; or closes or opens a field. It takes effect on
// every instance with the commit.
func (s *Service) Set(ctx context.Context, code string, c Change) (Role, error) {
	_, r, after, err := s.Plan(ctx, code, c)
	if err != nil {
		return r, err
	}
	if err := save(ctx, code, c); err != nil {
		return r, err
	}
	e := Changed{Role: r, Right: c.right(), Before: r.Rights.said(c), After: after.said(c)}
	if c.Stage != "" {
		names, err := s.StageNames(ctx)
		if err != nil {
			return r, err
		}
		e.Right, e.Stage = c.Object+".stage", names[c.Stage]
	}
	if c.Field != "" {
		names, err := s.Fields(ctx)
		if err != nil {
			return r, err
		}
		if e.Field = names[c.right()]; e.Field != "" {
			e.Right = c.Object + ".custom"
		}
	}
	r.Rights, e.Role.Rights = after, after
	return r, s.Bus.Publish(ctx, e)
}

// said is what rights say about what a change is about.
func (r Rights) said(c Change) string {
	switch {
	case c.Field != "":
		return string(r.Masks[c.right()])
	case c.Stage != "":
		return string(r.Stages[c.right()])
	default:
		return string(r.Grants[c.right()])
	}
}

// Copy makes one of the company's own roles, with the rights of another and the seat that one takes.
func (s *Service) Copy(ctx context.Context, from, name string) (Role, error) {
	p, err := s.Policy(ctx)
	if err != nil {
		return Role{}, err
	}
	r, err := p.Find(from)
	switch {
	case err != nil:
		return r, err
	case r.Base == owner:
		return r, ErrFixed
	}
	if err := within(ctx, r.Rights); err != nil {
		return r, err
	}
	now := clock.Now()
	kept := row{ID: id.New(), Base: r.Base, Version: 1, CreatedAt: now, UpdatedAt: now}
	if kept.Name, err = named(name); err != nil {
		return r, err
	}
	if err := insert(ctx, kept, r.Rights); err != nil {
		return r, err
	}
	made := Role{kept.ID.String(), kept.Name, kept.Base, kept.Version, r.Rights}
	return made, s.Bus.Publish(ctx, Kept{Action: "created", After: made})
}

func named(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || len([]rune(name)) > 60 {
		return name, ErrNameless
	}
	return name, nil
}

// ours returns one of the company's own roles, which the caller may change.
func (s *Service) ours(ctx context.Context, code string) (Role, error) {
	p, err := s.Policy(ctx)
	if err != nil {
		return Role{}, err
	}
	r, err := p.Find(code)
	if err == nil && !r.own() {
		err = ErrOurs
	}
	if err == nil {
		err = within(ctx, r.Rights)
	}
	return r, err
}

// Rename gives one of the company's own roles another name, unless it was changed since the caller read version.
func (s *Service) Rename(ctx context.Context, code string, version int, name string) (Role, error) {
	r, err := s.ours(ctx, code)
	if err != nil {
		return r, err
	}
	before := r
	if r.Name, err = named(name); err != nil {
		return r, err
	}
	r.Version = version + 1
	if err := rename(ctx, r, version); err != nil {
		return r, err
	}
	return r, s.Bus.Publish(ctx, Kept{"updated", before, r})
}

// Own returns one of the company's own roles that the caller may give. ErrNotFound for one of the program's.
func (s *Service) Own(ctx context.Context, id uuid.UUID) (Role, error) {
	p, err := s.Policy(ctx)
	if err != nil {
		return Role{}, err
	}
	r, err := p.Find(id.String())
	if err == nil {
		err = within(ctx, r.Rights)
	}
	return r, err
}

// Delete removes one of the company's own roles that nobody has, and with which nobody is invited.
func (s *Service) Delete(ctx context.Context, code string) error {
	r, err := s.ours(ctx, code)
	if err != nil {
		return err
	}
	if err := lock(ctx, code, "UPDATE"); err != nil {
		return err
	}
	members, invited, err := s.promised(ctx, code)
	if err != nil {
		return err
	}
	if members+invited > 0 {
		return ErrUsed.With("members", members).With("invitations", invited)
	}
	if err := remove(ctx, code); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Kept{Action: "deleted", Before: r})
}

// holders are those who work here, by the code of their role.
func (s *Service) holders(ctx context.Context) (map[string][]Member, error) {
	p, err := s.Policy(ctx)
	if err != nil {
		return nil, err
	}
	ms, err := s.Members(ctx)
	all := map[string][]Member{}
	for _, m := range ms {
		r, err := p.Of(m)
		if err != nil {
			return nil, err
		}
		all[r.Code] = append(all[r.Code], m)
	}
	return all, err
}

// promised counts those who have one of the company's own roles, or to whom it is being given at this moment, and those who
// are invited with it.
func (s *Service) promised(ctx context.Context, code string) (members, invited int, err error) {
	p, err := s.Policy(ctx)
	if err != nil {
		return 0, 0, err
	}
	waiting, ms, err := s.Staying(ctx)
	for _, m := range ms {
		if p.promised(m, code) {
			members++
		}
	}
	for _, own := range waiting {
		if own.String() == code {
			invited++
		}
	}
	return members, invited, err
}
