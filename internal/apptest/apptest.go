// Package apptest runs the whole program on a real database for tests. Each test gets two companies of its own, Acme and
// Globex, with known people: acme/ana (owner), acme/mira (manager), acme/ed (employee), acme/fred (freelancer), acme/tess
// (technician), acme/vera (viewer), and globex/gus (owner). Nothing is rolled back: tests do not meet because their
// companies differ, so that jobs, hints and several instances behave as they do in production.
package apptest

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/apptest/nameserver"
	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/session"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/config"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/mail/catcher"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// World is two companies and their people.
type World struct {
	T      testing.TB
	App    *app.App
	db     *testdb.Database
	people map[string]Person
	tenant map[string]caller.Tenant
}

// Person is somebody who is logged in.
type Person struct {
	UserID, MemberID, SessionID uuid.UUID
	Email, Role, Token          string
	Tenant                      caller.Tenant
}

// cast are the people of each company, by first name and role.
var cast = map[string][][2]string{
	"acme":   {{"ana", "owner"}, {"mira", "manager"}, {"ed", "employee"}, {"fred", "freelancer"}, {"tess", "technician"}, {"vera", "viewer"}},
	"globex": {{"gus", "owner"}},
}

// Base is one running program for all tests of a package, with its mail catcher.
type Base struct {
	App  *app.App
	Mail *catcher.Server
	DB   *testdb.Database
	DNS  *nameserver.Server
}

var (
	once   sync.Once
	base   Base
	failed error
)

// Message is a mail that was caught.
type Message = catcher.Message

// Shared returns the program of this test package, built on its own database, with workers and hints running.
func Shared(t testing.TB) Base {
	t.Helper()
	once.Do(func() { base, failed = start() })
	require.NoError(t, failed)
	return base
}

func start() (b Base, err error) {
	ctx := context.Background()
	d, err := testdb.New(ctx)
	if err != nil {
		return b, err
	}
	return Start(ctx, d)
}

// Start builds the program on a database of the test's own.
func Start(ctx context.Context, d *testdb.Database) (b Base, err error) {
	if !testing.Verbose() {
		slog.SetDefault(slog.New(slog.DiscardHandler))
	}
	b.DB = d
	if b.Mail, err = catcher.Start(ctx, "127.0.0.1:0", "127.0.0.1:0"); err != nil {
		return b, err
	}
	if b.DNS, err = nameserver.Start(ctx); err != nil {
		return b, err
	}
	cfg := Config(b.DB, b.Mail)
	cfg.SSOInside, cfg.DNSServer = []string{"127.0.0.0/8"}, b.DNS.Address
	cfg.PhoneInside, cfg.ArchiveInside = cfg.SSOInside, cfg.SSOInside
	if b.App, err = app.New(cfg, "test"); err != nil {
		return b, err
	}
	go b.App.Hints.Run(ctx)
	return b, b.App.Prepare(ctx)
}

// Instance builds one more instance of the program on a database.
func Instance(d *testdb.Database, m *catcher.Server) (*app.App, error) {
	return app.New(Config(d, m), "test")
}

// files is the folder of this test program: companies of two runs may have the same ids.
var files = sync.OnceValue(func() string {
	return filepath.Join(os.TempDir(), "kith-test-files", rand.Text())
})

// Config is the configuration of the program in tests.
func Config(d *testdb.Database, m *catcher.Server) config.Config {
	return config.Config{DatabaseURL: d.URL, Secret: strings.Repeat("test", 8), Shards: testdb.Shards, PoolSize: 8, SpareTenants: 4,
		BaseURL: "http://localhost:8080", SMTPURL: m.SMTPURL(), MailFrom: "Kith <kith@example.com>", LoginLimit: 1000, SeatExcessDays: licence.Patience,
		RequestTimeout: requestTimeout, JobTimeout: 5 * time.Minute, Files: files()}
}

// New makes two companies with their people.
func New(t testing.TB) *World {
	t.Helper()
	return NewOn(t, Shared(t))
}

// NewOn makes two companies with their people on a program of the test's own.
func NewOn(t testing.TB, b Base) *World {
	t.Helper()
	w := &World{T: t, App: b.App, db: b.DB, people: map[string]Person{}, tenant: map[string]caller.Tenant{}}
	t.Cleanup(w.words)
	for company, people := range cast {
		w.tenant[company] = w.claim(company)
		for _, p := range people {
			w.join(company, p[0], p[1])
		}
	}
	return w
}

