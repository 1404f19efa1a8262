package vault

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/outbound"
)

// Target is a bucket as a caller gives it; without a secret the one that is known stays.
type Target struct {
	Bucket
	Secret string
}

const sealPurpose = "archive.bucket"

var (
	buckets  = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	prefixes = regexp.MustCompile(`^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$`)
)

// tidy checks what can be checked without a connection.
func (t *Target) tidy(through blob.Foreign) error {
	t.Endpoint, t.Prefix = strings.TrimRight(strings.TrimSpace(t.Endpoint), "/"), strings.Trim(strings.TrimSpace(t.Prefix), "/")
	t.Bucket.Bucket, t.Region, t.Key, t.Secret = strings.TrimSpace(t.Bucket.Bucket), strings.TrimSpace(t.Region), strings.TrimSpace(t.Key), strings.TrimSpace(t.Secret)
	through.Endpoint, through.Region = t.Endpoint, t.Region
	switch {
	case !buckets.MatchString(t.Bucket.Bucket):
		return ErrBucket
	case t.Prefix != "" && (len(t.Prefix) > 100 || !prefixes.MatchString(t.Prefix) || strings.Contains(t.Prefix, "..")):
		return ErrPrefix
	case t.Key == "":
		return ErrKey
	case t.Secret == "":
		return ErrSecret
	}
	if err := through.Check(); err != nil {
		return ErrEndpoint.Because(err)
	}
	return nil
}

func (s *Service) foreign(t Target) blob.Foreign {
	return blob.Foreign{Endpoint: t.Endpoint, Bucket: t.Bucket.Bucket, Region: t.Region, Key: t.Key, Secret: t.Secret, Through: s.Through, Plain: s.Plain}
}

// known fills in the secret that was given before. It is that of one key at one server only, so that nobody has it sent elsewhere.
func (s *Service) known(v Vault, t *Target) error {
	if t.Secret != "" || len(v.Secret) == 0 || t.Key != v.Bucket.Key || t.Endpoint != v.Bucket.Endpoint {
		return nil
	}
	plain, err := s.Keys.Open(sealPurpose, v.Secret)
	t.Secret = string(plain)
	return err
}

// Aim sets the bucket to which archives are sent.
func (s *Service) Aim(ctx context.Context, version int, t Target) (Vault, error) {
	return s.change(ctx, version, func(v *Vault) error {
		if err := s.known(*v, &t); err != nil {
			return err
		}
		if err := t.tidy(s.foreign(t)); err != nil {
			return err
		}
		sealed, err := s.Keys.Seal(sealPurpose, []byte(t.Secret))
		v.Bucket, v.Secret = t.Bucket, sealed
		return err
	})
}

// Stay has archives sent nowhere.
func (s *Service) Stay(ctx context.Context, version int) (Vault, error) {
	return s.change(ctx, version, func(v *Vault) error {
		v.Bucket, v.Secret = Bucket{}, nil
		return nil
	})
}

// trying is how long an attempt may take.
const trying = 20 * time.Second

// Try writes a small file into a bucket and removes it again. It tells in a word what is wrong, nothing when all is well. It
// runs outside of units of work.
func (s *Service) Try(ctx context.Context, t Target) (problem string, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) error {
		v, err := read(ctx)
		if err != nil {
			return err
		}
		return s.known(v, &t)
	})
	if err == nil {
		err = t.tidy(s.foreign(t))
	}
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, trying)
	defer cancel()
	return reason(s.foreign(t).Probe(ctx, t.path("kith-"+id.New().String()))), nil
}

// path is the name of a file in the bucket.
func (t Target) path(name string) string {
	if t.Prefix == "" {
		return name
	}
	return t.Prefix + "/" + name
}

// reason is why a bucket took nothing, in a word; nothing without an error.
func reason(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, outbound.ErrInside):
		return "inside"
	case errors.Is(err, context.DeadlineExceeded):
		return "unreachable"
	}
	return blob.Why(err)
}

// errSend makes the queue try again.
var errSend = errors.New("vault: the bucket did not take the archive")

// Send hands an archive over to the company's bucket, outside of a unit of work. What can't be sent is noted for people to see,
// and tried again.
func (s *Service) Send(ctx context.Context, of uuid.UUID) error {
	var v Vault
	if err := s.InTenant(ctx, func(ctx context.Context) (err error) { v, err = read(ctx); return err }); err != nil {
		return err
	}
	a, ok := v.find(of)
	if !ok || a.SentAt != nil || v.Bucket.Endpoint == "" {
		return nil
	}
	t := Target{Bucket: v.Bucket}
	if err := s.known(v, &t); err != nil {
		return err
	}
	r, err := s.Files.Get(ctx, key(ctx, of), 0, -1)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was read
	err = s.foreign(t).Put(ctx, t.path(a.name(caller.From(ctx).Tenant.Slug)), r, a.Bytes)
	if err != nil {
		slog.WarnContext(ctx, "an archive could not be sent", "archive", of, "error", err)
	}
	return s.sent(ctx, of, reason(err))
}

// sent notes how sending went.
func (s *Service) sent(ctx context.Context, of uuid.UUID, problem string) error {
	err := s.InTenant(ctx, func(ctx context.Context) error {
		v, err := lock(ctx)
		if err != nil {
			return err
		}
		for i := range v.Made {
			if a := &v.Made[i]; a.ID == of {
				now := clock.Now().UTC()
				if a.SendWhy = problem; problem == "" {
					a.SentAt = &now
				} else if v.tell(now) {
					a.ToldAt = &now
					if err := enqueue(ctx, Tell{of}, time.Time{}); err != nil {
						return err
					}
				}
				if err := save(ctx, &v); err != nil || problem != "" {
					return err
				}
				return s.Bus.Publish(ctx, Happened{"sent", of, a})
			}
		}
		return nil
	})
	if err == nil && problem != "" {
		err = errSend
	}
	return err
}

// Unsent is when people were told that an archive could not be sent that still is not; nil for who may not see archives.
func (s *Service) Unsent(ctx context.Context) (*time.Time, error) {
	if caller.From(ctx).May(Kind, "export") == caller.None {
		return nil, nil
	}
	v, err := read(ctx)
	return v.unsent(), err
}

// Again sends an archive once more.
func (s *Service) Again(ctx context.Context, of uuid.UUID) (Vault, error) {
	v, err := read(ctx)
	if err != nil {
		return v, err
	}
	switch _, ok := v.find(of); {
	case !ok:
		return v, ErrNotFound
	case v.Bucket.Endpoint == "":
		return v, ErrNoBucket
	}
	return v, enqueue(ctx, Send{of}, clock.Now())
}
