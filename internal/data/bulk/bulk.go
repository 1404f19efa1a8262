// Package bulk does one thing to many records: sets fields, or puts them into the trash. First it tries the act on each
// record and takes that back: so its preview says exactly which ones would change and which can't, and why. What a valid
// record is, and who may change it, the records' own packages say; what was changed, and undoing it, is changeset's business.
package bulk

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/patch"
)

// Edit is what is set in each record; what is absent stays as it is, and an empty text or null empties a field. Of tags some
// are added and some, or all, taken out.
type Edit struct {
	OwnerID    patch.Field[uuid.UUID] `json:"ownerId,omitzero" required:"false" doc:"Null leaves contacts and companies to nobody; deals and tasks have somebody."`
	Source     *string                `json:"source,omitempty" maxLength:"400"`
	Language   *string                `json:"language,omitempty" maxLength:"40"`
	JobTitle   *string                `json:"jobTitle,omitempty" maxLength:"400"`
	City       *string                `json:"city,omitempty" maxLength:"400"`
	Country    *string                `json:"country,omitempty" maxLength:"400"`
	Industry   *string                `json:"industry,omitempty" maxLength:"400"`
	AddTags    []string               `json:"addTags,omitempty" maxItems:"20"`
	RemoveTags []string               `json:"removeTags,omitempty" maxItems:"20"`
	ClearTags  bool                   `json:"clearTags,omitempty" doc:"Takes all tags out that a record has."`
	CompanyID  patch.Field[uuid.UUID] `json:"companyId,omitzero" required:"false"`
	ExpectedOn patch.Field[date.Date] `json:"expectedOn,omitzero" required:"false" doc:"YYYY-MM-DD"`
	StageID    *uuid.UUID             `json:"stageId,omitempty"`
	LostReason string                 `json:"lostReason,omitempty" maxLength:"500"`
	DueOn      patch.Field[date.Date] `json:"dueOn,omitzero" required:"false" doc:"The day on which tasks are due; they keep their time of day. Null takes it away."`
	Custom     map[string]any         `json:"custom,omitempty" doc:"Values of your own fields, by the fields' ids; null takes one out."`
}

// Question is what a list is asked for, to act on all that fit. Status is of tasks only.
type Question struct {
	Search string   `json:"q,omitempty" maxLength:"200"`
	Filter []string `json:"filter,omitempty" maxItems:"20"`
	Where  string   `json:"where,omitempty" maxLength:"4000" doc:"Groups of conditions, as lists take them."`
	Status string   `json:"status,omitempty" enum:"open,done,overdue,all"`
}

// Order is what somebody wants to be done: to some records, or to all that fit a question, as many as they saw.
type Order struct {
	Act, Object string
	IDs         []uuid.UUID
	Question    *Question
	Count       int
	Edit        Edit
}

const (
	maxRecords = 100_000
	atOnce     = 200 // records that a request works itself
	batch      = 50  // worked in one transaction
)

// What can go wrong.
var (
	ErrNone    = errs.New(errs.Invalid, "bulk.none", "Choose at least one record.")
	ErrMany    = errs.New(errs.Invalid, "bulk.many", "At most 100,000 records at once.").With("most", maxRecords)
	ErrNothing = errs.New(errs.Invalid, "bulk.nothing", "Say what is to be changed.")
	ErrCount   = errs.New(errs.Conflict, "bulk.count", "Meanwhile another number of records fits.")
	ErrField   = errs.New(errs.Invalid, "bulk.field", "These records do not have this field.")
	ErrStarted = errs.New(errs.Conflict, "bulk.started", "This was started already.")
)

// on is the moment of a day that keeps a task's time; one without a time is due that whole day.
func on(day date.Date, due *time.Time, zone *time.Location) (at time.Time, whole bool) {
	start, _ := time.ParseInLocation(time.DateOnly, string(day), zone)
	if due == nil {
		return start, true
	}
	local := due.In(zone)
	return time.Date(start.Year(), start.Month(), start.Day(), local.Hour(), local.Minute(), local.Second(), 0, zone), false
}
