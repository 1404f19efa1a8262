package customfield

import (
	"context"
	"slices"

	"github.com/google/uuid"
)

// Made is the kind of the records that a company has made kinds of for itself (crm/object): they stand in one table, and each
// of these objects has fields of its own, under its code.
const Made = "object_record"

// madePrefix stands before what is of an object's id in its code.
const madePrefix = "o"

// ObjectCode is the name under which fields know an object: the end of its id, which is thrown with dice.
func ObjectCode(id uuid.UUID) string {
	text := id.String()
	return madePrefix + text[len(text)-12:]
}

// kindOf is the kind of records, and so the table, of which an object is, or is a part.
func kindOf(object string) string {
	if slices.Contains(Objects, object) {
		return object
	}
	return Made
}

// Objects tells the service which objects a company has made, by their codes. A higher domain calls it, before the first
// request.
func (s *Service) Objects(made func(ctx context.Context) ([]string, error)) { s.made = made }

// has refuses records of which there are none.
func (s *Service) has(ctx context.Context, object string) error {
	if slices.Contains(Objects, object) {
		return nil
	}
	codes, err := s.made(ctx)
	if err == nil && !slices.Contains(codes, object) {
		err = ErrObject
	}
	return err
}
