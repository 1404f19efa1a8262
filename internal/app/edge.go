package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/identity/apikey"
	"github.com/kith-crm/kith/internal/identity/console"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/refusal"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/operator"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Refusals of the edge that are not the business of one domain.
var (
	errFeature  = errs.New(errs.Payment, "plan.feature", "The company's plan does not include this.")
	errReadOnly = errs.New(errs.Payment, "tenant.read_only", "The company can only read and export at the moment. See Plan and billing.")
	errNetwork  = errs.New(errs.Forbidden, "auth.network", "The company does not let your role work from this network.")
	errSecond   = errs.New(errs.Forbidden, "auth.second_factor_required", "The company asks you to set up a second step at log-in first.")
	errAged     = errs.New(errs.Forbidden, "auth.password_expired", "Your password is older than the company allows. Choose a new one first.")
	errSSO      = errs.New(errs.Forbidden, "auth.sso_required", "The company asks you to come in by its own sign-on.")
	errOwn      = errs.New(errs.Forbidden, "auth.own_login", "The company's sign-on opens the company only. Log in with your own password or passkey to change this.")
	errClosed   = errs.New(errs.Payment, "tenant.closed", "The company's access has ended. See Plan and billing.")
)

func (a *App) webEdge() web.Edge {
	return web.Edge{Identify: a.Identify, Operator: a.identifyOperator, Entitled: a.entitled, Authorize: a.authorize, Ready: a.ready, Fresh: a.Members.Fresh, Own: own, Read: a.noteRead, InTenant: a.DB.InTenant, InPlatform: a.DB.InPlatform}
}

func (a *App) jobEdge() job.Edge {
	return job.Edge{Traces: a.traces, Resolve: a.resolve, InTenant: a.DB.InTenant, InPlatform: a.DB.InPlatform}
}

// Identify finds out who calls: the token's session must be alive and its person a member of the token's tenant.
func (a *App) Identify(ctx context.Context, token string) (context.Context, error) {
	if strings.HasPrefix(token, operator.TokenPrefix) {
		return a.identifySupport(ctx, token)
	}
	if apikey.Is(token) {
		return a.identifyKey(ctx, token)
	}
	claims, err := a.Sessions.Verify(token)
	if err != nil {
		return ctx, web.ErrSignIn
	}
	p, err := a.snapshots.get(ctx, who{claims.SessionID, claims.TenantID}, func(ctx context.Context) (principal, error) {
		var m member.Principal
		var rules policy.Policy
		bound := false
		err := a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
			if m, err = a.Members.Principal(ctx, claims.UserID, claims.SessionID, claims.TenantID); err == nil {
				rules, err = a.Policies.Of(ctx, claims.TenantID)
			}
			if err == nil && m.BoundTo == nil {
				bound, err = a.SSO.Binds(ctx, claims.TenantID, m.Role, m.Email)
			}
			return err
		})
		if err == nil {
			err = a.knowPlan(ctx, m.Tenant.Caller())
		}
		if err != nil {
			return principal{}, err
		}
		p, err := a.principal(ctx, m)
		p.rules, p.bound = rules, bound
		return p, err
	})
	if err != nil {
		return ctx, err
	}
	if ends := p.member.EndsAt; ends != nil && !clock.Now().Before(*ends) {
		return ctx, web.ErrSignIn // no hint comes when a membership ends by its date
	}
	if ip, agent := web.Client(ctx); ip != "" && !p.rules.Allows(p.caller.Role, ip) {
		r := refusal.Refusal{UserID: p.caller.UserID, TenantID: p.caller.Tenant.ID, Reason: refusal.Network, IP: ip, Agent: agent}
		return ctx, cmp.Or[error](a.Refusals.Note(ctx, r), errNetwork)
	}
	if p.bound {
		return ctx, errSSO.With("slug", p.caller.Tenant.Slug).With("company", p.caller.Tenant.Name)
	}
	c := *p.caller
	c.SessionID = claims.SessionID
	return caller.With(context.WithValue(ctx, memberKey{}, p), &c), nil
}

