package formula_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/crm/formula"
)

// named are the fields of the tests.
func named(key string) (formula.Part, bool) {
	parts := map[string]formula.Part{
		"n":     {Type: formula.Number, SQL: "r.n"},
		"value": {Type: formula.Money, SQL: "r.amount", Currency: "r.currency"},
		"other": {Type: formula.Money, SQL: "r.amount2", Currency: "r.currency2"},
		"name":  {Type: formula.Text, SQL: "r.name"},
		"due":   {Type: formula.Date, SQL: "r.due"},
		"ready": {Type: formula.YesNo, SQL: "r.ready"},
		"tags":  {Type: formula.Choices, SQL: "r.tags", Choices: map[string]string{"red": "id-red"}},
	}
	p, there := parts[key]
	return p, there
}

func TestWhatAFormulaIs(t *testing.T) {
	for source, want := range map[string]formula.Type{
		`1 + 2`: formula.Number, `[n] / 0`: formula.Number, `[value] * 0.2`: formula.Money, `[value] - 100`: formula.Money, `[value] / [other]`: formula.Number,
		`[value] > 1000`: formula.YesNo, `[due] - today()`: formula.Number, `today() + 30`: formula.Date, `days([due]; today())`: formula.Number,
		`[name] & " · " & [n]`: formula.Text, `IF([ready] = yes, "Done", “Open”)`: formula.Text, `if([n] <> 3 and not [ready], [value], 0)`: formula.Money,
		`has([tags], 'Red') or empty([name])`: formula.YesNo, `max([value], 500)`: formula.Money, `round(amount([value]) / 3, 2)`: formula.Number,
		`addMonths([due], 3)`: formula.Date, `first([name], "?")`: formula.Text, `-[n]`: formula.Number, `[n] ≤ 3`: formula.YesNo, `1 < [n]`: formula.YesNo,
	} {
		r, err := formula.Compile(source, named)
		require.NoError(t, err, source)
		require.Equal(t, want, r.Type, source)
	}
}

func TestWhatIsWrongWithAFormula(t *testing.T) {
	for source, want := range map[string]formula.Problem{
		``:                              {formula.Empty, 0, ""},
		`[n] + `:                        {formula.Ending, 6, ""},
		`[n] *`:                         {formula.Ending, 5, ""},
		`[n] ~ 2`:                       {formula.Syntax, 4, "~"},
		`[n`:                            {formula.Syntax, 0, "[n"},
		`2 + [nobody]`:                  {formula.NoField, 4, "nobody"},
		`2 + price`:                     {formula.NoField, 4, "price"},
		`1 + summe([n])`:                {formula.NoFunc, 4, "summe"},
		`today(1)`:                      {formula.Arguments, 0, "today"},
		`[name] * 2`:                    {formula.Mismatch, 7, "*"},
		`[n] + upper([n])`:              {formula.Mismatch, 6, "upper"},
		`[name] < "x"`:                  {formula.Mismatch, 7, "<"},
		`has([tags], "blue")`:           {formula.NoChoice, 12, "blue"},
		`round([n], [n])`:               {formula.Plain, 11, "round"},
		`[tags]`:                        {formula.Mismatch, 0, "tags"},
		strings.Repeat("1+", 150) + "1": {formula.Long, 0, ""},
		strings.Repeat("x", 2_001):      {formula.Long, 0, ""},
	} {
		_, err := formula.Compile(source, named)
		var p *formula.Problem
		require.ErrorAs(t, err, &p, source)
		require.Equal(t, want, *p, source)
	}
}

// Whatever is written, there is an answer, the same each time; and no text that was written is read by anybody on the way.
func TestNothingThatIsWrittenGoesAstray(t *testing.T) {
	word := rapid.SampledFrom([]string{"[n]", "[value]", "[other]", "[name]", "[due]", "[ready]", "[tags]", "1", "0", "2.5", `"a'b?@$"`, "today()", "+", "-", "*", "/", "=", "<", "(", ")", ",", " and ", " or ",
		"not ", "if(", "min(", "round(", "has(", "first(", "addDays(", "empty(", "{", "|", "?", "in", "let", "#", "..", "ł", "\\", "'", "\"", "[", "]", "\x00", "if {", "**", "%", "//", "/*"})
	rapid.Check(t, func(t *rapid.T) {
		source := strings.Join(rapid.SliceOfN(word, 0, 40).Draw(t, "words"), "")
		r, err := formula.Compile(source, named)
		again, err2 := formula.Compile(source, named)
		require.Equal(t, r, again)
		require.Equal(t, err, err2)
		if err != nil {
			var p *formula.Problem
			require.ErrorAs(t, err, &p)
			require.LessOrEqual(t, p.At, len([]rune(source)))
			return
		}
		require.NotContains(t, r.SQL, "?")
		require.NotContains(t, r.SQL, "@$")
		require.Zero(t, strings.Count(r.SQL, "'")%2)
	})
}
