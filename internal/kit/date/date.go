// Package date holds calendar days without a time and a zone, such as a birthday.
package date

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a day as YYYY-MM-DD.
type Date string

// Of is the day of t in t's zone.
func Of(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Valid tells whether the day exists.
func (d Date) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// Value implements driver.Valuer: text, so that no time zone can move the day.
func (d Date) Value() (driver.Value, error) { return string(d), nil }

// Scan implements sql.Scanner for both ways in which drivers give a date.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case time.Time:
		*d = Of(v)
	case string:
		*d = Date(v)
	default:
		return fmt.Errorf("date: can't read a %T", src)
	}
	return nil
}
