package changeset

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/diff"
)

// kind is how records of a kind are put back.
type kind struct {
	groups [][]string // columns of which either all are put back or none
	lists  []string   // columns with several values, each of which is put back by itself
	// told makes a record of an image, as histories compare it.
	told func(i image) (record any, own *customfield.Values, err error)
}

// order is the one in which kinds are put back: who refers to another first.
var order = []string{object.Kind, deal.Kind, task.Kind, contact.Kind, company.Kind}

var kinds = map[string]kind{
	contact.Kind: {groups: [][]string{{"email", "email_label", "more_emails"}, {"phone", "phone_label", "more_phones"}, {"company_id", "company_since"}, {"first_name", "last_name"}},
		lists: []string{"tags"}, told: as(func(c *contact.Contact) *customfield.Values { return &c.Custom })},
	company.Kind: {lists: []string{"tags", "kinds"}, told: as(func(c *company.Company) *customfield.Values { return &c.Custom })},
	deal.Kind:    {groups: [][]string{{"amount", "currency"}, stage}, told: as(func(d *deal.Deal) *customfield.Values { return &d.Custom })},
	task.Kind: {groups: [][]string{{"due_at", "all_day", "minutes", "remind_before", "repeat", "repeat_from"}, {"about_kind", "about_id"}},
		told: as(func(t *task.Task) *customfield.Values { return &t.Custom })},
	object.Kind: {told: as(func(r *object.Record) *customfield.Values { return &r.Custom })},
}

// stage are the columns of a deal's place in its pipeline, which only a move changes.
var stage = []string{"stage_id", "pipeline_id", "status", "lost_reason"}

// as reads an image as a record of a type. Its JSON has the columns' names, which without underscores are those of its fields.
func as[T any](own func(*T) *customfield.Values) func(image) (any, *customfield.Values, error) {
	return func(i image) (any, *customfield.Values, error) {
		record, custom := map[string]json.RawMessage{}, map[string]json.RawMessage{}
		for column, value := range i {
			if id, is := strings.CutPrefix(column, ownPrefix); is {
				custom[id] = value
			} else {
				record[strings.ReplaceAll(column, "_", "")] = value
			}
		}
		to := new(T)
		if err := convert(record, to); err != nil {
			return nil, nil, err
		}
		values := own(to)
		if values == nil || len(custom) == 0 {
			return to, nil, nil
		}
		data, err := json.Marshal(custom)
		if err != nil {
			return nil, nil, err
		}
		return to, values, values.Scan(data)
	}
}

func convert(from map[string]json.RawMessage, to any) error {
	data, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, to)
}

// ownPrefix stands before the id of a field that the company has added.
const ownPrefix = "custom."

// changes are those between two images of a record of an object, as a history has them.
func (s *Service) changes(ctx context.Context, object string, before, after image) ([]diff.Change, error) {
	var both [2]any
	for n, i := range []image{before, after} {
		record, own, err := kinds[customfield.KindOf(object)].told(i)
		if err != nil {
			return nil, err
		}
		if own != nil {
			if err := s.Custom.Know(ctx, object, own); err != nil {
				return nil, err
			}
		}
		both[n] = record
	}
	return diff.Between(both[0], both[1]), nil
}

// none tells whether there is nothing in a column.
func none(v json.RawMessage) bool {
	return len(v) == 0 || string(v) == "null"
}

func same(a, b json.RawMessage) bool {
	return none(a) && none(b) || bytes.Equal(compact(a), compact(b))
}

// compact is JSON in one form: that of the database has spaces, and its own order of keys.
func compact(v json.RawMessage) []byte {
	var plain any
	if json.Unmarshal(v, &plain) != nil {
		return v
	}
	data, err := json.Marshal(plain)
	if err != nil {
		return v
	}
	return data
}

// back compares three images of a record: patch is what can be put back, and left are the columns that somebody touched since.
func (k kind) back(before, after, now image) (patch image, left []string) {
	patch = image{}
	seen := map[string]bool{}
	for _, column := range slices.Sorted(maps.Keys(after)) {
		if seen[column] {
			continue
		}
		group := k.group(column)
		for _, c := range group {
			seen[c] = true
		}
		changed := slices.DeleteFunc(slices.Clone(group), func(c string) bool { _, in := after[c]; return !in })
		switch {
		case !slices.ContainsFunc(group, func(c string) bool { return k.moved(c, after, now) }):
			for _, c := range changed {
				patch[c] = before[c]
			}
		case slices.Contains(k.lists, column):
			patch[column] = each(before[column], after[column], now[column])
		default:
			left = append(left, changed...)
		}
	}
	return patch, left
}

func (k kind) group(column string) []string {
	for _, g := range k.groups {
		if slices.Contains(g, column) {
			return g
		}
	}
	return []string{column}
}

// moved tells whether a column is not as the act left it. Of one that the act did not change nothing is known.
func (k kind) moved(column string, after, now image) bool {
	left, changed := after[column]
	return changed && !same(left, now[column])
}

// each takes out of a list what the act put in, and puts in what it took out; the rest is somebody else's.
func each(before, after, now json.RawMessage) json.RawMessage {
	was, is, list := items(before), items(after), items(now)
	list = slices.DeleteFunc(list, func(v string) bool { return slices.Contains(is, v) && !slices.Contains(was, v) })
	for _, v := range was {
		if !slices.Contains(is, v) && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	data, err := json.Marshal(list)
	if err != nil {
		return now
	}
	return data
}

func items(v json.RawMessage) []string {
	all := []string{}
	if json.Unmarshal(v, &all) != nil || all == nil {
		return []string{}
	}
	return all
}
