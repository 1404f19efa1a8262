package sso

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Add notes that the caller's company says a domain is its own. ErrDomain, ErrDouble.
func (s *Service) Add(ctx context.Context, text string) (Domain, error) {
	name, err := domainName(text)
	if err != nil {
		return Domain{}, err
	}
	c := caller.From(ctx)
	token, _ := secret.Token()
	d := Domain{ID: id.New(), TenantID: c.Tenant.ID, Domain: name, Token: token, CreatedAt: clock.Now()}
	if err := insertDomain(ctx, &d); err != nil {
		return d, err
	}
	return d, s.Bus.Publish(ctx, DomainChanged{c.Tenant.UID, d, "domain_added"})
}

// Drop takes a domain of the caller's company off the list.
func (s *Service) Drop(ctx context.Context, id uuid.UUID) error {
	c := caller.From(ctx)
	d, err := domainOf(ctx, c.Tenant.ID, id)
	if err != nil {
		return err
	}
	if err := removeDomain(ctx, d.ID); err != nil {
		return err
	}
	return s.tell(ctx, DomainChanged{c.Tenant.UID, d, "domain_removed"})
}

// Prove looks for what was published and notes that the domain is the company's. Another company that has proven it
// before keeps it as long as its own proof is there too. It opens its own units of work. ErrUnproven, ErrTaken.
func (s *Service) Prove(ctx context.Context, id uuid.UUID) (d Domain, err error) {
	c := caller.From(ctx)
	var other Domain
	var held bool
	err = s.Platform(ctx, func(ctx context.Context) error {
		if d, err = domainOf(ctx, c.Tenant.ID, id); err == nil {
			other, held, err = provenBy(ctx, d.Domain)
		}
		return err
	})
	if err != nil || d.ProvenAt != nil {
		return d, err
	}
	if !s.published(ctx, d) {
		return d, ErrUnproven
	}
	if held && s.published(ctx, other) {
		return d, ErrTaken
	}
	if held {
		if err := s.lose(ctx, other); err != nil {
			return d, err
		}
	}
	return d, s.Platform(ctx, func(ctx context.Context) error {
		now := clock.Now()
		d.ProvenAt = &now
		if err := setProven(ctx, d.ID, d.ProvenAt); err != nil {
			return err
		}
		return s.tell(ctx, DomainChanged{c.Tenant.UID, d, "domain_proven"})
	})
}

// lose notes that a company's proof of a domain is gone; it is the program that finds out.
func (s *Service) lose(ctx context.Context, d Domain) error {
	return s.Platform(ctx, func(ctx context.Context) error {
		t, err := s.Tenants.Find(ctx, d.TenantID)
		if err != nil {
			return err
		}
		if err := setProven(ctx, d.ID, (*time.Time)(nil)); err != nil {
			return err
		}
		return s.tell(caller.With(ctx, caller.System(Kind, t.Caller())), DomainChanged{t.UID, d, "domain_lost"})
	})
}
