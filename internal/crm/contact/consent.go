package contact

import (
	"fmt"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/text"
)

// What a person decided about being written to, or called, for marketing.
const (
	Given     = "given"
	Withdrawn = "withdrawn"
)

// Decision is what a person once decided. Decisions are never changed: the newest one holds, the others are its history.
type Decision struct {
	State  string    `json:"state" enum:"given,withdrawn"`
	At     time.Time `json:"at"`
	Source string    `json:"source" doc:"How it is known: a form, a letter, a call."`
}

// Consent are a person's decisions by the way of marketing, newest first.
type Consent struct {
	Email []Decision `json:"email"`
	Phone []Decision `json:"phone"`
}

// Deciding is a new decision.
type Deciding struct {
	Channel string `json:"channel" enum:"email,phone"`
	State   string `json:"state" enum:"given,withdrawn"`
	Source  string `json:"source" maxLength:"200" doc:"How it is known: a form, a letter, a call."`
}

// ErrNoSource is returned for a decision of which nobody says how it is known.
var ErrNoSource = errs.New(errs.Invalid, "contact.no_source", "Say how this is known.").On("source")

// maxDecisions is how many decisions about one way are kept; nobody decides so often.
const maxDecisions = 200

// decide adds a decision, unless it is the one that holds.
func (c *Contact) decide(d *Deciding) error {
	if d == nil {
		return nil
	}
	source := text.Line(d.Source)
	if source == "" {
		return ErrNoSource
	}
	to := &c.Consent.Email
	if d.Channel == "phone" {
		to = &c.Consent.Phone
	}
	if len(*to) > 0 && (*to)[0].State == d.State {
		return nil
	}
	if len(*to) >= maxDecisions {
		return ErrMany.On("consent")
	}
	*to = append([]Decision{{d.State, clock.Now(), source}}, *to...)
	return nil
}

// Told is what holds, in a history of changes.
func (c Consent) Told() string {
	told := ""
	for _, one := range []struct {
		name string
		all  []Decision
	}{{"e-mail", c.Email}, {"phone", c.Phone}} {
		if len(one.all) == 0 {
			continue
		}
		if told != "" {
			told += ", "
		}
		told += fmt.Sprintf("%s: %s (%s)", one.name, one.all[0].State, one.all[0].Source)
	}
	return told
}
