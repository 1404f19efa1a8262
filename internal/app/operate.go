package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/kith-crm/kith/internal/audit/trail"
	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/identity/apikey"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/config"
	"github.com/kith-crm/kith/internal/platform/backup"
	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/invariant"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/selfhost"
	"github.com/kith-crm/kith/internal/platform/tenant"
	"github.com/kith-crm/kith/migrations"
)

// SyncPlans makes Stripe's products and prices match the plans.
func (a *App) SyncPlans(ctx context.Context) error {
	s := billing.NewStripe(a.Config.StripeAPIURL, a.Config.StripeKey)
	if s == nil {
		return errors.New("KITH_STRIPE_KEY is not set: there is no Stripe account to bring up to date")
	}
	return billing.Sync(ctx, plan.All(), s)
}

// Migrate prepares the databases of all nodes, brings the tenants up to date as how says, and fills the pool of spares.
func (a *App) Migrate(ctx context.Context, how tenant.Rollout) (r tenant.Report, err error) {
	files, err := fs.Sub(migrations.Files, "platform")
	if err != nil {
		return r, err
	}
	if err := a.Setup.Run(ctx, files, a.Config.StrictHardening); err != nil {
		return r, err
	}
	if err := a.prepareNodes(ctx); err != nil {
		return r, err
	}
	if r, err = a.maker.Migrate(ctx, how); err != nil {
		return r, err
	}
	if err := a.Prepare(ctx); err != nil {
		return r, err
	}
	return r, a.maker.Fill(ctx, a.Config.SpareTenants)
}

// Maker is what works on the structures of tenants.
func (a *App) Maker() *tenant.Maker { return a.maker }

// TenantBySlug finds a company by its part of the address.
func (a *App) TenantBySlug(ctx context.Context, slug string) (t tenant.Tenant, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) error {
		t, err = a.Tenants.BySlug(ctx, slug)
		return err
	})
	return t, err
}

// InstallLicence keeps a licence file and tells what follows from all of them; every company is looked at at once.
func (a *App) InstallLicence(ctx context.Context, text string) (s selfhost.Standing, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		if _, err = a.Licence.Install(ctx, text); err == nil {
			s, err = a.Licence.Standing(ctx)
		}
		return err
	})
	if err != nil {
		return s, err
	}
	return s, a.Licence.Watch(ctx)
}

// RemoveLicence forgets a licence.
func (a *App) RemoveLicence(ctx context.Context, id string) error {
	if err := a.DB.InPlatform(ctx, func(ctx context.Context) error { return a.Licence.Remove(ctx, id) }); err != nil {
		return err
	}
	return a.Licence.Watch(ctx)
}

// ErrTrailBroken is returned when an audit trail is not what was written.
var ErrTrailBroken = errors.New("an audit trail is broken")

// Verified is what came of checking one company's audit trail.
type Verified struct {
	Company string
	Report  trail.Report
}

// VerifyTrails follows the audit trail of one company, by its address, or of all of them when slug is empty. ErrTrailBroken
// when one is broken; the others are checked all the same.
func (a *App) VerifyTrails(ctx context.Context, slug string) (all []Verified, err error) {
	ts, err := a.trailsOf(ctx, slug)
	if err != nil {
		return nil, err
	}
	var broken error
	for _, t := range ts {
		r, err := a.Trail.Verify(caller.With(ctx, caller.System(trail.Kind, t.Caller())))
		if err != nil {
			return all, fmt.Errorf("%s: %w", t.Caller().Slug, err)
		}
		all = append(all, Verified{t.Caller().Slug, r})
		if !r.OK {
			broken = ErrTrailBroken
		}
	}
	return all, broken
}

func (a *App) invariants() *invariant.Service {
	return invariant.NewService(invariant.Parts{InPlatform: a.DB.InPlatform, InTenant: a.DB.InTenant, Everyone: a.everyCompany,
		Lost:  func(ctx context.Context) ([]uuid.UUID, error) { return a.Attachments.Missing(ctx) },
		Drift: func(ctx context.Context) ([]string, error) { return a.maker.Drift(ctx, caller.From(ctx).Tenant) }})
}

// Audit looks at what has to be true of all data, or of one company's, by its address, and names what is not. A company that
// can't be looked at is told in the error; the others are looked at all the same.
func (a *App) Audit(ctx context.Context, slug string) (all []invariant.Finding, err error) {
	ts, err := a.trailsOf(ctx, slug)
	if err != nil {
		return nil, err
	}
	if slug == "" {
		if all, err = a.invariants().Platform(ctx); err != nil {
			return nil, err
		}
	}
	for _, t := range ts {
		found, failed := a.invariants().Tenant(caller.With(ctx, caller.System("invariant", t.Caller())))
		all = append(all, found...)
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", t.Caller().Slug, failed))
		}
	}
	return all, err
}

