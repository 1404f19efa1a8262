package app

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/maypok86/otter/v2"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// principal is everything a request needs to know before it opens its unit of work.
type principal struct {
	caller *caller.Caller
	member member.Principal
	rules  policy.Policy
	bound  bool // the company's sign-on is the only way in for them, and the session came another way
}

// who says whose principal it is: a session in a tenant.
type who struct {
	session uuid.UUID
	tenant  int64
}

type entry struct {
	principal principal
	at        time.Time
	stamp     stamp
}

// stamp is the state of the hints at the moment before an entry was read; a hint since then makes the entry void.
type stamp struct{ all, tenant, session uint64 }

// snapshots keeps principals between requests. An entry counts only while the listener hears the databases that it was
// read from, and no hint about its tenant or its session has come, so that what was revoked is gone within two seconds everywhere.
type snapshots struct {
	cache    *otter.Cache[who, entry]
	fresh    func(node int) bool
	all      atomic.Uint64
	tenants  sync.Map // int64 → *atomic.Uint64
	sessions sync.Map // uuid.UUID → *atomic.Uint64
}

const (
	maxSnapshots = 50_000
	snapshotLife = time.Minute // a safety net; hints are what counts
)

func newSnapshots(fresh func(node int) bool) (*snapshots, error) {
	c, err := otter.New(&otter.Options[who, entry]{MaximumSize: maxSnapshots})
	return &snapshots{cache: c, fresh: fresh}, err
}

func (s *snapshots) stamp(w who) stamp {
	return stamp{s.all.Load(), count(&s.tenants, w.tenant), count(&s.sessions, w.session)}
}

func count(m *sync.Map, key any) uint64 {
	if n, ok := m.Load(key); ok {
		return n.(*atomic.Uint64).Load()
	}
	return 0
}

func bump(m *sync.Map, key any) {
	n, _ := m.LoadOrStore(key, new(atomic.Uint64))
	n.(*atomic.Uint64).Add(1)
}

// get returns the principal of a session in a tenant, read by load when what is kept can't be trusted.
func (s *snapshots) get(ctx context.Context, w who, load func(context.Context) (principal, error)) (principal, error) {
	now := s.stamp(w)
	if e, ok := s.cache.GetIfPresent(w); ok && e.stamp == now && clock.Since(e.at) < snapshotLife && s.fresh(e.principal.caller.Tenant.Node) {
		return e.principal, nil
	}
	p, err := load(ctx)
	if err == nil {
		s.cache.Set(w, entry{p, clock.Now(), now})
	}
	return p, err
}

// hint makes void what a hint is about: session:ID, tenant:ID, policy:TENANT, member:TENANT:USER; everything, when it is
// empty.
func (s *snapshots) hint(what string) {
	kind, rest, _ := strings.Cut(what, ":")
	id, _, _ := strings.Cut(rest, ":")
	switch kind {
	case "":
		s.all.Add(1)
	case "session":
		if u, err := uuid.Parse(id); err == nil {
			bump(&s.sessions, u)
		}
	default:
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			bump(&s.tenants, n)
		}
	}
}
