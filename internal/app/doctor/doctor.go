// Package doctor looks at everything that a start of the program, or its work, could stumble over, and says what to do about
// it. It changes nothing and repairs nothing.
package doctor

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/platform/backup"
	"github.com/kith-crm/kith/internal/platform/billing"
	"github.com/kith-crm/kith/internal/platform/selfhost"
)

// Severity is how bad a finding is.
type Severity string

// The severities. Only Broken makes the program unfit for work.
const (
	Sound  Severity = "ok"
	Odd    Severity = "look"
	Broken Severity = "BROKEN"
)

// Finding is what one look at a part of the program has come to.
type Finding struct {
	Part     string
	Severity Severity
	Says     string // what is so
	Do       string // what to do about it; empty when all is well
}

// examination is a look at one part; it may find several things. An error is one more, with the part's own advice.
type examination struct {
	part, advice string
	look         func(context.Context) ([]Finding, error)
}

const examinationTimeout = 10 * time.Second

// patient is the program that is looked at.
type patient struct{ *app.App }

// Examine looks at every part of the program.
func Examine(ctx context.Context, program *app.App) (all []Finding) {
	a := patient{program}
	all = append(all, a.examine(ctx, examination{"configuration", "", a.examineConfig})...)
	database := a.examine(ctx, examination{"database", "Check KITH_DATABASE_URL, the server and the network between; on a new server run kith migrate first.", a.examineDatabase})
	all = append(all, database...)
	if database[0].Severity != Broken {
		for _, e := range []examination{
			{"clock", "", a.examineClock},
			{"migrations", "Run kith migrate.", a.examineMigrations},
			{"hardening", "Run kith migrate, which puts roles and hardening in place.", a.examineRoles},
			{"jobs", "See whether kith work or kith serve runs somewhere.", a.examineJobs},
			{"licences", "Install one with kith licence install FILE.", a.examineLicence},
		} {
			all = append(all, a.examine(ctx, e)...)
		}
	}
	for _, e := range []examination{
		{"mail", "Check KITH_SMTP_URL: host, port, user, password, and tls.", a.examineMail},
		{"stripe", "Check KITH_STRIPE_KEY, and that this machine reaches api.stripe.com.", a.examineStripe},
		{"storage", "Check KITH_FILES: a folder the program may write to, or a bucket's key, secret and address.", a.examineFiles},
		{"backups", "Check KITH_BACKUPS, and that the role of KITH_BACKUP_URL may replicate (ALTER ROLE … REPLICATION).", a.examineBackups},
	} {
		all = append(all, a.examine(ctx, e)...)
	}
	return all
}

func (a patient) examine(ctx context.Context, e examination) []Finding {
	ctx, cancel := context.WithTimeout(ctx, examinationTimeout)
	defer cancel()
	found, err := e.look(ctx)
	if err != nil {
		found = append(found, Finding{"", Broken, err.Error(), e.advice})
	}
	if len(found) == 0 {
		found = []Finding{{"", Sound, "fine", ""}}
	}
	for n := range found {
		found[n].Part = e.part
	}
	return found
}

func (a patient) examineConfig(context.Context) (found []Finding, _ error) {
	c := a.Config
	say := func(odd bool, says, do string) {
		if odd {
			found = append(found, Finding{"", Odd, says, do})
		}
	}
	say(c.StripeKey == "" && !c.SelfHosted, "neither Stripe nor a licence file is used: nothing can be bought",
		"Set KITH_STRIPE_KEY and KITH_STRIPE_WEBHOOK_SECRET, or KITH_SELF_HOSTED=true.")
	say(strings.HasPrefix(c.StripeKey, "sk_test_") && strings.HasPrefix(c.BaseURL, "https://"), "the Stripe key is one of the sandbox", "Use the live key before the first sale.")
	say(strings.HasPrefix(c.BaseURL, "https://") && len(c.TrustedProxies) == 0, "no proxy is trusted: everybody seems to come from the proxy's address",
		"Set KITH_TRUSTED_PROXIES to the addresses of what speaks TLS in front.")
	say(strings.EqualFold(c.LogLevel, "debug"), "the log is at level debug", "Set KITH_LOG_LEVEL=info.")
	say(c.MetricsAddress == "", "metrics are told nowhere", "Set KITH_METRICS_ADDRESS, for example 127.0.0.1:9464, and scrape it.")
	u, err := url.Parse(c.DatabaseURL)
	remote := err == nil && u.Host != "" && u.Hostname() != "localhost" && !strings.HasPrefix(u.Hostname(), "127.")
	say(remote && u.Query().Get("sslmode") == "disable", "the database is spoken to without TLS", "Use sslmode=verify-full in KITH_DATABASE_URL, unless the network between is yours alone.")
	return found, nil
}

