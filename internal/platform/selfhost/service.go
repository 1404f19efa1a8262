package selfhost

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// Parts are what licences of a server need.
type Parts struct {
	Platform func(ctx context.Context, f func(context.Context) error) error
	Keys     Keys
	Built    time.Time // when the program was built; zero for a developer's own
	On       bool      // whether this server runs on a licence file
	// Changed is called, in a platform unit, when something else follows from the licences than before.
	Changed func(ctx context.Context) error
}

// Service is the way to a server's licences. Its methods run in a unit of work on the platform.
type Service struct{ Parts }

// NewService returns a service.
func NewService(p Parts) *Service { return &Service{p} }

// ahead is how far a clock may be wrong.
const ahead = day

// Install keeps a licence file that is valid and was not issued in the future.
func (s *Service) Install(ctx context.Context, text string) (Payload, error) {
	p, err := Read(text, s.Keys)
	if err != nil {
		return p, err
	}
	if p.Issued.After(clock.Now().Add(ahead)) {
		return p, bad("issued in the future: is the clock right?")
	}
	return p, keep(ctx, hash(text), text)
}

// ErrNotFound is returned for the id of a licence that is not installed.
var ErrNotFound = errors.New("no licence with this id is installed")

// Remove forgets the licence with an id. ErrNotFound.
func (s *Service) Remove(ctx context.Context, id string) error {
	all, err := installed(ctx)
	found := false
	for _, r := range all {
		if p, bad := Read(r.Text, s.Keys); err == nil && bad == nil && p.ID == id {
			found, err = true, drop(ctx, hash(r.Text))
		}
	}
	if err == nil && !found {
		err = ErrNotFound
	}
	return err
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Standing tells what follows from the installed files now. A file that is not valid counts for nothing.
func (s *Service) Standing(ctx context.Context) (Standing, error) {
	all, err := installed(ctx)
	if err != nil {
		return Standing{}, err
	}
	var valid []Payload
	for _, r := range all {
		if p, err := Read(r.Text, s.Keys); err != nil {
			slog.WarnContext(ctx, "selfhost: an installed licence file is not valid and counts for nothing", "hash", hash(r.Text), "error", err)
		} else {
			valid = append(valid, p)
		}
	}
	now := clock.Now()
	highest, err := see(ctx, now)
	if err != nil {
		return Standing{}, err
	}
	back := now.Before(highest.Add(-ahead))
	if back {
		now = highest
	}
	out := Judge(valid, now, s.Built)
	out.ClockBack = back
	return out, nil
}

// For tells what the licence gives a tenant; companies beyond those that it covers are as without one.
func (s *Service) For(ctx context.Context, tenantID int64) (Standing, error) {
	all, err := s.Standing(ctx)
	if err != nil {
		return all, err
	}
	nth, err := order(ctx, tenantID)
	if !all.Covers(nth) {
		return Standing{State: Free}, err
	}
	return all, err
}

// Watch looks whether something else follows from the licences than when it looked last.
func (s *Service) Watch(ctx context.Context) error {
	return s.Platform(ctx, func(ctx context.Context) error {
		now, err := s.Standing(ctx)
		if err != nil {
			return err
		}
		text, err := json.Marshal([]any{now.State, now.Terms, now.MaxTenants})
		if err != nil {
			return err
		}
		changed, err := mark(ctx, hash(string(text)))
		if err != nil || !changed {
			return err
		}
		return s.Changed(ctx)
	})
}
