package password_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/kith-crm/kith/internal/kit/password"
)

var ana = []string{"ana.Kowalska@acme.example", "Ana Łucja Kowalska", "Żółw & Syn"}

func TestCheckRefuses(t *testing.T) {
	for pw, want := range map[string][]string{
		"":                       {"short"},
		"xK9#mQ2$v":              {"short"},
		"password":               {"short", "common"},
		"basketball":             {"common"},
		"BasketBall":             {"common"},
		"ｂａｓｋｅｔｂａｌｌ":             {"common"}, // full width
		"b4sk3tb4ll":             {"common"},
		"Password2024!":          {"common"},
		"P@ssw0rd1234":           {"common"},
		"Sunshine1985!":          {"common"},
		"Warszawa2024!":          {"common"},
		"Kowalska-xK9#mQ2$v":     {"personal"},
		"xK9#KOWALSKA2$v":        {"personal"},
		"xK9#k0w4lsk4mQ2$v":      {"personal"},
		"xK9#lucjamQ2$v":         {"personal"}, // without its accents
		"xK9#żółwmQ2$v":          {"personal"},
		"xK9#ana.kowalska2$v":    {"personal"},
		"aaaaaaaaaaaa":           {"pattern"},
		"abcdefghijkl":           {"pattern"},
		"zyxwvutsrqpo":           {"pattern"},
		"wertyuiop[]sdfg":        {"pattern"},
		"poiuytrewq[]":           {"pattern"},
		"йцукенгшщзхъ":           {"pattern"},
		"xk9mqxk9mqxk9mq":        {"pattern"},
		"1111222233334444":       {"pattern"},
		"8392017465":             {"pattern"}, // digits only: too few kinds of characters for ten of them
		strings.Repeat("ż", 257): {"long"},
		strings.Repeat("a", 1e6): {"long"},
		"aa aa\x00":              {"short"},
	} {
		v := password.Check(pw, ana...)
		require.False(t, v.OK, pw)
		require.LessOrEqual(t, v.Score, 1, pw)
		require.Subset(t, v.Reasons, want, pw)
		if len(want) == 1 && want[0] != "pattern" && want[0] != "short" {
			require.Equal(t, want[0], v.Reasons[0], pw)
		}
	}
}

func TestCheckAccepts(t *testing.T) {
	for pw, score := range map[string]int{
		"xkqmvtrhwz":                            2,
		"trowel-gusset-ninefold":                4,
		"correct horse battery staple":          3,
		"मेरीबिल्लीनीलीहै":                      4,
		"Zielony żuraw pije kawę":               4,
		"vK9#mQ2$xL":                            4,
		"blog-acme-example-xK":                  3, // the domain of the address is not personal
		strings.Repeat("kX9#vb!2Qm&z", 1) + "p": 4,
	} {
		v := password.Check(pw, ana...)
		require.True(t, v.OK, "%s %v", pw, v)
		require.GreaterOrEqual(t, v.Score, score, pw)
		require.NotNil(t, v.Reasons)
	}
}

func TestShortPersonalWordsDoNotCount(t *testing.T) {
	require.True(t, password.Check("banana-trowel-gusset", "Ana", "ana@x.example", "", "@", "  ").OK)
}

func TestLengthCountsCharacters(t *testing.T) {
	ten := "żółćęśąńźr"
	require.Contains(t, password.Check(ten[:len(ten)-1]).Reasons, "short")
	require.NotContains(t, password.Check(ten).Reasons, "short")
	require.NotContains(t, password.Check(norm.NFD.String(ten)).Reasons, "short")
	require.Contains(t, password.Check(norm.NFD.String("żółćęśąńź")).Reasons, "short", "marks are not characters of their own")
	require.NotContains(t, password.Check(strings.Repeat("ż", 256)).Reasons, "long")
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"", "a", "Password2024!", "\xff\xfe\x00", "ﷺﷺﷺ", "लीनी", "1qaz2wsx", strings.Repeat("ab", 200), "𝕡𝕒𝕤𝕤", "İıſß"} {
		f.Add(seed, "ana.kowalska@acme.example")
	}
	codes := []string{"short", "long", "common", "personal", "pattern"}
	f.Fuzz(func(t *testing.T, pw, personal string) {
		v := password.Check(pw, personal)
		last := -1
		for _, reason := range v.Reasons {
			at := slices.Index(codes, reason)
			require.Greater(t, at, last, "known, in order, once: %v", v.Reasons)
			last = at
		}
		require.Equal(t, len(v.Reasons) == 0, v.OK)
		require.Equal(t, v.OK, v.Score >= 2)
		require.True(t, v.Score >= 0 && v.Score <= 4)
		require.Equal(t, v, password.Check(norm.NFD.String(pw), personal), "however the system composes accents")
	})
}

func BenchmarkCheck(b *testing.B) {
	long := strings.Repeat("qazwsx3d", 32)
	for b.Loop() {
		password.Check(long, ana...)
	}
}
