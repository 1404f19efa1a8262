package selfhost_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest/histories"
	"github.com/kith-crm/kith/internal/platform/plan"
	"github.com/kith-crm/kith/internal/platform/selfhost"
)

const day = 24 * time.Hour

var (
	today      = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	older      = newKey(1)
	newer      = newKey(2)
	keys       = selfhost.Keys{"a": older.Public().(ed25519.PublicKey), "b": newer.Public().(ed25519.PublicKey)}
	everything = today.AddDate(1, 0, 0)
)

func newKey(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), ed25519.SeedSize)))
}

func subscription() selfhost.Payload {
	return selfhost.Payload{ID: "lic-1", Customer: "Acme", Kind: selfhost.Subscription, Issued: today, NotBefore: today, Expires: &everything,
		Plan: "business", Seats: map[string]int{"full": 5, "light": 2, "viewer": 3}, MaxTenants: 1, GraceDays: 30}
}

func perpetual() selfhost.Payload {
	p := subscription()
	p.Kind, p.Expires, p.UpdatesUntil = selfhost.Perpetual, nil, &everything
	return p
}

func issue(t require.TestingT, p selfhost.Payload) string {
	text, err := selfhost.Issue(p, "a", older)
	require.NoError(t, err)
	return text
}

func TestRoundTrip(t *testing.T) {
	for _, p := range []selfhost.Payload{subscription(), perpetual()} {
		read, err := selfhost.Read(issue(t, p), keys)
		require.NoError(t, err)
		require.Equal(t, p, read)
	}
	require.GreaterOrEqual(t, len(selfhost.Vendor), 2, "so that one key can be replaced")
	_, err := selfhost.Read(issue(t, subscription()), selfhost.Vendor)
	require.ErrorIs(t, err, selfhost.ErrFile, "signed by somebody else")
}

// P7: whatever is changed in a file, it is refused, and never a crash: a bit, a byte, its length, its order, its key.
func TestP7AnyChangeIsRefused(t *testing.T) {
	good := issue(t, subscription())
	histories.Check(t, func(t *rapid.T) {
		b := []byte(good)
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		switch rapid.IntRange(0, 5).Draw(t, "what") {
		case 4:
			lines := strings.SplitAfter(good, "\n")
			n := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
			lines[at%len(lines)], lines[n] = lines[n], lines[at%len(lines)]
			b = []byte(strings.Join(lines, ""))
		case 5:
			b = []byte(otherwise(t, good))
		case 0:
			b[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		case 1:
			b = b[:at]
		case 2:
			b = append(b[:at:at], b[at+1:]...)
		case 3:
			n := rapid.IntRange(0, len(b)-1).Draw(t, "with")
			b[at], b[n] = b[n], b[at]
		}
		if strings.TrimSpace(string(b)) == strings.TrimSpace(good) {
			return // a newline at the end, or two alike
		}
		p, err := selfhost.Read(string(b), keys)
		if err == nil { // only the line breaks of the frame mean nothing
			require.Equal(t, strings.ReplaceAll(good, "\n", ""), strings.ReplaceAll(string(b), "\n", ""))
			require.Equal(t, subscription(), p)
			return
		}
		require.ErrorIs(t, err, selfhost.ErrFile)
	})
}

// otherwise is a file in its frame whose key, signature or payload is another one, or which names another way to sign.
func otherwise(t *rapid.T, good string) string {
	frame := strings.Split(strings.TrimSpace(good), "\n")
	whole, err := base64.StdEncoding.DecodeString(strings.Join(frame[1:len(frame)-1], ""))
	require.NoError(t, err)
	var e struct{ Payload, Sig, Kid string }
	require.NoError(t, json.Unmarshal(whole, &e))
	more := ""
	switch wrong := rapid.SampledFrom([]string{"", "c", "b", "YQ==", e.Sig[4:] + e.Sig[:4]}).Draw(t, "value"); rapid.IntRange(0, 3).Draw(t, "field") {
	case 0:
		e.Payload = wrong
	case 1:
		e.Sig = wrong
	case 2:
		e.Kid = wrong
	case 3:
		more = fmt.Sprintf(`,"alg":%q`, wrong)
	}
	text := fmt.Sprintf(`{"payload":%q,"sig":%q,"kid":%q%s}`, e.Payload, e.Sig, e.Kid, more)
	return frame[0] + "\n" + base64.StdEncoding.EncodeToString([]byte(text)) + "\n" + frame[len(frame)-1] + "\n"
}

// P7: what was issued is read as it was.
func TestP7WhatIsIssuedIsRead(t *testing.T) {
	histories.Check(t, func(r *rapid.T) {
		p := subscription()
		p.ID, p.Customer = rapid.StringN(1, 40, -1).Draw(r, "id"), rapid.StringN(1, 40, -1).Draw(r, "customer")
		p.Plan = rapid.SampledFrom([]string{"starter", "business", "enterprise"}).Draw(r, "plan")
		p.Seats = rapid.MapOf(rapid.SampledFrom(plan.Kinds), rapid.IntRange(0, 100_000)).Draw(r, "seats")
		p.MaxTenants, p.GraceDays = rapid.IntRange(1, 9).Draw(r, "companies"), rapid.IntRange(0, 90).Draw(r, "grace")
		read, err := selfhost.Read(issue(r, p), keys)
		require.NoError(r, err)
		require.Equal(r, p, read)
	})
}

func FuzzRead(f *testing.F) {
	f.Add(issue(f, subscription()))
	f.Add("-----BEGIN CRM LICENCE-----\ne30=\n-----END CRM LICENCE-----")
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := selfhost.Read(text, keys); err == nil {
			require.NotEmpty(t, p.ID)
		}
	})
}

