package move_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/platform/node"
	"github.com/kith-crm/kith/internal/platform/operator"
)

// giveUp enters a job of Acme's into a node's queue that has failed for good.
func (r *rig) giveUp(on int, name string) int64 {
	r.t.Helper()
	const q = `INSERT INTO river.river_job (args, kind, max_attempts, attempt, state, finalized_at, errors)
		VALUES (jsonb_build_object('name', $1::text, 'tenant', $2::bigint, 'args', '{}'::jsonb), 'kith', 3, 3, 'discarded', now(), ARRAY[jsonb_build_object('error', 'it broke')]) RETURNING id::text`
	id, err := strconv.ParseInt(r.on(on, q, name, r.acme().ID)[0], 10, 64)
	require.NoError(r.t, err)
	return id
}

func (r *rig) failedJob(a *app.App, name string) (found *operator.FailedJob, down []string) {
	r.t.Helper()
	all, down, err := a.Operator.FailedJobs(r.t.Context())
	require.NoError(r.t, err)
	for _, j := range all {
		if j.Name == name {
			found = &j
		}
	}
	return found, down
}

func (r *rig) line(a *app.App) operator.Line {
	r.t.Helper()
	c, err := a.Operator.Company(r.t.Context(), operator.Who{UID: r.acme().UID})
	require.NoError(r.t, err)
	return c.Line
}

// node2 is what the overview says of the second node.
func (r *rig) node2(a *app.App) (o operator.Overview, n node.Line) {
	r.t.Helper()
	o, err := a.Operator.Overview(r.t.Context())
	require.NoError(r.t, err)
	require.Len(r.t, o.Nodes, 2)
	return o, o.Nodes[1]
}

// The operator's console reads every node: sizes, jobs that were given up, and roles. One that is down is shown as down, and
// hides nothing of the others.
func TestConsoleReadsAllNodes(t *testing.T) {
	r := start(t)
	a := r.base.App
	_, err := a.Moves.Move(t.Context(), r.find(), "node2", func(string) {})
	require.NoError(t, err)
	r.on(2, "ANALYZE")
	l := r.line(a)
	require.Equal(t, "node2", l.Server)
	require.NotNil(t, l.Megabytes)
	require.Positive(t, *l.Megabytes)

	here, there := r.giveUp(1, "test.here"), r.giveUp(2, "test.there")
	o, n := r.node2(a)
	require.NoError(t, n.Trouble)
	require.EqualValues(t, 1, n.Failed)
	require.Equal(t, o.Nodes[0].Failed+1, o.Failed)
	j, down := r.failedJob(a, "test.there")
	require.Empty(t, down)
	require.Equal(t, operator.FailedJob{ID: there, Node: 2, Server: "node2", Name: "test.there", Tenant: r.acme().ID, Company: "Acme", Error: "it broke", Attempt: 3, FailedAt: j.FailedAt}, *j)
	require.NoError(t, a.Operator.RetryJob(t.Context(), 2, there))
	require.ErrorIs(t, a.Operator.RetryJob(t.Context(), 2, there), operator.ErrNoJob)
	j, _ = r.failedJob(a, "test.here")
	require.Equal(t, here, j.ID, "the other node's job of that number, or another, was left alone")

	r.audits(a)
	r.down()
}

// audits shows that the nightly look at the roles looks at the second node too.
func (r *rig) audits(a *app.App) {
	r.t.Helper()
	sound := func() string {
		require.NoError(r.t, a.Operator.AuditRoles(r.t.Context()))
		f, err := a.Operator.Sound(r.t.Context())
		require.NoError(r.t, err)
		return strings.Join(f.All, "\n")
	}
	require.NotContains(r.t, sound(), "node2")
	role := r.acme().Role
	r.on(2, "GRANT TRUNCATE ON "+role+".team TO "+role)
	require.Contains(r.t, sound(), "node2: a tenant's role may do more on a table than with its rows: [\""+role+".team TRUNCATE\"]")
	r.on(2, "REVOKE TRUNCATE ON "+role+".team FROM "+role)
	require.NotContains(r.t, sound(), "node2")
}

// down shows what an instance tells that can't reach the second node.
func (r *rig) down() {
	r.t.Helper()
	r.t.Setenv(variable, "postgres://nobody@127.0.0.1:1/kith?sslmode=disable")
	cut := r.instance()
	o, n := r.node2(cut)
	require.Error(r.t, n.Trouble)
	require.NoError(r.t, o.Nodes[0].Trouble)
	require.Equal(r.t, o.Nodes[0].Failed, o.Failed)
	l := r.line(cut)
	require.Equal(r.t, "node2", l.Server)
	require.Nil(r.t, l.Megabytes, "nothing is known of it")
	j, down := r.failedJob(cut, "test.here")
	require.Equal(r.t, []string{"node2"}, down)
	require.NotNil(r.t, j)
	require.ErrorIs(r.t, cut.Operator.RetryJob(r.t.Context(), 2, 1), operator.ErrDown)
	require.NoError(r.t, cut.Operator.AuditRoles(r.t.Context()))
	f, err := cut.Operator.Sound(r.t.Context())
	require.NoError(r.t, err)
	require.Contains(r.t, f.All, "node2: the roles can't be looked at")
	require.NoError(r.t, cut.Nodes.Measure(r.t.Context()))
}
