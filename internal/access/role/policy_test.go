package role

import (
	"testing"
	"time"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// What can't be read is an error, never the role of the program, which may see more.
func TestOfDoesNotFallBackOnErrors(t *testing.T) {
	m := Member{UserID: uuid.New(), Role: "manager", Since: time.Unix(1, 0)}
	own := uuid.NewString()
	p, err := newPolicy([]rule{{Ptype: "g", V0: subject(m.UserID), V1: own, V2: m.since()}}, []Role{{Code: own, Name: "Own", Base: "manager"}})
	require.NoError(t, err)
	r, err := p.Of(m)
	require.NoError(t, err)
	require.Equal(t, own, r.Code)
	p.owned = nil
	r, err = p.Of(m)
	require.NoError(t, err, "a role that is gone")
	require.Equal(t, "manager", r.Code)
	p.owned = []Role{{Code: own, Name: "Own", Base: "manager"}}
	p.held[m.UserID] = append(p.held[m.UserID], holding{"manager", m.since()})
	bad, err := model.NewModelFromString("[request_definition]\nr = sub\n[policy_definition]\np = sub\n[policy_effect]\ne = some(where (p.eft == allow))\n[matchers]\nm = r.sub == p.sub\n")
	require.NoError(t, err)
	p.enforcer, err = casbin.NewEnforcer(bad)
	require.NoError(t, err)
	r, err = p.Of(m)
	require.Error(t, err)
	require.Equal(t, own, r.Code, "it stops at the role that can't be read")
	_, err = newPolicy([]rule{{Ptype: "g", V0: "user:nobody", V1: own}}, nil)
	require.Error(t, err, "nor is a rule passed over that nobody understands")
}
