package invariant_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/platform/invariant"
)

// office is a company with something of everything that the rules look at, and a way into its tables past all that guards
// them.
type office struct {
	*apptest.World
	admin                       *pgx.Conn
	schema                      string
	contact, company, deal, put string
}

func newOffice(t *testing.T) *office {
	w := apptest.New(t)
	o := &office{World: w, schema: w.Person("acme/ana").Tenant.Schema}
	var err error
	o.admin, err = pgx.Connect(t.Context(), apptest.Shared(t).DB.URL)
	require.NoError(t, err)
	t.Cleanup(func() { _ = o.admin.Close(t.Context()) })
	o.company = w.Make("acme/ana", "/companies", `{"name":"Initech"}`)
	o.contact = w.Make("acme/ana", "/contacts", fmt.Sprintf(`{"firstName":"Ada","companyId":%q}`, o.company))
	o.deal = w.Make("acme/ana", "/deals", fmt.Sprintf(`{"name":"Printers","companyId":%q}`, o.company))
	w.Make("acme/ana", "/tasks", fmt.Sprintf(`{"title":"Call","about":{"kind":"deal","id":%q}}`, o.deal))
	var f struct{ ID string }
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /contacts/" + o.contact + "/attachments?fileName=" + url.QueryEscape("a.txt"), Raw: []byte("hello"), Want: 201}, &f)
	o.put = f.ID
	return o
}

// spoil changes rows as nothing in the program can: past foreign keys, triggers and rights.
func (o *office) spoil(sql string) {
	o.T.Helper()
	sql = strings.NewReplacer("{schema}", o.schema, "{tenant}", fmt.Sprint(o.Person("acme/ana").Tenant.ID), "{deal}", o.deal, "{contact}", o.contact, "{company}", o.company).Replace(sql)
	_, err := o.admin.Exec(o.T.Context(), "SET session_replication_role = replica; SET search_path = "+o.schema+", platform; "+sql)
	require.NoError(o.T, err, sql)
}

// look is what an audit of everything tells of Acme.
func (o *office) look() (mine []invariant.Finding) {
	o.T.Helper()
	all, err := o.App.Audit(o.T.Context(), "")
	require.NoError(o.T, err)
	slug := o.Person("acme/ana").Tenant.Slug
	for _, f := range all {
		if f.Company == slug || f.Company == "" {
			mine = append(mine, f)
		}
	}
	return mine
}

