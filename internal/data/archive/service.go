package archive

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

type unit = func(context.Context, func(context.Context) error) error

// Parts are what the service stands on.
type Parts struct {
	Platform unit
	Snapshot unit // on the caller's tenant, as it is when it begins
	Maker    *tenant.Maker
	Tenants  *tenant.Service
	Users    *user.Service
	Members  *member.Service
	Licences *licence.Service
	Files    blob.Store
	Keys     secret.Keys
	// Forget takes those people out of the caller's company, made of an archive, whom the archive's company has forgotten since.
	Forget func(ctx context.Context, from uuid.UUID) error
}

// Service makes and restores archives. Its methods open units of work themselves and run outside of one; they are for the
// program, which sees all rows of a company.
type Service struct{ Parts }

// NewService returns a service that works with p.
func NewService(p Parts) *Service { return &Service{p} }

// key is what this server signs with.
func (s *Service) key() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(s.Keys.Derive("archive.sign"))
}

// Public is the key that signs this server's archives.
func (s *Service) Public() ed25519.PublicKey { return s.key().Public().(ed25519.PublicKey) }

// Pack writes the archive of the caller's company: of one moment, while others go on to work. It fails when a file that the
// company has can't be read, so that no archive lacks one unnoticed.
func (s *Service) Pack(ctx context.Context, w io.Writer) (Manifest, error) {
	t, people, err := s.about(ctx)
	if err != nil {
		return Manifest{}, err
	}
	p := newPacker(w, Manifest{Schema: t.SchemaVersion, Company: company(t)})
	if err := p.part(peopleName, func(w io.Writer) (int64, error) { return writePeople(w, people) }); err != nil {
		return p.m, err
	}
	all, err := tablesOf(ctx, s.Maker, t)
	if err != nil {
		return p.m, err
	}
	var files []attached
	err = s.Snapshot(ctx, func(ctx context.Context) (err error) {
		if files, err = p.tables(ctx, all); err != nil {
			return err
		}
		return p.viewer(ctx, people)
	})
	if err != nil {
		return p.m, err
	}
	for _, f := range files {
		if err := s.file(ctx, p, f); err != nil {
			return p.m, err
		}
	}
	return p.close(s.key())
}

// about reads what the company's tables don't say.
func (s *Service) about(ctx context.Context) (t tenant.Tenant, people []member.Listed, err error) {
	err = s.Platform(ctx, func(ctx context.Context) (err error) {
		if t, err = s.Tenants.Find(ctx, caller.From(ctx).Tenant.ID); err != nil {
			return err
		}
		people, err = s.Members.List(ctx)
		return err
	})
	return t, people, err
}

func company(t tenant.Tenant) Company {
	c := Company{ID: t.UID, Name: t.Name, Language: t.Language, Currency: t.Currency, Timezone: t.Timezone}
	if t.Slug != nil {
		c.Slug = *t.Slug
	}
	return c
}

func writePeople(w io.Writer, people []member.Listed) (n int64, err error) {
	to := json.NewEncoder(w)
	for _, m := range people {
		if err := to.Encode(Person{m.UserID, m.Email, m.Name, m.Role, m.State, m.EndsOn, m.CreatedAt.UTC()}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// errMigrated is returned when the tables were changed since it was read which there are.
var errMigrated = errors.New("the company's tables were brought up to date meanwhile: try again")

// tables writes all of them and returns which files they speak of.
func (p *packer) tables(ctx context.Context, all []table) ([]attached, error) {
	p.m.TakenAt = clock.Now().UTC()
	if v, err := version(ctx); err != nil || v != p.m.Schema {
		return nil, cmp.Or(err, errMigrated)
	}
	for _, t := range all {
		if err := p.part(tablesFolder+t.Name+lines, func(w io.Writer) (int64, error) { return writeRows(ctx, t, w) }); err != nil {
			return nil, err
		}
	}
	return readAttached(ctx)
}

// file writes one of the company's files. One that was destroyed since the tables were read is left out: it was in the trash.
func (s *Service) file(ctx context.Context, p *packer, f attached) error {
	r, err := s.Files.Get(ctx, caller.From(ctx).Tenant.UID.String()+"/"+f.ID, 0, -1)
	if errors.Is(err, blob.ErrNotFound) {
		return s.missing(ctx, f)
	}
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was read
	return p.part(filesFolder+f.ID, func(w io.Writer) (int64, error) {
		_, err := io.Copy(w, r)
		return 0, err
	})
}

// missing fails for a file whose bytes are not there although somebody can still ask for them.
func (s *Service) missing(ctx context.Context, f attached) error {
	return s.Snapshot(ctx, func(ctx context.Context) error {
		there, err := isAttached(ctx, f.ID)
		if err == nil && there {
			err = fmt.Errorf("the bytes of file %s are not in the storage", f.ID)
		}
		return err
	})
}
