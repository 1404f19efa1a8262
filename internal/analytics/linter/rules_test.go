package linter

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/id"
)

// told makes a history of a text: the open stages with their probabilities, then so many deals with the way each went:
//
//	New 10, Offer 50*
//	30 New 2d Offer 3d Won
//
// A star is an exit rule. Who still stands in a stage has done so for as long as is written after it.
func told(t *testing.T, text string) history {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(text), "\n")
	h := history{stands: map[uuid.UUID]deal.Stand{}}
	for i, s := range strings.Split(lines[0], ",") {
		name, percent := last(strings.TrimSpace(s))
		rule := ""
		if strings.HasSuffix(percent, "*") {
			rule = "They said yes"
		}
		n, err := strconv.Atoi(strings.TrimSuffix(percent, "*"))
		require.NoError(t, err)
		h.stages = append(h.stages, pipeline.Stage{ID: id.New(), Name: name, Position: i, Kind: pipeline.Open, Probability: n, ExitRule: rule})
	}
	h.stages = append(h.stages, pipeline.Stage{ID: id.New(), Name: "Won", Kind: pipeline.Won, Probability: 100}, pipeline.Stage{ID: id.New(), Name: "Lost", Kind: pipeline.Lost})
	for _, line := range lines[1:] {
		words := strings.Fields(line)
		n, err := strconv.Atoi(words[0])
		require.NoError(t, err, line)
		for range n {
			h.went(t, words[1:])
		}
	}
	return h
}

func last(text string) (before, word string) {
	at := strings.LastIndex(text, " ")
	return text[:at], text[at+1:]
}

// went adds a deal that went some way.
func (h *history) went(t *testing.T, way []string) {
	t.Helper()
	p := path{deal: deal.Deal{ID: id.New(), Name: fmt.Sprintf("Deal %d", len(h.paths)+1), Status: pipeline.Open}}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for i := 0; i < len(way); i += 2 {
		place := slices.IndexFunc(h.stages, func(s pipeline.Stage) bool { return strings.ReplaceAll(s.Name, " ", "_") == way[i] })
		require.GreaterOrEqual(t, place, 0, way[i])
		p.visits = appendVisit(p.visits, visit{place, at})
		p.deal.StageID, p.deal.Status, p.deal.StageSince = h.stages[place].ID, h.stages[place].Kind, at
		if i+1 < len(way) {
			at = at.Add(lasting(t, way[i+1]))
		}
	}
	h.paths = append(h.paths, p)
	if p.deal.Status == pipeline.Open {
		s := h.stands[p.deal.StageID]
		s.Deals++
		if len(way)%2 == 0 && lasting(t, way[len(way)-1]) > old {
			s.Old++
		}
		h.stands[p.deal.StageID] = s
	}
}

func lasting(t *testing.T, text string) time.Duration {
	t.Helper()
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		require.NoError(t, err)
		return time.Duration(n) * 24 * time.Hour
	}
	d, err := time.ParseDuration(text)
	require.NoError(t, err)
	return d
}

// say is a finding in a line, as golden files have it.
func (h history) say(f Finding) string {
	name := func(id uuid.UUID) string { return h.stages[h.place(id)].Name }
	var stages []string
	for _, s := range f.Stages {
		stages = append(stages, s.Name)
	}
	fix := f.Fix.Kind
	switch {
	case f.Fix.Kind == Merge:
		fix += " " + name(f.Fix.Stage) + " into " + name(f.Fix.Into)
	case f.Fix.Kind == Edit:
		fix += " " + name(f.Fix.Stage)
	}
	if f.Fix.Probability != nil {
		fix += fmt.Sprintf(" %d%%", *f.Fix.Probability)
	}
	if f.Fix.RotDays != nil {
		fix += fmt.Sprintf(" %dd", *f.Fix.RotDays)
	}
	return fmt.Sprintf("%s [%s] %d/%d, %d shown: %s", f.Rule, strings.Join(stages, ", "), f.Count, f.Of, len(f.Examples), fix)
}

