package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"os"
	"path"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Make makes the archive that was begun under an id: packs, proves, seals and stores it, and only then puts it on the list. It
// runs outside of a unit of work. Interrupted, it begins anew when it is called again; what it stored by then is removed.
func (s *Service) Make(ctx context.Context, making uuid.UUID) error {
	v, ours, err := s.claim(ctx, making)
	if err != nil || !ours {
		return err
	}
	a, err := s.produce(ctx, making, v.Recipient)
	if ctx.Err() != nil {
		return errors.Join(err, ctx.Err()) // the program ends, or it took too long: again
	}
	if err != nil {
		return s.fail(ctx, making, err)
	}
	a.By = v.MakingBy
	return s.list(ctx, making, a)
}

// claim tells whether an archive is still to be made, and begins its time anew.
func (s *Service) claim(ctx context.Context, making uuid.UUID) (v Vault, ours bool, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) error {
		if v, err = lock(ctx); err != nil {
			return err
		}
		if ours = v.is(making); !ours {
			return nil
		}
		now := clock.Now()
		v.MakingSince, v.Phase = &now, Packing
		return save(ctx, &v)
	})
	return v, ours, err
}

// at notes how far it is.
func (s *Service) at(ctx context.Context, making uuid.UUID, phase string) error {
	return s.InTenant(ctx, func(ctx context.Context) error {
		v, err := lock(ctx)
		if err != nil || !v.is(making) {
			return err
		}
		v.Phase = phase
		return save(ctx, &v)
	})
}

// produce makes a file in a folder for what is temporary and stores it under an id of its own.
func (s *Service) produce(ctx context.Context, making uuid.UUID, to string) (a Archive, err error) {
	f, err := scratch()
	if err != nil {
		return a, err
	}
	defer f.drop()
	m, err := s.Archives.Pack(ctx, f)
	if err == nil {
		err = s.at(ctx, making, Proving)
	}
	if err != nil {
		return a, err
	}
	size, err := f.size()
	if err != nil {
		return a, err
	}
	whole, err := archive.Open(f, size)
	if err != nil {
		return a, err
	}
	p, err := s.Archives.Prove(ctx, whole)
	if err == nil {
		err = s.at(ctx, making, Storing)
	}
	if err != nil {
		return a, err
	}
	a = Archive{ID: id.New(), At: m.TakenAt, Rows: p.Rows, Parts: len(m.Parts), Content: m.Content(), Key: m.Fingerprint(), ProvedAt: p.At.UTC(), TookMS: p.Took.Milliseconds(), Recipient: to}
	return a, s.store(ctx, f, &a)
}

// store puts a file where the company's archives are, sealed when it is to be.
func (s *Service) store(ctx context.Context, f *file, a *Archive) error {
	if a.Recipient != "" {
		sealed, err := scratch()
		if err != nil {
			return err
		}
		defer sealed.drop()
		if err := archive.Seal(sealed, f.begin(), a.Recipient); err != nil {
			return err
		}
		f = sealed
	}
	h := sha256.New()
	n, err := io.Copy(h, f.begin())
	if err != nil {
		return err
	}
	a.Bytes, a.SHA256 = n, hex.EncodeToString(h.Sum(nil))
	return s.Files.Put(ctx, key(ctx, a.ID), f.begin(), n)
}

// list puts a finished archive on the list, drops the oldest, and has it sent. When another one was begun meanwhile, it was
// given up: its file goes.
func (s *Service) list(ctx context.Context, making uuid.UUID, a Archive) error {
	gone := []uuid.UUID{a.ID}
	var keep []uuid.UUID
	err := s.InTenant(ctx, func(ctx context.Context) error {
		v, err := lock(ctx)
		if err != nil || !v.is(making) {
			return err
		}
		v.rest()
		v.Made = slices.Insert(v.Made, 0, a)
		gone = v.rotate()
		for _, one := range v.Made {
			keep = append(keep, one.ID)
		}
		if err := save(ctx, &v); err != nil {
			return err
		}
		if v.Bucket.Endpoint != "" {
			if err := enqueue(ctx, Send{a.ID}, clock.Now()); err != nil {
				return err
			}
		}
		return s.Bus.Publish(ctx, Happened{"created", a.ID, &a})
	})
	if err != nil {
		return err
	}
	s.destroy(ctx, gone...)
	s.sweep(ctx, keep)
	return nil
}

// sweep destroys what interrupted work has left: files that are in no list. There is nothing else in the making.
func (s *Service) sweep(ctx context.Context, keep []uuid.UUID) {
	if len(keep) == 0 {
		return
	}
	err := s.Files.List(ctx, folder(ctx), func(i blob.Item) error {
		if one, err := uuid.Parse(path.Base(i.Key)); err == nil && !slices.Contains(keep, one) && clock.Now().Sub(i.At) > lost {
			s.destroy(ctx, one)
		}
		return nil
	})
	if err != nil {
		slog.WarnContext(ctx, "archives could not be looked through", "error", err)
	}
}

// fail notes that an archive could not be made, for people to see; a schedule tries again after a while.
func (s *Service) fail(ctx context.Context, making uuid.UUID, because error) error {
	slog.ErrorContext(ctx, "an archive could not be made", "error", because)
	return s.InTenant(ctx, func(ctx context.Context) error {
		v, err := lock(ctx)
		if err != nil || !v.is(making) {
			return err
		}
		byItself := v.MakingBy == nil && v.NextAt != nil
		v.rest()
		v.Problem = why(because)
		if byItself {
			at := clock.Now().Add(again)
			v.NextAt = &at
			if err := enqueue(ctx, Due{}, at); err != nil {
				return err
			}
		}
		if err := save(ctx, &v); err != nil {
			return err
		}
		return s.Bus.Publish(ctx, Happened{"failed", making, nil})
	})
}

// why is what failed, in a word: differs (what was restored is not what was taken), or other.
func why(err error) string {
	if errors.Is(err, archive.ErrDamaged) || errors.Is(err, archive.ErrDiffers) {
		return "differs"
	}
	return "other"
}

// is tells whether the one in the making is that of an id.
func (v Vault) is(making uuid.UUID) bool { return v.MakingID != nil && *v.MakingID == making }

// rest ends that one is in the making.
func (v *Vault) rest() {
	v.MakingID, v.MakingBy, v.MakingSince, v.Phase, v.Problem = nil, nil, nil, "", ""
}

// without takes an archive off the list.
func (v *Vault) without(of uuid.UUID) {
	v.Made = slices.DeleteFunc(slices.Clone(v.Made), func(a Archive) bool { return a.ID == of })
}

// file is one that goes when it was used.
type file struct{ *os.File }

func scratch() (*file, error) {
	f, err := os.CreateTemp("", "kith-archive-")
	if err != nil {
		return nil, err
	}
	return &file{f}, os.Remove(f.Name()) // it is there as long as it is open, and never found by anybody
}

func (f *file) drop() { _ = f.Close() }

func (f *file) size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// begin is the whole file, from its beginning.
func (f *file) begin() io.Reader { return io.NewSectionReader(f, 0, 1<<62) }
