package merge

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Item is one of several values of a field. What has the same key is the same.
type Item struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// Image is what stands in a record's fields, at one moment: of some one value, of others several.
type Image struct {
	One  map[string]json.RawMessage `json:"one"`
	Many map[string][]Item          `json:"many"`
}

// NewImage returns an image without fields.
func NewImage() Image { return Image{map[string]json.RawMessage{}, map[string][]Item{}} }

// Set puts the value of a field into the image; empty is the value that says nothing.
func Set[T comparable](i Image, field string, value T) {
	var nothing T
	if value == nothing {
		i.One[field] = nil
		return
	}
	i.One[field], _ = json.Marshal(value) // plain values always have a JSON form
}

// Get reads the value of a field.
func Get[T any](i Image, field string) (value T) {
	if len(i.One[field]) > 0 {
		_ = json.Unmarshal(i.One[field], &value) // it was written by Set
	}
	return value
}

// Add adds to the values of a field.
func Add[T any](i Image, field, key string, value T) {
	data, _ := json.Marshal(value) // plain values always have a JSON form
	if !has(i.Many[field], key) {
		i.Many[field] = append(i.Many[field], Item{key, data})
	}
}

// All reads the values of a field.
func All[T any](i Image, field string) (all []T) {
	for _, item := range i.Many[field] {
		var value T
		_ = json.Unmarshal(item.Value, &value) // it was written by Add
		all = append(all, value)
	}
	return all
}

// Empty tells whether a field says nothing.
func (i Image) Empty(field string) bool { return none(i.One[field]) && len(i.Many[field]) == 0 }

func none(v json.RawMessage) bool { return len(v) == 0 || bytes.Equal(v, []byte("null")) }

func same(a, b json.RawMessage) bool { return none(a) && none(b) || bytes.Equal(a, b) }

func has(all []Item, key string) bool { return at(all, key) >= 0 }

func at(all []Item, key string) int {
	return slices.IndexFunc(all, func(i Item) bool { return i.Key == key })
}

func without(all []Item, key string) []Item {
	return slices.DeleteFunc(slices.Clone(all), func(i Item) bool { return i.Key == key })
}

// clone copies an image as far as its fields are replaced.
func (i Image) clone() Image {
	c := NewImage()
	for f, v := range i.One {
		c.One[f] = v
	}
	for f, v := range i.Many {
		c.Many[f] = slices.Clone(v)
	}
	return c
}

// Join is what a record has after another was merged into it: of the fields with one value its own or, where take says so,
// the other's; of the others the values of both, its own first. What is closed to whoever does it is not theirs to choose or
// to unite: it stays as it is, unless it says nothing.
func Join(winner, loser Image, take, closed func(field string) bool) Image {
	all := winner.clone()
	for f, theirs := range loser.One {
		if closed(f) && none(all.One[f]) || !closed(f) && take(f) {
			all.One[f] = theirs
		}
	}
	for f, theirs := range loser.Many {
		if closed(f) && len(all.Many[f]) > 0 {
			continue
		}
		for _, item := range theirs {
			if !has(all.Many[f], item.Key) {
				all.Many[f] = append(all.Many[f], item)
			}
		}
	}
	return all
}

// change is what one merge did to the record that was kept. Later merges into it hold the image that it left them.
type change struct {
	Before, After Image
	loser         Image // as it is now
}

// apart takes one merge out of what a record has now: three images for each field, that before, that after, and now. What
// nobody touched since is as it was; the rest stays, and is named. Later are the merges into the same record since, in
// their order; they are changed as if this one had never been.
func apart(now Image, c change, later []*change) (rest Image, kept []string) {
	rest = now.clone()
	for f := range c.After.One {
		if !rest.apartOne(f, c, later) {
			kept = append(kept, f)
		}
	}
	for f := range unite(c.Before.Many, c.After.Many) {
		if !rest.apartMany(f, c, later) {
			kept = append(kept, f)
		}
	}
	slices.Sort(kept)
	return rest, kept
}

func unite(a, b map[string][]Item) map[string]bool {
	all := map[string]bool{}
	for f := range a {
		all[f] = true
	}
	for f := range b {
		all[f] = true
	}
	return all
}

func (i Image) apartOne(f string, c change, later []*change) bool {
	before, after := c.Before.One[f], c.After.One[f]
	if same(before, after) {
		return true
	}
	for _, l := range later {
		if same(l.Before.One[f], l.After.One[f]) {
			continue
		}
		if same(l.Before.One[f], after) { // else somebody changed it between the two
			l.Before.One[f] = before
		}
		return true
	}
	if !same(i.One[f], after) {
		return false
	}
	i.One[f] = before
	return true
}

func (i Image) apartMany(f string, c change, later []*change) bool {
	ok := true
	before, after := c.Before.Many[f], c.After.Many[f]
	for _, item := range after {
		if has(before, item.Key) || inherited(f, item, later) {
			continue
		}
		if n := at(i.Many[f], item.Key); n >= 0 && !same(i.Many[f][n].Value, item.Value) {
			ok = false
			continue
		}
		i.Many[f] = without(i.Many[f], item.Key)
	}
	for _, item := range before {
		if has(after, item.Key) {
			continue
		}
		if found(f, item, later); !has(i.Many[f], item.Key) {
			i.Many[f] = append(i.Many[f], item)
		}
	}
	return ok
}

// inherited takes a value out of what later merges found, as if it had never been. It tells whether one of them brought it as
// well, which then is the one that added it.
func inherited(f string, item Item, later []*change) bool {
	for _, l := range later {
		l.Before.Many[f] = without(l.Before.Many[f], item.Key)
		if has(l.loser.Many[f], item.Key) {
			return true
		}
		l.After.Many[f] = without(l.After.Many[f], item.Key)
	}
	return false
}

// found puts a value into what later merges found, as if it had always been there.
func found(f string, item Item, later []*change) {
	for _, l := range later {
		if has(l.Before.Many[f], item.Key) {
			return
		}
		l.Before.Many[f] = append(l.Before.Many[f], item)
		if has(l.After.Many[f], item.Key) {
			return
		}
		l.After.Many[f] = append(l.After.Many[f], item)
	}
}