// A key's id can't make another key's signature count, and what no licence can say is not issued.
func TestForgeries(t *testing.T) {
	text, err := selfhost.Issue(subscription(), "b", older)
	require.NoError(t, err)
	_, err = selfhost.Read(text, keys)
	require.ErrorIs(t, err, selfhost.ErrFile)
	for name, change := range map[string]func(*selfhost.Payload){
		"no end":       func(p *selfhost.Payload) { p.Expires = nil },
		"no kind":      func(p *selfhost.Payload) { p.Kind = "gift" },
		"no such plan": func(p *selfhost.Payload) { p.Plan = "gold" },
		"seats":        func(p *selfhost.Payload) { p.Seats["full"] = -1 },
		"companies":    func(p *selfhost.Payload) { p.MaxTenants = 0 },
	} {
		p := subscription()
		change(&p)
		_, err := selfhost.Issue(p, "a", older)
		require.ErrorIs(t, err, selfhost.ErrFile, name)
	}
}

// B26: what follows from no file, an expired one, a perpetual one and a newer program, several files.
func TestB26Standings(t *testing.T) {
	judge := func(now, built time.Time, all ...selfhost.Payload) string {
		return selfhost.Judge(all, now, built).State
	}
	require.Equal(t, selfhost.Free, judge(today, today))
	for after, want := range map[time.Duration]string{
		-2 * day: selfhost.Early, -day / 2: selfhost.Licensed, 0: selfhost.Licensed, 330 * day: selfhost.Licensed, 336 * day: selfhost.Ending,
		365*day - 1: selfhost.Ending, 365 * day: selfhost.Grace, 394 * day: selfhost.Grace, 395 * day: selfhost.Expired, 4000 * day: selfhost.Expired,
	} {
		require.Equal(t, want, judge(today.Add(after), today, subscription()), after)
	}
	require.Equal(t, selfhost.Licensed, judge(today.AddDate(90, 0, 0), everything, perpetual()), "for ever")
	require.Equal(t, selfhost.Outdated, judge(today, everything.Add(day), perpetual()), "a newer program can be read, and starts")
	require.Equal(t, selfhost.Licensed, judge(today, time.Time{}, perpetual()), "a developer's program")

	renewed, later := subscription(), today.AddDate(3, 0, 0)
	renewed.Issued, renewed.Expires, renewed.Seats = today.Add(day), &later, map[string]int{"full": 9}
	both := selfhost.Judge([]selfhost.Payload{renewed, subscription()}, today.AddDate(2, 0, 0), today)
	require.Equal(t, selfhost.Licensed, both.State, "of the same id the last one counts")
	require.Equal(t, 9, both.Terms.Seats["full"])

	more := subscription()
	more.ID, more.Additive, more.Plan = "lic-2", true, ""
	sum := selfhost.Judge([]selfhost.Payload{more, subscription()}, today, today)
	require.Equal(t, map[string]int{"full": 10, "light": 4, "viewer": 6}, sum.Terms.Seats)
	more.Additive, more.Plan, more.Issued = false, "starter", today.Add(-day)
	require.Equal(t, 5, selfhost.Judge([]selfhost.Payload{more, subscription()}, today, today).Terms.Seats["full"], "else they do not add up")
	more.Supersedes = []string{"lic-1"}
	require.Equal(t, "starter", selfhost.Judge([]selfhost.Payload{more, subscription()}, today, today).Terms.Code)

	for range 20 { // of two that were issued at the same time it is always the same one
		twin := subscription()
		twin.ID, twin.Plan = "lic-0", "starter"
		require.Equal(t, "starter", selfhost.Judge([]selfhost.Payload{subscription(), twin}, today, today).Terms.Code)
	}

	own := subscription()
	own.Limits, own.Features = map[string]int64{plan.Contacts: 7}, []string{"special"}
	terms := selfhost.Judge([]selfhost.Payload{own}, today, today).Terms
	require.EqualValues(t, 7, terms.Limits[plan.Contacts])
	require.True(t, terms.Has("special") && terms.Has("export"))
	require.NotEqualValues(t, 7, plan.Of("business").Limits[plan.Contacts], "the catalogue is not touched")
}
