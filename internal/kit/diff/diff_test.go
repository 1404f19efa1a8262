package diff_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/diff"
)

type day string

type common struct{ Source string }

type person struct {
	ID       uuid.UUID
	Name     string
	OwnerID  *uuid.UUID
	Birthday *day
	Seen     time.Time
	Active   bool
	Key      []byte `diff:"-"`
	Version  int
	common
	Extra
}

// Extra is embedded.
type Extra struct{ City string }

func TestOf(t *testing.T) {
	ed, b := uuid.New(), day("1990-02-28")
	seen := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600))
	before := person{ID: uuid.New(), Name: "Ada", Version: 1, Seen: seen, Extra: Extra{"Paris"}}
	after := before
	after.Name, after.OwnerID, after.Birthday, after.Version, after.Key = "Ada L.", &ed, &b, 2, []byte{1}
	after.Seen, after.City = seen.UTC(), ""
	require.Equal(t, []diff.Change{
		{"name", "Ada", "Ada L."}, {"ownerId", nil, ed}, {"birthday", nil, "1990-02-28"}, {"city", "Paris", nil},
	}, diff.Of(before, &after))
	require.Empty(t, diff.Of(after, after))
	require.Empty(t, diff.Of(after, nil))
	require.Equal(t, []diff.Change{{"name", nil, "Bo"}}, diff.Of(nil, person{Name: "Bo"}))
	require.Equal(t, []diff.Change{{"with", nil, "Fred"}}, diff.Of(nil, map[string]string{"with": "Fred"}))
}

func TestResolve(t *testing.T) {
	ed, ghost := uuid.New(), uuid.New()
	stored, err := json.Marshal([]diff.Change{{"ownerId", ed, ghost}, {"name", ed.String(), "x"}})
	require.NoError(t, err)
	var read []diff.Change
	require.NoError(t, json.Unmarshal(stored, &read))
	names := func(_ context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
		require.ElementsMatch(t, []uuid.UUID{ed, ghost}, ids)
		return map[uuid.UUID]string{ed: "Ed"}, nil
	}
	require.NoError(t, diff.Resolve(t.Context(), []*diff.Change{&read[0], &read[1]}, map[string]diff.Namer{"ownerId": names}))
	require.Equal(t, []diff.Change{{"ownerId", "Ed", nil}, {"name", ed.String(), "x"}}, read)
}
