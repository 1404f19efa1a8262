package linter

import (
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
)

// stat is what happened in one stage. Deals are counted once, however often they came.
type stat struct {
	entered, onward int // deals that were in it; of them those that got further
	past, skipped   int // deals that got further; of them those that were never in it
	closed, won     int // deals that were in it and are decided; of them those that were won
	left, quick     int // stays that ended; of them those that ended within moments
	stays           []time.Duration
	skippers, hasty []deal.Deal
}

// days is how long a deal usually stayed, in days; 0 while none has left.
func (s stat) days() float64 {
	if len(s.stays) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s.stays))
	return sorted[len(sorted)/2].Hours() / 24
}

// stats counts what happened in each stage, in their order.
func (h history) stats() []stat {
	all := make([]stat, len(h.stages))
	for _, p := range h.paths {
		furthest := h.furthest(p)
		for at := range all {
			all[at].count(p, at, furthest)
		}
	}
	return all
}

// furthest is the last place that a deal reached. What is lost got nowhere by it.
func (h history) furthest(p path) int {
	furthest := -1
	for _, v := range p.visits {
		if h.stages[v.stage].Kind != pipeline.Lost {
			furthest = max(furthest, v.stage)
		}
	}
	return furthest
}

// count adds what a deal did in the stage at a place.
func (s *stat) count(p path, at, furthest int) {
	was := slices.ContainsFunc(p.visits, func(v visit) bool { return v.stage == at })
	further := furthest > at
	switch {
	case was && further:
		s.entered, s.onward, s.past = s.entered+1, s.onward+1, s.past+1
	case was:
		s.entered++
	case further:
		s.past, s.skipped, s.skippers = s.past+1, s.skipped+1, append(s.skippers, p.deal)
	}
	if was && p.deal.Status != pipeline.Open {
		s.closed++
		if p.deal.Status == pipeline.Won {
			s.won++
		}
	}
	s.stay(p, at)
}

// stay adds how long a deal stayed.
func (s *stat) stay(p path, at int) {
	for i, v := range p.visits {
		if v.stage != at || i+1 == len(p.visits) {
			continue
		}
		d := p.visits[i+1].at.Sub(v.at)
		s.left, s.stays = s.left+1, append(s.stays, d)
		if d < moment {
			s.quick, s.hasty = s.quick+1, append(s.hasty, p.deal)
		}
	}
}

// returns are the deals that went from one stage to another and back, at least once.
func (h history) returns(one, other int) (who []deal.Deal) {
	for _, p := range h.paths {
		for i := 2; i < len(p.visits); i++ {
			if a, b, c := p.visits[i-2].stage, p.visits[i-1].stage, p.visits[i].stage; a == c && min(a, b) == one && max(a, b) == other {
				who = append(who, p.deal)
				break
			}
		}
	}
	return who
}

// Row is how deals fared in a stage: how many were in it, which share of them got further, and how many days they usually stayed.
type Row struct {
	pipeline.Stage
	Entered int
	Onward  float64
	Days    float64
}

// rows are the open stages, in their order.
func (h history) rows() (all []Row) {
	for i, s := range h.stats() {
		if h.stages[i].Kind == pipeline.Open {
			all = append(all, Row{h.stages[i], s.entered, share(s.onward, s.entered), s.days()})
		}
	}
	return all
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
