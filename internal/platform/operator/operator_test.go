package operator_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/operator"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// desk is an operator at work on Acme.
type desk struct {
	*apptest.World
	who operator.Who
}

func newDesk(t *testing.T) desk {
	w := apptest.New(t)
	return desk{w, operator.Who{Name: "olga", Slug: w.Person("acme/ana").Tenant.Slug}}
}

// becomes waits until Acme answers in a way.
func (d desk) becomes(do string, status int) {
	d.T.Helper()
	require.Eventually(d.T, func() bool {
		return d.Do(apptest.Call{As: "acme/ana", Do: do, Body: `{"firstName":"Ida"}`}).Status == status
	}, 2*time.Second, 10*time.Millisecond, do)
}

// A company that is held is read-only or closed whatever billing finds, reads why, and comes back to where it was.
func TestHold(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	require.ErrorIs(t, d.App.Operator.Hold(ctx, d.who, tenant.Suspended, " "), operator.ErrReason)
	require.NoError(t, d.App.Operator.Hold(ctx, d.who, tenant.Suspended, "spam"))
	d.becomes("POST /contacts", 402)
	require.NoError(t, d.App.Billing.Sync(ctx, d.Person("acme/ana").Tenant.ID))
	d.becomes("GET /contacts", 200)
	d.becomes("POST /contacts", 402)
	require.NoError(t, d.App.Operator.Hold(ctx, d.who, tenant.Locked, "court order"))
	d.becomes("GET /contacts", 402)
	d.becomes("GET /contacts/export", 402)
	require.NoError(t, d.App.Operator.Release(ctx, d.who))
	d.becomes("POST /contacts", 201)
	trail := d.Do(apptest.Call{As: "acme/ana", Do: "GET /audit?kind=tenant"}).Body
	for _, word := range []string{"operator olga", `"suspended"`, "spam", `"locked"`, "court order", `"released"`} {
		require.Contains(t, trail, word)
	}
	require.NotContains(t, d.Do(apptest.Call{As: "globex/gus", Do: "GET /audit"}).Body, "olga")
}

func TestExtendTrial(t *testing.T) {
	d := newDesk(t)
	until := clock.Now().AddDate(0, 2, 0)
	require.NoError(t, d.App.Operator.ExtendTrial(t.Context(), d.who, until))
	require.ErrorIs(t, d.App.Operator.ExtendTrial(t.Context(), d.who, clock.Now().Add(-time.Hour)), operator.ErrNoTrial)
	require.ErrorIs(t, d.App.Operator.ExtendTrial(t.Context(), d.who, until.Add(-time.Hour)), operator.ErrNoTrial, "later than now, but shorter than it is")
	require.ErrorIs(t, d.App.Operator.ExtendTrial(t.Context(), d.who, until), operator.ErrNoTrial)
	back := clock.Advance(30 * 24 * time.Hour)
	defer back()
	require.NoError(t, d.App.Billing.Sync(t.Context(), d.Person("acme/ana").Tenant.ID))
	got, err := d.App.TenantBySlug(t.Context(), d.who.Slug)
	require.NoError(t, err)
	require.Equal(t, tenant.Trialing, got.State)
	require.Equal(t, until, got.TrialEndsAt.UTC())
}

func (d desk) granted(kind licence.Kind) (n int) {
	d.T.Helper()
	require.NoError(d.T, d.App.DB.InPlatform(d.T.Context(), func(ctx context.Context) error {
		pools, err := d.App.Licences.Pools(ctx, d.Person("acme/ana").Tenant.ID)
		for _, p := range pools {
			if p.Kind == kind {
				n = p.Granted
			}
		}
		return err
	}))
	return n
}

// Seats given for nothing count on top of what is paid, survive a change of it, and end on their day.
func TestB30GivenSeatsEndOnTheirDay(t *testing.T) {
	d := newDesk(t)
	before := d.granted(licence.Full)
	gift := licence.Allotment{Kind: licence.Full, Granted: 3}
	require.ErrorIs(t, d.App.Operator.GiveSeats(t.Context(), d.who, gift, clock.Now(), "late"), licence.ErrGift)
	require.NoError(t, d.App.Operator.GiveSeats(t.Context(), d.who, gift, clock.Now().Add(48*time.Hour), "our mistake"))
	require.Equal(t, before+3, d.granted(licence.Full))
	require.Contains(t, d.Do(apptest.Call{As: "acme/ana", Do: "GET /audit?kind=tenant"}).Body, "our mistake")
	require.NoError(t, d.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return d.App.Licences.Allot(ctx, d.Person("acme/ana").Tenant.ID, []licence.Allotment{{Kind: licence.Full, Granted: 20, Interval: "month"}}, false)
	}))
	require.Equal(t, 23, d.granted(licence.Full))
	end := func() { require.NoError(t, d.App.DB.InPlatform(t.Context(), d.App.Licences.EndGifts)) }
	end()
	require.Equal(t, 23, d.granted(licence.Full))
	back := clock.Advance(49 * time.Hour)
	defer back()
	end()
	end()
	require.Equal(t, 20, d.granted(licence.Full))
}

