package attachment

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/naming"
	"github.com/kith-crm/kith/internal/crm/owner"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/platform/limit"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Parts are what the service stands on.
type Parts struct {
	Bus      *event.Bus
	People   owner.People
	Files    blob.Store
	Limits   *limit.Service
	InTenant func(context.Context, func(context.Context) error) error
	// Everyone calls a function for every company that has data, in a platform unit.
	Everyone func(ctx context.Context, f func(ctx context.Context, tenantID int64) error) error
}

// Service is the only way to attachments. Its methods run in the unit of work of the caller's tenant; those that move
// bytes say that they run outside of one.
type Service struct {
	Parts
	records naming.Readers
	drawing chan struct{} // held by who makes a small picture
}

// NewService returns a service that reports changes on the bus and stays within the plan's storage. Files can be beside
// the kinds that About adds.
func NewService(p Parts) *Service {
	p.Limits.Count(plan.Storage, stored)
	return &Service{p, naming.Readers{}, make(chan struct{}, 1)}
}

// About lets records of a kind have files. The composition root calls it, before the first request.
func (s *Service) About(kind string, n naming.Reader) { s.records[kind] = n }

// Seen is an attachment with the name of who added it.
type Seen struct {
	Attachment
	CreatedByName string
}

// List returns the files of a record that the caller may see, the newest first.
func (s *Service) List(ctx context.Context, of record.Ref) ([]Seen, error) {
	if _, err := s.record(ctx, of, "read"); err != nil {
		return nil, err
	}
	all, err := list(ctx, of)
	if err != nil {
		return nil, err
	}
	return s.see(ctx, all...)
}

// Beside tells whether all of some files stand beside a record that the caller may change.
func (s *Service) Beside(ctx context.Context, of record.Ref, ids []uuid.UUID) (bool, error) {
	if _, err := s.record(ctx, of, "update"); err != nil {
		return false, err
	}
	n, err := among(ctx, of, ids)
	return n == int64(len(ids)), err
}

// Names are those of files that are there. Who asks has seen their records.
func (s *Service) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	return called(ctx, ids)
}

// Space is how much the company's files take, and may take; Plan is the smallest plan with more, if there is one.
type Space struct {
	Used, Most int64
	Plan       string
}

// Space tells how much room there is for files; nil without a limit.
func (s *Service) Space(ctx context.Context) (*Space, error) {
	u, limited, err := s.Limits.Use(ctx, plan.Storage)
	if err != nil || !limited {
		return nil, err
	}
	return &Space{u.Used, u.Most, plan.WithMore(caller.From(ctx).Tenant.Plan, plan.Storage, u.Limit+1)}, nil
}

func (s *Service) see(ctx context.Context, as ...Attachment) ([]Seen, error) {
	var ids []uuid.UUID
	for _, a := range as {
		if a.CreatedBy != nil && !slices.Contains(ids, *a.CreatedBy) {
			ids = append(ids, *a.CreatedBy)
		}
	}
	names, err := s.People.Names(ctx, ids)
	seen := make([]Seen, len(as))
	for i, a := range as {
		seen[i] = Seen{Attachment: a}
		if a.CreatedBy != nil {
			seen[i].CreatedByName = names[*a.CreatedBy]
		}
	}
	return seen, err
}

// Receive stores the bytes of a new file, outside of a unit of work, for a record that the caller may change. Nobody sees
// it before Create was called with the result.
func (s *Service) Receive(ctx context.Context, of record.Ref, name string, r io.Reader, size int64) (Attachment, error) {
	a := Attachment{ID: id.New(), Kind: of.Kind, RecordID: of.ID, Name: fileName(name), Size: size, CreatedBy: owner.Self(ctx)}
	err := s.InTenant(ctx, func(ctx context.Context) error {
		_, err := s.record(ctx, of, "update")
		return err
	})
	switch {
	case err != nil:
		return a, err
	case size == 0:
		return a, ErrEmpty
	case size > MaxBytes:
		return a, ErrTooLarge
	}
	file, err := read(r)
	if err != nil {
		return a, err
	}
	if err := s.Files.Put(ctx, key(ctx, a.ID), file, size); err != nil {
		slog.ErrorContext(ctx, "a file can't be stored", "error", err)
		if blob.NoRoom(err) {
			return a, ErrNoRoom
		}
		return a, ErrLost
	}
	a.MediaType, a.SHA256 = file.mediaType, file.sum()
	return a, nil
}

