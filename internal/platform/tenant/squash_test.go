package tenant_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/migrations"
)

// Case 15: a schema made from tenant.sql is the one that all migrations lead to, and the file is up to date.
func TestSquashedEqualsMigrations(t *testing.T) {
	base := testdb.Shared(t)
	want, err := base.Maker.Squash(t.Context())
	require.NoError(t, err)
	text, err := fs.ReadFile(migrations.Files, "tenant.sql")
	require.NoError(t, err)
	require.True(t, want == string(text), "migrations/tenant.sql is not up to date: go run ./cmd/dev gen")
	again, err := base.Maker.Resquash(t.Context())
	require.NoError(t, err)
	require.True(t, want == again, "a schema made from it differs:\n%s", again)
	require.Contains(t, want, `REVOKE INSERT, UPDATE, DELETE ON schema_version FROM "{{role}}";`)
	require.Contains(t, want, "CREATE TABLE contact (")
	require.Empty(t, ask[string](t, base, `SELECT nspname::text FROM pg_namespace n WHERE nspname ~ '^t_[0-9]' AND NOT EXISTS (SELECT FROM platform.tenant WHERE schema_name = nspname)`),
		"nothing is left of the schemas that were looked at")
}
