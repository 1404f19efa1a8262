package deal

import (
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
)

// lacks are the fields that a stage asks for and a deal does not have; roles are those of all its people, also of those whom
// nobody may see.
func lacks(s pipeline.Stage, d Deal, roles []string) []string {
	all := []string{}
	for _, field := range s.Gate.Fields() {
		if !has(d, roles, field) {
			all = append(all, field)
		}
	}
	return all
}

func has(d Deal, roles []string, field string) bool {
	switch field {
	case pipeline.AskValue:
		return d.Amount > 0
	case pipeline.AskDate:
		return d.ExpectedOn != nil
	case pipeline.AskCompany:
		return d.CompanyID != nil
	}
	role, person := pipeline.RoleAsked(field)
	return !person || slices.Contains(roles, role) || role == "" && len(roles) > 0
}

// asks are the fields that somebody has to give before a deal enters a stage. What their role may not write is not asked:
// the deal enters, with a mark.
func asks(c *caller.Caller, s pipeline.Stage, d Deal, roles []string) []string {
	return slices.DeleteFunc(lacks(s, d, roles), func(field string) bool { return c.Field(Kind, field) != caller.Write })
}

// mark says what a deal lacks for the stage that it is in, as far as the caller may know, and whether it is stale there.
func (d *Seen) mark(s pipeline.Stage, now time.Time, c *caller.Caller) {
	d.Lacks = slices.DeleteFunc(lacks(s, d.Deal, d.roles), func(field string) bool { return c.Field(Kind, field) == caller.Hide })
	d.Rotting = s.Rotting(d.StageSince, now)
}
