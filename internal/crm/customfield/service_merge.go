package customfield

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/record"
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

// filer tells whether all of some files stand beside a record.
type filer func(ctx context.Context, of record.Ref, files []uuid.UUID) (bool, error)

// Files tells the service whose files are whose, which a higher domain owns, and how they are called. The composition root calls
// it, before the first request.
func (s *Service) Files(beside filer, names namer) {
	s.files, s.records[File] = beside, names
}

// Removed empties what held a file of a record that went.
func (s *Service) Removed(ctx context.Context, of record.Ref, file uuid.UUID) error {
	fs, err := all(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, f := range fs {
		if f.Type == File && KindOf(f.Object) == of.Kind {
			ids = append(ids, f.ID.String())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return drop(ctx, of, ids, file)
}