// identifyKey is Identify for a program with a key: it has the key's scopes and nothing that is every member's own.
func (a *App) identifyKey(ctx context.Context, token string) (context.Context, error) {
	ip, _ := web.Client(ctx)
	c, err := a.Keys.Identify(ctx, token, ip)
	if errors.Is(err, apikey.ErrNotFound) {
		return ctx, web.ErrSignIn
	}
	if err != nil {
		return ctx, err
	}
	return caller.With(ctx, c), a.knowPlan(ctx, c.Tenant)
}

// knowPlan sees to it that the version of the plan that a company has is in memory, where licence.Of looks for it. Only
// the first time it takes a unit of work of its own.
func (a *App) knowPlan(ctx context.Context, t caller.Tenant) error {
	if plan.Known(t.Plan, t.PlanVersion) {
		return nil
	}
	return a.DB.InPlatform(ctx, func(ctx context.Context) error {
		_, err := plan.At(ctx, t.Plan, t.PlanVersion)
		return err
	})
}

// identifyOperator finds out who of those who run the service is at their console; the cookie counts from our own page only.
func (a *App) identifyOperator(ctx context.Context, token string) (context.Context, error) {
	if token == "" {
		return ctx, console.ErrRequired
	}
	if err := web.OwnPage(ctx, a.Config.BaseURL); err != nil {
		return ctx, err
	}
	return a.Console.Identify(ctx, token)
}

// identifySupport finds out who of the service looks into a company: they see what its viewers see, and change nothing.
func (a *App) identifySupport(ctx context.Context, token string) (context.Context, error) {
	x, t, err := a.Operator.Verify(ctx, token)
	if errors.Is(err, operator.ErrNotFound) {
		return ctx, web.ErrSignIn
	}
	if err == nil {
		err = a.knowPlan(ctx, t.Caller())
	}
	if err != nil {
		return ctx, err
	}
	c := &caller.Caller{SessionID: x.ID, Name: "Support: " + x.Operator, Language: t.Language, Role: "viewer", Tenant: t.Caller()}
	ctx = caller.With(context.WithValue(ctx, supportKey{}, true), c)
	if t.State == tenant.Locked {
		return ctx, nil
	}
	return ctx, a.DB.InTenant(ctx, func(ctx context.Context) error { return a.empower(ctx, c, nil, time.Time{}) })
}

type memberKey struct{}

// memberFrom is the membership behind the caller.
func memberFrom(ctx context.Context) member.Principal {
	p, _ := ctx.Value(memberKey{}).(principal)
	return p.member
}

// ready refuses people whose account is not as safe as the company asks.
func (a *App) ready(ctx context.Context) error {
	p, _ := ctx.Value(memberKey{}).(principal)
	if p.member.BoundTo != nil {
		return nil // how people show who they are is then the provider's to ask
	}
	if p.rules.Needs(p.member.Role) && !p.member.Secured {
		return errSecond
	}
	if p.rules.Aged(p.member.PasswordChangedAt, clock.Now()) {
		return errAged
	}
	return nil
}

// own refuses who was let in by a company's word: it says who they are in the company, and nothing about their account.
func own(ctx context.Context) error {
	if memberFrom(ctx).BoundTo != nil {
		return errOwn
	}
	return nil
}

// principal adds what the tenant's own schema says of a member: the role's grants and the teams.
func (a *App) principal(ctx context.Context, m member.Principal) (principal, error) {
	c := &caller.Caller{UserID: m.UserID, MemberID: m.MemberID, Name: m.Name, Language: m.Language, Timezone: m.Timezone, Role: m.Role, Tenant: m.Tenant.Caller()}
	if c.Tenant.State == tenant.Locked {
		return principal{caller: c, member: m}, nil // its schema is closed: there is nothing to have a right to
	}
	err := a.DB.InTenant(caller.With(ctx, c), func(ctx context.Context) (err error) {
		if err = a.empower(ctx, c, m.OwnRole, m.Since); err != nil {
			return err
		}
		if c.Shape, err = a.Fields.Compile(ctx); err != nil {
			return err
		}
		c.Teams, c.Mates, err = a.Teams.Of(ctx, m.UserID)
		return err
	})
	return principal{caller: c, member: m}, err
}

