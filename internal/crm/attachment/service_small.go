package attachment

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/picture"
	"github.com/kith-crm/kith/internal/kit/record"
)

const (
	smallSide = 320      // points of the longer side: twice what a page shows
	smallEnd  = "-small" // of the key, after the file's own
	maxSmall  = 1 << 20  // bytes; none that the program made comes near
)

// Small returns a small copy of a picture that the caller may see, outside of a unit of work. It is made when it is first
// asked for, and kept beside the file.
func (s *Service) Small(ctx context.Context, of record.Ref, id uuid.UUID) (a Attachment, small []byte, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) (err error) {
		if _, err = s.record(ctx, of, "read"); err == nil {
			a, err = find(ctx, of, id)
		}
		return err
	})
	if err != nil {
		return a, nil, err
	}
	if !strings.HasPrefix(a.ServedType(), "image/") {
		return a, nil, ErrNoPicture
	}
	small, err = s.bytes(ctx, key(ctx, id)+smallEnd, maxSmall)
	if errors.Is(err, blob.ErrNotFound) {
		small, err = s.shrink(ctx, a)
	}
	switch {
	case errors.Is(err, picture.ErrNot):
		return a, nil, ErrNoPicture.Because(err)
	case err != nil:
		slog.ErrorContext(ctx, "a small picture can't be had", "attachment", id, "error", err)
		return a, nil, ErrLost
	}
	return a, small, nil
}

// shrink makes the small copy and keeps it. One is made at a time, for each takes memory.
func (s *Service) shrink(ctx context.Context, a Attachment) ([]byte, error) {
	select {
	case s.drawing <- struct{}{}:
		defer func() { <-s.drawing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	data, err := s.bytes(ctx, key(ctx, a.ID), MaxBytes)
	if err != nil {
		return nil, err
	}
	small, err := picture.Small(data, smallSide)
	if err != nil {
		return nil, err
	}
	return small, s.Files.Put(ctx, key(ctx, a.ID)+smallEnd, bytes.NewReader(small), int64(len(small)))
}

// bytes reads a whole file of at most some bytes.
func (s *Service) bytes(ctx context.Context, key string, most int64) ([]byte, error) {
	r, err := s.Files.Get(ctx, key, 0, most)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	return io.ReadAll(r)
}
