// Package call owns the calls that a company's phone system makes for its people: what it is asked, and what it tells of
// how a call goes. So also those can call who see a number only in part: the system rings them first, then the other side.
// It does not own numbers (crm/contact, crm/company, identity/user) nor timelines (crm/activity); it carries no voice.
package call

import (
	"encoding/base64"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Type is that of a call on a timeline.
const Type = "call"

// The states of a call, in the order in which it goes through them; it can fail from each but the last.
const (
	Asked    = "asked"    // the phone system is about to be asked
	Taken    = "taken"    // it has said that it will call
	Answered = "answered" // both sides speak
	Ended    = "ended"
	Failed   = "failed" // and why
)

// Why a call came to nothing.
const (
	Gone        = "gone"        // the record, or the number in it, is not there any more
	Left        = "left"        // who asked works here no more, or has no number any more
	Off         = "off"         // the company has no phone system any more
	Refused     = "refused"     // by the phone system
	Unreachable = "unreachable" // the phone system
	Inside      = "inside"      // the phone system's address is in a network that is not reached
	Unanswered  = "unanswered"  // the phone system says so: one side did not pick up, or was busy
)

// How is how a call stands; it is kept with its entry on the timeline. No number is in it: Way names one of the record's.
type How struct {
	State   string    `json:"state"`
	Label   string    `json:"label"`
	Way     string    `json:"way"`
	Since   time.Time `json:"since"`
	Seconds int       `json:"seconds,omitempty"` // that both sides spoke
	Why     string    `json:"why,omitempty"`
	Seen    []string  `json:"seen,omitempty"` // ids of what the phone system has told
}

// System is a company's phone system. KeyID makes the secret and the address at which it tells how calls go; nil while there
// is none.
type System struct {
	URL       string
	KeyID     *uuid.UUID
	Version   int
	UpdatedAt *time.Time
}

// TableName implements gorm's Tabler.
func (System) TableName() string { return "phone_system" }

func (y System) on() bool { return y.URL != "" && y.KeyID != nil }

// host is all of the address that a history shows: the rest may hold a secret.
func (y System) host() string {
	u, err := url.Parse(y.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

const maxURL = 300

// checkURL refuses what is no address of a service: of the web, encrypted unless it is in the operator's own networks.
func checkURL(address string, inside bool) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || len(address) > maxURL || u.Scheme != "https" && (!inside || u.Scheme != "http") {
		return ErrURL
	}
	return nil
}

// What can go wrong.
var (
	ErrTo        = errs.New(errs.Invalid, "call.to", "This number is not there any more. Choose another one.").On("to")
	ErrOff       = errs.New(errs.Conflict, "call.off", "The company has no phone system.")
	ErrNoPhone   = errs.New(errs.Conflict, "call.no_phone", "Give your own number first: it is rung before the other side.")
	ErrURL       = errs.New(errs.Invalid, "call.url", "Give an address that begins with https://.").On("url")
	ErrStale     = errs.New(errs.Conflict, "call.stale", "Someone else changed this meanwhile.")
	ErrTooMany   = errs.New(errs.TooMany, "call.too_many", "That is as many calls as can be made in a day.")
	ErrHook      = errs.New(errs.NotFound, "call.hook", "There is no phone system at this address.")
	ErrSignature = errs.New(errs.Unauthorized, "call.signature", "The signature is missing, wrong, or too old.")
	ErrRepeated  = errs.New(errs.Conflict, "call.repeated", "This was told already.")
	ErrEvent     = errs.New(errs.Invalid, "call.event", "The event is one of answered, ended and failed, with an id and the call's.")
	ErrHookMany  = errs.New(errs.TooMany, "call.hook_many", "Too many events at once. Wait a little.")
)

// Recipient is one number of a record as who calls may see it. Key names it without telling it.
type Recipient struct{ Key, Shown, Label string }

// keySize is the length of keys in bytes: 24 characters.
const keySize = 18

func short(mac []byte) string { return base64.RawURLEncoding.EncodeToString(mac[:keySize]) }

// key names a number of a record: it can't be made without the program's secret, nor compared between records.
func (s *Service) key(about record.Ref, w reach.Way) string {
	return short(s.Keys.Sign("reach", []byte(about.Kind+"\n"+about.ID.String()+"\n"+w.Value)))
}

// secret is what a phone system and Kith sign with. It is a MAC of the key's id, so that no table holds it.
func (s *Service) secret(keyID uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(s.Keys.Sign("phone-secret", keyID[:]))
}

// token is the last part of the address at which a phone system tells how calls go: which company, and its key.
func (s *Service) token(tenant, keyID uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(tenant[:]) + short(s.Keys.Sign("phone-hook", keyID[:]))
}

// tenantOf is the company in a token.
func tenantOf(token string) (tenant uuid.UUID, ok bool) {
	size := base64.RawURLEncoding.EncodedLen(len(tenant))
	if len(token) != size+24 {
		return tenant, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(token[:size])
	copy(tenant[:], raw)
	return tenant, err == nil
}

// Told is what a phone system tells of a call. ID is the event's own, so that it counts once.
type Told struct {
	Event, ID string
	CallID    uuid.UUID
	Seconds   int // that both sides spoke, at the end
}

// most is how many events of one call are remembered, and how long one's id is.
const (
	mostEvents = 20
	maxEventID = 100
	maxSeconds = 24 * 60 * 60
)

func (t Told) check() error {
	known := slices.Contains([]string{Answered, Ended, Failed}, t.Event)
	if !known || t.ID == "" || len(t.ID) > maxEventID || t.Seconds < 0 || t.Seconds > maxSeconds {
		return ErrEvent
	}
	return nil
}

// hear takes in what a phone system tells. A call only goes on: what is told late, or after its end, changes nothing but
// that it was heard. ErrRepeated.
func (h *How) hear(t Told) (changed bool, err error) {
	if slices.Contains(h.Seen, t.ID) || len(h.Seen) >= mostEvents {
		return false, ErrRepeated
	}
	h.Seen = append(h.Seen, t.ID)
	if h.State == Ended || h.State == Failed && h.Why == Unanswered || t.Event == h.State {
		return false, nil
	}
	switch t.Event {
	case Failed:
		h.Why = Unanswered
	case Ended:
		h.Seconds, h.Why = t.Seconds, ""
	default:
		h.Why = ""
	}
	h.State = t.Event
	return true, nil
}

// Events, published in the unit of work that saved the change.
type (
	// Went tells that a call was answered, has ended or has failed.
	Went struct {
		Activity uuid.UUID
		How      How
	}
	// Set tells that the phone system is another one, Renewed that it has another secret.
	Set struct {
		TenantUID     uuid.UUID
		Before, After System
	}
	Renewed struct{ TenantUID uuid.UUID }
)

type outcome struct{ Reason string }

// Change implements event.Change.
func (e Went) Change() event.Changed {
	c := event.Changed{Ref: record.Ref{Kind: "activity", ID: e.Activity}, Action: "call_" + e.How.State, Name: Type}
	if e.How.Why != "" {
		c.After = outcome{e.How.Why}
	}
	return c
}

type facts struct{ PhoneSystem string }

// Change implements event.Change.
func (e Set) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "tenant", ID: e.TenantUID}, Action: "updated", Before: facts{e.Before.host()}, After: facts{e.After.host()}}
}

// Change implements event.Change.
func (e Renewed) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "phone_system", ID: e.TenantUID}, Action: "renewed"}
}