// empower gives a caller, who works here since then and came with an own role of the company or none, the rights of the role:
// the program's, or the company's own one that refines it.
func (a *App) empower(ctx context.Context, c *caller.Caller, own *uuid.UUID, since time.Time) error {
	p, err := a.Roles.Policy(ctx)
	if err != nil {
		return err
	}
	r, err := p.Of(role.Member{UserID: c.UserID, MemberID: c.MemberID, Name: c.Name, Role: c.Role, Own: own, Since: since})
	if err != nil {
		return err
	}
	c.RoleName, c.RoleCode, c.Grants, c.Masks, c.Stages = r.Name, r.Code, r.Rights.Grants, r.Rights.Masks, r.Rights.Stages
	if c.Guarded, err = guarded(p); err != nil {
		return err
	}
	if c.Retired, err = p.Retired(); err != nil {
		return err
	}
	c.Beyond, err = p.Beyond(r.Rights)
	return err
}

// always are the objects that stay usable in every state of a tenant: paying, leaving, cleaning up, taking data out.
var always = map[string]bool{"billing": true, "seat": true, "session": true, "audit": true}

// entitled refuses features the plan lacks, and writes while the tenant may only read.
func (a *App) entitled(ctx context.Context, need web.Need, write bool) error {
	c := caller.From(ctx)
	if c.Role == apikey.Kind && need.Access == web.SignedIn {
		return db.ErrDenied // a person's own affairs
	}
	if c.Tenant.State == tenant.Locked && !need.Unready {
		return errClosed // the database would refuse too
	}
	may := licence.Of(c.Tenant)
	if !may.Has(need.Feature) {
		return errFeature.With("feature", need.Feature).With("plan", plan.WithFeature(need.Feature))
	}
	if always[need.Object] || need.ReadOnly || need.Access == web.SignedIn {
		return nil
	}
	switch may.Mode {
	case licence.Write:
		return nil
	case licence.Read:
		if write {
			return errReadOnly
		}
		return nil
	case licence.Login:
		if need.Action == "export" { // whoever leaves takes everything along
			return nil
		}
	}
	return errClosed
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
	if err == nil {
		err = a.knowPlan(ctx, t.Caller())
	}
	if err != nil {
		return ctx, err
	}
	if t.State == tenant.Locked {
		return ctx, job.ErrLater
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

// supportKey marks requests of those who run the service and look into a company.
type supportKey struct{}

// noteRead writes into the trail who reads what is sensitive: anything, where it is support that reads; what a person may
// do; and records of a kind of which the company hides a field from some role.
func (a *App) noteRead(ctx context.Context, need web.Need) error {
	if err := a.noteFields(ctx, need); err != nil {
		return err
	}
	if support, _ := ctx.Value(supportKey{}).(bool); !support && need.Sees == "" {
		sensitive, err := a.sensitive(ctx, need.Object)
		if err != nil || !sensitive {
			return err
		}
	}
	return a.Trail.Read(ctx, record.Ref{Kind: cmp.Or(need.Sees, need.Object), ID: web.RecordID(ctx)})
}

// sensitive tells whether some role of the company may not see all of a kind. A search is as sensitive as what it finds.
func (a *App) sensitive(ctx context.Context, kind string) (bool, error) {
	c := caller.From(ctx)
	kinds := c.Guarded
	if c.Role == apikey.Kind && closable(kind) {
		p, err := a.snapshots.get(ctx, who{c.UserID, c.Tenant.ID}, a.guardedForKeys)
		if err != nil {
			return false, err
		}
		kinds = p.caller.Guarded
	}
	return slices.Contains(kinds, kind) || kind == "search" && len(kinds) > 0, nil
}

// guardedForKeys reads for a key, which has no role, what members know from theirs. It is kept like what they know.
func (a *App) guardedForKeys(ctx context.Context) (principal, error) {
	c := caller.Caller{Tenant: caller.From(ctx).Tenant}
	p, err := a.Roles.Policy(ctx)
	if err == nil {
		c.Guarded, err = guarded(p)
	}
	return principal{caller: &c}, err
}

func closable(kind string) bool {
	_, is := db.ClosableFields()[kind]
	return is || kind == "search" || db.Closes(kind, "custom."+uuid.Nil.String())
}

// guarded are the kinds with a field that some role does not see as it is.
func guarded(p role.Policy) (kinds []string, err error) {
	all, err := p.All()
	for _, r := range all {
		for field, mask := range r.Rights.Masks {
			if kind, _, _ := strings.Cut(field, "."); !caller.Masked.Closer(mask) && !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	return kinds, err
}
