package customfield

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
)

// Image is what a record has in the company's fields, by their keys, for merges: null of those that are in use and in which
// it has nothing, so that nothing can be chosen as well.
func (s *Service) Image(ctx context.Context, object string, v Values) (map[string]json.RawMessage, error) {
	fs, err := of(ctx)
	image := map[string]json.RawMessage{}
	for _, f := range fs.Of(object) {
		if !f.Computed() {
			image[f.Key()] = nil
		}
	}
	for id, value := range v.of {
		if image[prefix+id], err = json.Marshal(value); err != nil {
			return nil, err
		}
	}
	return image, err
}

// Imaged are the values of a record after a merge left it with what stands in an image: to be saved by Save, and telling
// what the fields are called, as v does from now on.
func (s *Service) Imaged(ctx context.Context, object string, v *Values, image map[string]json.RawMessage) (Values, error) {
	changes := map[string]any{}
	for key, data := range image {
		u, ours := keyed(key)
		if !ours {
			continue
		}
		var value any
		if err := json.Unmarshal(data, &value); len(data) > 0 && err != nil {
			return *v, err
		}
		if was, had := v.of[u.String()]; had || value != nil {
			if before, err := json.Marshal(was); err != nil || string(before) != string(data) {
				changes[u.String()] = value
			}
		}
	}
	after := v.with(changes)
	var err error
	if len(after.of) > 0 || len(v.of) > 0 {
		after.fields, err = having(ctx, slices.Collect(maps.Keys(after.of)))
		after.fields = after.fields.Of(object)
		v.fields = after.fields
	}
	return after, err
}
