package target

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// Place is where a file says that a deal stands.
type Place struct {
	Pipeline string `json:"pipeline"`
	Stage    string `json:"stage"`
	Status   string `json:"status"`
}

// Stage is such a place with how many rows say it, and the stage that it is here; nil when nobody knows.
type Stage struct {
	Place
	Rows    int        `json:"rows"`
	StageID *uuid.UUID `json:"stageId"`
	Chosen  bool       `json:"chosen"` // somebody said so
}

// mostStages is how many different places of a file are asked about.
const mostStages = 60

// What can be wrong with where a deal stands.
var (
	ErrStage    = pipeline.ErrStage.On("stage")
	ErrPipeline = errs.New(errs.Invalid, "pipeline.not_found", "There is no such pipeline.").On("pipeline")
)

// ladder finds stages.
type ladder struct {
	lines  []pipeline.Pipeline
	chosen map[Place]*uuid.UUID
	seen   map[Place]*Stage
}

// Stages implements Staged: where the rows say that deals stand, what most of them say first.
func (l *ladder) Stages() []Stage {
	all := []Stage{}
	for _, s := range l.seen {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b Stage) int {
		return cmp.Or(b.Rows-a.Rows, strings.Compare(a.Pipeline+a.Stage+a.Status, b.Pipeline+b.Stage+b.Status))
	})
	return all[:min(len(all), mostStages)]
}

// find is the stage that a place of the file is here; nil when a row says nothing of it.
func (l *ladder) find(p Place) (*pipeline.Stage, error) {
	p = Place{strings.TrimSpace(p.Pipeline), strings.TrimSpace(p.Stage), strings.TrimSpace(p.Status)}
	if p == (Place{}) {
		return nil, nil //nolint:nilnil // it says nothing
	}
	to, err := l.known(p)
	if l.seen[p] == nil {
		if len(l.seen) > 10*mostStages { // it is no column of stages
			return to, err
		}
		l.seen[p] = &Stage{Place: p, Chosen: l.chosen[p] != nil}
	}
	l.seen[p].Rows++
	if to != nil {
		l.seen[p].StageID = &to.ID
	}
	return to, err
}

func (l *ladder) known(p Place) (*pipeline.Stage, error) {
	if id := l.chosen[p]; id != nil {
		if to := l.first(l.lines, func(s pipeline.Stage) bool { return s.ID == *id }); to != nil {
			return to, nil
		}
	}
	lines := slices.DeleteFunc(slices.Clone(l.lines), func(line pipeline.Pipeline) bool { return p.Pipeline != "" && low(line.Name) != low(p.Pipeline) })
	if len(lines) == 0 && len(l.lines) == 1 {
		lines = l.lines // it is called otherwise here
	}
	if len(lines) == 0 {
		return nil, ErrPipeline
	}
	named := l.first(lines, func(s pipeline.Stage) bool { return low(s.Name) == low(p.Stage) })
	if named != nil {
		lines = slices.DeleteFunc(slices.Clone(lines), func(line pipeline.Pipeline) bool { return line.ID != named.PipelineID })
	}
	end := cmp.Or(meant(p.Status), meant(p.Stage))
	switch {
	case named != nil && (end == "" || end == pipeline.Open || named.Kind == end):
		return named, nil
	case end == pipeline.Won || end == pipeline.Lost:
		return or(l.first(lines, func(s pipeline.Stage) bool { return s.Kind == end }), ErrStage)
	case p.Stage != "":
		return nil, ErrStage
	default:
		return or(l.first(lines, func(s pipeline.Stage) bool { return s.Kind == pipeline.Open }), ErrStage)
	}
}

func or(s *pipeline.Stage, err error) (*pipeline.Stage, error) {
	if s != nil {
		err = nil
	}
	return s, err
}

func (l *ladder) first(lines []pipeline.Pipeline, is func(pipeline.Stage) bool) *pipeline.Stage {
	for _, line := range lines {
		for _, s := range line.Stages {
			if is(s) {
				return &s
			}
		}
	}
	return nil
}

// ends are the words by which files say that a deal is won, lost or open, in the languages of the product and in those of other
// products.
var ends = map[string][]string{
	pipeline.Won:  {"won", "closed won", "closedwon", "yes", "true", "wygrana", "wygrane", "tak", "выиграна", "выигран", "успешно реализовано", "сделка успешна", "да", "जीता", "जीत", "panalo", "nanalo"},
	pipeline.Lost: {"lost", "closed lost", "closedlost", "przegrana", "przegrane", "utracona", "проиграна", "проигран", "закрыто и не реализовано", "сделка провалена", "हारा", "हार", "talo", "natalo"},
	pipeline.Open: {"open", "no", "false", "otwarta", "otwarte", "nie", "открыта", "в работе", "нет", "खुला", "bukas"},
}

// meant is what a word says that a deal is; empty for what says nothing of it.
func meant(word string) string {
	for kind, words := range ends {
		if slices.Contains(words, low(word)) {
			return kind
		}
	}
	return ""
}