// trailsOf are the companies that have data, and so a trail.
func (a *App) trailsOf(ctx context.Context, slug string) ([]tenant.Tenant, error) {
	if slug != "" {
		t, err := a.TenantBySlug(ctx, slug)
		return []tenant.Tenant{t}, err
	}
	found, err := a.ListTenants(ctx)
	var ts []tenant.Tenant
	for _, t := range found {
		if t.State != tenant.Purged && t.State != tenant.Spare {
			ts = append(ts, t)
		}
	}
	return ts, err
}

// purged is the folder, beside people's files, that names the companies which are gone for good.
const purged = "purged"

func (a *App) remember(ctx context.Context, t uuid.UUID) error {
	return a.Files.Put(ctx, purged+"/"+t.String(), strings.NewReader("."), 1)
}

func (a *App) remembered(ctx context.Context) (all []uuid.UUID, err error) {
	return all, a.Files.List(ctx, purged, func(item blob.Item) error {
		if t, err := uuid.Parse(path.Base(item.Key)); err == nil {
			all = append(all, t)
		}
		return nil
	})
}

// everyCompany calls f for every company that has data, in a platform unit.
func (a *App) everyCompany(ctx context.Context, f func(context.Context, int64) error) error {
	return a.DB.InPlatform(ctx, func(ctx context.Context) error {
		ids, err := a.Tenants.Claimed(ctx)
		for _, id := range ids {
			if err := f(ctx, id); err != nil {
				return err
			}
		}
		return err
	})
}

// calls is what plans say of the requests of API keys.
func (a *App) calls() apikey.Calls {
	return apikey.Calls{Most: mostCalls, Peak: a.Limits.Peak, Warn: func(ctx context.Context, tenantID int64, percent int) error {
		return billing.WarnLimit(ctx, tenantID, plan.Calls, percent)
	}}
}

func mostCalls(t tenant.Tenant) (most int64, limited bool) {
	most, limited = licence.Of(t.Caller()).Limits[plan.Calls]
	return most, limited
}

// syncEveryone has every company looked at, in a platform unit.
func (a *App) syncEveryone(ctx context.Context) error {
	ids, err := a.Tenants.Claimed(ctx)
	if err != nil {
		return err
	}
	return billing.SyncSoon(ctx, ids...)
}

// Archive writes the archive of a company, by its part of the address.
func (a *App) Archive(ctx context.Context, slug string, w io.Writer) (archive.Manifest, error) {
	t, err := a.TenantBySlug(ctx, slug)
	if err != nil {
		return archive.Manifest{}, err
	}
	return a.Archives.Pack(caller.With(ctx, caller.System("archive", t.Caller())), w)
}

// newBackups is what backs up the first node.
func newBackups(cfg config.Config, version string) (*backup.Service, error) {
	return backup.NewService(backup.Settings{Place: cfg.Backups, URL: cmp.Or(cfg.BackupURL, cfg.DatabaseDirect, cfg.DatabaseURL), Files: cfg.Files, Version: version,
		Daily: cfg.BackupsDaily, Weekly: cfg.BackupsWeekly, Hour: cfg.BackupHour})
}

// Rehearsal is what came of restoring a backup out of sight.
type Rehearsal struct {
	*backup.Restored
	Findings []invariant.Finding
	Trails   []Verified // one of each company
}

// Rehearse restores a backup into a folder that it makes in another and removes again, looks at what has to be true of the data there, and
// follows the audit trails. Who asks is told as soon as it is restored. Nothing of the running server is touched.
func (a *App) Rehearse(ctx context.Context, in string, t backup.Target, restored func(*backup.Restored)) (r Rehearsal, err error) {
	dir, err := os.MkdirTemp(in, "kith-rehearsal-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // the database's account must pass through
		return r, err
	}
	t.Folder, t.Scratch = filepath.Join(dir, "server"), true
	if r.Restored, err = a.Backups.Restore(ctx, t); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, r.Close(context.WithoutCancel(ctx))) }()
	restored(r.Restored)
	b, err := a.on(r.Restored)
	if err != nil {
		return r, err
	}
	defer b.Close() //nolint:errcheck // it only looked
	r.Findings, err = b.Audit(ctx, "")
	trails, failed := b.VerifyTrails(ctx, "")
	r.Trails = trails
	return r, errors.Join(err, failed)
}

// on is the program on a restored server.
func (a *App) on(r *backup.Restored) (*App, error) {
	database, err := pgx.ParseConfig(a.Config.DatabaseURL)
	if err != nil {
		return nil, errors.New("KITH_DATABASE_URL can't be read")
	}
	cfg := a.Config
	cfg.DatabaseURL, cfg.DatabaseDirect, cfg.Backups, cfg.Files = r.Server.URL(database.Database), "", "", cmp.Or(r.Files, cfg.Files)
	return New(cfg, a.Version)
}
