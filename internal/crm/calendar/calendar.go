// Package calendar puts together what stands on which day: tasks, the days on which deals are expected, and the busy times of
// calendars elsewhere. It gives a person's tasks out as a calendar feed (RFC 5545) and takes such feeds and files in. It owns
// the calendars taken in; tasks and deals it only reads.
package calendar

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/jsonb"
)

// The bounds of what is asked for and taken in.
const (
	maxDays      = 45        // that are asked for at once
	maxCalendars = 10        // of one person
	maxSize      = 2 << 20   // of a feed or file, in bytes
	maxBusy      = 2000      // times of one calendar
	maxAhead     = 60        // times of one repeated task
	behind       = -30 * day // how far back and ahead times are kept
	ahead        = 180 * day
	day          = 24 * time.Hour
)

// Calendar is one of another program that a person has beside the own.
type Calendar struct {
	ID        uuid.UUID
	UserID    uuid.UUID
	Name      string
	Address   []byte // sealed; nil when it came from a file
	Host      string // where it comes from; the rest of an address is as good as a password
	Busy      jsonb.List[Busy]
	Problem   string // why it could not be fetched the last time: one of the problems; empty when it could
	FetchedAt *time.Time
	CreatedAt time.Time `gorm:"autoCreateTime:false"`
}

// Busy is a time at which a person has something else to do. Whole days have no zone: from and to are midnights in UTC.
type Busy struct {
	Title  string    `json:"title"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	AllDay bool      `json:"allDay"`
}

// Why a calendar could not be fetched.
const (
	unreachable = "unreachable"
	inside      = "inside" // the address is not on the public internet
	refused     = "refused"
	unreadable  = "unreadable" // what came is not a calendar
	tooLong     = "too_long"
)

// What can go wrong with a calendar.
var (
	ErrNotFound = errs.New(errs.NotFound, "calendar.not_found", "There is no such calendar.")
	ErrAddress  = errs.New(errs.Invalid, "calendar.address", "Give an address that begins with https:// or webcal://.").On("url")
	ErrName     = errs.New(errs.Invalid, "calendar.name", "Give a name of up to 100 characters.").On("name")
	ErrMany     = errs.New(errs.Conflict, "calendar.many", "You have ten calendars already. Remove one first.")
	ErrFile     = errs.New(errs.Invalid, "calendar.file", "This is not a calendar file (.ics), or it is too large.").On("file")
	ErrDays     = errs.New(errs.Invalid, "calendar.days", "Ask for up to 45 days.")
)

// Page is what stands on some days.
type Page struct {
	Tasks []task.Seen
	Ahead []Coming
	Deals []deal.Deal
	Busy  []Busy
}

// Coming is a time at which a repeated task will come; it is no task yet.
type Coming struct {
	TaskID uuid.UUID
	Title  string
	At     time.Time
	AllDay bool
}
