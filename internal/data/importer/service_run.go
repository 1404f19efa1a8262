package importer

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// judge tells what would happen to rows. Whether a row's contact is there already depends on the rows before it.
func (s *Service) judge(ctx context.Context, imp Import, lines []format.Line) ([]Row, error) {
	rows := make([]Row, len(lines))
	traces := contact.Traces{Field: imp.Match, Emails: make([]string, len(lines)), Keys: make([]string, len(lines))}
	people, custom := make([]contact.Row, len(lines)), make([]map[string]any, len(lines))
	sheet, err := s.Fields.Sheet(ctx, contact.Kind, imp.Columns.own(), false)
	if err != nil {
		return nil, err
	}
	for i, l := range lines {
		values := imp.Columns.values(l)
		people[i] = imp.Columns.contact(l, values)
		own, wrong := sheet.Read(people[i].Custom)
		key := sheet.Told(own, imp.Match)
		email, bad := s.Contacts.CheckTraced(ctx, people[i], key != "")
		rows[i] = Row{Number: l.Row, Status: "new", Values: values, Problems: problems(errs.All(bad, wrong))}
		traces.Emails[i], traces.Keys[i], custom[i] = email, key, own
	}
	known, err := s.Contacts.Known(ctx, traces)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		key, email := traces.Keys[i], traces.Emails[i]
		standing, there := known.Of(key, email)
		switch {
		case len(rows[i].Problems) > 0:
		case !there:
			_, nobody := s.Contacts.CheckRow(ctx, people[i])
			rows[i].Problems = problems(errs.All(nobody, sheet.Claim(custom[i], customfield.Values{})))
		case !standing.Writable && imp.OnDuplicate == Overwrite:
			rows[i].Problems = problems(errs.ErrDenied)
		default:
			rows[i].Status = imp.OnDuplicate
		}
		if len(rows[i].Problems) > 0 {
			rows[i].Status = "error"
			continue
		}
		known.Take(contact.Standing{Key: key, Writable: true}, email)
	}
	return rows, nil
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
		if !slices.ContainsFunc(all, func(p Problem) bool { return p.Field == f.Name }) {
			all = append(all, Problem{f.Name, f.Code, f.Text})
		}
	}
	return all
}

// forecast counts what would happen to all rows.
func (s *Service) forecast(ctx context.Context, imp *Import, lines []format.Line) error {
	rows, err := s.judge(ctx, *imp, lines)
	imp.Created, imp.Updated, imp.Skipped, imp.Failed = 0, 0, 0, 0
	for _, r := range rows {
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
	return err
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
	if imp.NextPart >= imp.Parts {
		return false, s.end(ctx, &imp, Done, "", true)
	}
	return true, save(ctx, &imp)
}

// take brings rows in, counts them, and returns those that could not be taken.
func (s *Service) take(ctx context.Context, imp *Import, lines []format.Line) ([]Row, error) {
	owners, err := s.owners(ctx, *imp)
	if err != nil {
		return nil, err
	}
	rows := make([]contact.Row, len(lines))
	for i, l := range lines {
		values := imp.Columns.values(l)
		rows[i] = imp.Columns.contact(l, values)
		if to, known := owners[strings.ToLower(values["owner"])]; known {
			rows[i].OwnerID = &to
		}
	}
	outcomes, err := s.Contacts.ImportBatch(ctx, contact.Batch{Rows: rows, Overwrite: imp.OnDuplicate == Overwrite, Match: imp.Match, Companies: s.Companies.Ensure})
	if err != nil {
		return nil, err
	}
	var failed []Row
	for i, o := range outcomes {
		switch o.Fate {
		case contact.RowCreated:
			imp.Created++
		case contact.RowUpdated:
			imp.Updated++
		case contact.RowSkipped:
			imp.Skipped++
		default:
			imp.Failed++
			failed = append(failed, Row{Number: lines[i].Row, Problems: problems(o.Err)})
		}
	}
	imp.Done += len(lines)
	return failed, nil
}

// owners are the colleagues that a file can name as owners of new records. Who may not give records to others names nobody.
func (s *Service) owners(ctx context.Context, imp Import) (map[string]uuid.UUID, error) {
	named := slices.ContainsFunc(imp.Columns, func(c Column) bool { return c.Field == "owner" })
	if !named || !caller.From(ctx).May(contact.Kind, "update").Wider(caller.Assigned) {
		return nil, nil
	}
	return s.Called(ctx)
}
