package trail

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoint.
func (s *Service) Routes(r *web.Router) {
	s.routesExport(r)
	web.Handle(r, "GET", "/audit", web.Need{Access: web.Right, Object: Kind, Action: "read"}, 200, s.list)
}

type (
	listIn struct {
		Kind   string    `query:"kind" maxLength:"40" doc:"Of the records, such as contact."`
		Action string    `query:"action" maxLength:"40"`
		Actor  uuid.UUID `query:"actor" doc:"A user's id."`
		Text   string    `query:"q" maxLength:"200" doc:"In the names of who acted and of the record."`
		From   time.Time `query:"from" doc:"Acts at this time or later."`
		To     time.Time `query:"to" doc:"Acts before this time."`
		Cursor string    `query:"cursor" maxLength:"600"`
		Limit  int       `query:"limit" minimum:"0" maximum:"100"`
	}
	view struct {
		ID         uuid.UUID     `json:"id"`
		At         time.Time     `json:"at"`
		ActorID    *uuid.UUID    `json:"actorId" nullable:"true"`
		ActorName  string        `json:"actorName" doc:"A part of the program when no person acted."`
		Action     string        `json:"action"`
		Kind       string        `json:"kind"`
		RecordID   *uuid.UUID    `json:"recordId" nullable:"true"`
		RecordName string        `json:"recordName"`
		Changes    []diff.Change `json:"changes"`
	}
)

func show(e Entry) view {
	v := view{e.ID, e.At.UTC(), e.ActorID, e.ActorName, e.Action, e.Kind, e.RecordID, e.RecordName, e.Changes}
	if v.Changes == nil {
		v.Changes = []diff.Change{}
	}
	return v
}

func (s *Service) list(ctx context.Context, in *listIn) (page.Items[view], error) {
	es, next, err := s.List(ctx, Filter(*in))
	out := page.Items[view]{Items: make([]view, len(es)), Next: next}
	for i, e := range es {
		out.Items[i] = show(e)
	}
	return out, err
}
