// Package team owns teams, how they stand below each other, and who is in them. What belonging to a team opens is decided
// by scopes (kit/db).
package team

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names teams in permissions and the audit trail.
const Kind = "team"

// Team is a group of people.
type Team struct {
	ID                   uuid.UUID
	Name                 string
	ParentID             *uuid.UUID // the team above; nil at the top
	Version              int
	CreatedAt, UpdatedAt time.Time
	Members              []Member `gorm:"-"`
}

// Member is a person in a team; a manager of it leads it and all teams below.
type Member struct {
	TeamID  uuid.UUID
	UserID  uuid.UUID
	Manager bool
}

// Draft is what may be set; nil leaves a field as it is.
type Draft struct {
	Name     *string
	ParentID patch.Field[uuid.UUID]
	Members  *[]Member
}

// Changed is published when a team was created, updated or deleted.
type Changed struct {
	Action        string
	Before, After Team
}

// Change implements event.Change.
func (c Changed) Change() event.Changed {
	e := event.Changed{Ref: record.Ref{Kind: Kind, ID: c.After.ID}, Action: c.Action, Name: c.After.Name}
	if c.Action != "created" {
		e.Before = shown(c.Before)
	}
	if c.Action != "deleted" {
		e.After = shown(c.After)
	}
	return e
}

func shown(t Team) map[string]any {
	ids := make([]string, len(t.Members))
	for i, m := range t.Members {
		ids[i] = m.UserID.String()
	}
	parent := ""
	if t.ParentID != nil {
		parent = t.ParentID.String()
	}
	return map[string]any{"name": t.Name, "parentId": parent, "members": strings.Join(ids, ", ")}
}

// What can go wrong with a team.
var (
	ErrNotFound  = errs.New(errs.NotFound, "team.not_found", "There is no such team.")
	ErrNameless  = errs.New(errs.Invalid, "team.nameless", "A team needs a name.").On("name")
	ErrNameTaken = errs.New(errs.Conflict, "team.name_taken", "Another team has this name.").On("name")
	ErrStale     = errs.New(errs.Conflict, "team.stale", "Someone else changed this team meanwhile.")
	ErrNoParent  = errs.New(errs.Invalid, "team.no_parent", "There is no such team to stand below.").On("parentId")
	ErrLoop      = errs.New(errs.Invalid, "team.loop", "A team can't stand below itself.").On("parentId")
	ErrHasTeams  = errs.New(errs.Conflict, "team.has_teams", "Teams stand below this one. Move them first.")
	ErrStranger  = errs.New(errs.Invalid, "team.stranger", "One of these people does not work here.").On("members")
)

func (t *Team) apply(d Draft) error {
	if d.Name != nil {
		t.Name = strings.TrimSpace(*d.Name)
	}
	if t.Name == "" {
		return ErrNameless
	}
	d.ParentID.To(&t.ParentID)
	if d.Members == nil {
		return nil
	}
	t.Members = nil
	seen := map[uuid.UUID]bool{}
	for _, m := range *d.Members {
		if !seen[m.UserID] {
			t.Members = append(t.Members, Member{t.ID, m.UserID, m.Manager})
		}
		seen[m.UserID] = true
	}
	return nil
}
