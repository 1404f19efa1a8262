// Package event lets a lower domain tell higher ones what happened, without importing them. Subscribers run at once, in
// the publisher's unit of work: when one fails, nothing has happened. What is slow or talks to the outside belongs into a
// job that the subscriber enqueues.
package event

import (
	"context"
	"reflect"

	"github.com/kith-crm/kith/internal/kit/record"
)

// Change is implemented by events that belong into the audit trail.
type Change interface {
	// Change tells which record changed, how (created, updated, deleted, …), its name for people to read, and its state
	// before and after (nil when there is none).
	Change() Changed
}

// Changed is what a Change tells.
type Changed struct {
	Ref           record.Ref
	Action, Name  string
	Before, After any
}

// Bus connects publishers and subscribers of one program. It is filled by the composition root and not changed later.
type Bus struct {
	typed   map[reflect.Type][]func(context.Context, any) error
	changes []func(context.Context, Changed) error
}

// NewBus returns a bus without subscribers.
func NewBus() *Bus { return &Bus{typed: map[reflect.Type][]func(context.Context, any) error{}} }

// On subscribes to the events of type E.
func On[E any](b *Bus, f func(context.Context, E) error) {
	t := reflect.TypeFor[E]()
	b.typed[t] = append(b.typed[t], func(ctx context.Context, e any) error { return f(ctx, e.(E)) })
}

// OnChange subscribes to every event that is a Change.
func OnChange(b *Bus, f func(context.Context, Changed) error) { b.changes = append(b.changes, f) }

// Publish calls the subscribers in their order and stops at the first error.
func (b *Bus) Publish(ctx context.Context, e any) error {
	for _, f := range b.typed[reflect.TypeOf(e)] {
		if err := f(ctx, e); err != nil {
			return err
		}
	}
	if c, ok := e.(Change); ok {
		for _, f := range b.changes {
			if err := f(ctx, c.Change()); err != nil {
				return err
			}
		}
	}
	return nil
}
