package share

import "github.com/kith-crm/kith/internal/kit/reference"

// Who was let see a record sees the one that it is merged into; where both were shared with somebody, as that one was.
var _ = reference.Declare(reference.Column{Table: "share", Name: "record_id", KindColumn: "kind", Key: "subject_id",
	Once: []string{"id", "kind", "record_id", "subject_id", "subject_type", "ends_at", "created_by", "created_at"}, Told: "shares"})
