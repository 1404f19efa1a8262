package deal

import (
	"strings"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

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

func change(action string, d Deal, before, after any) event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: d.ID}, Action: action, Name: d.Name, Before: before, After: after}
}
