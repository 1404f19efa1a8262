package app

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/password"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

//go:embed demo/*.json
var demos embed.FS

// demo is what a demonstration company is made of. Numbers point into the lists: a contact names its company, a task its
// deal; amounts are in minor units, days are from today.
type demo struct {
	Company, Currency, Timezone, Team, Lost string
	People                                  map[string]string
	Companies                               [][3]string
	Contacts                                []demoContact
	Fields                                  demoFields
	Deals                                   []demoDeal
	Tasks                                   []demoTask
	Notes                                   []demoNote
	Second                                  demoPipeline
}

// Login is how somebody gets into the demonstration company.
type Login struct{ Email, Password, Role, Company string }

const demoPassword = "Harbour-Lantern-27"

// demoRoles are the people of the demonstration company, in the order in which they are shown.
var demoRoles = []struct{ role, first string }{
	{"owner", "ana"}, {"manager", "mira"}, {"employee", "ed"}, {"freelancer", "fred"}, {"technician", "tess"},
}

// Seed makes the demonstration company in a language, unless it is there, and returns its log-ins.
func (a *App) Seed(ctx context.Context, language string) ([]Login, error) {
	data, err := demos.ReadFile("demo/" + language + ".json")
	if err != nil {
		return nil, fmt.Errorf("there is no demonstration in %q", language)
	}
	var d demo
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, err
	}
	var logins []Login
	for _, r := range demoRoles {
		logins = append(logins, Login{demoEmail(r.first, language), demoPassword, r.role, d.Company})
	}
	there, err := a.demoExists(ctx, logins[0].Email)
	if err != nil || there {
		return logins, err
	}
	return logins, a.makeDemo(ctx, d, language, logins)
}

func demoEmail(first, language string) string { return first + "@" + language + ".demo.example" }

func (a *App) demoExists(ctx context.Context, email string) (there bool, err error) {
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		_, there, err = a.Users.ByEmail(ctx, email)
		return err
	})
	return there, err
}

func (a *App) makeDemo(ctx context.Context, d demo, language string, logins []Login) error {
	hash, err := password.Hash(ctx, demoPassword)
	if err != nil {
		return err
	}
	var t caller.Tenant
	ids := map[string]uuid.UUID{}
	err = a.DB.InPlatform(ctx, func(ctx context.Context) (err error) {
		t, err = a.Tenants.Claim(ctx, tenant.Draft{Name: &d.Company, Language: &language, Currency: &d.Currency, Timezone: &d.Timezone})
		if err != nil {
			return err
		}
		if err := a.Licences.StartTrial(ctx, t.ID); err != nil {
			return err
		}
		for _, l := range logins {
			u := user.User{Email: l.Email, Name: d.People[l.Role], Language: language, PasswordHash: hash}
			if ids[l.Role], err = a.demoMember(ctx, t, u, l.Role); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := a.DB.InTenant(caller.With(ctx, caller.System("seed", t)), a.furnish); err != nil {
		return err
	}
	return a.fillDemo(ctx, d, t, ids)
}

// demoMember makes somebody a member with a seat; the freelancer's work ends in three months.
func (a *App) demoMember(ctx context.Context, t caller.Tenant, u user.User, role string) (uuid.UUID, error) {
	u, err := a.Users.Create(ctx, u)
	if err != nil {
		return u.ID, err
	}
	j := member.Joining{TenantID: t.ID, UserID: u.ID, Name: u.Name, Role: role}
	if role == "freelancer" {
		ends := member.Day(u.CreatedAt.AddDate(0, 3, 0).Format(time.DateOnly))
		at, err := ends.End(t.Timezone)
		if err != nil {
			return u.ID, err
		}
		j.EndsOn, j.EndsAt = ends, &at
	}
	m, err := a.Members.Join(ctx, j)
	if err != nil {
		return u.ID, err
	}
	return u.ID, a.Licences.TakeSeat(ctx, t.ID, member.SeatKind(role), m.ID)
}
