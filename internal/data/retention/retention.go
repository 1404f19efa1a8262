// Package retention deletes by rule what a company need not keep any longer: people nobody has had to do with for months, finished
// tasks, old notes, and records of its own objects. Whatever goes was on a list for two weeks before that admins were told of and could take
// it off. How a person is erased data/privacy knows; everything else goes into the trash through its own domain.
package retention

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names the program's work by these rules.
const Kind = "retention"

// What rules are about. A rule about records of an own object is called by the object's id.
const (
	Leads      = "lead"    // contacts that have no deal
	Contacts   = "contact" // all of them, but for those with an open deal
	Tasks      = "task"    // that are done
	Activities = "activity"
)

// Why a rule did nothing last night.
const (
	ClockJumped = "clock" // the time since the night before can't be trusted
	TooMany     = "share" // it would take more of an object than it may without being asked
)

const (
	notice               = 14 * 24 * time.Hour // between being put on the list and going
	nights               = 13                  // that were counted meanwhile
	anEvening            = 20 * time.Hour      // between two nights, at least
	jump                 = 2 * 24 * time.Hour  // more between two nights, or between two clocks, is a clock that jumped
	keepFor              = 12                  // months for which somebody keeps a record
	share                = 5                   // the fraction of an object, one fifth, above which somebody is asked
	few                  = 5                   // records are no share worth asking for
	most                 = 200                 // that go in one night
	mostNew              = 2000                // that are put on the list in one night
	minMonths, maxMonths = 1, 240
)

// Row is a rule, or a record that is due by one.
type Row struct {
	Rule      string    `gorm:"primaryKey"`
	RecordID  uuid.UUID `gorm:"primaryKey"` // zeros in the row of the rule itself
	Months    int
	Erase     bool  // of people: erased, rather than put into the trash
	Allowed   int64 // how many somebody has allowed to go at once
	Problem   string
	Name      string     // of the record when it was put on the list
	Nights    int        // that were counted since
	At        *time.Time // of a rule the last night, of a record when it was put on the list: by the database's clock
	KeptUntil *time.Time
	KeptBy    *uuid.UUID
	Version   int
}

// TableName implements gorm's Tabler.
func (Row) TableName() string { return "retention" }

// Clocks are what the program's clock says, and the database's.
type Clocks struct{ Program, Database time.Time }

// Listed is a record that is due.
type Listed struct {
	ID   uuid.UUID
	Name string
}

// due tells whether a record that is on the list may go: by what was noted, by both clocks, and by the nights since.
func (r Row) due(now, database time.Time) bool {
	if r.At == nil || r.KeptUntil != nil || r.Nights < nights {
		return false
	}
	return !now.Before(r.At.Add(notice)) && !database.Before(r.At.Add(notice))
}

// jumped tells whether the time since a rule's last night can't be trusted: the program's clock and the database's are far apart, or
// the last night was long ago, or is still to come. The first night is trusted, for nothing goes in it.
func (r Row) jumped(now, database time.Time) bool {
	if apart := now.Sub(database); apart > jump || apart < -jump {
		return true
	}
	if r.At == nil {
		return false
	}
	since := database.Sub(*r.At)
	return since > jump || since < -jump
}

// over tells whether so many of an object are more than may go without somebody being asked.
func (r Row) over(due, total int64) bool {
	return due > few && due*share > total && due > r.Allowed
}

// What can go wrong.
var (
	ErrRule   = errs.New(errs.NotFound, "retention.not_found", "There is no such rule.")
	ErrMonths = errs.New(errs.Invalid, "retention.months", "Between 1 and 240 months.").On("months")
	ErrStale  = errs.New(errs.Conflict, "retention.stale", "Someone else changed this meanwhile.")
)

// Happened is published when a rule was set, asks, or has put records on the list, and when a record is kept.
type Happened struct {
	Ref           record.Ref
	Name          string
	Before, After string
}

type told struct{ Note string }

// Change implements event.Change.
func (h Happened) Change() event.Changed {
	return event.Changed{Ref: h.Ref, Action: "updated", Name: h.Name, Before: told{h.Before}, After: told{h.After}}
}

// said is a rule as the trail tells it.
func (r Row) said() string {
	if r.Months == 0 {
		return ""
	}
	if r.Erase {
		return fmt.Sprintf("%s: %d months, erased", r.Rule, r.Months)
	}
	return fmt.Sprintf("%s: %d months", r.Rule, r.Months)
}