// Create puts a received file beside its record, if the plan has room for it.
func (s *Service) Create(ctx context.Context, a Attachment) (Seen, error) {
	name, err := s.record(ctx, a.About(), "update")
	if err != nil {
		return Seen{}, err
	}
	n, err := number(ctx, a.About())
	if err == nil && n >= MaxFiles {
		err = ErrMany
	}
	if err == nil {
		err = s.Limits.Take(ctx, plan.Storage, a.Size)
	}
	if err != nil {
		return Seen{}, err
	}
	a.CreatedAt = clock.Now()
	if err := insert(ctx, &a); err != nil {
		return Seen{}, err
	}
	return s.told(ctx, Changed{"added", a, name})
}

func (s *Service) told(ctx context.Context, c Changed) (Seen, error) {
	if err := s.Bus.Publish(ctx, c); err != nil {
		return Seen{}, err
	}
	seen, err := s.see(ctx, c.Attachment)
	if err != nil {
		return Seen{}, err
	}
	return seen[0], nil
}

// Discard destroys the bytes of a received file that was not created, outside of a unit of work. What it misses goes at
// night.
func (s *Service) Discard(ctx context.Context, a Attachment) {
	if err := s.Files.Delete(ctx, key(ctx, a.ID)); err != nil {
		slog.WarnContext(ctx, "a file that nobody needs is left until the night", "error", err)
	}
}

// sending is how long a file may take to be handed out; the request's own time ends before.
const sending = 2 * time.Minute

// Open returns a file of a record that the caller may see, and its bytes, outside of a unit of work. The reader outlives
// ctx; the caller closes it.
func (s *Service) Open(ctx context.Context, of record.Ref, id uuid.UUID) (a Attachment, r io.ReadCloser, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) (err error) {
		name, err := s.record(ctx, of, "read")
		if err != nil {
			return err
		}
		if a, err = find(ctx, of, id); err != nil {
			return err
		}
		return s.Bus.Publish(ctx, Changed{"downloaded", a, name})
	})
	if err != nil {
		return a, nil, err
	}
	long, cancel := context.WithTimeout(context.WithoutCancel(ctx), sending)
	r, err = s.Files.Get(long, key(ctx, a.ID), 0, -1)
	if err != nil {
		cancel()
		slog.ErrorContext(ctx, "a file can't be read", "attachment", a.ID, "error", err)
		return a, nil, ErrLost
	}
	return a, timed{r, cancel}, nil
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

// Delete puts a file into the trash; its bytes stay for Retention.
func (s *Service) Delete(ctx context.Context, of record.Ref, id uuid.UUID) error {
	name, err := s.record(ctx, of, "update")
	if err != nil {
		return err
	}
	a, err := find(ctx, of, id)
	if err != nil {
		return err
	}
	if err := remove(ctx, a); err != nil {
		return err
	}
	if err := s.Limits.Give(ctx, plan.Storage, a.Size); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Changed{"removed", a, name})
}

// Restore takes a file out of the trash; it does so at any limit, since it undoes.
func (s *Service) Restore(ctx context.Context, of record.Ref, id uuid.UUID) (Seen, error) {
	name, err := s.record(ctx, of, "update")
	if err != nil {
		return Seen{}, err
	}
	a, err := findTrashed(ctx, of, id)
	if err != nil {
		return Seen{}, err
	}
	if err := s.Limits.Add(ctx, plan.Storage, a.Size); err != nil {
		return Seen{}, err
	}
	if err := restore(ctx, &a); err != nil {
		return Seen{}, err
	}
	return s.told(ctx, Changed{"restored", a, name})
}

// key is where the bytes of a file of the caller's tenant are.
func key(ctx context.Context, id uuid.UUID) string {
	return folder(caller.From(ctx).Tenant.UID) + "/" + id.String()
}

func folder(tenant uuid.UUID) string { return tenant.String() }

// Forget destroys all files of a tenant, outside of a unit of work; it can be repeated.
func (s *Service) Forget(ctx context.Context, tenant uuid.UUID) error {
	if tenant == uuid.Nil {
		return errors.New("attachment: whose files?")
	}
	return blob.DeleteAll(ctx, s.Files, folder(tenant))
}
