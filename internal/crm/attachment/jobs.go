package attachment

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/job"
)

type (
	nightlyArgs struct{}
	sweepArgs   struct{}
)

// Kind implements job.Args.
func (nightlyArgs) Kind() string { return "attachment.nightly" }

// Kind implements job.Args.
func (sweepArgs) Kind() string { return "attachment.sweep" }

// Jobs registers the night's work.
func (s *Service) Jobs(ws *job.Workers) {
	job.HandleOutside(ws, func(ctx context.Context, _ sweepArgs) error { return s.Sweep(ctx) })
	job.Every(ws, 24*time.Hour, func(ctx context.Context, _ nightlyArgs) error {
		return s.Everyone(ctx, func(ctx context.Context, tenant int64) error {
			return job.EnqueueFor(ctx, tenant, "attachment", sweepArgs{})
		})
	})
}

const (
	unclaimed = 24 * time.Hour // after which bytes without a file are nobody's; an upload takes far less
	batch     = 500
)

// Sweep destroys what the caller's tenant no longer has, outside of a unit of work: files that were deleted Retention ago,
// and bytes that belong to none, as an interrupted upload leaves them.
func (s *Service) Sweep(ctx context.Context) error {
	now := clock.Now()
	err := s.InTenant(ctx, func(ctx context.Context) error { return removeExpired(ctx, now.Add(-Retention)) })
	if err != nil {
		return err
	}
	var ids []uuid.UUID
	err = s.Files.List(ctx, folder(caller.From(ctx).Tenant.UID), func(i blob.Item) error {
		id, err := uuid.Parse(strings.TrimSuffix(path.Base(i.Key), smallEnd))
		if err != nil || now.Sub(i.At) < unclaimed || slices.Contains(ids, id) {
			return nil
		}
		if ids = append(ids, id); len(ids) < batch {
			return nil
		}
		defer func() { ids = ids[:0] }()
		return s.sweep(ctx, ids)
	})
	return errors.Join(err, s.sweep(ctx, ids))
}

// sweep destroys those of some files that no row knows.
func (s *Service) sweep(ctx context.Context, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	var kept []uuid.UUID
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		kept, err = known(ctx, ids)
		return err
	})
	for _, id := range ids {
		if err == nil && !slices.Contains(kept, id) {
			err = errors.Join(s.Files.Delete(ctx, key(ctx, id)), s.Files.Delete(ctx, key(ctx, id)+smallEnd))
		}
	}
	return err
}

// Missing names the files of the caller's tenant whose bytes are not there as they were stored. It opens units of work itself.
func (s *Service) Missing(ctx context.Context) (ids []uuid.UUID, err error) {
	sizes, err := s.sizes(ctx)
	if err != nil {
		return nil, err
	}
	err = s.Files.List(ctx, folder(caller.From(ctx).Tenant.UID), func(i blob.Item) error {
		if id, err := uuid.Parse(path.Base(i.Key)); err == nil && sizes[id] == i.Size {
			delete(sizes, id)
		}
		return nil
	})
	if err != nil || len(sizes) == 0 {
		return nil, err
	}
	still, err := s.sizes(ctx) // without those that were swept meanwhile
	for id := range sizes {
		if _, ok := still[id]; ok {
			ids = append(ids, id)
		}
	}
	return ids, err
}

// sizes are the bytes that each file has to have.
func (s *Service) sizes(ctx context.Context) (all map[uuid.UUID]int64, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) (err error) {
		all, err = readSizes(ctx)
		return err
	})
	return all, err
}