// Nothing is found where all is well. Each way in which data can be wrong is found, alone, and told without a name.
func TestEachRuleFindsWhatBreaksIt(t *testing.T) {
	const other = "'00000000-0000-7000-8000-00000000dead'"
	cases := []struct{ rule, breaks, mends, says string }{
		{"the counter of seats is the number of seats", "UPDATE seat_pool SET used = used + 1 WHERE tenant_id = {tenant} AND kind = 'viewer'",
			"UPDATE seat_pool SET used = used - 1 WHERE tenant_id = {tenant} AND kind = 'viewer'", "viewer: 2 counted, 1 held"},
		{"more seats than were granted are an excess that is known", "UPDATE seat_pool SET granted = 0 WHERE tenant_id = {tenant} AND kind = 'light'",
			"UPDATE seat_pool SET granted = 10 WHERE tenant_id = {tenant} AND kind = 'light'", "light: 2 used, 0 granted"},
		{"a company has an owner", "UPDATE membership SET role = 'admin' WHERE tenant_id = {tenant} AND role = 'owner'",
			"UPDATE membership SET role = 'owner' WHERE tenant_id = {tenant} AND role = 'admin'", "trialing"},
		{"what is asked of Stripe is answered within a day", "INSERT INTO billing_command (id, tenant_id, kind, params, state, created_at) VALUES (" + other + ", {tenant}, 'seats', '', 'open', now() - interval '25 hours')",
			"DELETE FROM billing_command WHERE id = " + other, "dead, seats"},
		{"what Stripe tells is handled within a day", "INSERT INTO stripe_event (id, type, raw, received_at) VALUES ('evt_old', 'invoice.paid', '{}', now() - interval '25 hours')",
			"DELETE FROM stripe_event WHERE id = 'evt_old'", "evt_old"},
		{"a deal is open, won or lost as its stage is", "UPDATE deal SET status = 'won', closed_at = now()", "UPDATE deal SET status = 'open', closed_at = NULL", "won in a stage that is open"},
		{"a pipeline with deals has stages to win and to lose", "UPDATE stage SET kind = 'open' WHERE kind = 'lost'", "UPDATE stage SET kind = 'lost' WHERE probability = 0 AND position = (SELECT max(position) FROM stage)", "pipeline"},
		{"a merged contact has gone into one that is there", "UPDATE contact SET merged_into = " + other, "UPDATE contact SET merged_into = NULL", "contact"},
		{"a merged company has gone into one that is there", "UPDATE company SET merged_into = " + other, "UPDATE company SET merged_into = NULL", "company"},
		{"what is referred to is there", "UPDATE deal SET company_id = " + other, "UPDATE deal SET company_id = '{company}'", "deal.company_id names the company"},
		{"what is referred to is there", "UPDATE task SET about_id = " + other, "UPDATE task SET about_id = '{deal}'", "task.about_id names the deal"},
		{"what is referred to is there", "UPDATE attachment SET record_id = " + other, "UPDATE attachment SET record_id = '{contact}'", "attachment.record_id names the contact"},
		{"the tables are those of the release", "DROP INDEX contact_merged", "CREATE INDEX contact_merged ON contact USING btree (merged_into) WHERE (merged_into IS NOT NULL)", "lacks CREATE INDEX contact_merged"},
		{"the tables are those of the release", "ALTER TABLE deal ADD COLUMN stray int", "ALTER TABLE deal DROP COLUMN stray", "has deal ( stray integer"},
		{"the tables are those of the release", "GRANT INSERT, DELETE ON audit_head TO {schema}", "REVOKE INSERT, DELETE ON audit_head FROM {schema}", "lacks REVOKE INSERT, DELETE ON audit_head"},
	}
	o := newOffice(t)
	require.Empty(t, o.look())
	for _, c := range cases {
		o.spoil(c.breaks)
		found := o.look()
		require.Len(t, found, 1, "%s: %+v", c.rule, found)
		require.Equal(t, c.rule, found[0].Rule)
		require.Contains(t, found[0].Says, c.says)
		require.NotContains(t, found[0].Says, "Initech")
		o.spoil(c.mends)
		require.Empty(t, o.look(), c.rule)
	}
}

// Somebody who works in a company without a seat is found.
func TestWhoHasNoSeatIsFound(t *testing.T) {
	o := newOffice(t)
	o.spoil("UPDATE seat SET state = 'suspended' WHERE holder = '" + o.Person("acme/ed").MemberID.String() + "'")
	o.spoil("UPDATE seat_pool SET used = used - 1 WHERE tenant_id = {tenant} AND kind IN ('full', 'trial')")
	found := o.look()
	require.Len(t, found, 1, "%+v", found)
	require.Equal(t, "who works in a company has a seat", found[0].Rule)
}

// A file whose bytes are gone, or are not all of it, is found; one that waits in the trash still has its bytes.
func TestLostBytesAreFound(t *testing.T) {
	o := newOffice(t)
	o.Run(apptest.Call{As: "acme/ana", Do: "DELETE /contacts/" + o.contact + "/attachments/" + o.put, Want: 204})
	require.Empty(t, o.look())
	key := fmt.Sprintf("%s/%s", o.Person("acme/ana").Tenant.UID, o.put)
	require.NoError(t, o.App.Files.Put(t.Context(), key, strings.NewReader("hell"), 4))
	require.Len(t, o.look(), 1)
	require.NoError(t, o.App.Files.Delete(t.Context(), key))
	found := o.look()
	require.Len(t, found, 1)
	require.Equal(t, "the bytes of a file are there", found[0].Rule)
	require.Contains(t, found[0].Says, o.put)
}
