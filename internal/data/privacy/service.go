package privacy

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/audit/trail"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/platform/limit"
)

type unit = func(context.Context, func(context.Context) error) error

// Parts are what the service stands on.
type Parts struct {
	Bus      *event.Bus
	Contacts *contact.Service
	Trail    *trail.Service
	Limits   *limit.Service
	People   owner.People
	Files    blob.Store
	Keys     secret.Keys
	InTenant unit
	Queues   unit // on the job queue of each node
	// Everyone calls a function for every company that has data, in a platform unit.
	Everyone func(ctx context.Context, f func(ctx context.Context, tenantID int64) error) error
}

// Service is the only way to these rights. Its methods run in the unit of work of the caller's tenant; those that work in the
// background, or move bytes, say that they run outside of one.
type Service struct{ Parts }

// NewService returns a service that works with p.
func NewService(p Parts) *Service { return &Service{p} }

// Preview is what would be forgotten with somebody.
type Preview struct {
	Name    string
	Tally   map[string]int64 // rows by what people call them
	Shared  []string         // what the person is called, or is reached by, that somebody else is as well: it stays in texts
	Waiting bool             // whether they are being forgotten already
}

// Preview tells it, and changes nothing.
func (s *Service) Preview(ctx context.Context, contactID uuid.UUID) (Preview, error) {
	p, _, err := s.person(ctx, contactID)
	if err != nil {
		return Preview{}, err
	}
	v := Preview{Name: p.name, Shared: p.shared}
	if v.Waiting, err = waiting(ctx, contactID); err != nil {
		return v, err
	}
	if v.Tally, err = tally(ctx, p); err != nil {
		return v, err
	}
	n, err := s.Trail.Telling(ctx, p.acts, p.words(true))
	v.Tally["history"] = int64(n)
	return v, err
}

// person reads somebody whom the caller sees whole.
func (s *Service) person(ctx context.Context, contactID uuid.UUID) (p person, live bool, err error) {
	if _, live, err = seen(ctx, contactID); err != nil {
		return p, live, err
	}
	if err = whole(ctx); err != nil {
		return p, live, err
	}
	p, err = known(ctx, contactID)
	return p, live, err
}

// Erase has somebody forgotten: into the trash at once, so that nobody works on them meanwhile, the rest in the background.
// confirm is the person's name as whoever asks has typed it.
func (s *Service) Erase(ctx context.Context, contactID uuid.UUID, confirm string) (Request, error) {
	p, live, err := s.person(ctx, contactID)
	if err != nil {
		return Request{}, err
	}
	if strings.TrimSpace(confirm) != p.name {
		return Request{}, ErrConfirm
	}
	if busy, err := waiting(ctx, contactID); err != nil || busy {
		if err == nil {
			err = ErrBusy
		}
		return Request{}, err
	}
	if live {
		if err := s.Contacts.Delete(ctx, contactID); err != nil {
			return Request{}, err
		}
	}
	return s.ask(ctx, Erase, contactID, p.name)
}

// Retire has somebody forgotten whom the company need not know any longer, by a rule and not because they asked. Who is being
// forgotten already is left alone.
func (s *Service) Retire(ctx context.Context, contactID uuid.UUID) error {
	p, live, err := s.person(ctx, contactID)
	if err != nil {
		return err
	}
	if busy, err := waiting(ctx, contactID); err != nil || busy {
		return err
	}
	if live {
		if err := s.Contacts.Delete(ctx, contactID); err != nil {
			return err
		}
	}
	_, err = s.ask(ctx, Erase, contactID, p.name)
	return err
}

// Report has all that is known about somebody put into a file.
func (s *Service) Report(ctx context.Context, contactID uuid.UUID) (Request, error) {
	p, _, err := s.person(ctx, contactID)
	if err != nil {
		return Request{}, err
	}
	return s.ask(ctx, Report, contactID, p.name)
}

// maxName is how much of a name a request keeps.
const maxName = 160

func (s *Service) ask(ctx context.Context, act string, contactID uuid.UUID, name string) (Request, error) {
	now := clock.Now()
	letters := []rune(name)
	r := Request{ID: id.New(), Act: act, State: Waiting, ContactID: contactID, Name: string(letters[:min(len(letters), maxName)]), OwnerID: owner.Self(ctx), Version: 1, CreatedAt: now, UpdatedAt: now}
	if err := insert(ctx, &r); err != nil {
		return r, err
	}
	if err := s.Bus.Publish(ctx, Acted{act + "_asked", r}); err != nil {
		return r, err
	}
	return r, enqueue(ctx, r.ID)
}

// Seen is a request with the name of who made it.
type Seen struct {
	Request
	OwnerName string
}

// List returns one page of the requests, the newest first, and the cursor of the next.
func (s *Service) List(ctx context.Context, q page.Query) ([]Seen, *string, error) {
	rs, next, err := list(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	all, err := s.see(ctx, rs...)
	return all, next, err
}

// Find returns one request.
func (s *Service) Find(ctx context.Context, requestID uuid.UUID) (Seen, error) {
	r, err := find(ctx, requestID)
	if err != nil {
		return Seen{}, err
	}
	return s.one(ctx, r, nil)
}

func (s *Service) one(ctx context.Context, r Request, err error) (Seen, error) {
	if err != nil {
		return Seen{}, err
	}
	all, err := s.see(ctx, r)
	if err != nil {
		return Seen{}, err
	}
	return all[0], nil
}

func (s *Service) see(ctx context.Context, rs ...Request) ([]Seen, error) {
	var ids []uuid.UUID
	for _, r := range rs {
		if r.OwnerID != nil {
			ids = append(ids, *r.OwnerID)
		}
	}
	names, err := s.People.Names(ctx, ids)
	all := make([]Seen, len(rs))
	for i, r := range rs {
		all[i] = Seen{Request: r}
		if r.OwnerID != nil {
			all[i].OwnerName = names[*r.OwnerID]
		}
	}
	return all, err
}

// Forgotten counts the people who were.
func (s *Service) Forgotten(ctx context.Context) (int64, error) { return countForgotten(ctx) }
