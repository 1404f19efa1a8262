package pipeline

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Draft is what of a pipeline may be set; nil leaves it as it is.
type Draft struct {
	Name     *string
	Mode     *string
	Position *int // among the pipelines
	Teams    *[]uuid.UUID
	Stages   *[]StageDraft // all of them, in their order: those left out are removed
	Moves    []Move        // where what stands in removed stages goes
}

// StageDraft is a stage as it shall be; without an ID it is a new one.
type StageDraft struct {
	ID                   *uuid.UUID
	Name, Kind, ExitRule string
	Probability, RotDays int
	Gate                 []string
}

// Move says where what stands in a stage that is removed goes.
type Move struct{ From, To uuid.UUID }

const (
	maxName      = 80
	maxRule      = 240
	maxRot       = 365
	maxStages    = 30
	maxPipelines = 100
)

// What can be wrong with a pipeline that somebody sets up.
var (
	ErrStale       = errs.New(errs.Conflict, "pipeline.stale", "Someone else changed this pipeline meanwhile.")
	ErrNameless    = errs.New(errs.Invalid, "field.required", "A pipeline needs a name.").On("name")
	ErrLong        = errs.New(errs.Invalid, "field.long", "This is too long.")
	ErrStageName   = errs.New(errs.Invalid, "stage.nameless", "Every stage needs a name.").On("stages")
	ErrTwice       = errs.New(errs.Invalid, "stage.twice", "Two stages have the same name.").On("stages")
	ErrKinds       = errs.New(errs.Invalid, "pipeline.kinds", "A pipeline needs an open stage, one for what is won and one for what is lost.").On("stages")
	ErrKind        = errs.New(errs.Invalid, "stage.kind", "What a stage means does not change: make another one.").On("stages")
	ErrRange       = errs.New(errs.Invalid, "stage.range", "A probability is between 0 and 100, days between 0 and 365.").On("stages")
	ErrMany        = errs.New(errs.Invalid, "stage.many", "A pipeline has at most 30 stages.").On("stages")
	ErrTeam        = errs.New(errs.Invalid, "pipeline.team", "There is no such team.").On("teams")
	ErrTarget      = errs.New(errs.Invalid, "stage.target", "Deals go into a stage of the same kind that stays.").On("moves")
	ErrDealsInside = errs.New(errs.Conflict, "stage.deals_inside", "There are deals in this stage. Say where they go.")
	ErrLast        = errs.New(errs.Conflict, "pipeline.last", "The last pipeline stays.")
	ErrUndone      = errs.New(errs.NotFound, "pipeline.undone", "This can't be undone any more.")
	ErrNotWhole    = errs.New(errs.Forbidden, "pipeline.closed", "Some stages of this pipeline are closed to your role.")
)

// apply sets what is drafted and checks that the result is a pipeline. Keys are the company's own fields that stages can ask for.
func (p *Pipeline) apply(d Draft, keys []string) error {
	if d.Name != nil {
		p.Name = strings.Join(strings.Fields(*d.Name), " ")
	}
	if d.Mode != nil {
		p.Mode = *d.Mode
	}
	if d.Teams != nil {
		p.Teams = slices.Compact(slices.SortedFunc(slices.Values(*d.Teams), compare))
	}
	switch {
	case p.Name == "":
		return ErrNameless
	case utf8.RuneCountInString(p.Name) > maxName:
		return ErrLong.On("name")
	case d.Stages == nil:
		return nil
	}
	was := Stages(p.Stages)
	p.Stages = nil
	for i, sd := range *d.Stages {
		s, err := sd.stage(was, p.ID, slices.Concat(keys, was.keys()))
		if err != nil {
			return err
		}
		s.Position = i
		p.Stages = append(p.Stages, s)
	}
	return check(p.Stages)
}

func compare(a, b uuid.UUID) int { return strings.Compare(a.String(), b.String()) }

