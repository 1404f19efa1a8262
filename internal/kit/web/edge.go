package web

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/idem"
)

// Edge is what the composition root gives the routes: each concern in one function.
type Edge struct {
	// Identify puts the caller of an access token into the context.
	Identify func(ctx context.Context, token string) (context.Context, error)
	// Operator puts who runs the service into the context, by the token of their session.
	Operator func(ctx context.Context, token string) (context.Context, error)
	// Entitled refuses what the plan does not have, and writes of a tenant that may only read.
	Entitled func(ctx context.Context, need Need, write bool) error
	// Authorize refuses what the role does not allow.
	Authorize func(ctx context.Context, object, action string) error
	// Ready refuses people who must do something for their account's safety first; nil for nobody.
	Ready func(ctx context.Context) error
	// Fresh refuses people who have not shown lately who they are; nil for nobody.
	Fresh func(ctx context.Context) error
	// Own refuses acts on a person's own account to who was let in by a company's word; nil for nobody.
	Own func(ctx context.Context) error
	// Read notes, in the unit of work of a read that went well, what was read; nil for nobody.
	Read func(ctx context.Context, need Need) error
	// InTenant and InPlatform run a function in a unit of work.
	InTenant, InPlatform func(ctx context.Context, f func(context.Context) error) error
}

// Errors of the edge.
var (
	ErrSignIn = errs.New(errs.Unauthorized, "auth.required", "Log in to do this.")
	ErrNoKey  = errs.New(errs.Bad, "idempotency.missing", "This request needs an Idempotency-Key header, so that it can be repeated safely.")
)

type keyKey struct{}

// IdempotencyKey is the key that the caller gave the request; empty when none was needed.
func IdempotencyKey(ctx context.Context) string {
	k, _ := ctx.Value(keyKey{}).(string)
	return k
}

// admit does what comes before the input is read: who, plan, right, key.
func (e Edge) admit(ctx context.Context, need Need, header func(string) string) (context.Context, error) {
	if need.Access == Public {
		return ctx, nil
	}
	ctx, err := e.identify(ctx, need, header)
	if err != nil || !need.Once {
		return ctx, err
	}
	key := header("Idempotency-Key")
	if key == "" || len(key) > 255 {
		return ctx, ErrNoKey
	}
	return context.WithValue(ctx, keyKey{}, strings.Clone(key)), nil
}

// identify finds out who calls, and refuses who may not. The two kinds of callers never meet: an operator's session counts
// on the operators' routes only, and nothing else counts there.
func (e Edge) identify(ctx context.Context, need Need, header func(string) string) (context.Context, error) {
	if need.Access == Operators {
		return e.Operator(ctx, Operator(ctx))
	}
	token, ok := strings.CutPrefix(header("Authorization"), "Bearer ")
	if !ok {
		return ctx, ErrSignIn
	}
	ctx, err := e.Identify(ctx, token)
	if err != nil {
		return ctx, err
	}
	return ctx, e.allow(ctx, need)
}

// allow asks, for a caller who is known: is the account in order, the plan, the right, and was it lately that they showed
// who they are.
func (e Edge) allow(ctx context.Context, need Need) error {
	if !need.Unready && e.Ready != nil {
		if err := e.Ready(ctx); err != nil {
			return err
		}
	}
	if err := e.Entitled(ctx, need, writes(ctx)); err != nil {
		return err
	}
	if need.Access == Right {
		if err := e.Authorize(ctx, need.Object, need.Action); err != nil {
			return err
		}
	}
	if need.Fresh && need.Access == SignedIn && e.Own != nil {
		if err := e.Own(ctx); err != nil {
			return err
		}
	}
	if need.Fresh && e.Fresh != nil {
		return e.Fresh(ctx)
	}
	return nil
}

func writes(ctx context.Context) bool { m := infoFrom(ctx).method; return m != "GET" && m != "HEAD" }

// run calls a handler in its unit of work, and at most once for each idempotency key.
func run[I, O any](ctx context.Context, e Edge, need Need, in *I, h func(context.Context, *I) (O, error)) (out O, err error) {
	unit := e.InTenant
	switch need.In {
	case Platform:
		unit = e.InPlatform
	case Outside:
		return h(ctx, in)
	}
	return Once(ctx, unit, in, func(ctx context.Context) (O, error) {
		out, err := h(ctx, in)
		if err == nil && e.Read != nil && need.Access == Right && (need.Sees != "" || !writes(ctx)) {
			err = e.Read(ctx, need)
		}
		return out, err
	})
}

// RecordID is the first id in the request's path, which is the record that it is about; uuid.Nil when there is none.
func RecordID(ctx context.Context) uuid.UUID {
	for part := range strings.SplitSeq(infoFrom(ctx).path, "/") {
		if id, err := uuid.Parse(part); err == nil {
			return id
		}
	}
	return uuid.Nil
}

// Once runs h in a unit of work, and at most once for the request's idempotency key: a request that is repeated gets the
// answer of the first. asked is what tells it from other requests to its address. Routes that run Outside call it themselves.
func Once[O any](ctx context.Context, unit func(context.Context, func(context.Context) error) error, asked any,
	h func(context.Context) (O, error)) (out O, err error) {
	key := IdempotencyKey(ctx)
	if key == "" {
		err = unit(ctx, func(ctx context.Context) error { out, err = h(ctx); return err })
		return out, err
	}
	question, err := json.Marshal(asked)
	if err != nil {
		return out, err
	}
	info := infoFrom(ctx)
	once := idem.Request{Key: key, Print: idem.Print(info.method, info.path, question)}
	answer, err := idem.Do(ctx, unit, once, func(ctx context.Context) ([]byte, error) {
		out, err = h(ctx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(out)
	})
	if err != nil || answer == nil {
		return out, err
	}
	return out, json.Unmarshal(answer, &out)
}

// unstorable tells whether an error comes from text that no database can hold: with a NUL, or not of characters.
func unstorable(err error) bool {
	var p *pgconn.PgError
	return asPg(err, &p) && (p.Code == "22021" || p.Code == "22P05")
}

// transient tells whether an error comes from a database that is not there, is full of connections, or gave up on a lock.
func transient(err error) bool {
	var p *pgconn.PgError
	if asPg(err, &p) {
		class := p.Code[:2]
		return class == "08" || class == "57" || class == "53" || p.Code == "55P03" || p.Code == "40001" || p.Code == "40P01"
	}
	return lostConnection(err)
}
