package field_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/field"
	"github.com/kith-crm/kith/internal/kit/patch"
)

var (
	errEmail = errs.New(errs.Invalid, "x.bad_email", "").On("email")
	errPhone = errs.New(errs.Invalid, "x.bad_phone", "").On("phone")
)

func TestSet(t *testing.T) {
	name, note, email, number, stays := "", "", "", "", "as it was"
	var set field.Set
	set.Line("name", patch.Of("  Ada\nLovelace "), 12, &name)
	set.Block("note", patch.Of("a\n\nb\x00"), 12, &note)
	set.Email(patch.Of(" ADA@Example.COM"), &email, errEmail)
	set.Phone(patch.Of("501 234 567"), "PL", &number, errPhone)
	set.Line("stays", patch.Field[string]{}, 3, &stays)
	require.NoError(t, set.Err())
	require.Equal(t, []string{"Ada Lovelace", "a\n\nb", "ada@example.com", "+48501234567", "as it was"}, []string{name, note, email, number, stays})
	set.Line("name", patch.Field[string]{Set: true, Null: true}, 12, &name)
	require.Empty(t, name, "null clears")
}

func TestSetCollectsAllErrors(t *testing.T) {
	var a, b, c string
	var set field.Set
	set.Line("name", patch.Of("żżżż"), 3, &a)
	set.Email(patch.Of("Ada <ada@example.com>"), &b, errEmail)
	set.Phone(patch.Of("none"), "PL", &c, errPhone)
	e, ok := errs.As(set.Err())
	require.True(t, ok)
	require.Equal(t, []errs.Field{{"name", "field.long", "At most 3 characters."}, {"email", "x.bad_email", ""}, {"phone", "x.bad_phone", ""}}, e.Fields)
	set = field.Set{}
	set.Email(patch.Of(strings.Repeat("a", 250)+"@x.io"), &b, errEmail)
	require.ErrorIs(t, set.Err(), errEmail)
}
