package layout

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// keys are fields that layouts of the test place, whether or not their reader knows them.
var keys = []string{"email", "phone", "city", "tags", "ownerId", "source", "custom.a", "custom.b"}

func fieldsOfReader(t *rapid.T) (fs []Field) {
	for _, key := range keys {
		if rapid.Bool().Draw(t, "sees "+key) {
			fills := rapid.Bool().Draw(t, "fills "+key)
			fs = append(fs, Field{Key: key, Section: rapid.SampledFrom([]string{"", "Site", "Money"}).Draw(t, "section of "+key), Askable: fills, Asked: fills, Required: fills && rapid.Bool().Draw(t, "needs "+key)})
		}
	}
	return fs
}

func somebodysSections(t *rapid.T) (all []Section) {
	left := slices.Clone(keys)
	for i := range rapid.IntRange(0, 4).Draw(t, "sections") {
		s := Section{ID: fmt.Sprint(i), Title: "T", Columns: 1}
		for range rapid.IntRange(0, 4).Draw(t, "fields") {
			if len(left) == 0 {
				break
			}
			at := rapid.IntRange(0, len(left)-1).Draw(t, "which")
			s.Fields = append(s.Fields, Placed{left[at], rapid.Bool().Draw(t, "asked")})
			left = slices.Delete(left, at, at+1)
		}
		all = append(all, s)
	}
	return all
}

// Whatever a layout says, its reader gets each field that they see once, none that they do not see, and a form that asks for
// all that is required and for nothing that they can't fill in.
func TestEachFieldOnceAndNoneThatIsClosed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fs := fieldsOfReader(t)
		sections := somebodysSections(t)
		if rapid.Bool().Draw(t, "the usual one") {
			sections = usual("contact", fs)
		}
		o := order(sections, fs)
		var shown []string
		for _, s := range o.Sections {
			require.NotEmpty(t, s.Fields)
			for _, p := range s.Fields {
				shown = append(shown, p.Key)
			}
		}
		shown = append(shown, o.More...)
		var seen, required, askable []string
		for _, f := range fs {
			seen = append(seen, f.Key)
			if f.Askable {
				askable = append(askable, f.Key)
			}
			if f.Required {
				required = append(required, f.Key)
			}
		}
		require.ElementsMatch(t, seen, shown)
		require.Subset(t, append([]string{""}, o.Ask...), append([]string{""}, required...))
		require.Subset(t, append([]string{""}, askable...), append([]string{""}, o.Ask...))
	})
}

func TestTheClosestLayoutApplies(t *testing.T) {
	sales, repairs := uuid.New(), uuid.New()
	all := []Layout{{ID: uuid.New(), Version: 1}, {Version: 2, Role: "employee"}, {Version: 3, PipelineID: sales}, {Version: 4, Role: "employee", PipelineID: sales}, {Version: 5, Role: "own"}}
	for _, c := range []struct {
		roles []string
		at    uuid.UUID
		want  int
	}{
		{[]string{"manager"}, uuid.Nil, 1}, {[]string{"employee"}, uuid.Nil, 2}, {[]string{"employee"}, repairs, 2}, {[]string{"manager"}, sales, 3}, {[]string{"employee"}, sales, 4},
		{[]string{"own", "employee"}, uuid.Nil, 5}, {[]string{"own", "employee"}, sales, 4}, {[]string{"other", "employee"}, uuid.Nil, 2},
	} {
		l, found := pick(all, c.roles, c.at)
		require.True(t, found)
		require.Equal(t, c.want, l.Version, "%v", c)
	}
	_, found := pick(all[1:], []string{"manager"}, uuid.Nil)
	require.False(t, found)
}
