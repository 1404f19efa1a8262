package contact

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/text"
)

// maxPositions is how many positions a person has beside the present one.
const maxPositions = 20

// Position is work for a company beside the present one: earlier, or at the same time.
type Position struct {
	CompanyID uuid.UUID  `json:"companyId"`
	JobTitle  string     `json:"jobTitle" maxLength:"200"`
	From      *date.Date `json:"from"`
	To        *date.Date `json:"to"` // nil while it lasts
}

// String is the position in a history of changes; the reader sees the company's name for its id.
func (p Position) String() string {
	said := []string{}
	if p.JobTitle != "" {
		said = append(said, p.JobTitle)
	}
	said = append(said, p.CompanyID.String())
	if p.From != nil || p.To != nil {
		said = append(said, fmt.Sprintf("%s–%s", day(p.From), day(p.To)))
	}
	return strings.Join(said, " · ")
}

func day(d *date.Date) string {
	if d == nil {
		return ""
	}
	return string(*d)
}

// What can go wrong with where a person works.
var (
	ErrBadDay    = errs.New(errs.Invalid, "contact.bad_day", "There is no such day.")
	ErrBackwards = errs.New(errs.Invalid, "contact.backwards", "The end comes before the beginning.").On("positions")
	ErrPositions = errs.New(errs.Invalid, "contact.many_positions", "At most twenty further positions.").On("positions")
)

// work sets where else the person works or worked, and since when they are where they are.
func (c *Contact) work(d Draft) (wrong []error) {
	d.CompanySince.To(&c.CompanySince)
	if d.CompanySince.Set && c.CompanySince != nil && !c.CompanySince.Valid() {
		wrong = append(wrong, ErrBadDay.On("companySince"))
	}
	if d.Positions == nil {
		return wrong
	}
	c.Positions = nil
	for _, p := range *d.Positions {
		p.JobTitle = text.Line(p.JobTitle)
		c.Positions = append(c.Positions, p)
		if err := p.check(); err != nil {
			wrong = append(wrong, err)
		}
	}
	if len(c.Positions) > maxPositions {
		wrong = append(wrong, ErrPositions)
	}
	return wrong
}

func (p Position) check() error {
	switch {
	case text.Long(p.JobTitle, maxText):
		return ErrLong.On("positions")
	case p.From != nil && !p.From.Valid(), p.To != nil && !p.To.Valid():
		return ErrBadDay.On("positions")
	case p.From != nil && p.To != nil && *p.To < *p.From:
		return ErrBackwards
	default:
		return nil
	}
}

// companies are those of a person, now and before.
func (c Contact) companies() (all []uuid.UUID) {
	all = add(nil, c.CompanyID)
	for _, p := range c.Positions {
		all = add(all, &p.CompanyID)
	}
	return all
}
