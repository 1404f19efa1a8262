package billing

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/selfhost"
)

// I18: whatever the licence of a server says, people can log in, export and back up: no state closes a company.
func TestI18NoLicenceClosesACompany(t *testing.T) {
	for _, s := range []string{selfhost.Free, selfhost.Licensed, selfhost.Ending, selfhost.Grace, selfhost.Expired, selfhost.Outdated, selfhost.Early} {
		for _, state := range []string{trialing, free, active, pastDue, grace, suspended, cancelled} {
			to := next(state, Facts{Licence: &selfhost.Standing{State: s}})
			require.GreaterOrEqual(t, licence.Access(to), licence.Read, "%s, %s", state, s)
			require.Equal(t, to, next(to, Facts{Licence: &selfhost.Standing{State: s}}))
		}
	}
}

// A server of one's own gives what its licence says, takes it back when that ends, and gives the same again.
func TestLicenceFileGivesPlanSeatsAndLimits(t *testing.T) {
	w := newWorld(t)
	terms := plan.Of("business")
	terms.Seats, terms.Limits = map[string]int{"full": 4, "light": 1, "viewer": 2}, map[string]int64{plan.Contacts: 77}
	standing := selfhost.Standing{State: selfhost.Licensed, Terms: terms, MaxTenants: 1}
	w.svc.d.Stripe, w.svc.d.File = nil, func(ctxT, int64) (selfhost.Standing, error) { return standing, nil }
	w.sync()
	require.Equal(t, active, w.view().State)
	require.Equal(t, Seats{4, 1}, w.licensed())
	c, err := w.company()
	w.must(err)
	require.EqualValues(t, 77, licence.Of(c).Limits[plan.Contacts])
	w.take(licence.Full, 3)
	standing.State = selfhost.Expired
	w.sync()
	require.Equal(t, suspended, w.view().State)
	standing.State = selfhost.Free
	w.sync()
	require.Equal(t, free, w.view().State)
	require.Equal(t, "free", w.view().Plan)
	standing.State = selfhost.Licensed
	w.sync()
	require.Equal(t, active, w.view().State)
	require.Equal(t, 3, w.view().Seats[0].Used, "people kept their seats")
	require.Equal(t, 1, w.count("SELECT count(*) FROM plan_version WHERE version > 1000000 AND code = 'business'"), "the same terms are one version")
}
