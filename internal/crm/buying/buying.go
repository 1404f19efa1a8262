// Package buying owns the buying map of a deal between companies: how much each of its people has to say, what they think of it,
// and how they stand to each other. Who has a part in a deal, and which, is crm/deal's business.
package buying

import (
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// What people think of a deal, as far as it matters to the program.
const (
	For     = "for"
	Against = "against"
	unknown = "unknown"
	medium  = "medium"
)

var (
	influences = []string{"low", medium, "high"}
	attitudes  = []string{For, "neutral", Against, unknown}
	kinds      = []string{"reports_to", "influences", "close_to", "conflict"}
)

// decider is the role of who decides, as crm/deal names it.
const decider = "decider"

// Stand is how a person stands in a deal.
type Stand struct {
	DealID, ContactID   uuid.UUID
	Influence, Attitude string
}

// TableName implements gorm's Tabler.
func (Stand) TableName() string { return "buying_person" }

// Tie is how a person of a deal stands to another one.
type Tie struct {
	ID, DealID, FromID, ToID uuid.UUID
	Kind                     string
}

// TableName implements gorm's Tabler.
func (Tie) TableName() string { return "buying_tie" }

// same tells whether two ties say the same: closeness and conflict have no direction.
func (t Tie) same(o Tie) bool {
	mutual := t.Kind == "close_to" || t.Kind == "conflict"
	return t.Kind == o.Kind && (t.FromID == o.FromID && t.ToID == o.ToID || mutual && t.FromID == o.ToID && t.ToID == o.FromID)
}

// What a map can lack.
const (
	Nobody         = "nobody"
	OnePerson      = "one_person"
	NoDecider      = "no_decider"
	NobodyFor      = "nobody_for"
	DeciderAgainst = "decider_against"
)

// Person is one of a deal's people on its map.
type Person struct {
	deal.SeenPerson
	Influence, Attitude string
}

// Map is the people of a deal that the caller may see, and how they stand to each other. Unseen is how many others there are.
type Map struct {
	People []Person
	Ties   []Tie
	Unseen int
	Gaps   []string
}

// What can go wrong.
var (
	ErrPerson = errs.New(errs.NotFound, "buying.person", "This person has no part in the deal.")
	ErrStand  = errs.New(errs.Invalid, "buying.stand", "There is no such influence or attitude.").On("influence")
	ErrTie    = errs.New(errs.Invalid, "buying.tie", "Choose two different people, and how they stand to each other.").On("toId")
	ErrNoTie  = errs.New(errs.NotFound, "buying.tie_not_found", "There is no such relation.")
	ErrMany   = errs.New(errs.Invalid, "buying.many", "A map has at most 60 relations.").On("toId")
)

const maxTies = 60

func (s Stand) check() error {
	if !slices.Contains(influences, s.Influence) || !slices.Contains(attitudes, s.Attitude) {
		return ErrStand
	}
	return nil
}

func (t Tie) check() error {
	if t.FromID == t.ToID || !slices.Contains(kinds, t.Kind) {
		return ErrTie
	}
	return nil
}

// standOf is how a person stands; in the middle and unknown, when nobody has said.
func standOf(all []Stand, dealID, contactID uuid.UUID) Stand {
	for _, s := range all {
		if s.ContactID == contactID {
			return s
		}
	}
	return Stand{dealID, contactID, medium, unknown}
}

// gaps are what is missing to know how a purchase is decided, by all people of a deal.
func gaps(people []deal.Person, stands []Stand) []string {
	found := []string{}
	say := func(is bool, gap string) {
		if is {
			found = append(found, gap)
		}
	}
	if len(people) == 0 {
		return []string{Nobody}
	}
	decides, isFor, refuses := false, false, false
	for _, p := range people {
		attitude := standOf(stands, uuid.Nil, p.ContactID).Attitude
		decides = decides || p.Role == decider
		isFor = isFor || attitude == For
		refuses = refuses || p.Role == decider && attitude == Against
	}
	say(len(people) == 1, OnePerson)
	say(!decides, NoDecider)
	say(refuses, DeciderAgainst)
	say(!isFor, NobodyFor)
	return found
}

// Changed tells of another place of a person on a map, or of another relation. Before and After are in words.
type Changed struct {
	Deal          deal.Deal
	Before, After string
}

type facts struct{ Buying string }

// Change implements event.Change.
func (e Changed) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: deal.Kind, ID: e.Deal.ID}, Action: "updated", Name: e.Deal.Name, Before: facts{e.Before}, After: facts{e.After}}
}

// told is how somebody stands, in words.
func (s Stand) told(name string) string { return name + ": " + s.Influence + ", " + s.Attitude }

// sayings say how one stands to another, in a history of changes.
var sayings = map[string]string{"reports_to": "reports to", "influences": "influences", "close_to": "is close to", "conflict": "is in conflict with"}

// told is a tie in words.
func (t Tie) told(name func(uuid.UUID) string) string {
	return name(t.FromID) + " " + sayings[t.Kind] + " " + name(t.ToID)
}
