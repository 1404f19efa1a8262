// Package capture turns one line that somebody types, such as «called Anna 15m wants quote 12k Fri», into what it says: a call on
// Anna's timeline, a task for Friday, the amount of her deal. It reads by words and rules that lie in files by language: the same
// line always says the same, nothing leaves the program, and what would be written is shown before it is.
package capture

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names captured lines in errors.
const Kind = "capture"

// maxLine is how many characters a line has at most.
const maxLine = 500

// Plan is what a line would write. A nil part is not written.
type Plan struct {
	About  *Found  // the person or company it is about
	Among  []Found // those that the line may mean, when there are several and none was chosen
	Deal   *Deal
	Deals  []Deal // the open deals whose amount it may be, when there are several and none was chosen
	Entry  *Entry
	Task   *Task
	Digest string // of all this: to be sent back, so that nothing else is written than what was shown
}

// Found is a record that a line names.
type Found struct {
	record.Ref
	Name, Detail string
}

// Deal is an open deal that gets an amount; a new one when it has no id.
type Deal struct {
	ID      uuid.UUID
	Name    string
	Value   money.Money
	Was     money.Money
	Version int
}

// Entry is what goes into the timeline.
type Entry struct {
	Type    string // call, meeting, email or note
	Text    string
	Minutes int
	At      *time.Time // nil for now
}

// Task is what is to be done.
type Task struct {
	Title  string
	DueAt  *time.Time
	AllDay bool
}

// Choice is what somebody chose where a line may mean several.
type Choice struct {
	About uuid.UUID
	Deal  uuid.UUID
}

// What can go wrong with a line.
var (
	ErrEmpty   = errs.New(errs.Invalid, "capture.empty", "Write what happened or what is to be done.").On("text")
	ErrLong    = errs.New(errs.Invalid, "field.long", "A line has at most 500 characters.").On("text")
	ErrUnclear = errs.New(errs.Invalid, "capture.unclear", "Nobody that this line could be about is among your contacts.").On("text")
	ErrChoose  = errs.New(errs.Invalid, "capture.choose", "Several people or deals fit. Choose one.").On("text")
	ErrChanged = errs.New(errs.Conflict, "capture.changed", "What this line would write has changed meanwhile. Look at it again.")
)
