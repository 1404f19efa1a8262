package doctor_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/app/doctor"
	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/config"
)

// examined is what the doctor says of a program with a changed configuration.
func examined(t *testing.T, change func(*config.Config)) []doctor.Finding {
	t.Helper()
	base := apptest.Shared(t)
	cfg := apptest.Config(base.DB, base.Mail)
	cfg.Files = t.TempDir()
	if change != nil {
		change(&cfg)
	}
	a, err := app.New(cfg, "test")
	require.NoError(t, err)
	defer a.Close() //nolint:errcheck // a test's
	return doctor.Examine(t.Context(), a)
}

// of is the worst that was found of a part.
func of(t *testing.T, all []doctor.Finding, part string) doctor.Finding {
	t.Helper()
	worst := []doctor.Severity{doctor.Broken, doctor.Odd, doctor.Sound}
	for _, s := range worst {
		i := slices.IndexFunc(all, func(f doctor.Finding) bool { return f.Part == part && f.Severity == s })
		if i >= 0 {
			return all[i]
		}
	}
	require.Fail(t, "nothing is said of "+part)
	return doctor.Finding{}
}

// The doctor finds nothing broken in a program that works, but what its database is tuned to forget; and says of each part
// that does not work what to do. Nothing that it says holds a secret.
func TestDoctor(t *testing.T) {
	all := examined(t, nil)
	for _, part := range []string{"database", "clock", "migrations", "hardening", "jobs", "licences", "mail", "stripe", "storage", "backups"} {
		f := of(t, all, part)
		if part != "database" && part != "jobs" {
			require.NotEqual(t, doctor.Broken, f.Severity, "%s: %s", part, f.Says)
		}
	}
	for _, c := range []struct {
		part, do string
		change   func(*config.Config)
	}{
		{"database", "KITH_DATABASE_URL", func(c *config.Config) { c.DatabaseURL = "postgres://a:cnry@127.0.0.1:1/x?connect_timeout=1" }},
		{"mail", "KITH_SMTP_URL", func(c *config.Config) { c.SMTPURL = "smtp://127.0.0.1:1?tls=none" }},
		{"stripe", "KITH_STRIPE_KEY", func(c *config.Config) {
			c.StripeAPIURL, c.StripeKey, c.StripeWebhookSecret = "http://127.0.0.1:1", "sk_test_cnry", "whsec_cnry"
		}},
		{"storage", "KITH_FILES", func(c *config.Config) { c.Files = "s3://key:cnry@127.0.0.1:1/bucket?tls=none" }},
	} {
		all := examined(t, c.change)
		f := of(t, all, c.part)
		require.Equal(t, doctor.Broken, f.Severity, c.part)
		require.Contains(t, f.Do, c.do)
		for _, f := range all {
			require.NotContains(t, f.Says+f.Do, "cnry", "%s shows a secret", f.Part)
		}
	}
	self := of(t, examined(t, func(c *config.Config) { c.SelfHosted = true }), "licences")
	require.Equal(t, doctor.Odd, self.Severity)
	require.Contains(t, self.Do, "kith licence install")
	loud := of(t, examined(t, func(c *config.Config) { c.LogLevel = "debug"; c.SelfHosted = true; c.MetricsAddress = "127.0.0.1:0" }), "configuration")
	require.Equal(t, "Set KITH_LOG_LEVEL=info.", loud.Do)
}

// Clocks that are a little apart are worth a look, clocks that are far apart make tokens fail.
func TestSkew(t *testing.T) {
	require.Empty(t, doctor.Skewed(time.Second))
	require.Equal(t, doctor.Odd, doctor.Skewed(-5 * time.Second)[0].Severity)
	require.Equal(t, doctor.Broken, doctor.Skewed(time.Minute)[0].Severity)
}