// stage is the drafted stage, one of those that were or a new one; keys are the company's own fields that it can ask for.
func (d StageDraft) stage(was Stages, pipelineID uuid.UUID, keys []string) (Stage, error) {
	s := Stage{ID: id.New(), PipelineID: pipelineID, Kind: d.Kind}
	if d.ID != nil {
		var err error
		if s, err = was.Find(*d.ID); err != nil {
			return s, ErrStale
		}
		if d.Kind != s.Kind {
			return s, ErrKind
		}
	}
	s.Name = strings.Join(strings.Fields(d.Name), " ")
	s.ExitRule = strings.Join(strings.Fields(d.ExitRule), " ")
	s.Probability, s.RotDays = d.Probability, d.RotDays
	var err error
	s.Gate, err = gate(d.Gate, keys)
	return s, err
}

func check(ss []Stage) error {
	names, kinds := map[string]bool{}, map[string]int{}
	for _, s := range ss {
		key := strings.ToLower(s.Name)
		switch {
		case s.Name == "":
			return ErrStageName
		case utf8.RuneCountInString(s.Name) > maxName, utf8.RuneCountInString(s.ExitRule) > maxRule:
			return ErrLong.On("stages")
		case names[key]:
			return ErrTwice
		case s.Probability < 0 || s.Probability > 100 || s.RotDays < 0 || s.RotDays > maxRot:
			return ErrRange
		}
		names[key] = true
		kinds[s.Kind]++
	}
	switch {
	case kinds[Open] == 0 || kinds[Won] == 0 || kinds[Lost] == 0 || kinds[Open]+kinds[Won]+kinds[Lost] != len(ss):
		return ErrKinds
	case len(ss) > maxStages:
		return ErrMany
	}
	return nil
}

// open refuses a pipeline with a stage that is closed to the caller: who does not see all of it does not set it up.
func (p Pipeline) open(c *caller.Caller) error {
	if slices.ContainsFunc(p.Stages, func(s Stage) bool { return s.Enter(c) != nil }) {
		return ErrNotWhole
	}
	return nil
}

// removed are the stages of a pipeline that are no more in what it becomes.
func removed(before, after []Stage) (gone []Stage) {
	for _, s := range before {
		if _, err := Stages(after).Find(s.ID); err != nil {
			gone = append(gone, s)
		}
	}
	return gone
}

// Changed is published when a pipeline was created, updated, deleted or restored. Deals is how many were moved by it.
type Changed struct {
	Action        string
	Before, After Pipeline
	Deals         int64
	teams         map[uuid.UUID]string
}

// Change implements event.Change. Of the stages only those that differ are told.
func (e Changed) Change() event.Changed {
	out := event.Changed{Ref: record.Ref{Kind: Kind, ID: e.After.ID}, Action: e.Action, Name: e.After.Name}
	before, after := e.shown(e.Before, e.After), e.shown(e.After, e.Before)
	after["deals"] = e.Deals
	if e.Action != "created" {
		out.Before = before
	}
	out.After = after
	return out
}

func (e Changed) shown(p, other Pipeline) map[string]any {
	var teams, stages []string
	for _, t := range p.Teams {
		teams = append(teams, e.teams[t])
	}
	for _, s := range p.Stages {
		if o, err := Stages(other.Stages).Find(s.ID); err != nil || told(o) != told(s) {
			stages = append(stages, told(s))
		}
	}
	slices.Sort(teams)
	return map[string]any{"name": p.Name, "mode": p.Mode, "position": p.Position, "teams": strings.Join(teams, ", "), "stages": strings.Join(stages, "; ")}
}

// told is a stage in words, with its place.
func told(s Stage) string {
	parts := []string{fmt.Sprintf("%d. %s", s.Position+1, s.Name), fmt.Sprintf("%d%%", s.Probability)}
	if s.RotDays > 0 {
		parts = append(parts, fmt.Sprintf("%d d", s.RotDays))
	}
	if s.Gate != "" {
		parts = append(parts, strings.Join(s.Gate.Fields(), " + "))
	}
	if s.ExitRule != "" {
		parts = append(parts, "«"+s.ExitRule+"»")
	}
	return strings.Join(parts, ", ")
}
