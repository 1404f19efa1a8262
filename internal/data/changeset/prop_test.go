package changeset_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/data/bulk"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/kit/record"
)

// card is a contact as the model knows it.
type card struct {
	source, city string
	tags         []string
	gone         bool
}

func (c card) copied() card {
	c.tags = slices.Clone(c.tags)
	return c
}

// did is what an act did to a card.
type did struct{ before, after card }

// act is an act on many cards, as the model knows it.
type act struct {
	id      uuid.UUID
	deleted bool
	did     map[uuid.UUID]did
}

// universe is the program, and beside it the model, to which the same is done.
type universe struct {
	t         *rapid.T
	w         *apptest.World
	ana, mira context.Context
	ids       []uuid.UUID
	cards     map[uuid.UUID]card
	acts      []act
}

func (u *universe) as(who context.Context, f func(context.Context) error) {
	require.NoError(u.t, u.w.App.DB.InTenant(who, f))
}

func (u *universe) word(label string) string {
	return rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(u.t, label)
}

var words = []string{"x", "y", "z"}

func (u *universe) fill() {
	u.cards = map[uuid.UUID]card{}
	for range 4 {
		c := card{source: u.word("source"), city: u.word("city"), tags: rapid.SliceOfNDistinct(rapid.SampledFrom(words), 0, 3, rapid.ID[string]).Draw(u.t, "tags")}
		name := "P"
		u.as(u.ana, func(ctx context.Context) error {
			made, err := u.w.App.Contacts.Create(ctx, contact.Draft{FirstName: &name, Source: &c.source, City: &c.city, Tags: &c.tags})
			u.ids = append(u.ids, made.ID)
			u.cards[made.ID] = c
			return err
		})
	}
}

// bulk does something to some cards at once.
func (u *universe) bulk() {
	some := slices.DeleteFunc(slices.Clone(u.ids), func(uuid.UUID) bool { return rapid.Bool().Draw(u.t, "left out") })
	if len(some) == 0 {
		return
	}
	a := act{did: map[uuid.UUID]did{}, deleted: rapid.IntRange(0, 3).Draw(u.t, "delete") == 0}
	o := bulk.Order{Act: changeset.Edit, Object: contact.Kind, IDs: some}
	if a.deleted {
		o.Act = changeset.Delete
	} else {
		source := u.word("bulk source")
		o.Edit = bulk.Edit{Source: &source, AddTags: []string{rapid.SampledFrom(words).Draw(u.t, "add")}, RemoveTags: []string{rapid.SampledFrom(words).Draw(u.t, "take out")}}
	}
	u.as(u.ana, func(ctx context.Context) error {
		set, err := u.w.App.Bulk.Prepare(ctx, o)
		if err != nil {
			return err
		}
		a.id = set.ID
		_, err = u.w.App.Bulk.Start(ctx, set.ID)
		return err
	})
	for _, id := range some {
		before := u.cards[id]
		if before.gone {
			continue
		}
		after := before.copied()
		if a.deleted {
			after.gone = true
		} else {
			after.source = *o.Edit.Source
			after.tags = slices.DeleteFunc(after.tags, func(t string) bool { return t == o.Edit.RemoveTags[0] })
			if !slices.Contains(after.tags, o.Edit.AddTags[0]) {
				after.tags = append(after.tags, o.Edit.AddTags[0])
			}
		}
		a.did[id], u.cards[id] = did{before, after}, after
	}
	u.acts = append(u.acts, a)
}

// alone has the other person change one card.
func (u *universe) alone() {
	id := rapid.SampledFrom(u.ids).Draw(u.t, "whose")
	c := u.cards[id].copied()
	if c.gone {
		return
	}
	var d contact.Draft
	switch rapid.SampledFrom([]string{"source", "city", "tags"}).Draw(u.t, "what") {
	case "source":
		c.source = u.word("own source")
		d.Source = &c.source
	case "city":
		c.city = u.word("own city")
		d.City = &c.city
	default:
		c.tags = rapid.SliceOfNDistinct(rapid.SampledFrom(words), 0, 3, rapid.ID[string]).Draw(u.t, "own tags")
		d.Tags = &c.tags
	}
	u.as(u.mira, func(ctx context.Context) error {
		now, err := u.w.App.Contacts.Find(ctx, id)
		if err != nil {
			return err
		}
		_, err = u.w.App.Contacts.Update(ctx, id, now.Version, d)
		return err
	})
	u.cards[id] = c
}

