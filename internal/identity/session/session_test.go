package session

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/identity/policy"
	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/secret"
)

func TestJudge(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) *time.Time { x := now.Add(-d); return &x }
	open := Session{Head: []byte("head"), Agent: "A", CreatedAt: now.Add(-time.Hour), SeenAt: now.Add(-time.Minute)}
	with := func(f func(*Session)) Session { s := open; f(&s); return s }
	unused, usedAt := refreshToken{Hash: []byte("head")}, func(d time.Duration) refreshToken { return refreshToken{Hash: []byte("old"), UsedAt: ago(d)} }
	for name, c := range map[string]struct {
		s     Session
		t     refreshToken
		agent string
		want  verdict
	}{
		"unused":                      {open, unused, "A", first},
		"unused, other browser":       {open, unused, "B", first}, // browsers update themselves
		"used a moment ago":           {open, usedAt(10 * time.Second), "A", again},
		"used longer ago":             {open, usedAt(10*time.Second + 1), "A", stolen},
		"used just now, other client": {open, usedAt(0), "B", stolen},
		"not used, not the head":      {open, refreshToken{Hash: []byte("x")}, "A", stolen},
		"ended":                       {with(func(s *Session) { s.EndedAt = ago(0) }), unused, "A", over},
		"ended, used":                 {with(func(s *Session) { s.EndedAt = ago(0) }), usedAt(time.Hour), "A", over},
		"idle for 14 days":            {with(func(s *Session) { s.SeenAt = now.Add(-idleLife) }), unused, "A", over},
		"just under 14 days":          {with(func(s *Session) { s.SeenAt = now.Add(-idleLife + 1) }), unused, "A", first},
		"90 days old":                 {with(func(s *Session) { s.CreatedAt = now.Add(-fullLife) }), unused, "A", over},
	} {
		require.Equal(t, c.want, judge(c.s, c.t, Client{Agent: c.agent}, now), name)
	}
}

func TestLifeSlidesButEnds(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	require.Equal(t, idleLife, Session{CreatedAt: now}.life(now))
	require.Equal(t, 24*time.Hour, Session{CreatedAt: now.Add(-89 * 24 * time.Hour)}.life(now))
}

// What a page is told of how long its session is good for follows the company's rules where they are stricter.
func TestLastsByTheCompanysRules(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	begun := func(ago time.Duration) Opened { return Opened{Session: Session{CreatedAt: now.Add(-ago)}} }
	short := policy.Policy{IdleMinutes: 15, SessionHours: 8}
	require.Equal(t, idleLife, begun(0).lasts(policy.Default(), now))
	require.Equal(t, 15*time.Minute, begun(0).lasts(short, now))
	require.Equal(t, 5*time.Minute, begun(8*time.Hour-5*time.Minute).lasts(short, now))
	require.Zero(t, begun(9*time.Hour).lasts(short, now))
}

func TestSuccessorsAreOneLine(t *testing.T) {
	keys, err := secret.NewKeys(strings.Repeat("k", 32))
	require.NoError(t, err)
	s := &Service{tools: user.Tools{Keys: keys}}
	token, _ := secret.Token()
	one := s.successor(token)
	two := s.successor(one)
	require.Equal(t, one, s.successor(token))
	require.Len(t, one, 43)
	for _, head := range []string{one, two} {
		got, err := s.newest(token, secret.Hash(head))
		require.NoError(t, err)
		require.Equal(t, head, got)
	}
	_, err = s.newest(token, secret.Hash("of another session"))
	require.ErrorIs(t, err, ErrRequired)
}

func TestChoose(t *testing.T) {
	places := []member.Place{{TenantID: 1, Slug: "acme"}, {TenantID: 2, Slug: "globex"}}
	for _, c := range []struct {
		slug string
		last int64
		want string
	}{{"", 2, "globex"}, {"", 9, "acme"}, {"", 0, "acme"}, {"globex", 1, "globex"}} {
		p, err := choose(places, c.slug, c.last)
		require.NoError(t, err)
		require.Equal(t, c.want, p.Slug)
	}
	_, err := choose(places, "initech", 1)
	require.ErrorIs(t, err, ErrTenant)
	p, err := choose(nil, "", 1)
	require.NoError(t, err)
	require.Nil(t, p)
}
