package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Proof says that an archive was restored and was the same.
type Proof struct {
	At   time.Time     // when
	Took time.Duration // how long a restore takes
	Rows int64
}

// Prove restores an archive into tables of its own, which nobody else sees, compares every row with what was taken, and
// leaves nothing behind. It fails when anything differs, or when a file in it is not whole.
func (s *Service) Prove(ctx context.Context, f *File) (Proof, error) {
	begin := clock.Now()
	if err := f.Check(ctx); err != nil {
		return Proof{}, err
	}
	err := prove(ctx, s.Maker, caller.From(ctx).Tenant.Node, f)
	now := clock.Now()
	return Proof{now, now.Sub(begin), f.Rows()}, err
}

// Restored is what became of an archive.
type Restored struct {
	Tenant  tenant.Tenant
	Invited []string // addresses of people who had no account here: they are sent a link to choose a password
	Outside []string // addresses of those for whom there was no seat
}

// Restore makes a new company of an archive. Nothing is written before all of it was checked. People get accounts and,
// as far as there are seats, the places that they had; what they log in with they choose anew.
func (s *Service) Restore(ctx context.Context, f *File) (r Restored, err error) {
	if err := f.Check(ctx); err != nil {
		return r, err
	}
	people, err := f.people()
	if err != nil {
		return r, err
	}
	if !slices.ContainsFunc(people, Person.owns) {
		return r, damaged(peopleName, "has nobody who owns the company")
	}
	known := map[uuid.UUID]uuid.UUID{}
	err = s.Platform(ctx, func(ctx context.Context) (err error) {
		r, known, err = s.found(ctx, f.Company, people)
		return err
	})
	if err != nil {
		return r, err
	}
	ctx = caller.With(ctx, caller.System("archive", r.Tenant.Caller()))
	err = refill(ctx, s.Maker, r.Tenant, f, renaming(known))
	if err == nil {
		err = s.unpack(ctx, f)
	}
	if err == nil {
		err = s.Forget(ctx, f.Company.ID)
	}
	if err != nil {
		return r, err
	}
	return r, s.open(ctx, &r)
}

// held is why nobody can work in a company while it is restored. One that was not restored whole stays like that, for an
// operator to see.
const held = "This company is being restored from an archive."

// owns tells whether somebody owned the company when the archive was made.
func (p Person) owns() bool { return p.Role == member.Owner && p.State == "active" }

func (f *File) people() (all []Person, err error) {
	err = f.rows(peopleName, func(line []byte) error {
		var p Person
		if err := json.Unmarshal(line, &p); err != nil {
			return damaged(peopleName, "can't be read")
		}
		all = append(all, p)
		return nil
	})
	return all, err
}

// found makes the company with its people. known says under which ids those are known here who have other ones in the
// archive.
func (s *Service) found(ctx context.Context, c Company, people []Person) (r Restored, known map[uuid.UUID]uuid.UUID, err error) {
	t, err := s.Tenants.Claim(ctx, tenant.Draft{Name: &c.Name, Language: &c.Language, Currency: &c.Currency, Timezone: &c.Timezone})
	if err != nil {
		return r, nil, err
	}
	if err := s.Licences.StartTrial(ctx, t.ID); err != nil {
		return r, nil, err
	}
	known = map[uuid.UUID]uuid.UUID{}
	slices.SortStableFunc(people, func(a, b Person) int { return rank(a) - rank(b) })
	ctx = caller.With(ctx, caller.System("archive", t))
	for _, p := range people {
		if err := s.settle(ctx, t, p, &r, known); err != nil {
			return r, nil, err
		}
	}
	if err = s.Tenants.Hold(ctx, t.ID, tenant.Locked, held); err != nil {
		return r, nil, err
	}
	r.Tenant, err = s.Tenants.Find(ctx, t.ID)
	return r, known, err
}

// rank puts owners first: they have a seat in any case.
func rank(p Person) int {
	if p.owns() {
		return 0
	}
	return 1
}

func (s *Service) settle(ctx context.Context, t caller.Tenant, p Person, r *Restored, known map[uuid.UUID]uuid.UUID) error {
	u, fresh, err := s.Users.Adopt(ctx, user.User{ID: p.ID, Email: p.Email, Name: p.Name, Language: t.Language})
	if err != nil {
		return err
	}
	if u.ID != p.ID {
		known[p.ID] = u.ID
	}
	state, err := s.Members.Resettle(ctx, member.Resettling{TenantID: t.ID, UserID: u.ID, Name: u.Name, Role: p.Role, State: p.State, EndsOn: p.EndsOn, Since: p.CreatedAt}, t.Timezone)
	if err != nil {
		return err
	}
	switch {
	case state != p.State:
		r.Outside = append(r.Outside, p.Email)
	case fresh && state == "active":
		r.Invited = append(r.Invited, p.Email)
	}
	return nil
}

// renaming puts the ids of people that are known here under other ones into rows. The trail stays as it was written.
func renaming(known map[uuid.UUID]uuid.UUID) func([]byte, string) []byte {
	if len(known) == 0 {
		return nil
	}
	return func(line []byte, table string) []byte {
		if table == "audit_log" {
			return line
		}
		for from, to := range known {
			line = bytes.ReplaceAll(line, []byte(from.String()), []byte(to.String()))
		}
		return line
	}
}

// unpack puts the files where the new company's are.
func (s *Service) unpack(ctx context.Context, f *File) error {
	folder := caller.From(ctx).Tenant.UID.String() + "/"
	for _, p := range f.Parts {
		id, ok := bytes.CutPrefix([]byte(p.Name), []byte(filesFolder))
		if !ok {
			continue
		}
		if err := f.read(p.Name, func(r io.Reader) error { return s.Files.Put(ctx, folder+string(id), r, p.Bytes) }); err != nil {
			return err
		}
	}
	return nil
}

// open lets people in. Those who had no account are sent a link to choose a password.
func (s *Service) open(ctx context.Context, r *Restored) error {
	return s.Platform(ctx, func(ctx context.Context) (err error) {
		if err := s.Tenants.Release(ctx, r.Tenant.ID); err != nil {
			return err
		}
		if r.Tenant, err = s.Tenants.Find(ctx, r.Tenant.ID); err != nil {
			return err
		}
		for _, e := range r.Invited {
			if err := s.Users.Forgot(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}
