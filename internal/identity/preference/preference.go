// Package preference owns what members choose for themselves in one company: which letters they want and when, what they have
// seen, and the secret address of their calendar. It does not write the letters (automation/reminder) nor the calendar
// (crm/calendar).
package preference

import (
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Kind names the secret address of a calendar in the audit trail.
const Kind = "calendar_feed"

// Preference is what one member has chosen. Hours are those of the person's clock.
type Preference struct {
	MembershipID uuid.UUID `gorm:"primaryKey"`
	TenantID     int64
	UserID       uuid.UUID
	Mail         bool // reminders come by mail too
	DigestHour   *int // of the letter with the day's work; nil for none
	QuietFrom    int  // from this hour on until QuietTo no reminder comes by mail; none, when both are the same
	QuietTo      int
	LateDays     int // after how many days the late tasks of those one leads are reported; 0 for never
	SeenAt       *time.Time
	FeedHash     []byte
	FeedAt       *time.Time // when the address of the calendar was made; nil without one
	UpdatedAt    time.Time  `gorm:"autoUpdateTime:false"`
}

// TableName implements gorm's Tabler.
func (Preference) TableName() string { return "preference" }

const (
	digestHour = 8
	lateDays   = 2
	maxLate    = 7
)

// standard is what holds for who has chosen nothing.
func standard(tenantID int64, membershipID, userID uuid.UUID) Preference {
	hour := digestHour
	return Preference{MembershipID: membershipID, TenantID: tenantID, UserID: userID, Mail: true, DigestHour: &hour, QuietFrom: 20, QuietTo: 7, LateDays: lateDays}
}

// Draft is what may be set; nil leaves a field as it is.
type Draft struct {
	Mail                         *bool
	DigestHour                   *int // -1 for none
	QuietFrom, QuietTo, LateDays *int
}

// What can go wrong with a preference.
var (
	ErrHour = errs.New(errs.Invalid, "preference.hour", "Give an hour from 0 to 23.")
	ErrLate = errs.New(errs.Invalid, "preference.late", "Give up to seven days.").On("lateDays")
	ErrGone = errs.New(errs.Gone, "token.gone", "This link was used, has expired, or was replaced by a newer one.")
)

func (p *Preference) apply(d Draft) error {
	if d.Mail != nil {
		p.Mail = *d.Mail
	}
	var wrong []error
	hour := func(v *int, field string, set func(int)) {
		if v == nil {
			return
		}
		if *v < 0 || *v > 23 {
			wrong = append(wrong, ErrHour.On(field))
			return
		}
		set(*v)
	}
	if d.DigestHour != nil && *d.DigestHour == -1 {
		p.DigestHour = nil
	} else {
		hour(d.DigestHour, "digestHour", func(h int) { p.DigestHour = &h })
	}
	hour(d.QuietFrom, "quietFrom", func(h int) { p.QuietFrom = h })
	hour(d.QuietTo, "quietTo", func(h int) { p.QuietTo = h })
	if d.LateDays != nil {
		if *d.LateDays < 0 || *d.LateDays > maxLate {
			wrong = append(wrong, ErrLate)
		}
		p.LateDays = *d.LateDays
	}
	return errs.All(wrong...)
}

// Quiet tells until when no letter may come, if now is in the quiet hours of a person's clock.
func (p Preference) Quiet(now time.Time, zone *time.Location) (until time.Time, quiet bool) {
	local := now.In(zone)
	h, from, to := local.Hour(), p.QuietFrom, p.QuietTo
	inside := h >= from && h < to
	if from > to {
		inside = h >= from || h < to
	}
	if !inside {
		return time.Time{}, false
	}
	days := 0
	if h >= to {
		days = 1
	}
	y, m, d := local.Date()
	return time.Date(y, m, d+days, to, 0, 0, 0, zone).UTC(), true
}

// FeedChanged is published when a person's calendar was given an address, or it was taken away.
type FeedChanged struct {
	MembershipID uuid.UUID
	Name         string // the person's
	Open         bool
}

// Change implements event.Change.
func (e FeedChanged) Change() event.Changed {
	action := "withdrawn"
	if e.Open {
		action = "created"
	}
	return event.Changed{Ref: record.Ref{Kind: Kind, ID: e.MembershipID}, Action: action, Name: e.Name}
}

// Due is somebody whose daily letter is to be written.
type Due struct {
	TenantID int64
	UserID   uuid.UUID
	Day      string // on the person's clock
}
