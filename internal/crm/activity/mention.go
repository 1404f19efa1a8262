package activity

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/text"
)

// mentions is the part of an entry's data that says which colleagues its text names, unmentioned the part with those whom it
// named once, so that nobody is told twice of one entry.
const (
	mentions    = "mentions"
	unmentioned = "unmentioned"

	maxMentions = 20
	maxLabel    = 120
)

// Mention is a colleague whom the text of an entry names, with an @ before the label. The person is kept by id, so that a new
// name shows in old notes.
type Mention struct {
	UserID uuid.UUID `json:"id"`
	Label  string    `json:"label"`
	At     time.Time `json:"at"` // since when
}

// What can go wrong with a mention.
var (
	ErrMention  = errs.New(errs.Invalid, "activity.mention", "Only people of this company can be mentioned.").On("mentions")
	ErrMentions = errs.New(errs.Invalid, "activity.mentions", "At most 20 people can be mentioned.").On("mentions")
)

// Mentions are the colleagues whom the text names.
func (a Activity) Mentions() []Mention { return a.Data.people(mentions) }

// people are those in a part of the data, read back from JSON.
func (d data) people(part string) (all []Mention) {
	stored, err := json.Marshal(d[part])
	if err != nil || d[part] == nil || json.Unmarshal(stored, &all) != nil {
		return nil
	}
	return all
}

// names tells whether the text names somebody under a label.
func (a Activity) names(label string) bool { return label != "" && strings.Contains(a.Text, "@"+label) }

// mention sets whom the text names: of those who are given, or of those who were known, the ones that stand in it.
func (a *Activity) mention(given *[]Mention) error {
	all := a.Mentions()
	wanted := all
	if given != nil {
		wanted = *given
	}
	if len(all) == 0 && len(wanted) == 0 {
		return nil
	}
	before := a.told()
	var now, gone []Mention
	for _, m := range wanted {
		m.Label, m.At = text.Line(m.Label), clock.Now().UTC().Truncate(time.Microsecond)
		if i := slices.IndexFunc(before, m.same); i >= 0 {
			m.At = before[i].At
		}
		if a.names(m.Label) && !text.Long(m.Label, maxLabel) && !slices.ContainsFunc(now, m.same) {
			now = append(now, m)
		}
	}
	for _, m := range before {
		if !slices.ContainsFunc(now, m.same) {
			gone = append(gone, m)
		}
	}
	a.Data = a.Data.with(mentions, now).with(unmentioned, gone)
	if len(now) > maxMentions {
		return ErrMentions
	}
	return nil
}

func (m Mention) same(o Mention) bool { return o.UserID == m.UserID }

// told are those who are mentioned and those who were.
func (a Activity) told() []Mention { return append(a.Mentions(), a.Data.people(unmentioned)...) }

// with is the data with another part, or without it when it is empty; whoever holds the data as it was keeps it so.
func (d data) with(part string, people []Mention) data {
	all := data{}
	for k, v := range d {
		all[k] = v
	}
	delete(all, part)
	if len(people) > 0 {
		all[part] = people
	}
	return all
}

// NewlyMentioned are the people whom after mentions and before never did, but for whoever wrote it.
func NewlyMentioned(before, after Activity) (ids []uuid.UUID) {
	known := before.told()
	for _, m := range after.Mentions() {
		if !slices.ContainsFunc(known, m.same) && (after.OwnerID == nil || *after.OwnerID != m.UserID) {
			ids = append(ids, m.UserID)
		}
	}
	return ids
}

// Mentioned is since when the entry mentions somebody; ok is false when it does not.
func (a Activity) Mentioned(userID uuid.UUID) (at time.Time, ok bool) {
	for _, m := range a.Mentions() {
		if m.UserID == userID {
			return m.At, true
		}
	}
	return at, false
}
