// Package importer brings records in from a file, as other programs export them: it takes the table, proposes what it holds and
// which column is which field, shows what would happen, and does it in the background, some hundred rows at a time. What kinds
// of records there are its package target knows; what a valid one is, and which one is a duplicate, the packages of the kinds.
package importer

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/data/importer/target"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/jsonb"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names imports in permissions and row scopes.
const Kind = "import"

// The states of an import.
const (
	Ready     = "ready"   // shown, and not started
	Running   = "running" // rows are being taken
	Paused    = "paused"  // somebody stopped it for a while
	Done      = "done"
	Failed    = "failed" // it could not go on
	Cancelled = "cancelled"
)

// What happens to a row whose record is there already.
const (
	Overwrite = "update"
	Skip      = "skip"
)

// Import is one file. While it is Ready, its counters tell what would happen.
type Import struct {
	ID                    uuid.UUID
	OwnerID               *uuid.UUID
	FileName              string
	Object                string // the kind of records
	State                 string
	Source                string // the product or the format
	Encoding, Separator   string
	Columns               columns
	OnDuplicate           string
	Match                 string            // the field by which records are found again; empty for what is usual
	Sheets                jsonb.List[Sheet] // of a workbook, if several have rows
	Sheet                 string
	Stages                jsonb.List[target.Stage] // of deals, where the file says that they stand
	FirstPart             int                      // of the parts that are kept, those of the sheet
	Parts, NextPart       int
	Total                 int // rows
	Done                  int // rows worked
	Created, Updated      int
	Skipped, Failed       int
	Remarked              int    // rows that were taken, but for something that they say
	Error                 string // code of what stopped it
	Version               int
	CreatedAt, UpdatedAt  time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	StartedAt, FinishedAt *time.Time
}

// TableName implements schema.Tabler.
func (Import) TableName() string { return Kind }

// Sheet is a table in a file of several.
type Sheet struct {
	Name    string   `json:"name"`
	Rows    int      `json:"rows"`
	First   int      `json:"first"` // of its parts
	Parts   int      `json:"parts"`
	Headers []string `json:"headers"`
}

// Column is a column of the file and the field that it is mapped to, if any.
type Column struct {
	Index       int      `json:"index"`
	Header      string   `json:"header"`
	Field       string   `json:"field"`
	Samples     []string `json:"samples"`
	Days        string   `json:"days"`     // how days are written: dmy, mdy or ymd
	Decimal     string   `json:"decimal"`  // what stands before fractions: comma or point
	DaysSure    bool     `json:"daysSure"` // the cells leave no doubt, or somebody said so
	DecimalSure bool     `json:"decimalSure"`
	Own         string   `json:"own,omitempty"` // the type of the field, if it is one of the company's own
	// Guess is which field of the company's own the column would be.
	Guess customfield.Guess `json:"guess"`
}

// Problem is why a row can't be taken.
type Problem struct{ Field, Code, Reason string }

// Row is a row of the file as it would be taken.
type Row struct {
	Number   int
	Status   string // new, update, skip or error
	Values   map[string]string
	Problems []Problem
}

// Limits is how many contacts the plan allows and how many more fit; nil without a limit.
type Limits struct{ Total, Free *int64 }

// Finished is published when an import has ended.
type Finished struct{ Import Import }

// Change implements event.Change: an import is one entry of the audit trail.
func (e Finished) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Import.ID}, Action: "imported", Name: e.Import.FileName, After: tally{
		e.Import.Total, e.Import.Created, e.Import.Updated, e.Import.Skipped, e.Import.Failed}}
}

// ErrorsTaken is published when rows that could not be taken left Kith as a file.
type ErrorsTaken struct {
	Import Import
	Count  int
}

// Change implements event.Change.
func (e ErrorsTaken) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Import.ID}, Action: "exported", Name: e.Import.FileName, After: map[string]int{"count": e.Count}}
}

type tally struct{ Total, Created, Updated, Skipped, Failed int }

// What can go wrong with an import.
var (
	ErrNotFound = errs.New(errs.NotFound, "import.not_found", "There is no such import.")
	ErrColumn   = errs.New(errs.Invalid, "import.column_unknown", "The file has no such column.").On("columns")
	ErrField    = errs.New(errs.Invalid, "field.unknown", "There is no such field.").On("columns")
	ErrUnmapped = errs.New(errs.Invalid, "import.unmapped", "Map at least a name; of contacts, an e-mail address or a phone number will do.").On("columns")
	ErrMatch    = errs.New(errs.Invalid, "import.match", "Records can be recognised by a field only if it is unique and a column is mapped to it.").On("match")
	ErrSheet    = errs.New(errs.Invalid, "import.sheet_unknown", "The file has no such sheet.").On("sheet")
	ErrStarted  = errs.New(errs.Conflict, "import.started", "This import was started already.")
	ErrNotOn    = errs.New(errs.Conflict, "import.not_running", "This import is not running.")
	ErrNotOff   = errs.New(errs.Conflict, "import.not_paused", "This import is not paused.")
	ErrEnded    = errs.New(errs.Conflict, "import.ended", "This import has ended already.")
)
