package linter

import (
	"slices"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
)

// look is a history with what was counted in it.
type look struct {
	history
	stats []stat
	open  []int // places of the open stages
}

// rules are asked one after the other; each tells what it finds.
var rules = []func(look) []Finding{look.tooMany, look.alike, look.skipped, look.quick, look.empty, look.loops, look.falling, look.stale, look.exitRule}

// findings are what could be simpler, that which helps most first.
func findings(h history) []Finding {
	l := look{history: h, stats: h.stats()}
	for at, s := range h.stages {
		if s.Kind == pipeline.Open {
			l.open = append(l.open, at)
		}
	}
	var all []Finding
	for _, rule := range rules {
		all = append(all, rule(l)...)
	}
	return all
}

// found makes a finding about stages.
func (l look) found(rule string, count, of int, places ...int) Finding {
	f := Finding{Rule: rule, Count: count, Of: of}
	for _, at := range places {
		f.Stages = append(f.Stages, l.stages[at])
	}
	return f
}

func shown(ds []deal.Deal) []deal.Deal { return ds[:min(len(ds), examples)] }

// into proposes to merge a stage into its open neighbour, the next one or else the one before; the only one stays.
func (l look) into(at int) Fix {
	i := slices.Index(l.open, at)
	switch {
	case i >= 0 && i+1 < len(l.open):
		return Fix{Kind: Merge, Stage: l.stages[at].ID, Into: l.stages[l.open[i+1]].ID}
	case i > 0:
		return Fix{Kind: Merge, Stage: l.stages[at].ID, Into: l.stages[l.open[i-1]].ID}
	default:
		return Fix{}
	}
}

// tooMany proposes to merge the stage in which the fewest deals were.
func (l look) tooMany() []Finding {
	if len(l.open) <= fewEnough {
		return nil
	}
	least := slices.MinFunc(l.open, func(a, b int) int { return l.stats[a].entered - l.stats[b].entered })
	f := l.found(TooMany, len(l.open), fewEnough, least)
	f.Fix = l.into(least)
	return []Finding{f}
}

// alike proposes to merge the stage in which fewer deals were.
func (l look) alike() (all []Finding) {
	for i, one := range l.open {
		for _, other := range l.open[i+1:] {
			if !same(l.stages[one].Name, l.stages[other].Name) {
				continue
			}
			f := l.found(Alike, 0, 0, one, other)
			f.Fix = Fix{Kind: Merge, Stage: l.stages[other].ID, Into: l.stages[one].ID}
			if l.stats[other].entered > l.stats[one].entered {
				f.Fix.Stage, f.Fix.Into = f.Fix.Into, f.Fix.Stage
			}
			all = append(all, f)
		}
	}
	return all
}

// unused tells that nothing stands in a stage and nothing came through.
func (l look) unused(at int) bool {
	return l.stats[at].entered == 0 && l.stands[l.stages[at].ID].Deals == 0
}

func (l look) skipped() (all []Finding) {
	for _, at := range l.open {
		s := l.stats[at]
		if s.past >= least && !l.unused(at) && share(s.skipped, s.past) >= most {
			f := l.found(Skipped, s.skipped, s.past, at)
			f.Examples, f.Fix = shown(s.skippers), l.into(at)
			all = append(all, f)
		}
	}
	return all
}

func (l look) quick() (all []Finding) {
	for _, at := range l.open {
		s := l.stats[at]
		if s.left >= least && share(s.quick, s.left) >= most {
			f := l.found(Quick, s.quick, s.left, at)
			f.Examples, f.Fix = shown(s.hasty), l.into(at)
			all = append(all, f)
		}
	}
	return all
}

func (l look) empty() (all []Finding) {
	for _, at := range l.open {
		if len(l.paths) >= least && l.unused(at) {
			f := l.found(Empty, 0, len(l.paths), at)
			f.Fix = l.into(at)
			all = append(all, f)
		}
	}
	return all
}

// loops asks for an exit rule of the earlier stage: who knows when a deal leaves does not take it back.
func (l look) loops() (all []Finding) {
	for i, one := range l.open {
		for _, other := range l.open[i+1:] {
			who, of := l.returns(one, other), min(l.stats[one].entered, l.stats[other].entered)
			if of >= least && share(len(who), of) >= often {
				f := l.found(Loop, len(who), of, one, other)
				f.Examples, f.Fix = shown(who), Fix{Kind: Edit, Stage: l.stages[one].ID}
				all = append(all, f)
			}
		}
	}
	return all
}

// falling proposes what the history shows, or at least what the stage before has.
func (l look) falling() (all []Finding) {
	for i, at := range l.open {
		if i == 0 {
			continue
		}
		before := l.open[i-1]
		if l.stages[at].Probability >= l.stages[before].Probability {
			continue
		}
		s, proposed := l.stats[at], l.stages[before].Probability
		if s.closed >= least {
			proposed = max(proposed, s.won*100/s.closed)
		}
		f := l.found(Falling, s.won, s.closed, before, at)
		f.Fix = Fix{Kind: Edit, Stage: l.stages[at].ID, Probability: &proposed}
		all = append(all, f)
	}
	return all
}

// stale proposes to say from when on a deal is stale, where nobody has.
func (l look) stale() (all []Finding) {
	for _, at := range l.open {
		s := l.stands[l.stages[at].ID]
		if s.Deals < few || share(s.Old, s.Deals) < 0.5 {
			continue
		}
		f := l.found(Stale, s.Old, s.Deals, at)
		f.Fix = Fix{Kind: Edit, Stage: l.stages[at].ID}
		if l.stages[at].RotDays == 0 {
			days := int(old.Hours() / 24)
			f.Fix.RotDays = &days
		}
		for _, p := range l.paths {
			if p.deal.StageID == l.stages[at].ID {
				f.Examples = append(f.Examples, p.deal)
			}
		}
		slices.SortStableFunc(f.Examples, func(a, b deal.Deal) int { return a.StageSince.Compare(b.StageSince) })
		f.Examples = shown(f.Examples)
		all = append(all, f)
	}
	return all
}

// exitRule is told once for all stages, when there is something to go by.
func (l look) exitRule() []Finding {
	var without []int
	for _, at := range l.open {
		if l.stages[at].ExitRule == "" {
			without = append(without, at)
		}
	}
	if len(without) == 0 || len(l.paths) < least {
		return nil
	}
	f := l.found(ExitRule, len(without), len(l.open), without...)
	f.Fix = Fix{Kind: Edit, Stage: l.stages[without[0]].ID}
	return []Finding{f}
}
