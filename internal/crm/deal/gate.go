package deal

import (
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
)

// around is what gates look at beside the deal itself.
type around struct {
	roles []string // of all its people, also of those whom nobody may see
	held  []string // the company's own fields that some stage asks for and in which it has something, by their keys
	open  []string // the company's own fields that can be filled in
}

// lacks are the fields that a stage asks for and a deal does not have.
func lacks(s pipeline.Stage, d Deal, a around) []string {
	all := []string{}
	for _, field := range s.Gate.Fields() {
		if !a.has(d, field) {
			all = append(all, field)
		}
	}
	return all
}

func (a around) has(d Deal, field string) bool {
	switch field {
	case pipeline.AskValue:
		return d.Amount > 0
	case pipeline.AskDate:
		return d.ExpectedOn != nil
	case pipeline.AskCompany:
		return d.CompanyID != nil
	}
	if _, own := pipeline.OwnAsked(field); own {
		return d.Custom.Has(field, a.held) || !slices.Contains(a.open, field)
	}
	role, person := pipeline.RoleAsked(field)
	return !person || slices.Contains(a.roles, role) || role == "" && len(a.roles) > 0
}

// asks are the fields that somebody has to give before a deal enters a stage. What their role may not write is not asked:
// the deal enters, with a mark.
func asks(c *caller.Caller, s pipeline.Stage, d Deal, a around) []string {
	return slices.DeleteFunc(lacks(s, d, a), func(field string) bool { return c.Field(Kind, field) != caller.Write })
}

// mark says what a deal lacks for the stage that it is in, as far as the caller may know, and whether it is stale there.
func (d *Seen) mark(s pipeline.Stage, now time.Time, c *caller.Caller) {
	d.Lacks = slices.DeleteFunc(lacks(s, d.Deal, d.around), func(field string) bool { return c.Field(Kind, field) == caller.Hide })
	d.Rotting = s.Rotting(d.StageSince, now)
}
