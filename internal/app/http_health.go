package app

import (
	"context"
	"net"
	"net/url"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

type (
	healthView struct {
		Version string      `json:"version"`
		Items   []checkView `json:"items"`
	}
	checkView struct {
		Code   string `json:"code" enum:"database,jobs,mail,stripe,migrations,isolation"`
		OK     bool   `json:"ok"`
		Detail string `json:"detail" doc:"A stable word for what is wrong; empty when all is well."`
		Millis int64  `json:"ms"`
	}
)

// Failures of parts of the service, told by a word that the page translates.
var (
	errFailedJobs  = errs.New(errs.Internal, "health.failed_jobs", "Some work in the background failed for good.")
	errOutdated    = errs.New(errs.Internal, "health.outdated", "The company's tables are not up to date.")
	errUnreachable = errs.New(errs.Unavailable, "health.unreachable", "It can't be reached.")
	errIsolation   = errs.New(errs.Internal, "health.isolation", "The database's roles are not as they should be.")
	errNotSetUp    = errs.New(errs.Internal, "health.not_set_up", "Payments are not set up.")
)

const checkTimeout = 3 * time.Second

// routesHealth registers what technicians see of the service: whether its parts work, and no customer's data.
func (a *App) routesHealth(r *web.Router) {
	need := web.Need{Access: web.Right, Object: "health", Action: "read", In: web.Outside}
	web.Handle(r, "GET", "/health", need, 200, a.health)
}

func (a *App) health(ctx context.Context, _ *none) (healthView, error) {
	v := healthView{Version: a.Version}
	for _, c := range []struct {
		code  string
		check func(context.Context) error
	}{
		{"database", a.checkDatabase}, {"migrations", a.checkMigrations}, {"jobs", a.checkJobs}, {"mail", a.checkMail}, {"stripe", a.checkStripe}, {"isolation", a.checkIsolation},
	} {
		v.Items = append(v.Items, measure(ctx, c.code, c.check))
	}
	return v, nil
}

func measure(ctx context.Context, code string, check func(context.Context) error) checkView {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	begin := clock.Now()
	err := check(ctx)
	v := checkView{Code: code, OK: err == nil, Millis: clock.Since(begin).Milliseconds()}
	if e, known := errs.As(err); known {
		v.Detail = e.Code
	} else if err != nil {
		v.Detail = errUnreachable.Code // the cause may name hosts, which is not for everybody
	}
	return v
}

// checkMigrations looks at the caller's own company.
func (a *App) checkMigrations(ctx context.Context) error {
	var t tenant.Tenant
	err := a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		t, err = a.Tenants.Find(ctx, memberFrom(ctx).Tenant.ID)
		return err
	})
	if err == nil && t.SchemaVersion != a.maker.Head() {
		return errOutdated
	}
	return err
}

// checkDatabase looks at the registry and at the company's own node.
func (a *App) checkDatabase(ctx context.Context) error {
	if err := a.DB.Ping(ctx); err != nil {
		return err
	}
	return a.DB.OnNode(ctx, caller.From(ctx).Tenant.Node, func(ctx context.Context) error {
		return db.Orm(ctx).Exec("SELECT 1").Error
	})
}

// checkJobs looks for work of the last day that was given up, of the platform and on the company's node.
func (a *App) checkJobs(ctx context.Context) error {
	err := a.checkQueue(ctx, db.Home)
	if own := caller.From(ctx).Tenant.Node; err == nil && own != db.Home {
		err = a.checkQueue(ctx, own)
	}
	return err
}

func (a *App) checkQueue(ctx context.Context, node int) error {
	var failed int64
	err := a.DB.OnNode(ctx, node, func(ctx context.Context) error {
		q := "SELECT count(id) FROM river_job WHERE state = 'discarded' AND finalized_at > ?"
		return db.Orm(ctx).Raw(q, clock.Now().AddDate(0, 0, -1)).Scan(&failed).Error // all rows: the service's, by number only
	})
	if err == nil && failed > 0 {
		return errFailedJobs
	}
	return err
}

// checkIsolation looks at what the last nightly comparison of the database's roles has found.
func (a *App) checkIsolation(ctx context.Context) error {
	f, err := a.Operator.Sound(ctx)
	if err == nil && len(f.All) > 0 {
		return errIsolation
	}
	return err
}

func (a *App) checkMail(ctx context.Context) error {
	u, err := url.Parse(a.Config.SMTPURL)
	if err != nil {
		return err
	}
	return dial(ctx, u, "25")
}

func (a *App) checkStripe(ctx context.Context) error {
	if a.Config.StripeKey == "" {
		return errNotSetUp
	}
	u, err := url.Parse(a.Config.StripeAPIURL)
	if err != nil {
		return err
	}
	return dial(ctx, u, "443")
}

// dial opens a connection and closes it again.
func dial(ctx context.Context, u *url.URL, port string) error {
	if p := u.Port(); p != "" {
		port = p
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return err
	}
	return c.Close()
}
