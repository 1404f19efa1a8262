// Package limit owns how much of its plan's limits a tenant uses: contacts, pipelines, custom fields, storage, automation
// runs a month, e-mails a day. It refuses what is to be added, never reading, changing, deleting or taking out. It does
// not own the limits (plan, licence), nor the things that are counted: their domains tell it, and count them when asked.
package limit

import (
	"time"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Use is how far a limit is used. Most is how much can be added up to: a little over Limit where some is tolerated.
type Use struct {
	Name              string
	Used, Limit, Most int64
}

// The warnings, in percent of a limit.
const (
	Soon = 80
	Full = 100
)

// few is a limit that nobody needs a letter about: one pipeline of one is where everybody begins.
const few = 10

// level is the highest warning that a use deserves; 0 when none does.
func (u Use) level() int {
	switch {
	case u.Limit < few:
		return 0
	case u.Used >= u.Limit:
		return Full
	case u.Used*100 >= u.Limit*Soon:
		return Soon
	}
	return 0
}

// Room is how much more fits.
func (u Use) Room() int64 { return max(u.Most-u.Used, 0) }

// Reached is published, in the unit that used something, when a use has come to a warning that was not given yet.
type Reached struct {
	Use     Use
	Percent int // Soon or Full
}

// ErrLimit is returned when the plan has no room for something new. It carries the params name, limit, used, missing, and
// plan, the smallest plan that has more; empty when none has.
var ErrLimit = errs.New(errs.Payment, "plan.limit", "The plan has no room for more of this. Everything that is there stays, and can be read, changed and exported.")

func (u Use) refuse(code string, n int64) error {
	return ErrLimit.With("name", u.Name).With("limit", u.Limit).With("used", u.Used).With("missing", u.Used+n-u.Most).
		With("plan", plan.WithMore(code, u.Name, u.Used+n))
}

// begins is the day on which the present period of a limit began in a time zone; the same day for ever for what lasts.
func begins(name, zone string, now time.Time) string {
	if in, err := time.LoadLocation(zone); err == nil {
		now = now.In(in)
	}
	switch name {
	case plan.Emails:
		return now.Format(time.DateOnly)
	case plan.Automations:
		return now.Format("2006-01") + "-01"
	}
	return "1970-01-01"
}
