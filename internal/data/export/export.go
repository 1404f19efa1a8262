// Package export makes files of lists, in the background, as those who asked see the lists when the file is made. What a list holds
// and who may take it out the records' own packages say; this one keeps what was asked for, makes the file from one moment, and
// hands it out to who asked and to nobody else, for some days.
package export

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names exports in the audit trail.
const Kind = "export"

// The states of an export.
const (
	Waiting = "waiting"
	Running = "running"
	Ready   = "ready"
	Failed  = "failed"
)

const (
	keep     = 7 * 24 * time.Hour // for how long a file can be fetched
	stuck    = time.Hour          // after which one that says nothing has failed
	maxRows  = 1_000_000          // a little less than a sheet of a workbook can hold
	maxBytes = 100 << 20
	maxOpen  = 3 // that one person waits for
	maxIDs   = 10_000
)

// Asked is what the file is to hold: the part of a list's question that does not change from page to page.
type Asked struct {
	Search  string      `json:"q,omitempty"`
	Sort    string      `json:"sort,omitempty"`
	Filter  []string    `json:"filter,omitempty"`
	Where   string      `json:"where,omitempty"`
	IDs     []uuid.UUID `json:"ids,omitempty"`
	Columns []string    `json:"columns,omitempty"`
}

func (a Asked) taken() page.Taken {
	return page.Taken{Query: page.Query{Search: a.Search, Sort: a.Sort, Filter: a.Filter, Where: a.Where}, IDs: a.IDs, Columns: a.Columns}
}

// Export is a file that somebody asked for.
type Export struct {
	ID                   uuid.UUID
	OwnerID              uuid.UUID
	Kind                 string
	ObjectID             *uuid.UUID // of records of the company's own
	Name, Format         string     // of the file, without what says its format
	Asked                Asked
	State, Problem       string
	Try                  int // counts how often it was begun: only the last try counts
	Total, Done, Size    int64
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	FinishedAt           *time.Time
	ExpiresAt            time.Time
}

// TableName implements schema.Tabler.
func (Export) TableName() string { return Kind }

// File is the name under which it is saved.
func (e Export) File() string {
	return e.Name + " " + string(date.Of(e.CreatedAt)) + "." + e.Format
}

// shown is the export as its state is to be understood: one that has said nothing for long was lost on the way.
func (e Export) shown(now time.Time) Export {
	if (e.State == Waiting || e.State == Running) && now.Sub(e.UpdatedAt) > stuck {
		e.State, e.Problem = Failed, ErrFailed.Code
	}
	return e
}

// Order is what somebody asks for.
type Order struct {
	Kind   string
	Object *object.Object
	Format string
	Asked  Asked
}

// Made is published in the unit of work from which on a file can be fetched.
type Made struct{ Export Export }

// Fetched is published in the unit of work in which somebody fetches their file.
type Fetched struct{ Export Export }

// Change implements event.Change.
func (m Made) Change() event.Changed { return m.Export.change("exported") }

// Change implements event.Change.
func (f Fetched) Change() event.Changed { return f.Export.change("downloaded") }

// change tells of the list, and nothing of what is in it.
func (e Export) change(action string) event.Changed {
	ref := record.Ref{Kind: e.Kind}
	if e.ObjectID != nil {
		ref = record.Ref{Kind: object.Setup, ID: *e.ObjectID}
	}
	return event.Changed{Ref: ref, Action: action, Name: e.File(), After: map[string]any{"count": e.Done, "format": e.Format}}
}

// What can go wrong.
var (
	ErrNotFound = errs.New(errs.NotFound, "export.not_found", "There is no such file, or it is not kept any more.")
	ErrNothing  = errs.New(errs.Invalid, "export.nothing", "There is nothing to export.")
	ErrLarge    = errs.New(errs.Invalid, "export.large", "A file has at most 1,000,000 rows and 100 MB. Narrow the list.").With("most", maxRows)
	ErrMany     = errs.New(errs.Conflict, "export.many", "Three of your files are being made. Wait for one of them.")
	ErrFailed   = errs.New(errs.Unavailable, "export.failed", "The file could not be made. Ask for it again.")
	ErrLost     = errs.New(errs.Unavailable, "export.lost", "The file can't be read at the moment.")
)
