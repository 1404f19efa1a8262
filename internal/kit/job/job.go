// Package job is the queue of background work. A job is enqueued in the unit of work that wants it and exists only if
// that unit commits. It carries the tenant and the person it works for, and ids, never data. Nobody else knows River.
package job

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/trace"
)

// Schema is where the queue's tables are.
const Schema = "river"

// Args is what a job is told; its JSON must hold ids only. Kind is the owning package's name, a dot, and a verb.
type Args interface{ Kind() string }

// Options changes when and how often a job runs.
type Options struct {
	At     time.Time // not before; zero means now
	Unique bool      // not while one with the same arguments is waiting
	Tries  int       // at most; 0 means 10
}

// envelope is the one form in which River sees jobs.
type envelope struct {
	Name   string          `json:"name" river:"unique"`
	Tenant int64           `json:"tenant,omitempty" river:"unique"`
	User   uuid.UUID       `json:"user,omitzero"`
	System string          `json:"system,omitempty"`
	Args   json.RawMessage `json:"args" river:"unique"`
	Trace  string          `json:"trace,omitempty"` // in which it was asked for
}

// Kind implements river.JobArgs.
func (envelope) Kind() string { return "kith" }

// Enqueue adds a job to the unit of work in ctx; it runs after the commit.
func Enqueue(ctx context.Context, a Args, opts ...Options) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	c := caller.From(ctx)
	e := envelope{Name: a.Kind(), Tenant: c.Tenant.ID, User: c.UserID, System: c.System, Args: data, Trace: trace.Carry(ctx)}
	return db.Collect(ctx, river.InsertManyParams{Args: e, InsertOpts: insertOpts(a, opts)})
}

// EnqueueFor adds a job for a tenant that the unit's caller does not belong to, under a system name.
func EnqueueFor(ctx context.Context, tenant int64, system string, a Args, opts ...Options) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	e := envelope{Name: a.Kind(), Tenant: tenant, System: system, Args: data, Trace: trace.Carry(ctx)}
	return db.Collect(ctx, river.InsertManyParams{Args: e, InsertOpts: insertOpts(a, opts)})
}

func insertOpts(a Args, opts []Options) *river.InsertOpts {
	o := &river.InsertOpts{MaxAttempts: 10, Tags: []string{tag(a.Kind())}}
	for _, x := range opts {
		o.ScheduledAt = x.At
		if x.Tries > 0 {
			o.MaxAttempts = x.Tries
		}
		if x.Unique {
			o.UniqueOpts = river.UniqueOpts{ByArgs: true}
		}
	}
	return o
}

// tag is a job's name in the form that River allows for tags.
func tag(kind string) string {
	b := []byte(kind)
	for i, c := range b {
		if c == '.' {
			b[i] = '_'
		}
	}
	return string(b)
}

var inserter, inserterErr = river.NewClient(riverpgxv5.New(nil), &river.Config{Schema: Schema})

// Write puts the jobs that a unit of work collected into the queue, in the unit's transaction; kit/db calls it.
func Write(ctx context.Context, tx pgx.Tx, jobs []any) error {
	if inserterErr != nil {
		return inserterErr
	}
	all := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		all[i] = j.(river.InsertManyParams)
	}
	_, err := inserter.InsertManyTx(ctx, tx, all)
	return err
}
