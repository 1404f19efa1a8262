package selfhost_test

import (
	"context"
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/platform/selfhost"
)

// server is a server that runs on licence files, on a real database.
type server struct {
	*testing.T
	db      *db.DB
	svc     *selfhost.Service
	changes int
}

func newServer(t *testing.T) *server {
	s := &server{T: t, db: testdb.Shared(t).Open(t)}
	s.svc = selfhost.NewService(selfhost.Parts{Platform: s.db.InPlatform, Keys: keys, On: true,
		Changed: func(context.Context) error { s.changes++; return nil }})
	s.must(func(ctx context.Context) error {
		for _, q := range []string{"DELETE FROM licence_file", "DELETE FROM licence_clock"} {
			if err := db.Orm(ctx).Exec(q).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return s
}

func (s *server) must(f func(context.Context) error) {
	s.Helper()
	require.NoError(s, s.db.InPlatform(s.Context(), f))
}

func (s *server) install(p selfhost.Payload) {
	s.Helper()
	s.must(func(ctx context.Context) error { _, err := s.svc.Install(ctx, issue(s, p)); return err })
}

func (s *server) standing() (x selfhost.Standing) {
	s.Helper()
	s.must(func(ctx context.Context) (err error) { x, err = s.svc.Standing(ctx); return err })
	return x
}

// ending is a subscription from now on for some days.
func ending(days int) selfhost.Payload {
	p := subscription()
	until := clock.Now().Add(time.Duration(days) * day)
	p.Issued, p.NotBefore, p.Expires = clock.Now().Truncate(time.Second), clock.Now().Truncate(time.Second), &until
	return p
}

// F28: a licence that is installed, spoilt or removed while the program runs is noticed by the next look.
func TestF28FilesComeAndGo(t *testing.T) {
	s := newServer(t)
	require.Equal(t, selfhost.Free, s.standing().State)
	look := func() int { require.NoError(t, s.svc.Watch(t.Context())); return s.changes }
	first := look()
	require.Equal(t, first, look(), "nothing new")
	s.install(ending(100))
	require.Equal(t, first+1, look())
	require.Equal(t, selfhost.Licensed, s.standing().State)
	s.must(func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE licence_file SET text = replace(text, 'J', 'K')").Error
	})
	require.Equal(t, selfhost.Free, s.standing().State, "what was changed counts for nothing")
	require.Equal(t, first+2, look())
	s.must(func(ctx context.Context) error { return db.Orm(ctx).Exec("DELETE FROM licence_file").Error })
	s.install(ending(200))
	require.ErrorIs(t, s.db.InPlatform(t.Context(), func(ctx context.Context) error { return s.svc.Remove(ctx, "lic-9") }), selfhost.ErrNotFound)
	require.Equal(t, selfhost.Licensed, s.standing().State)
	s.must(func(ctx context.Context) error { return s.svc.Remove(ctx, "lic-1") })
	require.Equal(t, selfhost.Free, s.standing().State)
}

// A clock that is set back does not prolong a licence.
func TestClockSetBack(t *testing.T) {
	s := newServer(t)
	s.install(ending(10))
	undo := clock.Advance(50 * day)
	require.Equal(t, selfhost.Expired, s.standing().State)
	undo()
	x := s.standing()
	require.Equal(t, selfhost.Expired, x.State)
	require.True(t, x.ClockBack)
}

func TestWhatCannotBeInstalled(t *testing.T) {
	s := newServer(t)
	future := ending(10)
	future.Issued = clock.Now().Add(2 * day)
	for _, text := range []string{"", "nonsense", issue(t, future)} {
		err := s.db.InPlatform(t.Context(), func(ctx context.Context) error { _, err := s.svc.Install(ctx, text); return err })
		require.ErrorIs(t, err, selfhost.ErrFile)
	}
	require.Equal(t, selfhost.Free, s.standing().State)
}

// The owner's page names every file that is installed and what it counts for.
func TestFiles(t *testing.T) {
	s := newServer(t)
	uses := func() (all []string) {
		s.must(func(ctx context.Context) error {
			files, err := s.svc.Files(ctx)
			for _, f := range files {
				all = append(all, f.Payload.ID+" "+f.Use)
			}
			return err
		})
		return all
	}
	require.Empty(t, uses())
	old := ending(10)
	old.Issued = old.Issued.Add(-day)
	s.install(old)
	require.Equal(t, []string{"lic-1 main"}, uses())
	s.install(ending(100))
	more := ending(100)
	more.ID, more.Additive = "lic-2", true
	s.install(more)
	require.Equal(t, []string{"lic-2 added", "lic-1 main", "lic-1 replaced"}, uses())
	s.must(func(ctx context.Context) error {
		return db.Orm(ctx).Exec("UPDATE licence_file SET text = replace(text, 'J', 'K') WHERE installed_at = (SELECT max(installed_at) FROM licence_file)").Error
	})
	require.Equal(t, []string{" invalid", "lic-1 main", "lic-1 replaced"}, uses())
}

// B26: the vendor replaces a signing key. Files of the old key hold as long as the program knows both, beside those of the
// new one; a program that has dropped the old key counts them for nothing, loses none, and starts all the same.
func TestB26KeyRotation(t *testing.T) {
	s := newServer(t)
	next := newKey(3)
	with := func(text string, err error) {
		t.Helper()
		require.NoError(t, err)
		s.must(func(ctx context.Context) error { _, err := s.svc.Install(ctx, text); return err })
	}
	s.install(ending(100)) // signed by the key "a"
	added := ending(200)
	added.ID, added.Additive, added.Plan = "lic-2", true, ""
	with(selfhost.Issue(added, "b", newer))
	require.Equal(t, []any{selfhost.Licensed, 10}, []any{s.standing().State, s.standing().Terms.Seats["full"]}, "files of both keys hold")

	s.svc.Keys = selfhost.Keys{"a": keys["a"], "b": keys["b"], "c": next.Public().(ed25519.PublicKey)}
	require.Equal(t, 10, s.standing().Terms.Seats["full"], "a third key changes nothing")
	renewed := ending(300)
	renewed.Issued = renewed.Issued.Add(time.Minute)
	renewed.Seats = map[string]int{"full": 9}
	with(selfhost.Issue(renewed, "c", next))
	require.Equal(t, 14, s.standing().Terms.Seats["full"], "a renewal by the new key takes the place of the old file")

	s.svc.Keys = selfhost.Keys{"c": next.Public().(ed25519.PublicKey)}
	require.Equal(t, 9, s.standing().Terms.Seats["full"], "what the dropped keys signed counts for nothing")
	s.must(func(ctx context.Context) error { return s.svc.Remove(ctx, renewed.ID) })
	require.Equal(t, selfhost.Free, s.standing().State)
	s.svc.Keys = keys
	require.Equal(t, 10, s.standing().Terms.Seats["full"], "and holds again with its key")
	_, err := selfhost.Read(issue(t, ending(1)), selfhost.Keys{"b": keys["b"]})
	require.ErrorIs(t, err, selfhost.ErrFile)
}
