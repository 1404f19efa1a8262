// Package deal owns what is being sold: a deal's value, where it stands in its pipeline and in its column of the board,
// where it has been, and the people it depends on. Companies, people and tasks belong to other packages.
package deal

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names deals in permissions, row scopes and record references.
const Kind = "deal"

// Deal is one chance to sell something.
type Deal struct {
	ID                   uuid.UUID
	Name                 string
	PipelineID, StageID  uuid.UUID
	Rank                 string `gorm:"<-:create" diff:"-"` // a number: order in the column, moved by Move only
	Status               string // the kind of its stage: open, won or lost
	Amount               int64  // minor units of Currency
	Currency             string // ISO 4217
	ExpectedOn           *date.Date
	LostReason           string // not empty exactly while lost
	CompanyID, OwnerID   *uuid.UUID
	Custom               customfield.Values `gorm:"<-:create"` // the company's own fields, changed by customfield.Save only
	StageSince           time.Time
	ClosedAt             *time.Time // when it was won or lost
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	DeletedAt            deletedAt
}

// Value is what the deal would bring.
func (d Deal) Value() money.Money { return money.Money{Amount: d.Amount, Currency: d.Currency} }

// Person is a contact's part in a deal.
type Person struct {
	ContactID uuid.UUID
	Role      string // decider, champion, influencer, user, blocker, buyer, legal or other
}

// Draft is what a caller may set; what is not set stays as it is. The stage is changed by Move.
type Draft struct {
	Name       *string
	Value      *money.Money
	ExpectedOn patch.Field[date.Date]
	CompanyID  patch.Field[uuid.UUID]
	OwnerID    *uuid.UUID
	LostReason *string
	Custom     map[string]any // by the fields' ids; nil takes one out
}

const (
	maxName, maxReason = 200, 500
	maxAmount          = 10_000_000_000_000 // so that the sum of all deals of a tenant fits
)

// What can go wrong with a deal.
var (
	ErrNotFound   = errs.New(errs.NotFound, "deal.not_found", "There is no such deal.")
	ErrStale      = errs.New(errs.Conflict, "deal.stale", "Someone else changed this deal meanwhile.")
	ErrNameless   = errs.New(errs.Invalid, "deal.nameless", "A deal needs a name.").On("name")
	ErrNameLong   = errs.New(errs.Invalid, "field.long", "A name has at most 200 characters.").On("name")
	ErrValue      = errs.New(errs.Invalid, "deal.value_range", "The value is not below zero, and not that high.").On("value")
	ErrCurrency   = money.ErrCurrency.On("value")
	ErrDay        = errs.New(errs.Invalid, "field.format", "There is no such day.").On("expectedOn")
	ErrLostReason = errs.New(errs.Invalid, "deal.lost_reason_needed", "Say why the deal was lost.").On("lostReason")
	ErrReasonLong = errs.New(errs.Invalid, "field.long", "A reason has at most 500 characters.").On("lostReason")
	ErrCompany    = errs.New(errs.Invalid, "deal.company_unknown", "There is no such company.").On("companyId")
	ErrGate       = errs.New(errs.Invalid, "deal.gate", "This stage asks for more about the deal.")
	ErrContact    = errs.New(errs.Invalid, "deal.contact_unknown", "There is no such contact.").On("contacts")
)

// apply sets the drafted fields and checks that the result is a valid deal.
func (d *Deal) apply(draft Draft) error {
	if draft.Name != nil {
		d.Name = strings.Join(strings.Fields(*draft.Name), " ")
	}
	if draft.Value != nil {
		d.Amount, d.Currency = draft.Value.Amount, draft.Value.Currency
	}
	if draft.OwnerID != nil {
		d.OwnerID = draft.OwnerID
	}
	if draft.LostReason != nil && d.Status == pipeline.Lost {
		d.LostReason = strings.TrimSpace(*draft.LostReason)
	}
	draft.ExpectedOn.To(&d.ExpectedOn)
	draft.CompanyID.To(&d.CompanyID)
	return d.check()
}

