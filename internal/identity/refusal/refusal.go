// Package refusal owns log-ins that were refused, from the moment of the refusal until they are in the audit trails of the
// companies that they concern. However often somebody tries, a trail gets at most two entries for a person, a reason and a
// network in ten minutes. It does not own when to refuse (session, policy).
package refusal

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Why a log-in was refused.
const (
	Password = "wrong_password" // the password was wrong
	Code     = "wrong_code"     // the code of the second step was wrong
	Passkey  = "wrong_passkey"  // the signature of a passkey did not hold, or its key may have been copied
	SignOn   = "sign_on"        // the company's own sign-on named the person, and the company did not let them in
	TooMany  = "too_many"       // there were too many tries before
	Network  = "network"        // the company does not let the role work from there
)

// Refusal is one that just happened. TenantID is 0 when it concerns every company of the person; UserID is uuid.Nil when
// there is no such person, which is noted like any other, so that it takes the same time, and forgotten.
type Refusal struct {
	UserID    uuid.UUID
	TenantID  int64
	Reason    string
	IP, Agent string
}

// window is for how long refusals are counted together, and most from how many networks they are told apart.
const (
	window = 10 * time.Minute
	most   = 20
)

// counted are the refusals of one person for one reason from one network.
type counted struct {
	UserID          uuid.UUID
	TenantID        int64
	Reason, Network string
	IP              string `gorm:"column:ip"`
	Agent           string
	BeganAt         time.Time
	Tries, Told     int
}

// TableName implements schema.Tabler.
func (counted) TableName() string { return "login_refusal" }

// Refused is published for each company that refusals concern. Tries is how many there were since the last such event.
type Refused struct {
	Name               string // of the person
	Reason, IP, Device string
	Tries              int
	Since              time.Time
}

type facts struct {
	Device, IP, Country, Reason string
	Tries                       int
	Since                       time.Time
}

// Change implements event.Change. Who tried is not known: it need not be the person.
func (r Refused) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: "session"}, Action: "refused", Name: r.Name,
		After: facts{r.Device, r.IP, user.Country(r.IP), r.Reason, r.Tries, r.Since}}
}

func (c counted) event(name string) Refused {
	return Refused{name, c.Reason, c.IP, user.Device(c.Agent), c.Tries - c.Told, c.BeganAt}
}