// settings of the server that decide whether what was saved stays saved, and whether many schemas fit.
type settings struct {
	Version, MaxConnections, MaxLocks           int
	Fsync, FullPageWrites, SynchronousCommit    string
	Encoding, Checksums, IdleTransactionTimeout string
	Now                                         time.Time
}

const settingsSQL = `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('max_connections')::int AS max_connections,
	current_setting('max_locks_per_transaction')::int AS max_locks, current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
	current_setting('synchronous_commit') AS synchronous_commit, current_setting('server_encoding') AS encoding, current_setting('data_checksums') AS checksums,
	current_setting('idle_in_transaction_session_timeout') AS idle_transaction_timeout, clock_timestamp() AS now`

func (a patient) settings(ctx context.Context) (s settings, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) error {
		return db.Orm(ctx).Raw(settingsSQL).Scan(&s).Error // all rows: it reads none
	})
	return s, err
}

func (a patient) examineDatabase(ctx context.Context) ([]Finding, error) {
	s, err := a.settings(ctx)
	if err != nil {
		return nil, err
	}
	found := []Finding{{"", Sound, fmt.Sprintf("PostgreSQL %d answers", s.Version), ""}}
	say := func(bad bool, how Severity, says, do string) {
		if bad {
			found = append(found, Finding{"", how, says, do})
		}
	}
	need := (a.Config.Shards + 1) * a.Config.PoolSize
	say(s.Version < 15 || s.Version > 18, Broken, fmt.Sprintf("it is PostgreSQL %d", s.Version), "Use PostgreSQL 15 to 18.")
	say(s.Fsync != "on" || s.FullPageWrites != "on", Broken, "a crash of the server can lose or spoil data", "Set fsync and full_page_writes to on.")
	say(s.SynchronousCommit == "off", Broken, "what people saved can be lost in a crash", "Set synchronous_commit to on.")
	say(s.Encoding != "UTF8", Broken, "its encoding is "+s.Encoding, "Make the database anew with ENCODING 'UTF8'.")
	say(s.MaxLocks < 256, Odd, fmt.Sprintf("max_locks_per_transaction is %d", s.MaxLocks), "Set it to 512: backups and moves lock all tables of a company.")
	say(s.MaxConnections < need, Odd, fmt.Sprintf("one process can use %d connections, the server has %d", need, s.MaxConnections),
		"Raise max_connections, or lower KITH_POOL_SIZE or KITH_SHARDS, or put PgBouncer in between.")
	say(s.Checksums != "on", Odd, "damaged pages are not noticed", "Turn data checksums on (pg_checksums --enable, with the server stopped).")
	return found, nil
}

const (
	oddSkew    = 2 * time.Second
	brokenSkew = 30 * time.Second // tokens from the future are refused soon after
)

func (a patient) examineClock(ctx context.Context) ([]Finding, error) {
	before := clock.Now()
	s, err := a.settings(ctx)
	if err != nil {
		return nil, err
	}
	return skewed(s.Now.Sub(before.Add(clock.Since(before) / 2))), nil
}

// skewed judges how far the database's clock is ahead of this machine's.
func skewed(ahead time.Duration) []Finding {
	if ahead.Abs() < oddSkew {
		return nil
	}
	how := Odd
	if ahead.Abs() >= brokenSkew {
		how = Broken
	}
	return []Finding{{"", how, fmt.Sprintf("the database's clock and this machine's are %s apart", ahead.Abs().Round(time.Second)), "Run a time service (chrony, systemd-timesyncd) on both."}}
}

func (a patient) examineMigrations(ctx context.Context) (found []Finding, err error) {
	s, err := a.Maker().Status(ctx)
	if err != nil {
		return nil, err
	}
	if len(s.Failures) > 0 {
		found = append(found, Finding{"", Broken, fmt.Sprintf("the structure of %d companies could not be brought up to date", len(s.Failures)), "See kith migrate status, remove the cause, then kith operator retry COMPANY."})
	}
	if s.Paused != "" {
		found = append(found, Finding{"", Odd, "the roll-out is " + s.Paused, "Run kith migrate resume, then kith migrate run."})
	}
	behind, spares := 0, 0
	for _, v := range s.Versions {
		if v.Version < s.Head {
			behind += v.Tenants
		}
		spares += v.Spares
	}
	if behind > 0 {
		found = append(found, Finding{"", Odd, fmt.Sprintf("%d companies and spares are not at version %d", behind, s.Head), "Run kith migrate run; requests migrate their own company meanwhile."})
	}
	if spares == 0 && a.Config.SpareTenants > 0 {
		found = append(found, Finding{"", Broken, "no spare schema is ready: nobody can sign up", "Run kith migrate, and look for disk space and connections."})
	}
	return found, nil
}

