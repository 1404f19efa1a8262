package bulk

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do. For each record it is asked again.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "POST", "/changesets", need("create"), 201, s.prepare)
	web.Handle(r, "POST", "/changesets/:id/start", need("create"), 200, s.start)
	web.Handle(r, "POST", "/changesets/:id/cancel", need("create"), 200, s.cancel)
	web.HandleNone(r, "POST", "/activities/:id/back", web.Need{Access: web.Right, Object: activity.Kind, Action: "read"}, 204, s.putBackOne)
}

func need(action string) web.Need {
	return web.Need{Access: web.Right, Object: changeset.Kind, Action: action}
}

type (
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	backIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Field  string `json:"field" maxLength:"40" doc:"Which of the fields that the entry says were changed."`
			Anyway bool   `json:"anyway,omitempty" doc:"Also when somebody changed the field again since."`
		}
	}
	prepareIn struct {
		Body struct {
			Act      string      `json:"act" enum:"edit,delete"`
			Object   string      `json:"object" pattern:"^(contact|company|deal|task|o[0-9a-f]{12})$" doc:"contact, company, deal, task, or the code of an object of your own."`
			IDs      []uuid.UUID `json:"ids,omitempty" maxItems:"10000" doc:"The records; or question instead."`
			Question *Question   `json:"question,omitempty" doc:"All records of a list that fit it."`
			Count    int         `json:"count,omitempty" doc:"How many fit, as far as the caller knows: with another number nothing happens."`
			Edit     Edit        `json:"edit,omitzero" required:"false"`
		}
	}
)

func (s *Service) prepare(ctx context.Context, in *prepareIn) (changeset.View, error) {
	b := in.Body
	set, err := s.Prepare(ctx, Order{b.Act, b.Object, b.IDs, b.Question, b.Count, b.Edit})
	return s.Changes.One(ctx, set, err)
}

func (s *Service) start(ctx context.Context, in *idIn) (changeset.View, error) {
	set, err := s.Start(ctx, in.ID)
	return s.Changes.One(ctx, set, err)
}

func (s *Service) cancel(ctx context.Context, in *idIn) (changeset.View, error) {
	set, err := s.Cancel(ctx, in.ID)
	return s.Changes.One(ctx, set, err)
}

func (s *Service) putBackOne(ctx context.Context, in *backIn) error {
	return s.PutBack(ctx, in.ID, in.Body.Field, in.Body.Anyway)
}
