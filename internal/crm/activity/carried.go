package activity

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/record"
)

// via is the part of an entry's data that says how something stands which the program does for a person, such as a mail
// that it sends. Such an entry is what happened, and nobody changes it.
const via = "via"

func (a Activity) carried() bool { return a.Data[via] != nil }

// Carry writes down, about a record that the caller may see, what the program does for the caller. how is kept as JSON and
// shown to everybody who sees the entry.
func (s *Service) Carry(ctx context.Context, kind string, about record.Ref, text string, how any) (Seen, error) {
	a := fresh(ctx, kind, about)
	a.Data[via] = how
	return s.write(ctx, a, Draft{Text: &text})
}

// Carried reads an entry of Carry that the caller may see, and how it stands into how. Nobody else changes it until the end
// of the unit.
func (s *Service) Carried(ctx context.Context, id uuid.UUID, how any) (Activity, error) {
	a, err := hold(ctx, id)
	if err != nil {
		return a, err
	}
	if !a.carried() {
		return a, ErrNotFound
	}
	stored, err := json.Marshal(a.Data[via])
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal(stored, how)
}

// Carries saves how an entry that Carried has read stands now.
func (s *Service) Carries(ctx context.Context, a Activity, how any) error {
	a.Data[via] = how
	return keep(ctx, a, clock.Now())
}