// Support sees what a viewer sees, of one company, and changes nothing. The company reads who and why, and ends it at once;
// otherwise it ends by itself.
func TestSupport(t *testing.T) {
	d := newDesk(t)
	d.Make("acme/ana", "/contacts", `{"firstName":"Zora"}`)
	d.Make("globex/gus", "/contacts", `{"firstName":"Secret"}`)
	_, _, err := d.App.Operator.OpenSupport(t.Context(), d.who, 48*time.Hour, "import fails")
	require.ErrorIs(t, err, operator.ErrDuration)
	_, _, err = d.App.Operator.OpenSupport(t.Context(), d.who, time.Hour, "")
	require.ErrorIs(t, err, operator.ErrReason)
	x, token, err := d.App.Operator.OpenSupport(t.Context(), d.who, time.Hour, "import fails")
	require.NoError(t, err)
	as := func(do, body string) apptest.Answer {
		return d.Do(apptest.Call{Do: do, Body: body, Header: map[string]string{"Authorization": "Bearer " + token}})
	}
	seen := as("GET /contacts", "")
	require.Equal(t, 200, seen.Status, seen.Body)
	require.Contains(t, seen.Body, "Zora")
	require.NotContains(t, seen.Body, "Secret")
	for _, do := range []string{"POST /contacts", "DELETE /contacts/" + uuid.NewString(), "POST /invitations", "GET /audit", "GET /contacts/export", "DELETE /support/" + x.ID.String()} {
		require.Equal(t, 403, as(do, `{"firstName":"X"}`).Status, do)
	}
	d.Run(
		apptest.Call{Name: "reads who", As: "acme/ana", Do: "GET /support", Want: 200, Has: []string{"olga", "import fails"}},
		apptest.Call{Name: "in the trail", As: "acme/ana", Do: "GET /audit?kind=support_access", Want: 200, Has: []string{`"opened"`, "import fails"}},
		apptest.Call{Name: "not for all", As: "acme/ed", Do: "GET /support", Want: 403},
		apptest.Call{Name: "ends it", As: "acme/ana", Do: "DELETE /support/" + x.ID.String(), Want: 204},
		apptest.Call{Name: "in the trail too", As: "acme/ana", Do: "GET /audit?kind=support_access", Want: 200, Has: []string{`"ended"`}})
	require.Equal(t, 401, as("GET /contacts", "").Status)
	_, token, err = d.App.Operator.OpenSupport(t.Context(), d.who, time.Hour, "again")
	require.NoError(t, err)
	require.Equal(t, 200, as("GET /contacts", "").Status)
	back := clock.Advance(61 * time.Minute)
	defer back()
	require.Equal(t, 401, as("GET /contacts", "").Status)
}

// The list has numbers and no customer's data, purged companies without a name.
func TestList(t *testing.T) {
	d := newDesk(t)
	require.NoError(t, d.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE membership SET seen_at = now() WHERE tenant_id = ?", d.Person("acme/ana").Tenant.ID).Error
	}))
	all, err := d.App.Operator.List(t.Context())
	require.NoError(t, err)
	for _, l := range all {
		if l.ID == d.Person("acme/ana").Tenant.ID {
			require.Equal(t, []any{d.who.Slug, "Acme", "trialing", d.App.Maker().Head(), 6}, []any{l.Slug, l.Name, l.State, l.SchemaVersion, l.SeatsUsed})
			require.NotNil(t, l.ActiveAt)
			require.NotNil(t, l.Megabytes)
			require.Positive(t, *l.Megabytes)
			return
		}
	}
	t.Fatal("Acme is not in the list")
}

// admin runs a statement as the database's superuser.
func (d desk) admin(sql string) {
	d.T.Helper()
	c, err := pgx.Connect(d.T.Context(), apptest.Shared(d.T).DB.URL)
	require.NoError(d.T, err)
	defer c.Close(d.T.Context()) //nolint:errcheck // nothing is lost with it
	_, err = c.Exec(d.T.Context(), sql)
	require.NoError(d.T, err, sql)
}
