package contact

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/apikey"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/text"
)

// What a person decided about being written to, or called, for marketing.
const (
	Given     = "given"
	Withdrawn = "withdrawn"
)

// How a decision came to be known here.
const (
	ByPerson = "person" // somebody who works here noted it
	ByAPI    = "api"    // a program with a key did
	ByForm   = "form"   // the person said so in a form
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

// Saying is a new decision as a caller tells it.
type Saying struct {
	Channel string `json:"channel" enum:"email,phone"`
	State   string `json:"state" enum:"given,withdrawn"`
	Source  string `json:"source" maxLength:"200" doc:"How it is known: a form, a letter, a call."`
	Wording string `json:"wording,omitempty" maxLength:"2000" doc:"The exact text that the person agreed to, if there was one."`
	Edition string `json:"edition,omitempty" maxLength:"40" doc:"Which version of that text it was."`
}

// Deciding is a new decision, with what only the program knows of it.
type Deciding struct {
	Saying
	Via string `json:"via,omitempty"` // empty for who acts
	IP  string `json:"ip,omitempty"`  // from where a form was sent
}

// deciding is what somebody who works here, or a program of theirs, says that a person decided.
func (s *Saying) deciding() *Deciding {
	if s == nil {
		return nil
	}
	return &Deciding{Saying: *s}
}

// Proof is a decision with all that shows it: these are kept as they are until the person is forgotten.
type Proof struct {
	ContactID, ID                uuid.UUID
	Part                         int // 0 for the first; a long text continues in others
	Channel, State               string
	At                           time.Time
	Via                          string
	ByID                         *uuid.UUID // who noted it, for ByPerson
	Source, Edition, Wording, IP string
}

// TableName implements gorm's Tabler.
func (Proof) TableName() string { return "consent" }

// What can go wrong with a decision.
var (
	ErrNoSource = errs.New(errs.Invalid, "contact.no_source", "Say how this is known.").On("source")
	ErrWording  = errs.New(errs.Invalid, "field.long", "At most 2000 characters.").On("wording")
)

const (
	maxDecisions = 200  // about one way; nobody decides so often
	maxWording   = 2000 // letters of what somebody agreed to
	maxEdition   = 40
	partOf       = 150 // letters of it in one row
)

// decide adds a decision, unless it is the one that holds.
func (c *Contact) decide(d *Deciding) error {
	if d == nil {
		return nil
	}
	source := text.Line(d.Source)
	switch {
	case source == "":
		return ErrNoSource
	case text.Long(d.Wording, maxWording):
		return ErrWording
	case text.Long(d.Edition, maxEdition):
		return ErrWording.On("edition")
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

// of are the decisions about a way.
func (c Consent) of(channel string) []Decision {
	if channel == "phone" {
		return c.Phone
	}
	return c.Email
}

// proof is what is kept of a decision that was just made about c; nothing when it was the one that held before.
func (c Contact) proof(ctx context.Context, before Consent, d *Deciding) []Proof {
	if d == nil || len(c.Consent.of(d.Channel)) == len(before.of(d.Channel)) {
		return nil
	}
	made := c.Consent.of(d.Channel)[0]
	p := Proof{ContactID: c.ID, ID: id.New(), Channel: d.Channel, State: made.State, At: made.At, Via: d.Via, Source: made.Source, Edition: text.Line(d.Edition), IP: d.IP}
	me := caller.From(ctx)
	if p.Via == "" {
		p.Via = ByPerson
		if me.Role == apikey.Kind {
			p.Via = ByAPI
		}
	}
	if me.UserID != uuid.Nil {
		p.ByID = &me.UserID
	}
	return p.parts([]rune(d.Wording))
}

// parts are the rows of a proof with a text.
func (p Proof) parts(wording []rune) []Proof {
	all := []Proof{}
	for {
		n := min(len(wording), partOf)
		p.Part, p.Wording = len(all), string(wording[:n])
		all = append(all, p)
		if wording = wording[n:]; len(wording) == 0 {
			return all
		}
	}
}

// join puts the rows of proofs together, which are in order.
func join(rows []Proof) (all []Proof) {
	for _, r := range rows {
		if r.Part > 0 && len(all) > 0 {
			all[len(all)-1].Wording += r.Wording
			continue
		}
		all = append(all, r)
	}
	return all
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
