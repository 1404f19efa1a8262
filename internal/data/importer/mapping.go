package importer

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
	"github.com/kith-crm/kith/internal/kit/date"
)

type columns []Column

// propose maps the columns of a file by their headers and takes samples of them.
func propose(f format.Table, t target.Target, language string, own customfield.Fields) columns {
	filled := make([]int, len(f.Headers))
	for _, l := range f.Lines {
		for i, cell := range l.Cells {
			if strings.TrimSpace(cell) != "" {
				filled[i]++
			}
		}
	}
	mapped := recognise(presetOf(f).of(t.Kind()), meaningsOf(t), f.Headers, filled)
	cs := make(columns, len(f.Headers))
	for i, h := range f.Headers {
		s := spell(f, i, language)
		cs[i] = Column{Index: i, Header: h, Field: mapped[i], Samples: samples(f.Lines, i), Days: s.days, DaysSure: s.daysSure, Decimal: s.decimal, DecimalSure: s.decimalSure}
		if f.Format == format.ICal {
			cs[i].Days = "" // its times are written in one way only
		}
		cs[i].Guess = guess(f.Lines, cs[i])
		if cs[i].Field == "id" && slices.ContainsFunc(cs[i].Samples, func(text string) bool { return uuid.Validate(text) != nil }) {
			cs[i].Field = "" // another program's
		}
		for _, o := range own {
			if cs[i].Field == "" && plain(o.Label) == plain(h) {
				cs[i].Field, cs[i].Own = o.Key(), o.Type
			}
		}
	}
	return cs
}

// guess is which field of the company's own a column would be.
func guess(lines []format.Line, c Column) customfield.Guess {
	var cells []string
	for _, l := range lines {
		if len(cells) == customfield.SomeCells {
			break
		}
		if cell := strings.TrimSpace(l.Cell(c.Index)); cell != "" {
			if d := date.Date(day(cell, c.Days)); d.Valid() {
				cell = string(d)
			}
			cells = append(cells, cell)
		}
	}
	return customfield.GuessOf(cells)
}

func samples(lines []format.Line, column int) []string {
	const most, long = 3, 80
	all := []string{}
	for _, l := range lines {
		if len(all) == most {
			break
		}
		if text := []rune(strings.TrimSpace(l.Cell(column))); len(text) > 0 {
			all = append(all, string(text[:min(len(text), long)]))
		}
	}
	return all
}

// assign changes what columns are mapped to; an empty field takes a column out.
// own are the fields of the company's own that there are.
func (cs columns) assign(fieldOf map[int]string, t target.Target, own customfield.Fields) (columns, error) {
	next := slices.Clone(cs)
	for i, field := range fieldOf {
		if i < 0 || i >= len(next) {
			return cs, ErrColumn
		}
		next[i].Field, next[i].Own = field, ""
		at := slices.IndexFunc(own, func(f customfield.Field) bool { return f.Key() == field })
		switch {
		case at >= 0:
			next[i].Own = own[at].Type
		case field != "" && !target.Has(t, field):
			return cs, ErrField
		}
	}
	return next, nil
}

// enough tells whether the columns say what the rows are about.
func (cs columns) enough(t target.Target, match string) error {
	if match != "" && cs.mapped(match) || t.Enough(cs.mapped) {
		return nil
	}
	return ErrUnmapped
}

// spell changes how columns are read.
func (cs columns) spell(as map[int]Spelling) (columns, error) {
	next := slices.Clone(cs)
	for i, s := range as {
		if i < 0 || i >= len(next) {
			return cs, ErrColumn
		}
		if s.Days != "" {
			next[i].Days, next[i].DaysSure = s.Days, true
		}
		if s.Decimal != "" {
			next[i].Decimal, next[i].DecimalSure = s.Decimal, true
		}
	}
	return next, nil
}

// match is by which field records are found again: the one that was asked for, which has to identify them and to be mapped.
// One that was chosen before and is mapped no more counts no more.
func (cs columns) match(before string, wanted *string, t target.Target, own customfield.Fields) (string, error) {
	field := before
	if wanted != nil {
		field = *wanted
	}
	known := slices.ContainsFunc(own, func(f customfield.Field) bool { return f.Key() == field && f.Identifies() })
	switch {
	case field == "", field == deal.ByNobody && slices.Contains(t.Keys(), field):
		return field, nil
	case cs.mapped(field) && (known || slices.Contains(t.Keys(), field)), field == company.ByDomain && slices.Contains(t.Keys(), field) && cs.mapped("website"):
		return field, nil
	case wanted != nil:
		return before, ErrMatch
	default:
		return "", nil
	}
}

// own are the keys of those of the company's own fields that are mapped.
func (cs columns) own() (keys []string) {
	for _, c := range cs {
		if c.Own != "" {
			keys = append(keys, c.Field)
		}
	}
	return keys
}

// values are a row's fields. Several columns of a name, a street or a note are joined, and all addresses and numbers; of
// other fields the first that is not empty counts.
func (cs columns) values(l format.Line) map[string]string {
	all := map[string]string{}
	for _, c := range cs {
		text := c.tidy(strings.TrimSpace(l.Cell(c.Index)))
		if c.Field == "" || text == "" {
			continue
		}
		between, joined := joints[c.Field]
		if before := all[c.Field]; before == "" {
			all[c.Field] = text
		} else if joined {
			all[c.Field] = before + between + text
		}
	}
	return all
}

// joints are what comes between several columns of a field.
var joints = map[string]string{"kinds": ", ", "contact": "; ", "firstName": " ", "lastName": " ", "street": " ", "note": "\n", "email": ", ", "phone": ", ", "tags": ", "}

// tidy brings a cell into the form of its field.
func (c Column) tidy(text string) string {
	switch c.holds() {
	case "moments":
		return moment(text, c.Days)
	case "days":
		return day(text, c.Days)
	case "numbers":
		return number(text, c.Decimal)
	}
	switch c.Field {
	case "tags", "kinds":
		return strings.Join(target.Tags(text), ", ")
	case "email", "phone":
		return strings.ReplaceAll(text, " "+target.Several+" ", ", ")
	case "street":
		return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), ", ")
	default:
		return text
	}
}

// row is a row as it is taken in.
func (cs columns) row(l format.Line) target.Row {
	r := target.Row{Values: cs.values(l), Emails: cs.channels(l, "email"), Phones: cs.channels(l, "phone")}
	for _, c := range cs {
		if v := r.Values[c.Field]; c.Own != "" && v != "" {
			if r.Own == nil {
				r.Own = map[string]string{}
			}
			r.Own[c.Field] = v
		}
	}
	return r
}

// mapped tells whether a column becomes a field.
func (cs columns) mapped(field string) bool {
	return slices.ContainsFunc(cs, func(c Column) bool { return c.Field == field })
}
