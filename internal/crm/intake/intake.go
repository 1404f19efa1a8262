// Package intake owns the addresses at which leads come in by themselves, from a form on a company's web page or from
// another program, and what is taken at them. What a lead becomes is crm/contact's business, where it waits when there is
// no room crm/overflow's.
package intake

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/secret"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Kind names intake addresses in the audit trail.
const Kind = "intake"

// Intake is one address. Name says what it is for, and is the source of the contacts that come by it. Key is the secret
// part of the address. Owner gets the leads; nil for nobody.
type Intake struct {
	ID                   uuid.UUID
	Name, Key            string
	OwnerID              *uuid.UUID
	Version              int
	CreatedAt, UpdatedAt time.Time `gorm:"autoCreateTime:false;autoUpdateTime:false"`
}

// Draft is what a caller may set.
type Draft struct {
	Name    string
	OwnerID *uuid.UUID
}

// Lead is what somebody hands in. Trap is a field that people do not see: who fills it in is a program. Consent are the ways
// (email, phone) to which they agreed, Wording and Edition the text that they did agree to.
type Lead struct {
	Name, Email, Phone, Company, Message, Trap string
	Consent, Wording, Edition                  string
}

// Sizes: of an address's name, as the source of leads; of a lead's message, in characters; and how many addresses a company
// may have.
const (
	maxName    = 40
	maxMessage = 5000
	maxWording = 2000 // of a text that was agreed to, and of its version
	maxEdition = 40
	mostOpen   = 20
)

// What can go wrong.
var (
	ErrNotFound = errs.New(errs.NotFound, "intake.not_found", "There is no such intake address.")
	ErrName     = errs.New(errs.Invalid, "intake.name", "Say in up to 40 characters what the address is for.").On("name")
	ErrMany     = errs.New(errs.Conflict, "intake.many", "A company has at most 20 intake addresses.")
	ErrStale    = errs.New(errs.Conflict, "intake.stale", "Someone else changed this address meanwhile.")
	ErrTooMany  = errs.New(errs.TooMany, "intake.too_many", "Too many leads at once. Wait a little.")
	ErrBusy     = errs.New(errs.Unavailable, "intake.busy", "Leads can't be taken at the moment. Try again later.").With("retryAfter", 300)
	ErrForm     = errs.New(errs.Bad, "intake.form", "Send JSON or a form, with the fields name, email, phone, company and message.")
	ErrLong     = errs.New(errs.Invalid, "intake.long", "This message is too long: at most 5000 characters.").On("message")
)

// apply fills in an address and checks it.
func (i *Intake) apply(d Draft) error {
	i.Name, i.OwnerID = text.Line(d.Name), d.OwnerID
	if i.Name == "" || len([]rune(i.Name)) > maxName {
		return ErrName
	}
	return nil
}

// renew gives the address another key: whoever has the old one hands nothing in any more.
func (i *Intake) renew() {
	token, _ := secret.Token()
	i.Key = token[:keySize]
}

// keySize is the length of a key, in characters of six bits each.
const keySize = 24

// Token is the last part of an address: which company, and the key in it.
func Token(tenant uuid.UUID, key string) string {
	return base64.RawURLEncoding.EncodeToString(tenant[:]) + key
}

// split is the reverse of Token.
func split(token string) (tenant uuid.UUID, key string, ok bool) {
	size := base64.RawURLEncoding.EncodedLen(len(tenant))
	if len(token) != size+keySize {
		return tenant, "", false
	}
	raw, err := base64.RawURLEncoding.DecodeString(token[:size])
	copy(tenant[:], raw)
	return tenant, token[size:], err == nil
}

// row is the lead as a contact, with the message as a note about it.
func (l Lead) row(i Intake) contact.Row {
	r := contact.Row{Email: strings.TrimSpace(l.Email), Phone: strings.TrimSpace(l.Phone), Company: strings.TrimSpace(l.Company), Source: i.Name, Note: strings.TrimSpace(l.Message), OwnerID: i.OwnerID}
	name := text.Line(l.Name)
	if n := strings.LastIndex(name, " "); n > 0 {
		r.FirstName, r.LastName = name[:n], name[n+1:]
	} else {
		r.FirstName = name
	}
	return r
}

// decided is to what the lead agreed, from where it was sent.
func (l Lead) decided(i Intake, client string) (all []contact.Deciding, err error) {
	if text.Long(l.Wording, maxWording) || text.Long(l.Edition, maxEdition) {
		return nil, ErrForm.On("consent")
	}
	for _, channel := range strings.FieldsFunc(l.Consent, func(r rune) bool { return r == ',' || r == ' ' }) {
		if channel != "email" && channel != "phone" {
			return nil, ErrForm.On("consent")
		}
		all = append(all, contact.Deciding{Via: contact.ByForm, IP: client,
			Saying: contact.Saying{Channel: channel, State: contact.Given, Source: i.Name, Wording: l.Wording, Edition: l.Edition}})
	}
	return all, nil
}

// note adds to what is written down about the lead what does not fit a field of a contact.
func note(r *contact.Row, value *string) {
	r.Note = strings.TrimSpace(r.Note + "\n" + *value)
	*value = ""
}

// Changed is published when an address was made, changed, renewed or closed.
type Changed struct {
	Action        string
	Before, After *Intake
}

type shown struct {
	Name    string
	OwnerID *uuid.UUID
}

// Change implements event.Change. The key is not told: the trail is read by more people than the address.
func (c Changed) Change() event.Changed {
	e := event.Changed{Action: c.Action}
	if c.Before != nil {
		e.Ref, e.Name, e.Before = ref(*c.Before), c.Before.Name, shown{c.Before.Name, c.Before.OwnerID}
	}
	if c.After != nil {
		e.Ref, e.Name, e.After = ref(*c.After), c.After.Name, shown{c.After.Name, c.After.OwnerID}
	}
	return e
}

func ref(i Intake) record.Ref { return record.Ref{Kind: Kind, ID: i.ID} }

// Received is published when a lead was taken in at an address, or waits.
type Received struct {
	Intake Intake
	Lead   string // its name
}

// Change implements event.Change.
func (r Received) Change() event.Changed {
	return event.Changed{Ref: ref(r.Intake), Action: "received", Name: r.Intake.Name, After: received{r.Lead}}
}

type received struct{ Lead string }
