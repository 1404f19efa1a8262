package importer

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// statuses are what rows become, by their fate.
var statuses = map[bring.Fate]string{bring.Refused: "error", bring.Created: "new", bring.Updated: Overwrite, bring.Skipped: Skip}

// judge tells what would happen to rows. Whether a row's record is there already depends on the rows before it.
func (imp *Import) judge(ctx context.Context, in target.Intake, lines []format.Line) ([]Row, error) {
	rows, incoming := make([]Row, len(lines)), make([]target.Row, len(lines))
	for i, l := range lines {
		incoming[i] = imp.Columns.row(l)
		rows[i] = Row{Number: l.Row, Values: incoming[i].Values}
	}
	outcomes, err := in.Take(ctx, incoming)
	for i, o := range outcomes {
		rows[i].Status, rows[i].Problems = statuses[o.Fate], problems(errs.All(o.Err, o.Remark))
		if o.Err != nil {
			rows[i].Status = "error"
		}
	}
	return rows, err
}

func problems(err error) []Problem {
	if err == nil {
		return nil
	}
	e, ok := errs.As(err)
	if !ok {
		return []Problem{{Code: "internal", Reason: "Something went wrong on our side."}}
	}
	if len(e.Fields) == 0 {
		return []Problem{{Code: e.Code, Reason: e.Text}}
	}
	var all []Problem
	for _, f := range e.Fields {
		name := called(f.Name)
		if !slices.ContainsFunc(all, func(p Problem) bool { return p.Field == name }) {
			all = append(all, Problem{name, f.Code, f.Text})
		}
	}
	return all
}

// called is a field's name in files, which refer to records in words.
func called(field string) string {
	if strings.HasPrefix(field, "contact:") || field == "contacts" {
		return "contact"
	}
	if name, other := elsewhere[field]; other {
		return name
	}
	return strings.TrimSuffix(field, "Id")
}

// elsewhere are fields that files call otherwise.
var elsewhere = map[string]string{"title": "name", "remindBefore": "remind", "assigneeId": "owner"}

// forecastParts are the parts of a file that are looked at before the start, where what is asked for there does not depend on all
// of them: whoever brings a long file waits for it.
const forecastParts = 40

// forecast counts what would happen to the rows, which come part by part.
func (s *Service) forecast(ctx context.Context, imp *Import, linesOf func(part int) ([]format.Line, error)) error {
	imp.zero()
	in, err := s.open(ctx, *imp, true)
	if err != nil {
		return err
	}
	staged, is := in.(target.Staged)
	parts := imp.Parts
	if !is {
		parts = min(parts, forecastParts)
	}
	for part := range parts {
		some, err := linesOf(part)
		if err != nil {
			return err
		}
		rows, err := imp.judge(ctx, in, some)
		if err != nil {
			return err
		}
		for _, r := range rows {
			imp.count(r)
		}
		imp.Done += len(some)
	}
	if is {
		imp.Stages = staged.Stages()
	}
	return nil
}

// zero forgets what was counted.
func (imp *Import) zero() {
	imp.Done, imp.Created, imp.Updated, imp.Skipped, imp.Failed, imp.Remarked = 0, 0, 0, 0, 0, 0
}

// count counts a row.
func (imp *Import) count(r Row) {
	if r.Status != "error" && len(r.Problems) > 0 {
		imp.Remarked++
	}
	switch r.Status {
	case "new":
		imp.Created++
	case Overwrite:
		imp.Updated++
	case Skip:
		imp.Skipped++
	default:
		imp.Failed++
	}
}

// Run takes the rows of a started import in, part by part, each in a unit of work of its own. When it is interrupted it
// goes on, called again, where it was.
func (s *Service) Run(ctx context.Context, id uuid.UUID) error {
	for {
		var more bool
		err := s.InTenant(ctx, func(ctx context.Context) (err error) {
			more, err = s.step(ctx, id)
			return err
		})
		if err != nil && permanent(err) {
			return s.InTenant(ctx, func(ctx context.Context) error { return s.giveUp(ctx, id, err) })
		}
		if err != nil || !more {
			return err
		}
	}
}

// giveUp ends an import that can't go on.
func (s *Service) giveUp(ctx context.Context, id uuid.UUID, because error) error {
	imp, err := lock(ctx, id)
	if err != nil || imp.State != Running {
		return errors.Join(because, err)
	}
	code := "internal"
	if e, ok := errs.As(because); ok {
		code = e.Code
	}
	if err := s.end(ctx, &imp, Failed, code, true); err != nil || code != "internal" {
		return err
	}
	return logged(ctx, because)
}

// step takes in the next part. The import's row is locked and counts parts, so that each is taken in once, however many
// workers try.
func (s *Service) step(ctx context.Context, id uuid.UUID) (more bool, err error) {
	imp, err := lock(ctx, id)
	if err != nil || imp.State != Running {
		return false, err
	}
	part, err := lines(ctx, id, imp.NextPart, imp.NextPart+1)
	if err != nil {
		return false, err
	}
	failed, err := s.take(changeset.Into(ctx, id), &imp, part)
	if err != nil {
		return false, err
	}
	if err := note(ctx, id, failed); err != nil {
		return false, err
	}
	imp.NextPart++
	if imp.NextPart >= imp.FirstPart+imp.Parts {
		return false, s.end(ctx, &imp, Done, "", true)
	}
	return true, save(ctx, &imp)
}

// take brings rows in, counts them, and returns those of which something could not be taken.
func (s *Service) take(ctx context.Context, imp *Import, lines []format.Line) (failed []Row, err error) {
	in, err := s.open(ctx, *imp, false)
	if err != nil {
		return nil, err
	}
	rows, err := imp.judge(ctx, in, lines)
	for _, r := range rows {
		if imp.count(r); len(r.Problems) > 0 {
			failed = append(failed, r)
		}
	}
	imp.Done += len(lines)
	return failed, err
}

// owners are the colleagues that a file can name as owners of new records. Who may not give records to others names nobody.
func (s *Service) owners(ctx context.Context, imp Import) (map[string]uuid.UUID, error) {
	named := slices.ContainsFunc(imp.Columns, func(c Column) bool { return c.Field == "owner" })
	if !named || !caller.From(ctx).May(imp.Object, "update").Wider(caller.Assigned) {
		return nil, nil
	}
	return s.Called(ctx)
}