func (d *Deal) check() error {
	var all []error
	say := func(bad bool, err error) {
		if bad {
			all = append(all, err)
		}
	}
	say(d.Name == "", ErrNameless)
	say(utf8.RuneCountInString(d.Name) > maxName, ErrNameLong)
	say(d.Amount < 0 || d.Amount > maxAmount, ErrValue)
	say(d.Value().Check() != nil, ErrCurrency)
	say(d.ExpectedOn != nil && !d.ExpectedOn.Valid(), ErrDay)
	say(d.Status == pipeline.Lost && d.LostReason == "", ErrLostReason)
	say(utf8.RuneCountInString(d.LostReason) > maxReason, ErrReasonLong)
	return errs.All(all...)
}

// enter puts the deal into a stage, whose kind decides whether it is open, won or lost; reason is why it was lost.
func (d *Deal) enter(to pipeline.Stage, reason string, now time.Time) {
	if to.Kind == pipeline.Open {
		d.ClosedAt = nil
	} else if d.Status != to.Kind {
		d.ClosedAt = &now
	}
	d.PipelineID, d.StageID, d.StageSince, d.Status, d.LostReason = to.PipelineID, to.ID, now, to.Kind, ""
	if to.Kind == pipeline.Lost {
		d.LostReason = strings.TrimSpace(reason)
	}
}

// Published in the unit of work that saved the deal.
type (
	Created struct{ Deal Deal }
	Updated struct{ Before, After Deal }
	// Moved tells of another stage; From and To are the stages' names at that time.
	Moved struct {
		Before, After Deal
		From, To      string
	}
	// PeopleSet tells of other people on a deal.
	PeopleSet struct {
		Deal          Deal
		Before, After []SeenPerson
	}
	Deleted  struct{ Deal Deal }
	Restored struct{ Deal Deal }
	// Exported tells that deals left Kith as a file.
	Exported struct{ Count int }
)

// Change implements event.Change.
func (e Created) Change() event.Changed { return change("created", e.Deal, nil, e.Deal) }

// Change implements event.Change.
func (e Updated) Change() event.Changed { return change("updated", e.After, e.Before, e.After) }

// Change implements event.Change: won, lost and reopened are told apart from other moves.
func (e Moved) Change() event.Changed {
	return change(e.Type(), e.After, place{e.From, e.Before.Status, e.Before.LostReason}, place{e.To, e.After.Status, e.After.LostReason})
}

// place is what of a deal changes by a move.
type place struct{ Stage, Status, LostReason string }

// Type is what the move means: won, lost, reopened or stage_changed.
func (e Moved) Type() string {
	switch {
	case e.After.Status == e.Before.Status:
		return "stage_changed"
	case e.After.Status == pipeline.Open:
		return "reopened"
	default:
		return e.After.Status
	}
}

// Change implements event.Change.
func (e PeopleSet) Change() event.Changed {
	return change("updated", e.Deal, map[string]string{"contacts": inWords(e.Before)}, map[string]string{"contacts": inWords(e.After)})
}

// inWords lists people for people to read: Ada (decider), Bob (user).
func inWords(people []SeenPerson) string {
	words := make([]string, len(people))
	for i, p := range people {
		words[i] = p.Name + " (" + p.Role + ")"
	}
	return strings.Join(words, ", ")
}

// Change implements event.Change.
func (e Exported) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind}, Action: "exported", After: map[string]int{"count": e.Count}}
}

// Change implements event.Change.
func (e Deleted) Change() event.Changed { return change("deleted", e.Deal, e.Deal, nil) }

// Change implements event.Change.
func (e Restored) Change() event.Changed { return change("restored", e.Deal, nil, e.Deal) }

// Ref is the reference to the deal.
func (d Deal) Ref() record.Ref { return record.Ref{Kind: Kind, ID: d.ID} }

func change(action string, d Deal, before, after any) event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: d.ID}, Action: action, Name: d.Name, Before: before, After: after}
}
