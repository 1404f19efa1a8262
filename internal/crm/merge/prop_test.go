package merge_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/merge"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

// state is everything that a merge touches, without what counts saves.
const state = `SELECT line FROM (
	SELECT 'contact ' || concat_ws('|', id, name, first_name, last_name, preferred_name, email, email_label, more_emails, phone, phone_label, more_phones, job_title, company_id,
		company_since, positions, street, city, postcode, country, birthday, language, tags, coalesce(nullif(consent ->> 'email', '[]'), ''), source, owner_id, deleted_at IS NULL, merged_into, merge) AS line FROM contact
	UNION ALL SELECT 'company ' || concat_ws('|', id, name, domain, website, email, phone, industry, kinds, tags, street, city, postcode, country, owner_id, deleted_at IS NULL, merged_into, merge) FROM company
	UNION ALL SELECT 'deal ' || concat_ws('|', id, company_id) FROM deal
	UNION ALL SELECT 'part ' || concat_ws('|', deal_id, contact_id, role) FROM deal_contact
	UNION ALL SELECT 'task ' || concat_ws('|', id, about_kind, about_id) FROM task
	UNION ALL SELECT 'entry ' || concat_ws('|', id, kind, record_id, contact_id, company_id) FROM activity WHERE type = 'note'
	UNION ALL SELECT 'file ' || concat_ws('|', id, kind, record_id) FROM attachment
	UNION ALL SELECT 'share ' || concat_ws('|', id, kind, record_id, subject_id) FROM share
	UNION ALL SELECT 'example ' || concat_ws('|', id, user_id, kind, record_id) FROM access_example) AS every ORDER BY line`

type universe struct {
	t                    *rapid.T
	ctx                  context.Context
	m                    *merge.Service
	people, firms, deals []uuid.UUID
	users                []uuid.UUID
	merged               []record.Ref
}

func (u *universe) exec(sql string, args ...any) {
	require.NoError(u.t, db.Orm(u.ctx).Exec(sql, args...).Error, sql)
}

func (u *universe) some(label string, of []string) string {
	return rapid.SampledFrom(of).Draw(u.t, label)
}

func (u *universe) one(label string, of []uuid.UUID) uuid.UUID {
	return rapid.SampledFrom(of).Draw(u.t, label)
}

func (u *universe) yes(label string) bool { return rapid.Bool().Draw(u.t, label) }

// fill makes random people, companies, and what refers to them.
func (u *universe) fill() {
	for range 3 {
		firm := id.New()
		u.firms = append(u.firms, firm)
		u.exec(`INSERT INTO company (id, name, domain, city, kinds, tags, version, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, 1, now(), now())`, firm, u.some("firm", names),
			u.some("domain", []string{"", "x.io", "y.io"}), u.some("city", names), u.some("kinds", []string{"[]", `["customer"]`, `["customer", "partner"]`}), u.some("tags", tags))
	}
	for range 4 {
		who, now := id.New(), u.one("company", u.firms)
		u.people = append(u.people, who)
		u.exec(`INSERT INTO contact (id, name, first_name, email, more_emails, job_title, company_id, positions, birthday, tags, consent, city, version, created_at, updated_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, now(), now())`, who, "", u.some("name", names), u.some("email", []string{"a@x.io", "b@x.io"}),
			u.some("more", []string{"[]", `[{"label": "home", "value": "c@x.io"}]`}), u.some("title", []string{"", "Boss"}), now,
			u.some("positions", []string{"[]", fmt.Sprintf(`[{"companyId": %q, "jobTitle": "Clerk", "from": "2001-01-01", "to": "2002-01-01"}]`, u.one("before", u.firms)),
				fmt.Sprintf(`[{"companyId": %q, "jobTitle": "Boss", "from": null, "to": null}]`, u.one("besides", slices.DeleteFunc(slices.Clone(u.firms), func(f uuid.UUID) bool { return f == now })))}),
			u.some("birthday", []string{"1980-01-01", "1990-01-01"}), u.some("tags", tags), u.some("consent", consents), u.some("city", names))
		u.exec(`UPDATE contact SET name = first_name WHERE id = ?`, who)
	}
	u.refer()
}

var (
	names    = []string{"Ada", "Bob", "Eve"}
	tags     = []string{"[]", `["a"]`, `["a", "b"]`, `["b", "c"]`}
	consents = []string{"{}", `{"email": [{"at": "2020-01-01T00:00:00Z", "state": "given", "source": "form"}], "phone": []}`,
		`{"email": [{"at": "2019-01-01T00:00:00Z", "state": "withdrawn", "source": "letter"}], "phone": []}`}
)

