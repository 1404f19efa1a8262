package signup_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// A trial is had once: who signs another company up from the same domain begins on the free plan.
func TestB3SecondTrialOfADomainIsRefused(t *testing.T) {
	w := newWorld(t)
	domain := fmt.Sprintf("b3-%x.pl", rand.Uint64())
	state := func(address string) (state, plan string, ends bool) {
		p := &who{email: address, agent: address}
		w.want(202, p, "POST /signups", form(p.email))
		c := w.as(p, "POST /signups/confirm", fmt.Sprintf(`{"token":%q}`, w.token(p.email)))
		require.Equal(t, 200, c.status, c.text)
		const q = `SELECT t.state, t.plan, t.trial_ends_at IS NOT NULL FROM platform.tenant t JOIN platform.membership m ON m.tenant_id = t.id
			JOIN platform.users u ON u.id = m.user_id WHERE u.email = $1`
		require.NoError(t, w.raw.QueryRow(t.Context(), q, address).Scan(&state, &plan, &ends))
		return state, plan, ends
	}
	first, plan, ends := state("ana@" + domain)
	require.Equal(t, "trialing business true", fmt.Sprint(first, " ", plan, " ", ends))
	again, plan, ends := state("ben@sales." + domain)
	require.Equal(t, "free free false", fmt.Sprint(again, " ", plan, " ", ends))
	var granted int
	require.NoError(t, w.raw.QueryRow(t.Context(), `SELECT sum(granted) FROM platform.seat_pool p JOIN platform.tenant t ON t.id = p.tenant_id
		WHERE t.state = 'free' AND kind IN ('full', 'trial')`).Scan(&granted))
	require.Equal(t, 2, granted)
	other, _, _ := state("eve@other-" + domain)
	require.Equal(t, "trialing", other)
}
