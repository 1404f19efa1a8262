package activity

import (
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/event"
)

// noted is what the program writes down about a change.
type noted struct {
	kind string // the type of the entry
	data data
}

// types are those of the program by what happened; what is not here leaves no entry.
var types = map[string]string{
	"created": "created", "updated": "updated", "deleted": "deleted", "restored": "restored", "imported": "imported", "shared": "shared",
	"stage_changed": "stage_changed", "won": "won", "lost": "lost", "reopened": "reopened",
	"merged": "merged", "merged_away": "merged_away", "unmerged": "unmerged",
	"file_added": "file_added", "file_removed": "file_removed", "file_restored": "file_restored",
}

// merges are those of the program that name another record of the same kind.
var merges = map[string]bool{"merged": true, "merged_away": true, "unmerged": true}

// taskTypes are those about tasks, which show on the timeline of the record that the task is about.
var taskTypes = map[string]string{"created": "task_created", "done": "task_done"}

// note says what to write down about a change; ok is false when it is nothing for a timeline.
func note(e event.Changed) (n noted, ok bool) {
	n.kind, ok = types[e.Action]
	if e.Ref.Kind == "task" {
		n.kind, ok = taskTypes[e.Action]
	}
	if !ok || timelines[e.Ref.Kind] == "" {
		return n, false
	}
	changes := diff.Between(e.Before, e.After)
	switch n.kind {
	case "updated":
		n.data, ok = data{"changes": changes}, len(changes) > 0
	case "stage_changed", "won", "lost", "reopened":
		n.data = moved(changes)
	case "shared", "merged", "unmerged":
		n.data = data{"with": valueOf(changes, "with")}
	case "merged_away":
		n.data = data{"with": valueOf(changes, "into")}
	case "file_added", "file_removed", "file_restored":
		n.data = data{"file": valueOf(changes, "file")}
	default:
		n.data = data{"name": e.Name}
	}
	return n, ok
}

func moved(changes []diff.Change) data {
	d := data{}
	for _, c := range changes {
		switch c.Field {
		case "stage":
			d["from"], d["to"] = c.From, c.To
		case "lostReason":
			d["reason"] = c.To
		}
	}
	return d
}

// valueOf is what a field is now, or, when it is nothing now, what it was.
func valueOf(changes []diff.Change, field string) any {
	for _, c := range changes {
		if c.Field == field && c.To == nil {
			return c.From
		}
		if c.Field == field {
			return c.To
		}
	}
	return nil
}