// refer makes what refers to people and companies.
func (u *universe) refer() {
	for _, d := range u.deals {
		u.exec(`UPDATE deal SET company_id = ? WHERE id = ?`, u.one("sold to", u.firms), d)
		for _, who := range u.people {
			if u.yes("on the deal") {
				u.exec(`INSERT INTO deal_contact (deal_id, contact_id, role) VALUES (?, ?, ?)`, d, who, u.some("role", []string{"buyer", "user"}))
			}
		}
	}
	for kind, all := range map[string][]uuid.UUID{"contact": u.people, "company": u.firms} {
		for _, r := range all {
			u.exec(`INSERT INTO task (id, title, note, all_day, about_kind, about_id, version, created_at, updated_at) VALUES (?, 'x', '', false, ?, ?, 1, now(), now())`, id.New(), kind, r)
			u.exec(`INSERT INTO activity (id, type, at, kind, record_id, `+kind+`_id, version, created_at, updated_at, deleted_at) VALUES (?, 'note', now(), ?, ?, ?, 1, now(), now(), CASE WHEN ? THEN now() END)`,
				id.New(), kind, r, r, u.yes("in the trash"))
			u.exec(`INSERT INTO attachment (id, kind, record_id, name, media_type, size, sha256, created_at) VALUES (?, ?, ?, 'x', 'x', 1, 'x', now())`, id.New(), kind, r)
			for _, user := range u.users {
				if u.yes("shared") {
					u.exec(`INSERT INTO share (id, kind, record_id, subject_id, subject_type, created_at) VALUES (?, ?, ?, ?, 'user', now())`, id.New(), kind, r, user)
				}
				if u.yes("example") {
					u.exec(`INSERT INTO access_example (id, user_id, kind, record_id, must, created_at) VALUES (?, ?, ?, ?, 'always', now())`, id.New(), user, kind, r)
				}
			}
		}
	}
}

func (u *universe) lines() string {
	var all []string
	require.NoError(u.t, db.Orm(u.ctx).Raw(state).Scan(&all).Error)
	return strings.Join(all, "\n")
}

// others are the lines of other kinds that name a record.
func (u *universe) others(r record.Ref) []string {
	return slices.DeleteFunc(strings.Split(u.lines(), "\n"), func(line string) bool {
		return strings.HasPrefix(line, r.Kind+" ") || !strings.Contains(line, "|"+r.ID.String())
	})
}

// merge makes one of two random records of a kind that are there.
func (u *universe) merge(kind string, all []uuid.UUID) {
	left := slices.DeleteFunc(slices.Clone(all), func(id uuid.UUID) bool { return slices.Contains(u.merged, record.Ref{Kind: kind, ID: id}) })
	if len(left) < 2 {
		return
	}
	one, other := u.one("kept", left), u.one("gone", left)
	if one == other {
		return
	}
	p, err := u.m.Propose(u.ctx, record.Ref{Kind: kind, ID: one}, other)
	require.NoError(u.t, err)
	take := map[string]bool{}
	for _, c := range p.Choices {
		take[c.Field] = u.yes("take " + c.Field)
	}
	require.NoError(u.t, u.m.Merge(u.ctx, merge.Order{Ref: record.Ref{Kind: kind, ID: one}, Other: other, Version: p.Version, OtherVersion: p.OtherVersion, Take: take}))
	u.merged = append(u.merged, record.Ref{Kind: kind, ID: other})
}

// apart takes merges apart: any that can be, if any, else the last one.
func (u *universe) apart(any bool) {
	for len(u.merged) > 0 {
		n := len(u.merged) - 1
		if any {
			n = rapid.IntRange(0, n).Draw(u.t, "apart")
		}
		_, kept, err := u.m.TakeApart(u.ctx, u.merged[n])
		if any && err != nil {
			require.ErrorIs(u.t, err, merge.ErrNested)
			continue
		}
		require.NoError(u.t, err)
		require.Empty(u.t, kept)
		u.merged = slices.Delete(u.merged, n, n+1)
	}
}

// Random people, or companies, with random references, are merged at random and taken apart in any order, or people and
// companies in turns and taken apart from the last one back: everything is as it was.
func TestNothingIsLost(t *testing.T) {
	w := apptest.New(t)
	deals := []uuid.UUID{uuid.MustParse(w.Make("acme/ana", "/deals", `{"name":"One"}`)), uuid.MustParse(w.Make("acme/ana", "/deals", `{"name":"Two"}`))}
	rolledBack := fmt.Errorf("the next world begins empty")
	rapid.Check(t, func(t *rapid.T) {
		err := w.Act("acme/ana", func(ctx context.Context) error {
			u := &universe{t: t, ctx: ctx, m: w.App.Merges, deals: deals, users: []uuid.UUID{w.Person("acme/ed").UserID, w.Person("acme/fred").UserID}}
			u.fill()
			before := u.lines()
			kind := u.some("kind", []string{"contact", "company", "both"})
			for n := range rapid.IntRange(1, 4).Draw(t, "merges") {
				if kind == "contact" || kind == "both" && n%2 == 0 {
					u.merge("contact", u.people)
				} else {
					u.merge("company", u.firms)
				}
			}
			for _, gone := range u.merged {
				require.Empty(t, u.others(gone), "nothing refers to what went")
			}
			u.apart(kind != "both")
			require.Equal(t, before, u.lines())
			return rolledBack
		})
		require.ErrorIs(t, err, rolledBack)
	})
}
