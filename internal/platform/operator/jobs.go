package operator

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	expireArgs struct{}
	auditArgs  struct{}
	// Migrate brings one company's structure up to date.
	Migrate struct{ TenantID int64 }
)

// Kind implements job.Args.
func (expireArgs) Kind() string { return "operator.expire" }

// Kind implements job.Args.
func (auditArgs) Kind() string { return "operator.audit_roles" }

// Kind implements job.Args.
func (Migrate) Kind() string { return "operator.migrate" }

// Jobs registers the clock that ends gifts, the nightly look at the database's roles, and migrations that are tried again.
func (s *Service) Jobs(ws *job.Workers) {
	job.Every(ws, time.Hour, func(ctx context.Context, _ expireArgs) error { return s.platform(ctx, s.seats.EndGifts) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ auditArgs) error { return s.AuditRoles(ctx) })
	job.HandleOutside(ws, func(ctx context.Context, a Migrate) error { return s.maker.Retry(ctx, a.TenantID) })
}

// AuditRoles compares the database's roles, grants and hardening with what they should be, and keeps what it finds: for the
// log, the page of health and the operator's console.
func (s *Service) AuditRoles(ctx context.Context) error {
	all, err := s.audit(ctx)
	if err != nil {
		return err
	}
	for _, f := range all {
		slog.ErrorContext(ctx, "the database's roles are not as they should be", "finding", f)
	}
	return s.platform(ctx, func(ctx context.Context) error { return saveFindings(ctx, all, clock.Now()) })
}

// Sound tells what the last look at the database's roles has found.
func (s *Service) Sound(ctx context.Context) (f Findings, err error) {
	err = s.platform(ctx, func(ctx context.Context) error {
		f, err = findings(ctx)
		return err
	})
	return f, err
}

var findingsGauge = promauto.NewGauge(prometheus.GaugeOpts{Name: "kith_role_audit_findings", Help: "What the last nightly look at the databases' roles has found that is not as it should be."})

// Measure brings the metric of the last look at the roles up to date. It runs in a unit on the platform.
func (s *Service) Measure(ctx context.Context) error {
	f, err := findings(ctx)
	findingsGauge.Set(float64(len(f.All)))
	return err
}
