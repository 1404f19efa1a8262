package company

import (
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Published in the unit of work that did it.
type (
	Created  struct{ Company Company }
	Updated  struct{ Before, After Company }
	Deleted  struct{ Company Company }
	Restored struct{ Company Company }
	// Exported tells that a number of companies was taken out as a file.
	Exported struct{ Count int }
)

// Change implements event.Change.
func (e Created) Change() event.Changed { return change("created", e.Company, nil, e.Company) }

// Change implements event.Change.
func (e Updated) Change() event.Changed { return change("updated", e.After, e.Before, e.After) }

// Change implements event.Change.
func (e Deleted) Change() event.Changed { return change("deleted", e.Company, e.Company, nil) }

// Change implements event.Change.
func (e Restored) Change() event.Changed { return change("restored", e.Company, e.Company, e.Company) }

// Change implements event.Change.
func (e Exported) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind}, Action: "exported", After: e}
}

func change(action string, c Company, before, after any) event.Changed {
	return event.Changed{Ref: c.Ref(), Action: action, Name: c.Name, Before: before, After: after}
}
