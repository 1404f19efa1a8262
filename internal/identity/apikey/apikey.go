// Package apikey owns the keys by which programs use the API: service accounts with scopes, an end and a rate limit. A key
// is shown once and kept as a hash. What a scope reaches is the edge's business, as for people.
package apikey

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Kind names keys in the audit trail.
const Kind = "api_key"

// Mark begins every key, so that one that leaked is recognised, by people and by scanners.
const Mark = "kith_"

// Key is a service account of a company.
type Key struct {
	ID        uuid.UUID // also the account's id as an actor
	TenantID  int64
	Name      string
	Prefix    string   // the first characters, to tell keys apart
	Scopes    []string // rights such as contact.read
	PerMinute int      // requests
	CreatedBy uuid.UUID
	CreatedAt time.Time
	ExpiresAt *time.Time
	UsedAt    *time.Time
	UsedIP    string
	UsedFrom  []string // networks, the last ones
	EndedAt   *time.Time
}

// Draft is what the maker of a key says about it.
type Draft struct {
	Name      string
	Scopes    []string
	PerMinute int
	ExpiresAt *time.Time
}

// Created and Ended are published in the unit of work that made or ended a key, Used in the one of a request with a key
// from a network that it was not used from lately.
type (
	Created struct{ Key Key }
	Ended   struct{ Key Key }
	Used    struct {
		Key Key
		IP  string
	}
)

type facts struct {
	Scopes    string
	ExpiresAt *time.Time
}

func (k Key) facts() facts { return facts{strings.Join(k.Scopes, ", "), k.ExpiresAt} }

// Change implements event.Change.
func (e Created) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Key.ID}, Action: "created", Name: e.Key.Name, After: e.Key.facts()}
}

// Change implements event.Change.
func (e Ended) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Key.ID}, Action: "ended", Name: e.Key.Name, Before: e.Key.facts()}
}

// Change implements event.Change.
func (e Used) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Key.ID}, Action: "used", Name: e.Key.Name, After: map[string]string{"ip": e.IP}}
}

// caller is what acts when a key is used.
func (k Key) caller(t tenant.Tenant) *caller.Caller {
	return &caller.Caller{UserID: k.ID, Name: k.Name + " (API)", Language: t.Language, Role: Kind, Tenant: t.Caller(), Grants: k.Grants()}
}

// What can go wrong with a key.
var (
	ErrNotFound = errs.New(errs.NotFound, "api_key.not_found", "There is no such key.")
	ErrNameless = errs.New(errs.Invalid, "api_key.nameless", "Give a name of up to 80 characters.").On("name")
	ErrScope    = errs.New(errs.Invalid, "api_key.scope", "There is no such scope, or it is not one that a key can have.").On("scopes")
	ErrAbove    = errs.New(errs.Forbidden, "api_key.above_you", "Nobody can give a key more than they may do themselves.")
	ErrExpires  = errs.New(errs.Invalid, "api_key.expires", "Give a time within the next two years.").On("expiresAt")
	ErrMany     = errs.New(errs.Conflict, "api_key.many", "The company has as many keys as it can have. End one first.")
	// ErrPlan carries the params limit, plan (the smallest that has more; empty when none has) and retryAfter.
	ErrPlan    = errs.New(errs.TooMany, "api_key.plan", "The keys of the company together have made as many requests as its plan has for a minute.")
	ErrTooMany = errs.New(errs.TooMany, "api_key.too_many", "This key has made as many requests as it may in a minute.")
)

const (
	maxName = 80
	maxKeys = 50
	maxLife = 2 * 366 * 24 * time.Hour
)

// objects are what keys may be used for: a company's records, and nothing that decides who may do what. An import is a
// person's, who is asked again while it runs.
var objects = []string{"contact", "company", "deal", "task", "activity", "pipeline", "report", "search"}

var actions = []string{"read", "create", "update", "delete"}

// Scopes lists the rights that a key can have.
func Scopes() (all []string) {
	for _, o := range objects {
		for _, a := range actions {
			all = append(all, o+"."+a)
		}
	}
	return all
}

// check refuses what can't be a key of the maker's.
func (d *Draft) check(maker caller.Grants, now time.Time) error {
	d.Name = strings.Join(strings.Fields(d.Name), " ")
	if d.Name == "" || utf8.RuneCountInString(d.Name) > maxName {
		return ErrNameless
	}
	known := Scopes()
	for _, s := range d.Scopes {
		if !slices.Contains(known, s) {
			return ErrScope.With("scope", s)
		}
		if maker[s] != caller.All {
			return ErrAbove.With("scope", s)
		}
	}
	if len(d.Scopes) == 0 {
		return ErrScope
	}
	if d.ExpiresAt != nil && (!d.ExpiresAt.After(now) || d.ExpiresAt.Sub(now) > maxLife) {
		return ErrExpires
	}
	return nil
}

// Grants are what the scopes allow: every row of the company. A scope that keys could have once, and can no longer, allows
// nothing.
func (k Key) Grants() caller.Grants {
	g, known := caller.Grants{}, Scopes()
	for _, s := range k.Scopes {
		if slices.Contains(known, s) {
			g[s] = caller.All
		}
	}
	return g
}

// live tells whether a key may be used.
func (k Key) live(now time.Time) bool {
	return k.EndedAt == nil && (k.ExpiresAt == nil || now.Before(*k.ExpiresAt))
}