// Each rule has a history that it is about, and a near one in which nothing is wrong.
func TestRules(t *testing.T) {
	const calm = "\n30 New 2d Offer 3d Won"
	for _, c := range []struct{ name, history, finds string }{
		{"nothing", "New 10*, Offer 50*" + calm, ""},
		{"nothing to go by", "New 10, Offer 50", ""},
		{"too many", "A 10*, B 10*, C 10*, D 10*, E 10*, F 10*, G 10*, H 10*\n30 A 2d B 2d C 2d D 2d E 2d F 2d G 2d H 2d Won\n1 A 2d B 2d C 2d D 2d E 2d G 2d H 2d Won",
			"too_many [F] 8/7, 0 shown: merge F into G"},
		{"just enough", "A 10*, B 10*, C 10*, D 10*, E 10*, F 10*, G 10*\n30 A 2d B 2d C 2d D 2d E 2d F 2d G 2d Won", ""},
		{"alike", "New 10*, Offer sent 50*, Proposal 60*\n30 New 2d Offer_sent 3d Proposal 1d Won\n5 New 2d Proposal 1d Lost",
			"alike [Offer sent, Proposal] 0/0, 0 shown: merge Offer sent into Proposal"},
		{"near in letters, not in meaning", "New 10*, Contacted 20*, Not contacted 30*\n30 New 2d Contacted 3d Not_contacted 1d Won", ""},
		{"skipped", "New 10*, Trial 30*, Offer 50*\n12 New 2d Trial 1d Offer 3d Won\n18 New 2d Offer 3d Won",
			"skipped [Trial] 18/30, 3 shown: merge Trial into Offer"},
		{"skipped by some", "New 10*, Trial 30*, Offer 50*\n13 New 2d Trial 1d Offer 3d Won\n17 New 2d Offer 3d Won", ""},
		{"lost before is not skipped", "New 10*, Trial 30*, Offer 50*\n12 New 2d Trial 1d Offer 3d Won\n60 New 2d Lost", ""},
		{"too few to tell", "New 10*, Trial 30*, Offer 50*\n4 New 2d Trial 1d Offer 3d Won\n15 New 2d Offer 3d Won", ""},
		{"quick", "New 10*, Trial 30*, Offer 50*\n18 New 2d Trial 9m Offer 3d Won\n12 New 2d Trial 3h Offer 3d Won",
			"quick [Trial] 18/30, 3 shown: merge Trial into Offer"},
		{"not that quick", "New 10*, Trial 30*, Offer 50*\n18 New 2d Trial 10m Offer 3d Won\n12 New 2d Trial 3h Offer 3d Won", ""},
		{"back and forth", "New 10*, Offer 50*\n24 New 2d Offer 3d Won\n6 New 2d Offer 1d New 1d Offer 3d Won",
			"loop [New, Offer] 6/30, 3 shown: edit New"},
		{"back once in a while", "New 10*, Offer 50*\n25 New 2d Offer 3d Won\n5 New 2d Offer 1d New 1d Offer 3d Won", ""},
		{"falling", "New 30*, Offer 20*\n10 New 2d Offer 3d Won\n10 New 2d Offer 3d Lost", "falling [New, Offer] 10/20, 0 shown: edit Offer 50%"},
		{"falling, and the history does not help", "New 30*, Offer 20*\n2 New 2d Offer 3d Won\n18 New 2d Offer 3d Lost", "falling [New, Offer] 2/20, 0 shown: edit Offer 30%"},
		{"level", "New 30*, Offer 30*" + calm, ""},
		{"empty", "New 10*, Trial 30*, Offer 50*" + calm, "empty [Trial] 0/30, 0 shown: merge Trial into Offer"},
		{"one stands there", "New 10*, Trial 30*, Offer 50*\n10 New 2d Trial 3d Offer 1d Won\n14 New 2d Offer 3d Won\n1 Trial 2d", ""},
		{"stale", "New 10*, Offer 50*" + calm + "\n3 New 1d Offer 61d\n3 New 1d Offer 5d", "stale [Offer] 3/6, 3 shown: edit Offer 60d"},
		{"most are fresh", "New 10*, Offer 50*" + calm + "\n2 New 1d Offer 61d\n3 New 1d Offer 5d", ""},
		{"no exit rule", "New 10*, Trial 30, Offer 50\n30 New 2d Trial 1d Offer 3d Won", "exit_rule [Trial, Offer] 2/3, 0 shown: edit Trial"},
		{"the only stage stays", "New 10*\n30 New 1m Won", "quick [New] 30/30, 3 shown: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := told(t, c.history)
			var all []string
			for _, f := range findings(h) {
				all = append(all, h.say(f))
			}
			require.Equal(t, c.finds, strings.Join(all, "\n"))
		})
	}
}

