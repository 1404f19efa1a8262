package vault

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// people tells the names of those who had archives made.
type people interface {
	Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
}

// Parts are what the service works with.
type Parts struct {
	Bus      *event.Bus
	Archives *archive.Service
	People   people
	Files    blob.Store
	Keys     secret.Keys
	Through  http.RoundTripper // to buckets that people have typed
	Plain    bool              // buckets may be reached without TLS, on a network of the operator's
	InTenant func(ctx context.Context, f func(context.Context) error) error
	// Tell writes to the company's owners and administrators, outside of units of work.
	Tell     func(ctx context.Context, letter string, args map[string]string) error
	Everyone func(ctx context.Context, f func(context.Context, int64) error) error // for each company, in one unit on the platform
}

// Service is the only way to a company's archives. Unless they say otherwise its methods run in a unit of work of the caller's
// company.
type Service struct{ Parts }

// NewService returns a service made of its parts.
func NewService(p Parts) *Service { return &Service{p} }

// Read returns all there is.
func (s *Service) Read(ctx context.Context) (Vault, error) { return read(ctx) }

// Begin has an archive made, now; ErrBusy while there is one in the making.
func (s *Service) Begin(ctx context.Context) (Vault, error) {
	v, err := lock(ctx)
	if err != nil {
		return v, err
	}
	by := caller.From(ctx).UserID
	if by == uuid.Nil {
		return v, s.begin(ctx, &v, nil)
	}
	return v, s.begin(ctx, &v, &by)
}

func (s *Service) begin(ctx context.Context, v *Vault, by *uuid.UUID) error {
	now := clock.Now()
	if v.making(now) {
		return ErrBusy
	}
	making := id.New()
	v.MakingID, v.MakingBy, v.MakingSince, v.Phase, v.Problem = &making, by, &now, Packing, ""
	if err := save(ctx, v); err != nil {
		return err
	}
	return enqueue(ctx, Make{making}, time.Time{})
}

// Due begins an archive when the schedule says so, and notes when the next one is due.
func (s *Service) Due(ctx context.Context) error {
	v, err := lock(ctx)
	now := clock.Now()
	if err != nil || v.NextAt == nil {
		return err
	}
	if now.Before(*v.NextAt) || v.making(now) {
		return nil
	}
	v.NextAt = next(v.Every, now, zone(ctx), spread(ctx))
	if err := enqueue(ctx, Due{}, *v.NextAt); err != nil {
		return err
	}
	return s.begin(ctx, &v, nil)
}

func zone(ctx context.Context) *time.Location { return clock.Zone(caller.From(ctx).Tenant.Timezone) }

// spread keeps companies from having their archives made all at once: two hours have a minute for each.
func spread(ctx context.Context) time.Duration {
	return time.Duration(caller.From(ctx).Tenant.ID%120) * time.Minute
}

// Plan sets the schedule, how many are kept, and to whose key they are sealed.
func (s *Service) Plan(ctx context.Context, version int, d Draft) (Vault, error) {
	return s.change(ctx, version, func(v *Vault) error {
		if err := v.apply(d, clock.Now(), zone(ctx), spread(ctx)); err != nil || v.NextAt == nil {
			return err
		}
		return enqueue(ctx, Due{}, *v.NextAt)
	})
}

// change sets something unless somebody else did since version was read.
func (s *Service) change(ctx context.Context, version int, do func(*Vault) error) (Vault, error) {
	v, err := lock(ctx)
	if err == nil && v.Version != version {
		err = ErrStale
	}
	if err != nil {
		return v, err
	}
	before := v
	if err := do(&v); err != nil {
		return before, err
	}
	v.Version++
	if err := save(ctx, &v); err != nil {
		return v, err
	}
	return v, s.Bus.Publish(ctx, Set{caller.From(ctx).Tenant.UID, before, v})
}

// Delete destroys an archive. It runs outside of a unit of work.
func (s *Service) Delete(ctx context.Context, of uuid.UUID) error {
	err := s.InTenant(ctx, func(ctx context.Context) error {
		v, err := lock(ctx)
		if err != nil {
			return err
		}
		a, ok := v.find(of)
		if !ok {
			return ErrNotFound
		}
		v.without(of)
		if err := save(ctx, &v); err != nil {
			return err
		}
		return s.Bus.Publish(ctx, Happened{"deleted", of, &a})
	})
	if err != nil {
		return err
	}
	s.destroy(ctx, of)
	return nil
}

// destroy removes files of archives that are in no list any more. What can't be removed now is found by the next one that is made.
func (s *Service) destroy(ctx context.Context, ids ...uuid.UUID) {
	for _, one := range ids {
		if err := s.Files.Delete(ctx, key(ctx, one)); err != nil {
			slog.WarnContext(ctx, "an archive could not be removed", "archive", one, "error", err)
		}
	}
}

// sending is how long fetching an archive may take.
const sending = time.Hour

// Open returns an archive, its name and its bytes, and notes who fetched it. It runs outside of a unit of work.
func (s *Service) Open(ctx context.Context, of uuid.UUID) (a Archive, name string, r io.ReadCloser, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) error {
		v, err := read(ctx)
		if err != nil {
			return err
		}
		var ok bool
		if a, ok = v.find(of); !ok {
			return ErrNotFound
		}
		return s.Bus.Publish(ctx, Happened{"downloaded", of, &a})
	})
	if err != nil {
		return a, "", nil, err
	}
	long, cancel := context.WithTimeout(context.WithoutCancel(ctx), sending)
	if r, err = s.Files.Get(long, key(ctx, of), 0, -1); err != nil {
		cancel()
		slog.ErrorContext(ctx, "an archive can't be read", "archive", of, "error", err)
		return a, "", nil, ErrLost.Because(err)
	}
	return a, a.name(caller.From(ctx).Tenant.Slug), timed{r, cancel}, nil
}

// timed is a reader that gives its time limit back.
type timed struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close implements io.Closer.
func (t timed) Close() error {
	defer t.cancel()
	return t.ReadCloser.Close()
}

// folder is where the company's archives are, below its files: they go when it goes.
func folder(ctx context.Context) string { return caller.From(ctx).Tenant.UID.String() + "/archive" }

func key(ctx context.Context, of uuid.UUID) string { return folder(ctx) + "/" + of.String() }