func (a patient) examineRoles(ctx context.Context) (found []Finding, err error) {
	all, err := a.AuditRoles(ctx)
	for _, f := range all {
		found = append(found, Finding{"", Broken, f, "Find out who has changed it, then run kith migrate."})
	}
	return found, err
}

func (a patient) examineJobs(ctx context.Context) (found []Finding, err error) {
	var failed int64
	err = a.DB.OnNode(ctx, db.Home, func(ctx context.Context) error {
		q := "SELECT count(id) FROM river_job WHERE state = 'discarded' AND finalized_at > ?"
		return db.Orm(ctx).Raw(q, clock.Now().AddDate(0, 0, -1)).Scan(&failed).Error // all rows: by number only
	})
	if failed > 0 {
		found = append(found, Finding{"", Odd, fmt.Sprintf("%d jobs of the last day were given up", failed), "Read why on the operator's console under \"Failed jobs\", and try them again there."})
	}
	return found, err
}

func (a patient) examineLicence(ctx context.Context) (found []Finding, err error) {
	if !a.Config.SelfHosted {
		return []Finding{{"", Sound, "plans are sold through Stripe, no licence file is used", ""}}, nil
	}
	var s selfhost.Standing
	err = a.DB.InPlatform(ctx, func(ctx context.Context) error {
		s, err = a.Licence.Standing(ctx)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case s.ClockBack:
		found = append(found, Finding{"", Odd, "the clock was set back by more than a day", "Set the clock right; until then the latest time seen counts."})
	}
	if !s.Writes() || s.State == selfhost.Free {
		found = append(found, Finding{"", Odd, "the licence is " + s.State, "Install one with kith licence install FILE."})
	}
	return found, nil
}

func (a patient) examineMail(ctx context.Context) ([]Finding, error) {
	s, err := mail.NewSMTP(a.Config.SMTPURL, mail.Address{Email: "doctor@localhost"}, mail.Options{}) // it sends nothing
	if err != nil {
		return nil, err
	}
	return nil, s.Check(ctx)
}

func (a patient) examineStripe(ctx context.Context) ([]Finding, error) {
	s := billing.NewStripe(a.Config.StripeAPIURL, a.Config.StripeKey)
	if s == nil {
		return []Finding{{"", Sound, "not used", ""}}, nil
	}
	return nil, s.Ping(ctx)
}

func (a patient) examineFiles(ctx context.Context) ([]Finding, error) {
	return nil, blob.Probe(ctx, a.Files)
}

func (a patient) examineBackups(ctx context.Context) ([]Finding, error) {
	if !a.Backups.On() {
		return []Finding{{"", Odd, "this program makes no backups", "Set KITH_BACKUPS to a folder on another disk, or a bucket; leave it when somebody else backs up the database and KITH_FILES."}}, nil
	}
	st, err := a.Backups.Status(ctx)
	if err != nil {
		return nil, err
	}
	return backedUp(st, clock.Now()), nil
}

// backedUp judges how it stands with the backups.
func backedUp(st backup.Status, now time.Time) (found []Finding) {
	if st.Newest == nil {
		return []Finding{{"", Broken, "there is no backup of this server yet", "See whether kith work or kith serve runs somewhere, or run kith backup; the log says why one failed."}}
	}
	age := now.Sub(st.Newest.At).Round(time.Minute)
	found = []Finding{{"", Sound, fmt.Sprintf("%d backups, the newest is %s old", st.Count, age), ""}}
	if age > backup.Overdue {
		found = append(found, Finding{"", Broken, fmt.Sprintf("the newest backup is %s old", age), "Read in the log why the nightly one failed, remove the cause, then run kith backup."})
	}
	if behind := now.Sub(st.Log.At).Round(time.Second); st.Log.At.IsZero() {
		found = append(found, Finding{"", Broken, "the log of the database is not kept: what was saved since the backup would be lost", "See whether kith work or kith serve runs somewhere; its log says what is wrong."})
	} else if behind > backup.Behind {
		found = append(found, Finding{"", Broken, fmt.Sprintf("the log of the database is kept up to %s ago: what was saved since would be lost", behind), "See whether kith work or kith serve runs somewhere; its log says what is wrong."})
	}
	if st.Newest.FilesIn != "" {
		found = append(found, Finding{"", Sound, "people's files are not in it: they are in " + st.Newest.FilesIn, ""})
	}
	return found
}
