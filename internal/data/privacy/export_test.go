package privacy

import (
	"context"
	"time"
)

// Prune does the night's work of a company, as if it were at a time.
func (s *Service) Prune(ctx context.Context, now time.Time) error { return s.prune(ctx, now) }

// Inventory is the list of columns, for tests.
var Inventory = inventory

// Columns are all of a table's.
func (t Table) Columns() []string { return t.columns() }

// Reached tells whether what a table knows of people can be forgotten.
func (t Table) Reached() bool { return t.reached() }
