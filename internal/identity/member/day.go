package member

import "time"

// Day is a date such as 2026-11-30; empty for none.
type Day string

const dayForm = "2006-01-02"

// End is the first moment after the day in a time zone.
func (d Day) End(zone string) (time.Time, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.ParseInLocation(dayForm, string(d), loc)
	return t.AddDate(0, 0, 1).UTC(), err
}

// Start is the first moment of the day in a time zone.
func (d Day) Start(zone string) (time.Time, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.ParseInLocation(dayForm, string(d), loc)
	return t.UTC(), err
}

// Or is the day, or nil for none, as the API has it.
func (d Day) Or() *string {
	if d == "" {
		return nil
	}
	s := string(d)
	return &s
}
