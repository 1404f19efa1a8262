// Package linter looks over the way in which a company sells: which stages of a pipeline are too many, called alike, passed by,
// and so on. Each finding comes with its evidence and with what would help. It owns only which findings a company does not want
// to hear; deals and their history, and stages with their merging and its undoing, belong to crm.
package linter

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// What the rules go by.
const (
	sample    = 200 // so many of a pipeline's youngest deals are looked at
	least     = 20  // of fewer deals nothing is concluded
	fewEnough = 7   // open stages
	most      = 0.6 // of deals: a habit
	often     = 0.2 // of deals: a nuisance
	examples  = 3   // deals that are shown
	few       = 5   // standing deals of which nothing is concluded
	moment    = 10 * time.Minute
	old       = 60 * 24 * time.Hour // what has stood in a stage for longer is stale
)

// Names of the rules.
const (
	TooMany  = "too_many"  // more open stages than people keep apart
	Alike    = "alike"     // two that mean the same, by their names
	Skipped  = "skipped"   // most deals go past it
	Quick    = "quick"     // most deals leave it within minutes
	Loop     = "loop"      // deals go back and forth between two
	ExitRule = "exit_rule" // nobody says when a deal leaves
	Falling  = "falling"   // less likely to be won than in a stage before
	Empty    = "empty"     // nothing stands in it or came through
	Stale    = "stale"     // deals rest in it
)

// Finding is what could be simpler, with its evidence: Count of Of deals (or what else the rule counts).
type Finding struct {
	Rule      string
	Stages    []pipeline.Stage // that it is about, in their order
	Count, Of int
	Examples  []deal.Deal
	Fix       Fix
	Dismissed bool
	Until     *time.Time // of a dismissal; nil for good
}

// Key names the finding among those of its pipeline. One about the pipeline as a whole is named by its rule alone.
func (f Finding) Key() string {
	parts := []string{f.Rule}
	if f.Rule != TooMany && f.Rule != ExitRule {
		for _, s := range f.Stages {
			parts = append(parts, s.ID.String())
		}
	}
	return strings.Join(parts, ".")
}

// What helps.
const (
	Merge = "merge" // Stage into Into
	Edit  = "edit"  // Stage, with Probability or RotDays
	None  = ""      // the caller's own judgement
)

// Fix is what would help. Probability and RotDays are proposals, nil when the fix is not about them.
type Fix struct {
	Kind                 string
	Stage, Into          uuid.UUID
	Probability, RotDays *int
}

// ErrNoMerge is returned for a preview of what can't be merged.
var ErrNoMerge = errs.New(errs.Invalid, "stage.target", "Deals go into a stage of the same kind that stays.").On("into")

// visit is that a deal was in a stage, from At until the next visit.
type visit struct {
	stage int // place of the stage in the pipeline
	at    time.Time
}

// path is where a deal has been, no stage twice in a row.
type path struct {
	deal   deal.Deal
	visits []visit
}

// history is what the rules look at. Nothing in it is read again.
type history struct {
	stages []pipeline.Stage // in their order
	paths  []path           // the youngest deal first
	stands map[uuid.UUID]deal.Stand
}

// newHistory puts deals' steps together. What happened in stages that are gone counts for those into which they went.
func newHistory(stages, gone pipeline.Stages, m deal.Sample) history {
	h := history{stages: stages, stands: map[uuid.UUID]deal.Stand{}}
	for _, s := range m.Stands {
		h.stands[s.StageID] = s
	}
	by := map[uuid.UUID][]visit{}
	for _, e := range m.Entries {
		if at := h.place(stay(gone, e.StageID)); at >= 0 {
			by[e.DealID] = appendVisit(by[e.DealID], visit{at, e.At})
		}
	}
	for _, d := range m.Deals {
		h.paths = append(h.paths, path{d, by[d.ID]})
	}
	return h
}

// stay follows a stage that is gone to the one that stayed; a chain of merges has at most as many links as stages are gone.
func stay(gone pipeline.Stages, id uuid.UUID) uuid.UUID {
	for range gone {
		s, err := gone.Find(id)
		if err != nil || s.MergedInto == nil {
			break
		}
		id = *s.MergedInto
	}
	return id
}

func (h history) place(id uuid.UUID) int {
	return slices.IndexFunc(h.stages, func(s pipeline.Stage) bool { return s.ID == id })
}

func appendVisit(vs []visit, v visit) []visit {
	if n := len(vs); n > 0 && vs[n-1].stage == v.stage {
		return vs
	}
	return append(vs, v)
}

// merged is the history as it would have been with one stage in another.
func (h history) merged(from, into int) history {
	out := history{stages: slices.Delete(slices.Clone(h.stages), from, from+1), stands: h.stands}
	place := func(at int) int {
		if at == from {
			at = into
		}
		if at > from {
			at--
		}
		return at
	}
	for _, p := range h.paths {
		q := path{deal: p.deal}
		for _, v := range p.visits {
			q.visits = appendVisit(q.visits, visit{place(v.stage), v.at})
		}
		out.paths = append(out.paths, q)
	}
	return out
}

// Dismissed is published when a company does not want to hear of a finding any more, or does again.
type Dismissed struct {
	Pipeline pipeline.Pipeline
	Stages   string // names of those that it is about
	Again    bool   // is to be heard of
}

// Change implements event.Change.
func (e Dismissed) Change() event.Changed {
	action, about := "hint_dismissed", map[string]any{"stages": e.Stages}
	if e.Again {
		action = "hint_restored"
	}
	return event.Changed{Ref: record.Ref{Kind: pipeline.Kind, ID: e.Pipeline.ID}, Action: action, Name: e.Pipeline.Name, After: about}
}
