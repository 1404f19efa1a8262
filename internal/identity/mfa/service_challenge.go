package mfa

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Challenge is what a ceremony of two requests remembers between them.
type Challenge struct {
	Purpose string
	UserID  uuid.UUID // uuid.Nil while nobody is known
	Data    []byte
	Life    time.Duration
}

// Ask keeps a challenge and returns the token by which the second request finds it.
func (s *Service) Ask(ctx context.Context, c Challenge) (token string, err error) {
	token, hash := secret.Token()
	row := challenge{TokenHash: hash, Purpose: c.Purpose, Data: c.Data, ExpiresAt: clock.Now().Add(c.Life)}
	if row.Data == nil {
		row.Data = []byte{}
	}
	if c.UserID != uuid.Nil {
		row.UserID = &c.UserID
	}
	return token, insertChallenge(ctx, &row)
}

// Look returns a challenge that may be tried again. ErrGone.
func (s *Service) Look(ctx context.Context, token, purpose string) (Challenge, error) {
	row, err := findChallenge(ctx, secret.Hash(token), purpose, clock.Now())
	return row.show(), err
}

// Take returns a challenge and removes it, so that its answer is good once. ErrGone.
func (s *Service) Take(ctx context.Context, token, purpose string) (Challenge, error) {
	row, err := takeChallenge(ctx, secret.Hash(token), purpose, clock.Now())
	return row.show(), err
}

func (c challenge) show() Challenge {
	out := Challenge{Purpose: c.Purpose, Data: c.Data}
	if c.UserID != nil {
		out.UserID = *c.UserID
	}
	return out
}
