package app

import (
	"context"
	"errors"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Refusals of the edge that are not the business of one domain.
var (
	errFeature  = errs.New(errs.Payment, "plan.feature", "The company's plan does not include this.")
	errReadOnly = errs.New(errs.Payment, "tenant.read_only", "The company can only read and export at the moment. See Plan and billing.")
	errClosed   = errs.New(errs.Payment, "tenant.closed", "The company's access has ended. See Plan and billing.")
)

func (a *App) webEdge() web.Edge {
	return web.Edge{Identify: a.Identify, Entitled: a.entitled, Authorize: a.authorize, InTenant: a.DB.InTenant, InPlatform: a.DB.InPlatform}
}

func (a *App) jobEdge() job.Edge {
	return job.Edge{Resolve: a.resolve, InTenant: a.DB.InTenant, InPlatform: a.DB.InPlatform}
}

// Identify finds out who calls: the token's session must be alive and its person a member of the token's tenant.
func (a *App) Identify(ctx context.Context, token string) (context.Context, error) {
	claims, err := a.Sessions.Verify(token)
	if err != nil {
		return ctx, web.ErrSignIn
	}
	p, err := a.snapshots.get(ctx, who{claims.SessionID, claims.TenantID}, func(ctx context.Context) (principal, error) {
		var m member.Principal
		err := a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
			m, err = a.Members.Principal(ctx, claims.UserID, claims.SessionID, claims.TenantID)
			return err
		})
		if err != nil {
			return principal{}, err
		}
		return a.principal(ctx, m)
	})
	if err != nil {
		return ctx, err
	}
	if ends := p.member.EndsAt; ends != nil && !clock.Now().Before(*ends) {
		return ctx, web.ErrSignIn // no hint comes when a membership ends by its date
	}
	c := *p.caller
	c.SessionID = claims.SessionID
	return caller.With(context.WithValue(ctx, memberKey{}, p.member), &c), nil
}

type memberKey struct{}

// memberFrom is the membership behind the caller.
func memberFrom(ctx context.Context) member.Principal {
	m, _ := ctx.Value(memberKey{}).(member.Principal)
	return m
}

// principal adds what the tenant's own schema says of a member: the role's grants and the teams.
func (a *App) principal(ctx context.Context, m member.Principal) (principal, error) {
	c := &caller.Caller{UserID: m.UserID, MemberID: m.MemberID, Name: m.Name, Language: m.Language, Role: m.Role, Tenant: m.Tenant.Caller()}
	err := a.DB.InTenant(caller.With(ctx, c), func(ctx context.Context) (err error) {
		if err = a.empower(ctx, c); err != nil {
			return err
		}
		c.Teams, c.Mates, err = a.Teams.Of(ctx, m.UserID)
		return err
	})
	return principal{c, m}, err
}

// empower gives a caller the rights of the role: the program's, or the company's own one that refines it.
func (a *App) empower(ctx context.Context, c *caller.Caller) error {
	p, err := a.Roles.Policy(ctx)
	if err != nil {
		return err
	}
	r, err := p.Of(c.UserID, c.Role)
	if err != nil {
		return err
	}
	c.RoleName, c.Grants, c.Masks = r.Name, r.Rights.Grants, r.Rights.Masks
	c.Beyond, err = p.Beyond(r.Rights)
	return err
}

// always are the objects that stay usable in every state of a tenant: paying, leaving, cleaning up, taking data out.
var always = map[string]bool{"billing": true, "seat": true, "session": true, "audit": true}

// entitled refuses features the plan lacks, and writes while the tenant may only read.
func (a *App) entitled(ctx context.Context, need web.Need, write bool) error {
	c := caller.From(ctx)
	if need.Feature != "" && !plan.Of(c.Tenant.Plan).Has(need.Feature) {
		return errFeature.With("feature", need.Feature)
	}
	if always[need.Object] || need.ReadOnly || need.Access == web.SignedIn {
		return nil
	}
	switch licence.Access(c.Tenant.State) {
	case licence.Write:
		return nil
	case licence.Read:
		if write {
			return errReadOnly
		}
		return nil
	default:
		return errClosed
	}
}

// authorize refuses what the role does not allow on any row; which rows is the door's business.
func (a *App) authorize(ctx context.Context, object, action string) error {
	if caller.From(ctx).May(object, action) == caller.None {
		return db.ErrDenied
	}
	return nil
}

// resolve finds out anew whom a job works for. A person who has left, or a tenant that may not write, makes it wait or
// end.
func (a *App) resolve(ctx context.Context, w job.Who) (context.Context, error) {
	if w.Tenant == 0 {
		return caller.With(ctx, &caller.Caller{UserID: w.User, System: w.System}), nil
	}
	var t tenant.Tenant
	err := a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		t, err = a.Tenants.Find(ctx, w.Tenant)
		return err
	})
	if err != nil {
		return ctx, err
	}
	if w.System != "" {
		return caller.With(ctx, caller.System(w.System, t.Caller())), nil
	}
	if licence.Access(t.State) != licence.Write {
		return ctx, job.ErrLater
	}
	return a.resolvePerson(ctx, w)
}

func (a *App) resolvePerson(ctx context.Context, w job.Who) (context.Context, error) {
	var m member.Principal
	err := a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		m, err = a.Members.PrincipalOf(ctx, w.User, w.Tenant)
		return err
	})
	if errors.Is(err, web.ErrSignIn) {
		return ctx, db.ErrDenied // the person has left: so has the job's right
	}
	if err != nil {
		return ctx, err
	}
	p, err := a.principal(ctx, m)
	return caller.With(ctx, p.caller), err
}