// undo takes any act back; the model says what is left then.
func (u *universe) undo() {
	if len(u.acts) == 0 {
		return
	}
	n := rapid.IntRange(0, len(u.acts)-1).Draw(u.t, "undone")
	a := u.acts[n]
	u.acts = slices.Delete(u.acts, n, n+1)
	if len(a.did) == 0 {
		return
	}
	u.as(u.ana, func(ctx context.Context) error {
		set, err := u.w.App.Changes.Find(ctx, a.id)
		if err != nil || set.Changed == 0 {
			return err
		}
		_, err = u.w.App.Changes.Undo(ctx, a.id)
		return err
	})
	for id, d := range a.did {
		u.cards[id] = backed(u.cards[id], d, a.deleted)
	}
}

// backed is a card without what an act did, as far as nobody touched it since.
func backed(now card, d did, deleted bool) card {
	now = now.copied()
	switch {
	case deleted:
		now.gone = false
		return now
	case now.gone:
		return now
	}
	if now.source == d.after.source {
		now.source = d.before.source
	}
	if slices.Equal(now.tags, d.after.tags) {
		now.tags = slices.Clone(d.before.tags)
		return now
	}
	now.tags = slices.DeleteFunc(now.tags, func(t string) bool {
		return slices.Contains(d.after.tags, t) && !slices.Contains(d.before.tags, t)
	})
	for _, t := range d.before.tags {
		if !slices.Contains(d.after.tags, t) && !slices.Contains(now.tags, t) {
			now.tags = append(now.tags, t)
		}
	}
	return now
}

func (u *universe) same() {
	for _, id := range u.ids {
		want := u.cards[id]
		u.as(u.ana, func(ctx context.Context) error {
			c, err := u.w.App.Contacts.Find(ctx, id)
			if want.gone {
				require.ErrorIs(u.t, err, contact.ErrNotFound)
				return nil
			}
			require.NoError(u.t, err)
			require.Equal(u.t, []any{want.source, want.city}, []any{c.Source, c.City})
			require.ElementsMatch(u.t, want.tags, []string(c.Tags))
			return nil
		})
	}
}

// TestNothingOfOthersIsLost: two people change cards, one of them many at once, and take such acts back in any order. What
// nobody touched since is as it was, and what somebody did is as they left it.
func TestNothingOfOthersIsLost(t *testing.T) {
	w := apptest.New(t)
	ana, err := w.As("acme/ana")
	require.NoError(t, err)
	w.Join("acme", "ada", "admin")
	other, err := w.As("acme/ada")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		u := &universe{t: t, w: w, ana: ana, mira: other}
		u.fill()
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			rapid.SampledFrom([]func(){u.bulk, u.bulk, u.alone, u.alone, u.undo}).Draw(t, "step")()
		}
		for len(u.acts) > 0 {
			u.undo()
		}
		u.same()
	})
}

// TestErased: what is known of a record can be taken out of all change sets; then it is not put back.
func TestErased(t *testing.T) {
	w := apptest.New(t)
	ana, err := w.As("acme/ana")
	require.NoError(t, err)
	ids := []uuid.UUID{uuid.MustParse(w.Make("acme/ana", "/contacts", `{"firstName":"Secret","source":"Private"}`)), uuid.MustParse(w.Make("acme/ana", "/contacts", `{"firstName":"Bob","source":"Own"}`))}
	fair := "Fair"
	require.NoError(t, w.App.DB.InTenant(ana, func(ctx context.Context) error {
		set, err := w.App.Bulk.Prepare(ctx, bulk.Order{Act: changeset.Edit, Object: contact.Kind, IDs: ids, Edit: bulk.Edit{Source: &fair}})
		if err != nil {
			return err
		}
		if _, err = w.App.Bulk.Start(ctx, set.ID); err != nil {
			return err
		}
		if err = w.App.Changes.Erase(ctx, record.Ref{Kind: contact.Kind, ID: ids[0]}); err != nil {
			return err
		}
		es, err := w.App.Changes.Entries(ctx, set.ID, changeset.States, uuid.Nil)
		require.Len(t, es, 1)
		require.Equal(t, ids[1], es[0].RecordID)
		if err != nil {
			return err
		}
		set, err = w.App.Changes.Undo(ctx, set.ID)
		require.Equal(t, []any{1, 0}, []any{set.Back, set.Kept})
		return err
	}))
	w.Run(
		apptest.Call{Name: "stays", As: "acme/ana", Do: "GET /contacts/" + ids[0].String(), Want: 200, Has: []string{`"source":"Fair"`}},
		apptest.Call{Name: "is put back", As: "acme/ana", Do: "GET /contacts/" + ids[1].String(), Want: 200, Has: []string{`"source":"Own"`}},
	)
}
