// Package pipeline owns the ways in which a company sells: pipelines, their stages with what they ask for, and the reasons
// for which deals are lost. It does not know what moves through them; deals do.
package pipeline

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// Kind names pipelines in permissions.
const Kind = "pipeline"

// subject is what stands in stages, as rights name it.
const subject = "deal"

// Pipeline is one way of selling.
type Pipeline struct {
	ID                   uuid.UUID
	Name                 string
	Position             int    // order among the pipelines; the first is the default
	Mode                 string // whom it sells to: Companies or Persons
	Version              int
	CreatedAt, UpdatedAt time.Time
	RemovedAt            *time.Time
	Stages               []Stage     `gorm:"-"` // in their order
	Teams                []uuid.UUID `gorm:"-"` // that use it; none are all
}

// Mine tells whether a pipeline is one of those that somebody's teams use.
func (p Pipeline) Mine(c *caller.Caller) bool {
	return len(p.Teams) == 0 || slices.ContainsFunc(p.Teams, func(t uuid.UUID) bool { return slices.Contains(c.Teams, t) })
}

// Whom a pipeline sells to. Companies have several people who decide together; private people are called until they are reached.
const (
	Companies = "b2b"
	Persons   = "b2c"
)

// Kinds of stages: what a deal is in them.
const (
	Open = "open"
	Won  = "won"
	Lost = "lost"
)

// Stage is one step of a pipeline.
type Stage struct {
	ID, PipelineID uuid.UUID
	Name           string
	Position       int
	Probability    int // of winning from here, in percent
	Kind           string
	ExitRule       string // when a deal leaves it, in a sentence; may be empty
	RotDays        int    // after so many days in it a deal is stale; 0 for never
	Gate           Gate   // what a deal has to have to enter it

	FormerPipelineID *uuid.UUID // of a removed stage, which has no PipelineID
	RemovalID        *uuid.UUID // of all stages that were removed together
	RemovedAt        *time.Time
	MergedInto       *uuid.UUID // where what stood in a removed stage went; nil when nobody said
}

// Rotting tells whether what has been in the stage since a moment is stale at another.
func (s Stage) Rotting(since, now time.Time) bool {
	return s.Kind == Open && s.RotDays > 0 && now.Sub(since) > time.Duration(s.RotDays)*24*time.Hour
}

// Elsewhere stands for the name of a stage that is hidden from the caller, in what tells where something was.
const Elsewhere = "•••"

// ErrNotFound is returned for a pipeline that does not exist.
var ErrNotFound = errs.New(errs.NotFound, "pipeline.not_found", "There is no such pipeline.")

// ErrNoStage is returned when a stage is asked for that does not exist.
var ErrNoStage = errs.New(errs.NotFound, "stage.not_found", "There is no such stage.")

// ErrStage is returned for a record that is to go into a stage that does not exist.
var ErrStage = errs.New(errs.Invalid, "stage.not_found", "There is no such stage.").On("stageId")

// ErrClosed is returned for a record that is to go into a stage into which the caller's role puts none.
var ErrClosed = errs.New(errs.Forbidden, "stage.closed", "Your role does not put deals into this stage.").On("stageId")

// Enter refuses a stage into which the caller puts no records.
func (s Stage) Enter(c *caller.Caller) error {
	if c.Stage(subject, s.ID) != caller.Write {
		return ErrClosed
	}
	return nil
}

// Stages are the stages of a tenant that the caller sees, ordered by pipeline and position.
type Stages []Stage

// Find returns a stage by its id.
func (ss Stages) Find(id uuid.UUID) (Stage, error) {
	for _, s := range ss {
		if s.ID == id {
			return s, nil
		}
	}
	return Stage{}, ErrStage
}

// First is where somebody's new deals begin: the first open stage of the first pipeline into which they put any.
func (ss Stages) First(c *caller.Caller) (Stage, error) {
	for _, s := range ss {
		if s.Kind == Open && s.Enter(c) == nil {
			return s, nil
		}
	}
	return Stage{}, ErrStage
}

// Of are the stages of one pipeline.
func (ss Stages) Of(pipelineID uuid.UUID) Stages {
	var own Stages
	for _, s := range ss {
		if s.PipelineID == pipelineID {
			own = append(own, s)
		}
	}
	return own
}
