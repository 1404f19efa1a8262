package session

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
)

// keyPurpose is what the seeds of signing keys are sealed for.
const keyPurpose = "session/signing"

// Prepare makes the first signing keys, unless they are there; any number of instances may start at once. It opens a unit
// of work of its own and is called before the first request.
func (s *Service) Prepare(ctx context.Context) error {
	return s.tools.Platform(ctx, func(ctx context.Context) error {
		if err := lockKeys(ctx); err != nil {
			return err
		}
		rows, err := keyRows(ctx)
		if err != nil || len(rows) > 0 {
			return err
		}
		return s.addKeys(ctx, "active", "next")
	})
}

// RotateKeys makes the next signing key the active one and the active one retired, whose tokens count until they have
// expired. Every instance has known the next key for long when its first token comes.
func (s *Service) RotateKeys(ctx context.Context) error {
	return s.tools.Platform(ctx, func(ctx context.Context) error {
		if err := lockKeys(ctx); err != nil {
			return err
		}
		return s.rotateKeys(ctx)
	})
}

func (s *Service) rotateKeys(ctx context.Context) error {
	now := clock.Now()
	if err := moveKey(ctx, "active", "retired", map[string]any{"retired_at": now}); err != nil {
		return err
	}
	if err := moveKey(ctx, "next", "active", map[string]any{"active_at": now}); err != nil {
		return err
	}
	if err := dropKeys(ctx, now.Add(-keepRetired)); err != nil {
		return err
	}
	return s.addKeys(ctx, "next")
}

// How long a key signs, and how long a retired one is kept.
const (
	keyLife     = 30 * 24 * time.Hour
	keepRetired = 24 * time.Hour
)

// rotateOld rotates when the active key has signed for long enough.
func (s *Service) rotateOld(ctx context.Context) error {
	return s.tools.Platform(ctx, func(ctx context.Context) error {
		if err := lockKeys(ctx); err != nil {
			return err
		}
		rows, err := keyRows(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.State == "active" && clock.Since(*r.ActiveAt) > keyLife {
				return s.rotateKeys(ctx)
			}
		}
		return nil
	})
}

func (s *Service) addKeys(ctx context.Context, states ...string) error {
	for _, state := range states {
		seed := make([]byte, ed25519.SeedSize)
		rand.Read(seed) //nolint:errcheck // crypto/rand never fails since Go 1.24: it stops the program instead
		sealed, err := s.tools.Keys.Seal(keyPurpose, seed)
		if err != nil {
			return err
		}
		now := clock.Now()
		k := signingKey{ID: id.New(), State: state, Seed: sealed, CreatedAt: now}
		if state == "active" {
			k.ActiveAt = &now
		}
		if err := insert(ctx, &k); err != nil {
			return err
		}
	}
	return nil
}

// openKeys reads all keys.
func (s *Service) openKeys(ctx context.Context) (ks []key, err error) {
	err = s.tools.Platform(ctx, func(ctx context.Context) error {
		rows, err := keyRows(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			seed, err := s.tools.Keys.Open(keyPurpose, r.Seed)
			if err != nil {
				return err
			}
			ks = append(ks, key{r.ID, r.State, ed25519.NewKeyFromSeed(seed), r.RetiredAt})
		}
		return nil
	})
	return ks, err
}
