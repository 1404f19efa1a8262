package task

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
)

// closed tells whether the caller's role may not see, or not change, some field of tasks.
func closed(ctx context.Context) bool { return db.ClosedByRole(ctx, Kind) }

// candidates reads the tasks that keys and names lead to, the caller's to change first, and locks them unless it is only to be told
// what would happen.
func candidates(ctx context.Context, b Batch, keys, names []string) ([]bring.One[Task], error) {
	return bring.Search[Task]{Kind: Kind, Dry: b.Dry, Lead: func(rows *gorm.DB) (*gorm.DB, error) { return b.leads(rows, keys, names) },
		Told: func(t *Task) (uuid.UUID, string) { return t.ID, b.keyOf(*t) }}.Candidates(ctx)
}

// keyOf is what a task has in the field by which tasks are found again.
func (b Batch) keyOf(t Task) string {
	switch b.Match {
	case "":
		return ""
	case ByID:
		return t.ID.String()
	default:
		return customfield.TextOf(t.Custom, b.Match)
	}
}

// leads narrows a query to the tasks that keys or names lead to.
func (b Batch) leads(q *gorm.DB, keys, names []string) (*gorm.DB, error) {
	uids, ids, own := []string{}, []string{}, []string{}
	for _, name := range names {
		if id, is := strings.CutPrefix(name, "id:"); is {
			ids = append(ids, id)
		} else if name != "" {
			uids = append(uids, name)
		}
	}
	for _, key := range keys {
		if b.Match != ByID {
			own = append(own, key)
		} else if uuid.Validate(key) == nil {
			ids = append(ids, key)
		}
	}
	lists := [3]string{}
	for i, list := range [][]string{uids, ids, own} {
		data, err := json.Marshal(list)
		if err != nil {
			return q, err
		}
		lists[i] = string(data)
	}
	const known = "task.source_uid IN (SELECT json_array_elements_text(?::json)) OR task.id IN (SELECT json_array_elements_text(?::json)::uuid)"
	if b.Match == "" || b.Match == ByID {
		return q.Where("("+known+")", lists[0], lists[1]), nil
	}
	return q.Where("("+known+" OR task.custom->>?::text IN (SELECT json_array_elements_text(?::json)))", lists[0], lists[1], customfield.IDOf(b.Match), lists[2]), nil
}

// changedRow is a task as overwrite wants it.
type changedRow struct {
	ID           uuid.UUID       `json:"id"`
	Title        string          `json:"title"`
	Note         string          `json:"note"`
	Kind         string          `json:"kind"`
	DueAt        *time.Time      `json:"due_at"`
	AllDay       bool            `json:"all_day"`
	Minutes      *int            `json:"minutes"`
	RemindBefore *int            `json:"remind_before"`
	SnoozedUntil *time.Time      `json:"snoozed_until"`
	Repeat       string          `json:"repeat"`
	RepeatFrom   *time.Time      `json:"repeat_from"`
	DoneAt       *time.Time      `json:"done_at"`
	AboutKind    *string         `json:"about_kind"`
	AboutID      *uuid.UUID      `json:"about_id"`
	Custom       json.RawMessage `json:"custom"` // what was set
}

const overwrite = `UPDATE task SET title = r.title, note = r.note, kind = r.kind, due_at = r.due_at, all_day = r.all_day, minutes = r.minutes,
	remind_before = r.remind_before, snoozed_until = r.snoozed_until, repeat = r.repeat, repeat_from = r.repeat_from, done_at = r.done_at,
	about_kind = r.about_kind, about_id = r.about_id, custom = task.custom || r.custom, version = task.version + 1, updated_at = ?
FROM json_to_recordset(?::json) AS r (id uuid, title text, note text, kind text, due_at timestamptz, all_day boolean, minutes int, remind_before int,
	snoozed_until timestamptz, repeat text, repeat_from timestamptz, done_at timestamptz, about_kind text, about_id uuid, custom jsonb)
WHERE task.id = r.id`

const insertRows = 500

// importAll writes tasks that were locked or are new.
func importAll(ctx context.Context, added []Task, changed []*Task) error {
	if len(added) > 0 {
		if err := insertAll(ctx, added); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	rows := make([]changedRow, len(changed))
	for i, t := range changed {
		rows[i] = changedRow{t.ID, t.Title, t.Note, t.Kind, t.DueAt, t.AllDay, t.Minutes, t.RemindBefore, t.SnoozedUntil, t.Repeat, t.RepeatFrom, t.DoneAt, t.AboutKind, t.AboutID, t.Custom.Changes()}
	}
	data, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return db.Orm(ctx).Exec(overwrite, clock.Now(), string(data)).Error // all rows: those that candidates locked
}

func insertAll(ctx context.Context, added []Task) error {
	return db.Orm(ctx).CreateInBatches(added, insertRows).Error
}
