package importer

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
	"github.com/kith-crm/kith/internal/kit/caller"
)

// may are the kinds of records that the caller may bring in. Who may bring in none is told so by the first.
func (s *Service) may(ctx context.Context) target.Targets {
	all := slices.DeleteFunc(slices.Clone(s.Targets), func(t target.Target) bool {
		return caller.From(ctx).May(t.Kind(), "create") == caller.None
	})
	if len(all) == 0 {
		return s.Targets[:1]
	}
	return all
}

// sheets are all tables of a file.
func sheets(f format.Table) []format.Table { return append([]format.Table{f}, f.Others...) }

// lay takes the first sheet of a file, and says which of its parts are of which sheet.
func (imp *Import) lay(f format.Table) {
	first := 0
	for _, t := range sheets(f) {
		parts := (len(t.Lines) + partRows - 1) / partRows
		if len(f.Others) > 0 {
			imp.Sheets = append(imp.Sheets, Sheet{t.Name, len(t.Lines), first, parts, t.Headers})
		}
		first += parts
	}
	imp.Parts = (len(f.Lines) + partRows - 1) / partRows
	if len(imp.Sheets) > 0 {
		imp.Sheet = imp.Sheets[0].Name
	}
}

// keep stores the rows of all sheets, some parts at a time: written as text, all of them take as much memory as the file.
func (imp *Import) keep(ctx context.Context, f format.Table) error {
	n, some := 0, make([]importPart, 0, batchParts)
	for _, t := range sheets(f) {
		for rows := range slices.Chunk(t.Lines, partRows) {
			data, err := json.Marshal(rows)
			if err != nil {
				return err
			}
			some, n = append(some, importPart{imp.ID, n, string(data)}), n+1
			if len(some) < batchParts {
				continue
			}
			if err := insertParts(ctx, some); err != nil {
				return err
			}
			some = some[:0]
		}
	}
	return insertParts(ctx, some)
}

// propose says how a table would become records of a kind.
func (s *Service) propose(ctx context.Context, imp *Import, f format.Table, t target.Target) error {
	if _, err := s.Targets.Of(ctx, t.Kind()); err != nil {
		return err
	}
	own, err := s.Fields.Writable(ctx, t.Kind())
	if err != nil {
		return err
	}
	imp.Object, imp.Source, imp.Total = t.Kind(), presetOf(f).Source, len(f.Lines)
	imp.Columns, imp.Match, imp.Stages = propose(f, t, caller.From(ctx).Tenant.Language, own), "", nil
	if imp.Columns.mapped("id") {
		imp.Match = "id"
	}
	return nil
}

// choose proposes again, where somebody says that the file holds something else, or that another sheet counts.
func (s *Service) choose(ctx context.Context, imp *Import, d Draft) error {
	imp.answer(d.Stages)
	if d.Object == nil && d.Sheet == nil {
		return nil
	}
	kind, headers := imp.Object, imp.Columns.headers()
	if d.Object != nil {
		kind = *d.Object
	}
	if d.Sheet != nil {
		at := slices.IndexFunc(imp.Sheets, func(one Sheet) bool { return one.Name == *d.Sheet })
		if at < 0 {
			return ErrSheet
		}
		one := imp.Sheets[at]
		imp.Sheet, imp.FirstPart, imp.Parts, headers = one.Name, one.First, one.Parts, one.Headers
	}
	all, err := lines(ctx, imp.ID, imp.FirstPart, imp.FirstPart+imp.Parts)
	if err != nil {
		return err
	}
	f := format.Table{Format: imp.format(), Headers: headers, Lines: all}
	t := objectOf(f, s.may(ctx))
	if d.Object != nil || len(imp.Sheets) == 0 {
		if t, err = s.Targets.Of(ctx, kind); err != nil {
			return err
		}
	}
	return s.propose(ctx, imp, f, t)
}

// format is what kind of file an import came from: only tables of text have a separator, and only workbooks no encoding.
func (imp *Import) format() string {
	switch {
	case imp.Source == format.ICal:
		return format.ICal
	case imp.Separator != "":
		return format.CSV
	case imp.Encoding != "":
		return format.VCard
	default:
		return format.XLSX
	}
}

func (cs columns) headers() []string {
	all := make([]string, len(cs))
	for i, c := range cs {
		all[i] = c.Header
	}
	return all
}

// answer keeps what stages of the file are here.
func (imp *Import) answer(said []target.Stage) {
	for _, one := range said {
		for i := range imp.Stages {
			if imp.Stages[i].Place == one.Place {
				imp.Stages[i].StageID, imp.Stages[i].Chosen = one.StageID, one.StageID != nil
			}
		}
	}
}

// how says how the rows of an import are taken in.
func (s *Service) how(ctx context.Context, imp Import, dry bool) (target.How, error) {
	owners, err := s.owners(ctx, imp)
	how := target.How{Overwrite: imp.OnDuplicate == Overwrite, Match: imp.Match, Own: imp.Columns.own(), Mapped: imp.Columns.mapped,
		Chosen: map[target.Place]*uuid.UUID{}, Owners: owners, Dry: dry}
	for _, one := range imp.Stages {
		if one.Chosen {
			how.Chosen[one.Place] = one.StageID
		}
	}
	return how, err
}

// open returns what takes rows in, or tells what would become of them.
func (s *Service) open(ctx context.Context, imp Import, dry bool) (target.Intake, error) {
	t, err := s.Targets.Of(ctx, imp.Object)
	if err != nil {
		return nil, err
	}
	how, err := s.how(ctx, imp, dry)
	if err != nil {
		return nil, err
	}
	return t.Open(ctx, how)
}
