package explain

import "github.com/kith-crm/kith/internal/kit/reference"

// What must, or must never, be seen holds for the record that it is merged into; the example that was there first stands.
var _ = reference.Declare(reference.Column{Table: "access_example", Name: "record_id", KindColumn: "kind", Key: "user_id",
	Once: []string{"id", "user_id", "kind", "record_id", "must", "created_by", "created_at"}})
