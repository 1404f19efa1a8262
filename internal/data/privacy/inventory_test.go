package privacy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/privacy"
	"github.com/kith-crm/kith/internal/kit/reference"
)

type column struct{ TableName, ColumnName string }

// catalog are all columns of a company's tables, as the owner of the database sees them.
func catalog(w *apptest.World) (all []column) {
	w.T.Helper()
	c, err := pgx.Connect(w.T.Context(), apptest.Shared(w.T).DB.URL)
	require.NoError(w.T, err)
	defer c.Close(w.T.Context()) //nolint:errcheck // it was only read
	rows, err := c.Query(w.T.Context(), `SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relkind = 'r' AND c.relnamespace = $1::regnamespace ORDER BY 1, 2`, w.Person("acme/ana").Tenant.Schema)
	require.NoError(w.T, err)
	all, err = pgx.CollectRows(rows, pgx.RowToStructByPos[column])
	require.NoError(w.T, err)
	return all
}

// Every column of every table is marked: whether it can tell something of a person, and of whom. A new one has to be put there,
// with what becomes of it when somebody is forgotten.
func TestInventoryIsComplete(t *testing.T) {
	marked := map[column]bool{}
	for _, table := range privacy.Inventory {
		for _, c := range table.Columns() {
			require.False(t, marked[column{table.Name, c}], "%s.%s is marked twice", table.Name, c)
			marked[column{table.Name, c}] = true
		}
		require.True(t, table.Reached(), "%s tells something of people, and nothing says how they are forgotten there", table.Name)
	}
	all := catalog(apptest.New(t))
	require.Greater(t, len(all), 300, "the check has found the columns")
	for _, c := range all {
		if !marked[c] {
			t.Errorf("%s.%s is not marked: does it tell something of a person? (internal/data/privacy/inventory.go)", c.TableName, c.ColumnName)
		}
		delete(marked, c)
	}
	require.Empty(t, marked, "these are no columns any more")
}

// What a merge knows to refer to contacts, and rows for, is reached by forgetting too: both lists are of the same columns.
func TestEveryReferenceIsReached(t *testing.T) {
	for _, m := range reference.All() {
		if !m.Of("contact") {
			continue
		}
		table, name, _ := strings.Cut(m.Place(), ".")
		i := slices.IndexFunc(privacy.Inventory, func(x privacy.Table) bool { return x.Name == table })
		require.GreaterOrEqual(t, i, 0, table)
		x := privacy.Inventory[i]
		reached := slices.ContainsFunc(x.Rows, func(r privacy.Rows) bool { return strings.Contains(r.Where, name+" IN @ids") })
		require.True(t, reached || slices.Contains(strings.Fields(x.JSON), name) || table == "company" && name == "custom", "%s refers to contacts: nothing says what becomes of it when one is forgotten", m.Place())
	}
}
