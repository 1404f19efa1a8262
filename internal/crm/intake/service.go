package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/overflow"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/idem"
	"github.com/kith-crm/kith/internal/kit/text"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// Unit runs a function in a unit of work.
type Unit func(ctx context.Context, f func(context.Context) error) error

// Parts are what intake needs.
type Parts struct {
	Platform, InTenant Unit
	Bus                *event.Bus
	Tenants            *tenant.Service
	Users              *user.Service // counts attempts
	People             owner.People
	Contacts           *contact.Service
	Overflow           *overflow.Service
	Know               func(ctx context.Context, t caller.Tenant) error // has what the company's plan allows at hand
	BaseURL            string
}

// Service is the way to intake addresses. Take opens units of work itself; the others run in one of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made with p.
func NewService(p Parts) *Service { return &Service{p} }

// How many leads an address takes, and how many one client hands in at it, within a minute.
const (
	perAddress = 120
	perClient  = 20
)

// maxCompany is the length of a company's name, in characters.
const maxCompany = 200

// again is for how long the same lead, handed in once more, is the same: forms are sent twice by impatient people.
const again = time.Minute

// Delivery is a lead on its way in: at which address, from which client, and by which Idempotency-Key, if any.
type Delivery struct {
	Token, Client, Key string
	Lead               Lead
}

// List returns the company's addresses.
func (s *Service) List(ctx context.Context) ([]Intake, error) { return list(ctx) }

// Create makes an address.
func (s *Service) Create(ctx context.Context, d Draft) (Intake, error) {
	n, err := count(ctx)
	if err != nil {
		return Intake{}, err
	}
	if n >= mostOpen {
		return Intake{}, ErrMany
	}
	i := Intake{ID: id.New(), Version: 1, CreatedAt: clock.Now(), UpdatedAt: clock.Now()}
	if err := s.apply(ctx, &i, d); err != nil {
		return i, err
	}
	i.renew()
	if err := insert(ctx, &i); err != nil {
		return i, err
	}
	return i, s.Bus.Publish(ctx, Changed{"created", nil, &i})
}

// apply fills in an address; leads are given to who works here only.
func (s *Service) apply(ctx context.Context, i *Intake, d Draft) error {
	before := i.OwnerID
	wrong := i.apply(d)
	if d.OwnerID == nil || before != nil && *before == *d.OwnerID {
		return wrong
	}
	works, err := s.People.Works(ctx, *d.OwnerID)
	if err != nil {
		return err
	}
	if !works {
		return errs.All(wrong, owner.ErrUnknown)
	}
	return wrong
}

// Update changes what an address is for and who gets its leads, unless it was saved since version.
func (s *Service) Update(ctx context.Context, id uuid.UUID, version int, d Draft) (Intake, error) {
	return s.change(ctx, id, version, "updated", func(i *Intake) error { return s.apply(ctx, i, d) })
}

// Renew gives an address another key; nothing comes in by the old one any more.
func (s *Service) Renew(ctx context.Context, id uuid.UUID, version int) (Intake, error) {
	return s.change(ctx, id, version, "renewed", func(i *Intake) error { i.renew(); return nil })
}

func (s *Service) change(ctx context.Context, id uuid.UUID, version int, action string, f func(*Intake) error) (Intake, error) {
	i, err := find(ctx, id)
	if err != nil {
		return i, err
	}
	before := i
	if err := f(&i); err != nil {
		return i, err
	}
	i.UpdatedAt = clock.Now()
	if err := save(ctx, &i, version); err != nil {
		return i, err
	}
	return i, s.Bus.Publish(ctx, Changed{action, &before, &i})
}

// Close ends an address; what came in by it stays.
func (s *Service) Close(ctx context.Context, id uuid.UUID) error {
	i, err := find(ctx, id)
	if err != nil {
		return err
	}
	if err := remove(ctx, id); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Changed{"deleted", &i, nil})
}

