// Package invariant looks at what has to be true of the data at any time, whatever failed, crashed or was put back from a
// backup, and names what is not. It reads tables of every domain, writes nothing, and repairs nothing.
package invariant

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
)

// Finding is a thing that is not as it has to be.
type Finding struct {
	Rule    string // which of the rules it breaks
	Company string // the address of the company that it is about; empty for what is about none
	Says    string // what is wrong, with ids and figures but no one's data
}

// rule is something that has to be true. Its statement finds what breaks it: a text for each case, on the platform with the
// address of the company before it.
type rule struct{ name, sql string }

// most is how many cases of one rule are told; more would say nothing new.
const most = 20

// Parts is what a service works with.
type Parts struct {
	InPlatform, InTenant func(ctx context.Context, f func(context.Context) error) error // run a unit of work
	// Everyone calls f for every company that has data.
	Everyone func(ctx context.Context, f func(ctx context.Context, tenant int64) error) error
	// Lost are the files of the caller's company whose bytes are not there.
	Lost func(ctx context.Context) ([]uuid.UUID, error)
	// Drift is in what the tables of the caller's company differ from those of the release.
	Drift func(ctx context.Context) ([]string, error)
}

// Service looks, outside of units of work.
type Service struct{ Parts }

// NewService returns a service.
func NewService(p Parts) *Service { return &Service{p} }

// Platform looks at what is kept about companies, people and seats.
func (s *Service) Platform(ctx context.Context) (all []Finding, err error) {
	err = s.InPlatform(ctx, func(ctx context.Context) (err error) {
		all, err = broken(ctx, onPlatform)
		return err
	})
	return all, err
}

// Tenant looks at what the caller's company keeps, at its files, and at its tables themselves.
func (s *Service) Tenant(ctx context.Context) (all []Finding, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) (err error) {
		all, err = broken(ctx, append(references(), inTenant...))
		return err
	})
	lost, failed := s.Lost(ctx)
	for _, id := range lost {
		all = append(all, Finding{Rule: "the bytes of a file are there", Says: fmt.Sprintf("file %s", id)})
	}
	drift, odd := s.Drift(ctx)
	for _, line := range drift[:min(most, len(drift))] {
		all = append(all, Finding{Rule: "the tables are those of the release", Says: line})
	}
	for i := range all {
		all[i].Company = caller.From(ctx).Tenant.Slug
	}
	return all, errors.Join(err, failed, odd)
}

// broken are the cases that break some of the rules.
func broken(ctx context.Context, rules []rule) (all []Finding, err error) {
	for _, r := range rules {
		found, err := cases(ctx, r)
		if err != nil {
			return all, err
		}
		all = append(all, found...)
	}
	return all, nil
}
