package member

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Scan implements sql.Scanner.
func (d *Day) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = ""
	case time.Time:
		*d = Day(v.Format(dayForm))
	case string:
		*d = Day(v)
	default:
		return fmt.Errorf("member: a day can't be read from %T", v)
	}
	return nil
}

// Value implements driver.Valuer.
func (d Day) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}
