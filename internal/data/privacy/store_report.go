package privacy

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/db"
)

// section is what a report has of one kind.
type section struct {
	Name string            `json:"name"`
	Rows []json.RawMessage `json:"rows"`
}

// inner are columns that tell nothing that is not in others.
const inner = " version search search_own merge salt kept erased_by hash seq sha256"

// sections reads all that is known about somebody: the person first, what happened last.
func sections(ctx context.Context, p person) (all []section, err error) {
	for i := len(inventory) - 1; i >= 0; i-- {
		t := inventory[i]
		for _, r := range t.Rows {
			if r.Give == "" {
				continue
			}
			args := p.args()
			args["without"] = t.Staff + inner
			q := "SELECT (" + r.Give + ")::text FROM " + t.Name + " AS t WHERE " + r.Where // sql: names and conditions of the inventory
			if all, err = read(ctx, all, r.Told, q, args); err != nil {
				return nil, err
			}
		}
	}
	const history = `SELECT jsonb_build_object('at', at, 'action', action, 'changes', changes)::text FROM audit_log WHERE record_id IN @ids ORDER BY at, id`
	return read(ctx, all, "history", history, map[string]any{"ids": p.ids})
}

func read(ctx context.Context, all []section, name, sql string, args map[string]any) ([]section, error) {
	var rows []string
	if err := db.Orm(ctx).Raw(sql, args).Scan(&rows).Error; err != nil || len(rows) == 0 { // all rows: a report is of everything
		return all, err
	}
	s := section{Name: name}
	for _, r := range rows {
		s.Rows = append(s.Rows, json.RawMessage(r))
	}
	return append(all, s), nil
}

// attached is a file that goes into a report.
type attached struct {
	ID, Name string
}

func attachedTo(ctx context.Context, p person) (all []attached, err error) {
	const sql = `SELECT id, name FROM attachment WHERE kind = 'contact' AND record_id IN ? AND deleted_at IS NULL ORDER BY id`
	return all, db.Orm(ctx).Raw(sql, p.ids).Scan(&all).Error // all rows: of one person
}

// actsOn are the ids of everything that goes or is emptied and can be named elsewhere: in the trail, and in answers to requests.
func actsOn(ctx context.Context, p person) (ids []uuid.UUID, err error) {
	const sql = `SELECT id FROM contact WHERE id IN @ids UNION ALL SELECT id FROM activity WHERE contact_id IN @ids OR kind = 'contact' AND record_id IN @ids
		UNION ALL SELECT id FROM task WHERE about_kind = 'contact' AND about_id IN @ids UNION ALL SELECT id FROM attachment WHERE kind = 'contact' AND record_id IN @ids`
	return ids, db.Orm(ctx).Raw(sql, map[string]any{"ids": p.ids}).Scan(&ids).Error // all rows: of one person
}
