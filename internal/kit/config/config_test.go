package config_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/config"
)

// good is what a server on the internet needs.
var good = map[string]string{"KITH_DATABASE_URL": "postgres://kith@db/kith", "KITH_SECRET": strings.Repeat("s", 32), "KITH_BASE_URL": "https://crm.example",
	"KITH_FILES": "/srv/files", "KITH_SMTP_URL": "smtp://mail.example:587"}

func load(t *testing.T, change map[string]string) error {
	t.Helper()
	for k, v := range good {
		t.Setenv(k, v)
	}
	for k, v := range change {
		t.Setenv(k, v)
	}
	_, err := config.Load()
	return err
}

// The program does not start with settings that are weak or can't work, and says which.
func TestWeakSettingsAreRefused(t *testing.T) {
	require.NoError(t, load(t, nil))
	for name, change := range map[string]map[string]string{
		"short secret":        {"KITH_SECRET": "short"},
		"no secret":           {"KITH_SECRET": ""},
		"no database":         {"KITH_DATABASE_URL": ""},
		"page without TLS":    {"KITH_BASE_URL": "http://crm.example"},
		"page of no protocol": {"KITH_BASE_URL": "ftp://crm.example"},
		"not an address":      {"KITH_TRUSTED_PROXIES": "everybody"},
		"metrics for all":     {"KITH_METRICS_ADDRESS": ":8080"},
		"not a collector":     {"OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"},
		"hasty jobs":          {"KITH_JOB_TIMEOUT": "0s"},
		"negative delay":      {"KITH_STOP_DELAY": "-1s"},
		"backups among files": {"KITH_BACKUPS": "/srv/files/backups"},
		"backups nowhere":     {"KITH_BACKUPS": "ftp://backups"},
	} {
		t.Run(name, func(t *testing.T) {
			err := load(t, change)
			require.Error(t, err)
			for key := range change {
				require.ErrorContains(t, err, key)
			}
		})
	}
}

// No secret is built in: without settings the program does not start.
func TestNothingIsBuiltIn(t *testing.T) {
	for k := range good {
		t.Setenv(k, "")
	}
	_, err := config.Load()
	require.ErrorContains(t, err, "KITH_SECRET")
}