// What a merge would have made of the history: who was in both was in one, for as long as in both.
func TestMerged(t *testing.T) {
	h := told(t, "New 10*, Trial 30*, Offer 50*\n10 New 2d Trial 1d Offer 3d Won\n5 New 2d Offer 1d Trial 2d Offer 1d Lost\n5 New 4d Lost")
	say := func(rows []Row) (all []string) {
		for _, r := range rows {
			all = append(all, fmt.Sprintf("%s %d %.2f %.0fd", r.Name, r.Entered, r.Onward, r.Days))
		}
		return all
	}
	require.Equal(t, []string{"New 20 0.75 2d", "Trial 15 1.00 1d", "Offer 15 0.67 3d"}, say(h.rows()))
	require.Equal(t, []string{"New 20 0.75 2d", "Offer 15 0.67 4d"}, say(h.merged(1, 2).rows()))
	require.Equal(t, []string{"New 20 0.75 3d", "Offer 15 0.67 3d"}, say(h.merged(1, 0).rows()))
	require.Len(t, h.stages, 5, "the history itself stays")
}

func TestNames(t *testing.T) {
	for _, pair := range [][2]string{{"Offer", "Proposal"}, {"Offer sent", "Quote"}, {"Negotiation", "Negotiations"}, {"In  negotiation", "negotiating"},
		{"Oferta", "Wycena"}, {"Предложение отправлено", "КП"}, {"प्रस्ताव भेजा", "ऑफ़र"}, {"Pulong", "Demo"}, {"Tawag", "Natawagan"}, {"Встреча", "Демо"}} {
		require.True(t, same(pair[0], pair[1]), pair)
	}
	for _, pair := range [][2]string{{"Offer", "Order"}, {"Call 1", "Call 2"}, {"Qualified", "Not qualified"}, {"Qualified", "Disqualified"}, {"Oferta", "Umowa"},
		{"Договор", "Договорились о встрече"}, {"प्रस्ताव", "बातचीत"}, {"Panukala", "Pulong"}, {"Offer sent", "Offer accepted"}, {"Sent", "Made"}} {
		require.False(t, same(pair[0], pair[1]), pair)
	}
}

// What every company starts with is not called alike, in any language.
func TestSeededNamesDiffer(t *testing.T) {
	for _, stages := range [][]string{{"Lead", "Qualified", "Proposal", "Negotiation"}, {"लीड", "योग्य", "प्रस्ताव", "बातचीत"}, {"Szansa", "Zakwalifikowane", "Oferta", "Negocjacje"},
		{"Lead", "Kwalipikado", "Panukala", "Negosasyon"}, {"Лид", "Квалификация", "Предложение", "Переговоры"}} {
		for i, one := range stages {
			for _, other := range stages[i+1:] {
				require.False(t, same(one, other), "%s, %s", one, other)
			}
		}
	}
}

// Deals that were in a stage that went count as having been in the one that it went into, however long the chain.
func TestGoneStages(t *testing.T) {
	a, b, c, d := id.New(), id.New(), id.New(), id.New()
	one := deal.Deal{ID: id.New()}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	h := newHistory(pipeline.Stages{{ID: a, Kind: pipeline.Open}, {ID: d, Kind: pipeline.Open}},
		pipeline.Stages{{ID: b, MergedInto: &c}, {ID: c, MergedInto: &d}},
		deal.Sample{Deals: []deal.Deal{one}, Entries: []deal.Entry{{DealID: one.ID, StageID: a, At: at}, {DealID: one.ID, StageID: b, At: at.Add(time.Hour)}, {DealID: one.ID, StageID: d, At: at.Add(2 * time.Hour)}, {DealID: one.ID, StageID: id.New(), At: at}}})
	require.Equal(t, []visit{{0, at}, {1, at.Add(time.Hour)}}, h.paths[0].visits)
}
