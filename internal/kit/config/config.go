// Package config reads the configuration from the environment and refuses what can't work, one sentence per mistake.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/kith-crm/kith/internal/kit/blob"
)

// Config is everything an operator can set. A name ending in _FILE gives a file that holds the value.
type Config struct {
	Address     string `env:"KITH_ADDRESS" envDefault:":8080"`
	BaseURL     string `env:"KITH_BASE_URL" envDefault:"http://localhost:8080"`
	DatabaseURL string `env:"KITH_DATABASE_URL"`
	// DatabaseDirect is the same server without a pooler in between; empty when there is none.
	DatabaseDirect string `env:"KITH_DATABASE_URL_DIRECT"`
	Secret         string `env:"KITH_SECRET"`

	Files string `env:"KITH_FILES"`

	// Backups is where backups of the server are; empty for nowhere. BackupURL is the server, as a role that may replicate.
	Backups       string `env:"KITH_BACKUPS"`
	BackupURL     string `env:"KITH_BACKUP_URL"`
	BackupsDaily  int    `env:"KITH_BACKUPS_DAILY" envDefault:"7"`
	BackupsWeekly int    `env:"KITH_BACKUPS_WEEKLY" envDefault:"4"`
	BackupHour    int    `env:"KITH_BACKUP_HOUR" envDefault:"2"`

	SMTPURL  string `env:"KITH_SMTP_URL"`
	MailFrom string `env:"KITH_MAIL_FROM" envDefault:"Kith <no-reply@localhost>"`

	StripeAPIURL        string `env:"KITH_STRIPE_API_URL" envDefault:"https://api.stripe.com"`
	StripeKey           string `env:"KITH_STRIPE_KEY"`
	StripeWebhookSecret string `env:"KITH_STRIPE_WEBHOOK_SECRET"`
	StripeTax           bool   `env:"KITH_STRIPE_TAX"` // the account has Stripe Tax set up

	SelfHosted bool      `env:"KITH_SELF_HOSTED"`
	Built      time.Time `env:"-"` // when the program was built; zero for a developer's own

	// MetricsAddress is where metrics and probes are for those who run the program; empty for nowhere.
	MetricsAddress string `env:"KITH_METRICS_ADDRESS"`
	// TraceEndpoint is a collector that speaks OTLP over HTTP; empty for no traces. The variable is OpenTelemetry's own.
	TraceEndpoint string `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`

	LogFormat string `env:"KITH_LOG_FORMAT" envDefault:"json"`
	LogLevel  string `env:"KITH_LOG_LEVEL" envDefault:"info"`

	Shards          int           `env:"KITH_SHARDS" envDefault:"16"`
	PoolSize        int           `env:"KITH_POOL_SIZE" envDefault:"8"`
	SpareTenants    int           `env:"KITH_SPARE_TENANTS" envDefault:"10"`
	RequestTimeout  time.Duration `env:"KITH_REQUEST_TIMEOUT" envDefault:"15s"`
	JobTimeout      time.Duration `env:"KITH_JOB_TIMEOUT" envDefault:"5m"`
	StopDelay       time.Duration `env:"KITH_STOP_DELAY"` // from "not ready" until connections are refused
	TrustedProxies  []string      `env:"KITH_TRUSTED_PROXIES"`
	StrictHardening bool          `env:"KITH_STRICT_HARDENING"`
	SSOInside       []string      `env:"KITH_SSO_INSIDE"`
	PhoneInside     []string      `env:"KITH_PHONE_INSIDE"`
	ArchiveInside   []string      `env:"KITH_ARCHIVE_INSIDE"`
	DNSServer       string        `env:"KITH_DNS_SERVER"`
	LoginLimit      int           `env:"KITH_LOGIN_LIMIT" envDefault:"10"`
	SeatExcessDays  int           `env:"KITH_SEAT_EXCESS_DAYS" envDefault:"14"` // for how many days more seats may be used than there are
}

// Load reads the environment.
func Load() (Config, error) {
	var c Config
	err := env.Parse(&c)
	if err == nil {
		err = c.fromFiles()
	}
	if err != nil {
		return c, err
	}
	return c, c.check()
}

