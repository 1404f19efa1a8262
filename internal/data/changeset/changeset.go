// Package changeset owns what an act on many records changed, and taking it back: which columns of which records stood how
// before and after. Taking back compares three states, before, after and now: what nobody touched since is put back, the rest
// stays and is named. Whoever acts on many records tells it by Begin, Before, Made, After and Finish.
package changeset

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names change sets in permissions and row scopes.
const Kind = "changeset"

// Keep is for how long an act can be taken back.
const Keep = 30 * 24 * time.Hour

// The acts.
const (
	Edit   = "edit"
	Delete = "delete"
	Import = "import"
)

// The states of a change set.
const (
	Checking  = "checking" // its preview is being made
	Ready     = "ready"    // its preview is there, and nothing has happened
	Running   = "running"
	Done      = "done"
	Cancelled = "cancelled" // stopped on the way; what was done stays
	Failed    = "failed"    // it could not go on
	Undoing   = "undoing"
	Undone    = "undone"
	Partly    = "partly" // undone, but for what others touched
)

// The states of an entry.
const (
	waiting      = "waiting"
	EntryFits    = "fits" // the preview: it would change
	EntrySame    = "same" // it has the value already
	EntryFailed  = "failed"
	EntryChanged = "changed"
	EntryMade    = "made"
	EntryDeleted = "deleted"
	EntryBack    = "back" // put back
	EntryKept    = "kept" // not put back, or not all of it
	erased       = "erased"
)

// Set is one act on many records. While it is Ready, its counters tell what would happen.
type Set struct {
	ID                   uuid.UUID
	OwnerID              *uuid.UUID // who did it
	Act, Object          string     // Object is a kind of records, or the code of one that the company has made
	Name                 string     // of the file, of an import; what the records are called that the company has made a kind of
	Edit                 Document   // what was set
	State                string
	Total, Done          int // records, and those that the step at hand is through with
	Changed              int // were changed, made or deleted
	Same, Failed         int
	Back, Kept           int
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
	FinishedAt, UndoneAt *time.Time
	UndoneBy             *uuid.UUID
}

// TableName implements schema.Tabler.
func (Set) TableName() string { return Kind }

// Kind is that of the records, under which roles and their table know them: those of all that the company has made are one.
func (s Set) Kind() string { return customfield.KindOf(s.Object) }

// fielded is under which name customfield knows records of a kind that the act has touched: an import touches several kinds.
func (s Set) fielded(kind string) string {
	if kind == customfield.Made {
		return s.Object
	}
	return kind
}

// Ended tells whether the act is over, so that it can be taken back.
func (s Set) Ended() bool {
	return s.State == Done || s.State == Cancelled || s.State == Failed
}

// Document is JSON that is kept as it came.
type Document string

// image is what stands in some columns of a record; a column of the company's own fields is custom.ID.
type image map[string]json.RawMessage

// Problem is why a record was not changed, or what of it was not put back.
type Problem struct {
	Code    string         `json:"code"`
	Fields  []string       `json:"fields,omitempty"`
	Params  map[string]any `json:"params,omitempty"`
	Changes []diff.Change  `json:"changes,omitempty"` // what stays: from the value that the act gave to the one it has now
	By      *uuid.UUID     `json:"by,omitempty"`      // who changed it last
	ByName  string         `json:"byName,omitempty"`
	At      *time.Time     `json:"at,omitempty"`
}

// Entry is what became of one record.
type Entry struct {
	SetID         uuid.UUID
	Object        string
	RecordID      uuid.UUID
	State         string
	Version       int // of the record, when the act was through with it
	Before, After image
	Problem       Problem
}

// TableName implements schema.Tabler.
func (Entry) TableName() string { return "changeset_entry" }

// Taken is published when an act was taken back.
type Taken struct{ Set Set }

// Change implements event.Change: the act is one entry of the audit trail.
func (e Taken) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Set.ID}, Action: "undone", Name: e.Set.Name,
		After: map[string]any{"object": e.Set.Kind(), "back": e.Set.Back, "kept": e.Set.Kept}}
}

// Acted tells that an act on many records is over.
type Acted struct{ Set Set }

// Change implements event.Change.
func (e Acted) Change() event.Changed {
	action := map[string]string{Edit: "bulk_edited", Delete: "bulk_deleted"}[e.Set.Act]
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.Set.ID}, Action: action, Name: e.Set.Name,
		After: map[string]any{"object": e.Set.Kind(), "changed": e.Set.Changed, "same": e.Set.Same, "failed": e.Set.Failed}}
}

// Line is what was put back in one record, for its history.
type Line struct {
	ID      uuid.UUID
	Changes []diff.Change
}

// PutBack is published for each set of records that are as they were: changed, out of the trash, or into it.
type PutBack struct {
	Object            string
	Changed           []Line
	Restored, Trashed []uuid.UUID
}

// What can go wrong with a change set.
var (
	ErrNotFound = errs.New(errs.NotFound, "changeset.not_found", "There is no such change.")
	ErrBusy     = errs.New(errs.Conflict, "changeset.busy", "This is not finished yet, or was undone already.")
	ErrEnded    = errs.New(errs.Conflict, "changeset.ended", "This has ended already.")
)

// Why something was not put back.
const (
	touched = "changeset.touched" // somebody changed it since
	gone    = "changeset.gone"    // the record is in the trash, or was merged
	used    = "changeset.used"    // others need it
)
