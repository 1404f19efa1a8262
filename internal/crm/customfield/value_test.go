package customfield

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/kit/id"
)

var poland = place{country: "PL", currency: "PLN"}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	f := Field{Type: Number, Settings: Settings{Decimals: 2}}
	for in, want := range map[string]any{"1 234,5": 1234.5, "1,234.50": 1234.5, "1.234,5": 1234.5, "1,234": 1234.0, "12,34": 12.34, "12.345": 12.35, "1,23,456.7": 123456.7, "-0.001": 0.0, "1'000": 1000.0} {
		got, err := f.read(in, poland)
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
	}
	for _, in := range []string{"abc", "NaN", "Inf", "0x10", "1e400", "1_000", "--1", "1.2.3"} {
		_, err := f.read(in, poland)
		require.Error(t, err, in)
	}
}

func TestMoneyAsPeopleWriteIt(t *testing.T) {
	f := Field{Type: Money}
	for in, want := range map[string]map[string]any{
		"12,50": {"amount": 1250.0, "currency": "PLN"}, "12.50 eur": {"amount": 1250.0, "currency": "EUR"}, "1 200 JPY": {"amount": 1200.0, "currency": "JPY"}} {
		got, err := f.read(in, poland)
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
	}
	for _, in := range []any{"12 XYZ0", map[string]any{"amount": 1.5, "currency": "EUR"}, map[string]any{"amount": 1.0, "currency": "XYZ"}, 12.0} {
		_, err := f.read(in, poland)
		require.Error(t, err, in)
	}
}

func anyField(t *rapid.T) Field {
	f := Field{ID: id.New(), Object: "contact", Label: "F", Type: rapid.SampledFrom(Types).Draw(t, "type"), State: Active}
	f.Settings.Decimals = rapid.IntRange(0, maxDecimals).Draw(t, "decimals")
	for range rapid.IntRange(1, 5).Draw(t, "choices") {
		f.Settings.Choices = append(f.Settings.Choices, Option{ID: id.New().String(), Label: rapid.StringMatching(`[A-Za-zżł ]{1,8}[0-9]{4}`).Draw(t, "label")})
	}
	return f
}

// anything is what could come in as JSON.
func anything() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) any { return s }), rapid.Map(rapid.Float64(), func(n float64) any { return n }), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Just[any](nil), rapid.Just[any]([]any{"x", 1.0}), rapid.Just[any](map[string]any{"amount": 12.0, "currency": "EUR"}), rapid.Just[any]("2026-02-29"), rapid.Just[any]("2024-02-29"),
		rapid.Map(rapid.StringMatching(`(https://|mailto:|javascript:)?[a-z]{1,8}[.@][a-z]{2,8}`), func(s string) any { return s }), rapid.Map(rapid.StringMatching(`\+?[0-9 ]{5,12}`), func(s string) any { return s }))
}

// Whatever comes in: it is refused, or has one form that stays as it is, in JSON and read again; and no link runs a script.
func TestAValueHasOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyField(t)
		in := anything().Draw(t, "in")
		if f.chosen() && rapid.Bool().Draw(t, "fits") {
			in = rapid.SampledFrom(f.Settings.Choices).Draw(t, "choice").Label
		}
		once, err := f.read(in, poland)
		if err != nil || once == nil {
			return
		}
		data, err := json.Marshal(once)
		require.NoError(t, err)
		var stored any
		require.NoError(t, json.Unmarshal(data, &stored))
		require.Equal(t, once, stored, "what is written is what is read")
		twice, err := f.read(stored, poland)
		require.NoError(t, err)
		require.Equal(t, once, twice)
		require.NotEmpty(t, f.told(once))
		if f.Type == Link {
			require.Regexp(t, `^(https://|mailto:)`, once)
		}
	})
}

// What a field can become without loss says the same afterwards; what it can't is told as lost.
func TestAnotherTypeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := anyField(t)
		if !slices.Contains(convertible, f.Type) {
			return
		}
		in := anything().Draw(t, "in")
		was, err := f.read(in, poland)
		if err != nil || was == nil {
			return
		}
		to := rapid.SampledFrom(convertible).Draw(t, "to")
		after := f
		after.become(to, []counted{{was, 1}})
		next, err := after.read(f.told(was), poland)
		if err != nil || next == nil || !f.back(was, after.told(next), to) {
			return
		}
		again, err := f.read(after.told(next), poland)
		require.NoError(t, err)
		if to == Number || f.Type == Number { // the same number, written otherwise
			require.True(t, f.back(was, f.told(again), to), "%s → %s", f.Type, to)
			return
		}
		require.Equal(t, was, again, "%s → %s", f.Type, to)
	})
}

// A key is an id of our own form, and nothing else gets into SQL by it.
func FuzzKeys(f *testing.F) {
	for _, s := range []string{"custom.01900000-0000-7000-8000-000000000000", "custom.", "custom.'; DROP TABLE contact; --", "custom.{01900000-0000-7000-8000-000000000000}", "custom.01900000000070008000000000000000", "name"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if u, ok := keyed(s); ok {
			require.Equal(t, s, prefix+u.String())
			require.Regexp(t, `^contact\.custom->'[0-9a-f-]{36}'$`, Field{ID: u, Object: "contact"}.at("->"))
		}
	})
}