func (w *World) claim(name string) caller.Tenant {
	w.T.Helper()
	title, language, currency, zone := strings.ToUpper(name[:1])+name[1:], "en", "EUR", home
	var c caller.Tenant
	claim := func() error {
		return w.platform(func(ctx context.Context) (err error) {
			d := tenant.Draft{Name: &title, Language: &language, Currency: &currency, Timezone: &zone}
			if c, err = w.App.Tenants.Claim(ctx, d); err != nil {
				return err
			}
			return w.App.Licences.StartTrial(ctx, c.ID)
		})
	}
	err := claim()
	if errors.Is(err, tenant.ErrPoolEmpty) {
		require.NoError(w.T, w.db.Maker.Fill(w.T.Context(), 6))
		err = claim()
	}
	require.NoError(w.T, err)
	require.NoError(w.T, w.App.DB.InTenant(caller.With(w.T.Context(), caller.System("test", c)), func(ctx context.Context) error {
		return w.App.Pipelines.Seed(ctx, "en")
	}))
	return c
}

func (w *World) platform(f func(context.Context) error) error {
	return w.App.DB.InPlatform(w.T.Context(), f)
}

// join makes somebody a member and logs them in.
func (w *World) join(company, name, role string) Person {
	w.T.Helper()
	t := w.tenant[company]
	p := Person{Email: name + "." + id.New().String() + "@" + company + ".example", Role: role, Tenant: t}
	var o session.Opened
	require.NoError(w.T, w.platform(func(ctx context.Context) error {
		title := strings.ToUpper(name[:1]) + name[1:]
		u, err := w.App.Users.Create(ctx, user.User{Email: p.Email, Name: title, Language: "en", PasswordHash: passwordHash})
		if err != nil {
			return err
		}
		m, err := w.App.Members.Join(ctx, member.Joining{TenantID: t.ID, UserID: u.ID, Name: title, Role: role})
		if err != nil {
			return err
		}
		if err := w.App.Licences.TakeSeat(ctx, t.ID, member.SeatKind(role), m.ID); err != nil {
			return err
		}
		p.UserID, p.MemberID = u.ID, m.ID
		o, err = w.App.Sessions.Open(ctx, u, t.ID, session.Client{IP: "127.0.0.1", Agent: "test"})
		return err
	}))
	token, err := w.App.Sessions.Sign(w.T.Context(), o)
	require.NoError(w.T, err)
	p.Token, p.SessionID = token, o.Session.ID
	w.people[company+"/"+name] = p
	return p
}

// Join adds one more person to a company, such as Join("acme", "eve", "employee").
func (w *World) Join(company, name, role string) Person { return w.join(company, name, role) }

// Program names somebody who calls with a token of their own, such as an API key.
func (w *World) Program(name, token string) { w.people[name] = Person{Token: token} }

// Person returns somebody by company and name, such as acme/ana.
func (w *World) Person(name string) Person {
	w.T.Helper()
	p, ok := w.people[name]
	require.True(w.T, ok, "there is no %s", name)
	return p
}

// Act runs f as a person in one unit of work on the person's tenant.
func (w *World) Act(name string, f func(context.Context) error) error {
	w.T.Helper()
	ctx, err := w.As(name)
	if err != nil {
		return err
	}
	return w.App.DB.InTenant(ctx, f)
}

// As returns a context in which a person acts, as a request would.
func (w *World) As(name string) (context.Context, error) {
	return w.App.Identify(w.T.Context(), w.Person(name).Token)
}

// System returns a context in which a part of the program acts in a company.
func (w *World) System(company string) context.Context {
	return caller.With(w.T.Context(), caller.System("test", w.tenant[company]))
}

// Password is everybody's.
const Password = "correct horse battery"

// Grants are what a person may do, as the edge sees it now.
func (w *World) Grants(name string) caller.Grants {
	w.T.Helper()
	ctx, err := w.As(name)
	require.NoError(w.T, err)
	return caller.From(ctx).Grants
}

// Team puts people of a company into one team.
func (w *World) Team(company string, names ...string) {
	w.T.Helper()
	var members []team.Member
	for _, n := range names {
		members = append(members, team.Member{UserID: w.Person(company + "/" + n).UserID})
	}
	title := "Team " + id.New().String()
	require.NoError(w.T, w.App.DB.InTenant(w.System(company), func(ctx context.Context) error {
		_, err := w.App.Teams.Create(ctx, team.Draft{Name: &title, Members: &members})
		return err
	}))
}

// On returns the same world as another instance of the program sees it.
func (w *World) On(a *app.App) *World {
	other := *w
	other.App = a
	return &other
}
