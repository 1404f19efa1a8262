package privacy

// Inventory is the list of columns, for tests.
var Inventory = inventory

// Columns are all of a table's.
func (t Table) Columns() []string { return t.columns() }

// Reached tells whether what a table knows of people can be forgotten.
func (t Table) Reached() bool { return t.reached() }
