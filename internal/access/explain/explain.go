// Package explain answers who sees what and why: of a record, of a person, and of a change before it is made; and keeps the
// examples that every change has to agree with. It decides nothing: the answers come from the same rights, teams and row
// conditions by which requests are let through.
package explain

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names examples in the audit trail.
const Kind = "access_example"

// kinds are the records that are explained, in the order in which they are shown.
var kinds = []string{"contact", "company", "deal", "task"}

// The reasons for which a person sees a record, and those for which not.
const (
	all          = "all"           // the role sees all records of the kind
	isOwner      = "owner"         // the record is the person's own
	ofTeam       = "team"          // it belongs to somebody in the person's teams
	shared       = "shared"        // it is shared with the person by name
	sharedTeam   = "shared_team"   // it is shared with one of the person's teams
	noRight      = "no_right"      // the role sees no records of the kind
	outOfReach   = "out_of_reach"  // the role sees some, and this is not among them
	shareEnded   = "share_ended"   // it was shared until a day that has passed
	teamNotRead  = "team_not_read" // it is shared with a team of the person, but the role sees only what is assigned by name
	mateNotRead  = "mate_not_read" // it belongs to somebody in the person's teams, but the role does not see the team's
	stageHidden  = "stage_hidden"  // it stands in a stage that is hidden from the role
	nobodysOwner = "nobody"        // it belongs to nobody
)

// Reason is why a person sees a record, or does not. Name says which team, owner or stage, Until when it ends.
type Reason struct {
	Code, Name string
	Until      *time.Time
}

// Sight is a person's view of a record.
type Sight struct {
	Person  role.Member
	Role    role.Role
	Sees    bool
	Reasons []Reason
}

// subject is a record as far as it decides who sees it.
type subject struct {
	record.Ref
	Name    string
	OwnerID *uuid.UUID
	StageID uuid.UUID // none for what stands in none
	Shares  []sharing
}

// sharing is a share of a record.
type sharing struct {
	Kind        string
	RecordID    uuid.UUID
	SubjectID   uuid.UUID
	SubjectType string
	EndsAt      *time.Time
}

// person is somebody with what decides about their sight.
type person struct {
	role.Member
	role         role.Role
	teams, mates []uuid.UUID
}

// caller is the person as the door to the database knows those who ask.
func (p person) caller(t caller.Tenant) *caller.Caller {
	return &caller.Caller{UserID: p.UserID, MemberID: p.MemberID, Name: p.Name, Role: p.Role, Tenant: t, Grants: p.role.Rights.Grants,
		Masks: p.role.Rights.Masks, Stages: p.role.Rights.Stages, Teams: p.teams, Mates: p.mates}
}

// world is everybody and what teams and stages are called, as things are or as they would be.
type world struct {
	people []person
	tree   team.Tree
	stages map[string]string // names by id
}

func (w world) teamName(id uuid.UUID) string {
	for _, t := range w.tree {
		if t.ID == id {
			return t.Name
		}
	}
	return ""
}

func (w world) name(id uuid.UUID) string {
	for _, p := range w.people {
		if p.UserID == id {
			return p.Name
		}
	}
	return ""
}

// sight tells whether a person sees a record at a moment, and why.
func (w world) sight(p person, s subject, now time.Time) Sight {
	scope := p.role.Rights.Grants.Of(s.Kind, "read")
	out := Sight{Person: p.Member, Role: p.role}
	if scope == caller.None {
		out.Reasons = []Reason{{Code: noRight}}
		return out
	}
	if stage := s.StageID.String(); p.role.Rights.Stages.Of(s.Kind, stage) == caller.Hide {
		out.Reasons = []Reason{{Code: stageHidden, Name: w.stages[stage]}}
		return out
	}
	why, not := w.reasons(p, s, scope, now)
	if out.Sees = len(why) > 0; out.Sees {
		out.Reasons = why
		return out
	}
	out.Reasons = append(not, Reason{Code: outOfReach})
	return out
}

// reasons are those for which a scope shows a record, and those for which it nearly does.
func (w world) reasons(p person, s subject, scope caller.Scope, now time.Time) (why, not []Reason) {
	add := func(holds bool, yes, no Reason) {
		if holds {
			why = append(why, yes)
		} else if no.Code != "" {
			not = append(not, no)
		}
	}
	if s.OwnerID != nil && *s.OwnerID == p.UserID {
		why = append(why, Reason{Code: isOwner})
	} else if s.OwnerID != nil && slices.Contains(p.mates, *s.OwnerID) {
		add(scope == caller.Team, Reason{Code: ofTeam, Name: w.name(*s.OwnerID)}, Reason{Code: mateNotRead, Name: w.name(*s.OwnerID)})
	} else if s.OwnerID == nil {
		not = append(not, Reason{Code: nobodysOwner})
	}
	for _, sh := range s.Shares {
		live := sh.EndsAt == nil || sh.EndsAt.After(now)
		ended := Reason{Code: shareEnded, Until: sh.EndsAt}
		switch {
		case sh.SubjectID == p.UserID:
			add(live, Reason{Code: shared, Until: sh.EndsAt}, ended)
		case slices.Contains(p.teams, sh.SubjectID) && !live:
			not = append(not, ended)
		case slices.Contains(p.teams, sh.SubjectID):
			team := w.teamName(sh.SubjectID)
			add(scope != caller.Assigned, Reason{sharedTeam, team, sh.EndsAt}, Reason{Code: teamNotRead, Name: team})
		}
	}
	if scope == caller.All {
		why = append(why, Reason{Code: all})
	}
	return why, not
}

// Example is what has to hold whatever is changed: that a person never, or always, sees a record.
type Example struct {
	ID        uuid.UUID
	UserID    uuid.UUID
	Kind      string
	RecordID  uuid.UUID
	Must      string // never or always
	CreatedBy *uuid.UUID
	CreatedAt time.Time
}

// TableName implements gorm's Tabler.
func (Example) TableName() string { return "access_example" }

// Ref is the record that the example is about.
func (e Example) Ref() record.Ref { return record.Ref{Kind: e.Kind, ID: e.RecordID} }

// Kept tells that an example was created, changed or deleted. Was is what had to hold before, Must what has to hold now.
type Kept struct {
	Action               string
	Example              Example
	Was, Must            string
	PersonName, Recorded string
}

// Change implements event.Change.
func (k Kept) Change() event.Changed {
	facts := func(must string) any {
		if must == "" {
			return nil
		}
		return map[string]string{"must": must}
	}
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: k.Example.ID}, Action: k.Action, Name: k.PersonName + " – " + k.Recorded,
		Before: facts(k.Was), After: facts(k.Must)}
}

// What can go wrong.
var (
	ErrNoPerson = errs.New(errs.NotFound, "member.not_found", "There is no such member.")
	ErrRecord   = errs.New(errs.NotFound, "record.not_found", "There is no such record.")
	ErrExample  = errs.New(errs.NotFound, "example.not_found", "There is no such example.")
	ErrBroken   = errs.New(errs.Conflict, "example.broken", "This would break one of your examples.")
	ErrAlready  = errs.New(errs.Conflict, "example.not_so", "At present this is not so. Change the rights first, then keep it as an example.")
	ErrMany     = errs.New(errs.Conflict, "example.many", "At most 200 examples.")
)