func (c Config) check() error {
	var wrong []error
	say := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(format, args...))
		}
	}
	say(c.DatabaseURL == "", "KITH_DATABASE_URL is not set: give the address of a PostgreSQL server, or start with: go run ./cmd/dev up")
	say(len(c.Secret) < 32, "KITH_SECRET needs at least 32 characters; make one with: openssl rand -base64 36")
	base, err := url.Parse(c.BaseURL)
	say(err != nil || base.Host == "" || base.Path != "", "KITH_BASE_URL %q is not an address such as https://crm.example.com", c.BaseURL)
	say(err == nil && base.Scheme != "https" && !local(base.Hostname()), "KITH_BASE_URL %q must start with https:// outside this machine", c.BaseURL)
	if err := blob.Check(c.Files); err != nil {
		wrong = append(wrong, err)
	}
	if err := c.checkBackups(); err != nil {
		wrong = append(wrong, err)
	}
	say(c.SMTPURL == "", "KITH_SMTP_URL is not set: give your mail server, such as smtp://user:password@mail.example.com:587")
	say(c.StripeKey != "" && c.StripeWebhookSecret == "", "KITH_STRIPE_WEBHOOK_SECRET is not set, but KITH_STRIPE_KEY is")
	say(c.StripeKey != "" && c.SelfHosted, "KITH_SELF_HOSTED and KITH_STRIPE_KEY exclude each other: a server of one's own runs on a licence file")
	say(c.Shards < 1 || c.Shards > 99, "KITH_SHARDS is %d: it must be between 1 and 99", c.Shards)
	say(c.SeatExcessDays < 1, "KITH_SEAT_EXCESS_DAYS is %d: it must be at least 1", c.SeatExcessDays)
	say(c.PoolSize < 1, "KITH_POOL_SIZE is %d: it must be at least 1", c.PoolSize)
	for _, p := range c.SSOInside {
		_, err := netip.ParsePrefix(p)
		say(err != nil, "KITH_SSO_INSIDE has %q, which is not a network such as 10.0.0.0/8", p)
	}
	for _, p := range c.PhoneInside {
		_, err := netip.ParsePrefix(p)
		say(err != nil, "KITH_PHONE_INSIDE has %q, which is not a network such as 10.0.0.0/8", p)
	}
	for _, p := range c.ArchiveInside {
		_, err := netip.ParsePrefix(p)
		say(err != nil, "KITH_ARCHIVE_INSIDE has %q, which is not a network such as 10.0.0.0/8", p)
	}
	for _, p := range c.TrustedProxies {
		_, err := netip.ParsePrefix(p)
		_, err2 := netip.ParseAddr(p)
		say(err != nil && err2 != nil, "KITH_TRUSTED_PROXIES has %q, which is neither an address nor a network", p)
	}
	say(c.StopDelay < 0, "KITH_STOP_DELAY is %s: it can't be negative", c.StopDelay)
	say(c.JobTimeout < time.Second, "KITH_JOB_TIMEOUT is %s: it must be at least 1s", c.JobTimeout)
	say(c.MetricsAddress != "" && c.MetricsAddress == c.Address, "KITH_METRICS_ADDRESS is that of the page: metrics are not for everybody")
	if collector, err := url.Parse(c.TraceEndpoint); c.TraceEndpoint != "" {
		say(err != nil || collector.Host == "" || !strings.HasPrefix(collector.Scheme, "http"), "OTEL_EXPORTER_OTLP_ENDPOINT %q is not an address such as http://localhost:4318", c.TraceEndpoint)
	}
	say(c.LogFormat != "json" && c.LogFormat != "text", "KITH_LOG_FORMAT is %q: it must be json or text", c.LogFormat)
	return errors.Join(wrong...)
}

// checkBackups looks at where backups go. Backups among the files would be copied into themselves.
func (c Config) checkBackups() error {
	if c.Backups == "" {
		return nil
	}
	if err := blob.Check(c.Backups); err != nil {
		return errors.New(strings.ReplaceAll(err.Error(), "KITH_FILES", "KITH_BACKUPS"))
	}
	if c.BackupHour < 0 || c.BackupHour > 23 || c.BackupsDaily < 0 || c.BackupsWeekly < 0 {
		return errors.New("KITH_BACKUP_HOUR is an hour from 0 to 23, KITH_BACKUPS_DAILY and KITH_BACKUPS_WEEKLY are 0 or more")
	}
	way, err := filepath.Rel(c.Files, c.Backups)
	if err == nil && !blob.IsBucket(c.Files) && !blob.IsBucket(c.Backups) && filepath.IsLocal(way) {
		return errors.New("KITH_BACKUPS is inside KITH_FILES: choose a folder of its own, best on another disk")
	}
	return nil
}

func local(host string) bool {
	return host == "localhost" || strings.HasPrefix(host, "127.") || host == "::1"
}

// Local is where this program answers probes on its own machine.
func (c Config) Local() string {
	_, port, _ := strings.Cut(cmp.Or(c.MetricsAddress, c.Address), ":")
	return "http://127.0.0.1:" + port
}
