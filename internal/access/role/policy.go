package role

import (
	"errors"
	"slices"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
)

// rule is one line of policy as it is stored: p for rights, p2 for closed fields, p3 for closed stages, g for who builds on which role.
type rule struct {
	ID            uuid.UUID
	Ptype, V0, V1 string
	V2, V3        string
}

// Policy is all that is decided about roles, as it was at one moment. It never changes.
type Policy struct {
	enforcer *casbin.Enforcer
	owned    []Role // the company's own roles, by name, without their rights
	held     map[uuid.UUID][]holding
}

// holding is that a person was given one of the company's own roles. It counts only while the person works here since the
// moment at which it was given: who was taken out and came back starts without it.
type holding struct{ code, since string }

// personPrefix is what people have before their id in casbin's rules.
const personPrefix = "user:"

// subject is a person in casbin's rules.
func subject(userID uuid.UUID) string { return personPrefix + userID.String() }

// newPolicy makes a policy of stored rules. Its enforcer is used and never changed: a change of policy makes a new one.
func newPolicy(rules []rule, owned []Role) (Policy, error) {
	p := Policy{owned: owned, held: map[uuid.UUID][]holding{}}
	m, err := model.NewModelFromString(conf)
	if err != nil {
		return p, err
	}
	if p.enforcer, err = casbin.NewEnforcer(m); err != nil {
		return p, err
	}
	for _, r := range rules {
		switch r.Ptype {
		case "g":
			err = p.group(r)
		case "p2", "p3":
			_, err = p.enforcer.AddNamedPolicy(r.Ptype, r.V0, r.V1, r.V2, r.V3)
		default:
			_, err = p.enforcer.AddPolicy(r.V0, r.V1, r.V2, r.V3)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// group takes in that a role builds on another, or that a person has one.
func (p Policy) group(r rule) error {
	who, isPerson := strings.CutPrefix(r.V0, personPrefix)
	if !isPerson {
		_, err := p.enforcer.AddGroupingPolicy(r.V0, r.V1)
		return err
	}
	id, err := uuid.Parse(who)
	p.held[id] = append(p.held[id], holding{r.V1, r.V2})
	return err
}

// Rights reads what a role may do, by its own rules and those it builds on: the widest scope of each right counts, and the
// closest mask of each field and stage.
func (p Policy) Rights(code string) (Rights, error) {
	r := Rights{Grants: caller.Grants{}}
	rules, err := p.enforcer.GetImplicitPermissionsForUser(code)
	if err != nil {
		return r, err
	}
	for _, line := range rules {
		scope := caller.Scope(line[3])
		if key := line[1] + "." + line[2]; scope.Valid() && scope.Wider(r.Grants[key]) {
			r.Grants[key] = scope
		}
	}
	if r.Masks, err = p.masks("p2", code); err != nil {
		return r, err
	}
	r.Stages, err = p.masks("p3", code)
	return r, err
}

// masks are what rules of a type close to a role.
func (p Policy) masks(ptype, code string) (caller.Masks, error) {
	all := caller.Masks{}
	rules, err := p.enforcer.GetNamedImplicitPermissionsForUser(ptype, "g", code)
	for _, line := range rules {
		mask := caller.Mask(line[3])
		if key := line[1] + "." + line[2]; mask.Valid() && mask.Closer(all[key]) {
			all[key] = mask
		}
	}
	return all, err
}

// everyone is whom rules about closed fields name that hold whatever somebody's role is. It is no role: nobody has it.
const everyone = "everyone"

// Retired are the fields that the company closed for everybody.
func (p Policy) Retired() (caller.Masks, error) { return p.masks("p2", everyone) }

// Find returns a role by its code, with its rights.
func (p Policy) Find(code string) (Role, error) {
	r := Role{Code: code, Base: code}
	if !slices.Contains(Names, code) {
		i := slices.IndexFunc(p.owned, func(o Role) bool { return o.Code == code })
		if i < 0 {
			return r, ErrNotFound
		}
		r = p.owned[i]
	}
	var err error
	r.Rights, err = p.Rights(code)
	return r, err
}

// Of is the role of a person who works here: the one that they were given since they came, as far as it refines what the
// membership says, else the one that they came with. Without the company's own role that somebody came with nobody knows what
// was meant: they have no rights until they are given a role.
func (p Policy) Of(m Member) (Role, error) {
	for _, h := range p.held[m.UserID] {
		if h.since != m.since() {
			continue
		}
		r, err := p.Find(h.code)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return r, err
		}
		if err == nil && r.Base == m.Role {
			return r, nil
		}
	}
	if m.Own == nil {
		return p.Find(m.Role)
	}
	r, err := p.Find(m.came())
	if errors.Is(err, ErrNotFound) || err == nil && r.Base != m.Role {
		return Role{Code: m.Role, Base: m.Role}, nil
	}
	return r, err
}

// promised tells whether a person has a role, or is about to.
func (p Policy) promised(m Member, code string) bool {
	r, err := p.Of(m)
	return err == nil && r.Code == code || slices.Contains(p.held[m.UserID], holding{code, m.since()})
}

// All returns all roles, those of the program first and from the most powerful.
func (p Policy) All() ([]Role, error) {
	codes := slices.Clone(Names)
	for _, r := range p.owned {
		codes = append(codes, r.Code)
	}
	all := make([]Role, len(codes))
	for i, code := range codes {
		var err error
		if all[i], err = p.Find(code); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Beyond are the roles of the program that go beyond some rights.
func (p Policy) Beyond(mine Rights) (names []string, err error) {
	for _, name := range Names {
		r, err := p.Rights(name)
		if err != nil {
			return nil, err
		}
		if !r.Within(mine) {
			names = append(names, name)
		}
	}
	return names, nil
}

// With is the policy as it would be if a role had another right.
func (p Policy) With(code string, rights Rights) *Hypothesis { return &Hypothesis{p, code, rights} }

// Hypothesis is a policy in which one role has other rights.
type Hypothesis struct {
	Policy
	code   string
	rights Rights
}

// Of is the role of a person under the hypothesis.
func (h *Hypothesis) Of(m Member) (Role, error) {
	r, err := h.Policy.Of(m)
	if r.Code == h.code {
		r.Rights = h.rights
	}
	return r, err
}