// Take takes a lead in. Whoever hands it in learns that it arrived, and nothing of the company: whether it became a contact
// or waits for room, or for the company's return, is not told. ErrNotFound, ErrTooMany, ErrBusy, and errors on what was
// sent. t is the company, for the language of the thanks.
func (s *Service) Take(ctx context.Context, d Delivery) (t caller.Tenant, err error) {
	if t, err = s.addressee(ctx, d); err != nil || d.Lead.Trap != "" {
		return t, err
	}
	if len([]rune(d.Lead.Message)) > maxMessage {
		return t, ErrLong
	}
	if err := s.Know(ctx, t); err != nil {
		return t, err
	}
	ctx = caller.With(ctx, caller.System(Kind, t))
	print := fingerprint(d)
	key := "intake:" + hex.EncodeToString(print)
	if d.Key != "" {
		sum := sha256.Sum256([]byte(d.Token + "\n" + d.Key))
		key = "intake-key:" + hex.EncodeToString(sum[:])
	}
	_, err = idem.Do(ctx, s.InTenant, idem.Request{Key: key, Print: print}, func(ctx context.Context) ([]byte, error) {
		if d.Key == "" {
			if err := idem.Forget(ctx, key, clock.Now().Add(-again)); err != nil {
				return nil, err
			}
		}
		return []byte("{}"), s.receive(ctx, d)
	})
	return t, err
}

// fingerprint tells leads apart.
func fingerprint(d Delivery) []byte {
	return idem.Print("LEAD", d.Token, fmt.Appendf(nil, "%q", d.Lead))
}

// addressee finds the company of an address, and counts who hands in how much.
func (s *Service) addressee(ctx context.Context, d Delivery) (t caller.Tenant, err error) {
	uid, _, ok := split(d.Token)
	if !ok {
		return t, ErrNotFound
	}
	var wait time.Duration
	err = s.Platform(ctx, func(ctx context.Context) error {
		found, err := s.Tenants.ByUID(ctx, uid)
		if errors.Is(err, tenant.ErrNotFound) || err == nil && found.State == tenant.Locked {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		t = found.Caller()
		wait, err = s.Users.Attempt(ctx, user.Limit{Key: "intake:" + d.Token, Max: perAddress, Window: time.Minute},
			user.Limit{Key: "intake:" + d.Token + ":" + d.Client, Max: perClient, Window: time.Minute})
		return err
	})
	if err == nil && wait > 0 {
		err = user.TooMany(ErrTooMany, wait)
	}
	return t, err
}

// receive hands a lead on, in the company's own unit.
func (s *Service) receive(ctx context.Context, d Delivery) error {
	_, key, _ := split(d.Token)
	i, err := byKey(ctx, key)
	if err != nil {
		return err
	}
	row, err := s.fit(ctx, d.Lead.row(i))
	if err != nil {
		return err
	}
	if row.Consents, err = d.Lead.decided(i, d.Client); err != nil {
		return err
	}
	r, err := s.Overflow.Receive(ctx, i.Name, row)
	if errors.Is(err, overflow.ErrFull) {
		return ErrBusy.Because(err)
	}
	if err != nil {
		return err
	}
	if r.Waiting > 0 && licence.Access(caller.From(ctx).Tenant.State) != licence.Write {
		if err := s.Overflow.AdmitLater(ctx); err != nil {
			return err
		}
	}
	return s.Bus.Publish(ctx, Received{i, overflow.Lead{Row: row}.Name()})
}

// fit makes of a lead what can be a contact: a telephone number or an address that is none is written down instead of
// refused, for nobody fills a form in twice.
func (s *Service) fit(ctx context.Context, row contact.Row) (contact.Row, error) {
	if text.Long(row.Company, maxCompany) {
		note(&row, &row.Company)
	}
	_, err := s.Contacts.CheckRow(ctx, row)
	e, known := errs.As(err)
	if !known {
		return row, err
	}
	for _, f := range e.Fields {
		switch f.Name {
		case "phone":
			note(&row, &row.Phone)
		case "email":
			note(&row, &row.Email)
		}
	}
	_, err = s.Contacts.CheckRow(ctx, row)
	return row, err
}
