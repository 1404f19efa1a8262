package layout

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// Shower shows a record of one kind as the API shows it to the caller, and tells in which pipeline it is, if it is in one.
type Shower interface {
	Preview(ctx context.Context, id uuid.UUID) (shown any, pipeline uuid.UUID, err error)
}

// Ask is what somebody wants to look at with the eyes of a role.
type Ask struct {
	Object, Role string
	RecordID     uuid.UUID
	Sections     []Section // as they would be; nil for the layout that applies
}

// Preview is a record as somebody with a role sees it, as far as the caller does.
type Preview struct {
	Applied
	Role   role.Role
	Scope  caller.Scope // of the role's right to read such records; whose they are decides about the rest
	Masks  caller.Masks
	Record any // nil when nobody with the role sees it
}

// Preview looks at a record that the caller sees with the eyes of a role. Nothing is shown that the caller does not see.
func (s *Service) Preview(ctx context.Context, a Ask) (Preview, error) {
	var p Preview
	kind := customfield.KindOf(a.Object)
	show := s.Records[kind]
	if show == nil {
		return p, ErrObject
	}
	_, at, err := show.Preview(ctx, a.RecordID)
	if errs.KindOf(err) == errs.NotFound {
		err = ErrRecord
	}
	if err != nil {
		return p, err
	}
	if p.Role, err = s.roleOf(ctx, a.Role); err != nil {
		return p, err
	}
	as := narrowed(caller.From(ctx), p.Role)
	p.Masks, p.Scope = closest(as.Masks, as.Retired), p.Role.Rights.Grants.Of(kind, "read")
	ctx = caller.With(ctx, as)
	if p.Scope != caller.None {
		if p.Record, _, err = show.Preview(ctx, a.RecordID); errs.KindOf(err) == errs.NotFound {
			p.Record, err = nil, nil // it stands where the role does not look
		}
		if err != nil {
			return p, err
		}
	}
	return p, s.laidOut(ctx, &p, a, at)
}

func (s *Service) roleOf(ctx context.Context, code string) (role.Role, error) {
	policy, err := s.Roles.Policy(ctx)
	if err != nil {
		return role.Role{}, err
	}
	r, err := policy.Find(code)
	if errors.Is(err, role.ErrNotFound) {
		err = ErrRole
	}
	return r, err
}

// laidOut puts a preview's fields in their order.
func (s *Service) laidOut(ctx context.Context, p *Preview, a Ask, at uuid.UUID) error {
	fs, err := s.fields(ctx, a.Object)
	if err != nil {
		return err
	}
	ls, err := all(ctx, a.Object)
	if err != nil {
		return err
	}
	p.Applied = s.applied(a.Object, ls, fs, []string{p.Role.Code, p.Role.Base}, at)
	if a.Sections != nil {
		p.Order = order(a.Sections, fs)
	}
	names, _, err := s.names(ctx, a.Object, []Layout{p.For})
	p.Names = Names{Role: names.roles[p.For.Role], Pipeline: names.pipelines[p.For.PipelineID]}
	return err
}

// narrowed is the caller with no more rights than a role has: to look only, and as closed as either is. Which rows are seen
// stays as it is, for a role alone owns none.
func narrowed(c *caller.Caller, r role.Role) *caller.Caller {
	as := *c
	as.Role, as.RoleCode, as.RoleName = r.Base, r.Code, r.Name
	as.Grants = caller.Grants{}
	for right, scope := range c.Grants {
		if r.Rights.Grants[right] != caller.None && isRead(right) {
			as.Grants[right] = scope
		}
	}
	as.Masks, as.Stages = closest(c.Masks, r.Rights.Masks), closest(c.Stages, r.Rights.Stages)
	return &as
}

func isRead(right string) bool { return len(right) > 5 && right[len(right)-5:] == ".read" }

// closest are the masks that close the most.
func closest(all ...caller.Masks) caller.Masks {
	out := caller.Masks{}
	for _, masks := range all {
		for part, mask := range masks {
			if mask.Closer(out[part]) {
				out[part] = mask
			}
		}
	}
	return out
}

// fieldsOf are the masks of one kind of records, by field.
func fieldsOf(masks caller.Masks, object string) map[string]caller.Mask {
	out := map[string]caller.Mask{}
	for part, mask := range masks {
		if len(part) > len(object) && part[:len(object)+1] == object+"." {
			out[part[len(object)+1:]] = mask
		}
	}
	return out
}

// objects are the kinds of records that have layouts, in one order.
func (s *Service) objects() (all []string) {
	for _, o := range []string{"contact", "company", "deal"} {
		if s.Records[o] != nil {
			all = append(all, o)
		}
	}
	return slices.Clip(all)
}
