package team

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/teams", need("read"), 200, s.list)
	web.Handle(r, "POST", "/teams", sold("create"), 201, s.create)
	web.Handle(r, "PATCH", "/teams/:id", sold("update"), 200, s.patch)
	web.HandleNone(r, "DELETE", "/teams/:id", need("delete"), 204, s.delete)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

// sold is need for what not every plan has.
func sold(action string) web.Need {
	n := need(action)
	n.Feature = plan.Teams
	return n
}

type (
	listIn   struct{}
	memberIn struct {
		UserID  uuid.UUID `json:"userId"`
		Manager bool      `json:"manager,omitempty"`
	}
	// Fields are those that creation and change share.
	Fields struct {
		Name     *string                `json:"name,omitempty" maxLength:"80"`
		ParentID patch.Field[uuid.UUID] `json:"parentId,omitempty" doc:"The team above; null at the top."`
		Members  *[]memberIn            `json:"members,omitempty" maxItems:"500"`
	}
	createIn struct{ Body Fields }
	patchIn  struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int `json:"version"`
			Fields
		}
	}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	memberView struct {
		UserID  uuid.UUID `json:"userId"`
		Name    string    `json:"name"`
		Manager bool      `json:"manager"`
	}
	view struct {
		ID       uuid.UUID    `json:"id"`
		Name     string       `json:"name"`
		ParentID *uuid.UUID   `json:"parentId" nullable:"true" doc:"The team above; null at the top."`
		Version  int          `json:"version"`
		Members  []memberView `json:"members"`
	}
)

// Draft is what the fields ask for.
func (d Fields) Draft() Draft {
	out := Draft{Name: d.Name, ParentID: d.ParentID}
	if d.Members != nil {
		ms := make([]Member, len(*d.Members))
		for i, m := range *d.Members {
			ms[i] = Member{UserID: m.UserID, Manager: m.Manager}
		}
		out.Members = &ms
	}
	return out
}

// show adds the names of people; one who has left has none and is not shown.
func (s *Service) show(ctx context.Context, ts ...Team) ([]view, error) {
	var all []Member
	for _, t := range ts {
		all = append(all, t.Members...)
	}
	names, err := s.people.Names(ctx, ids(all))
	views := make([]view, len(ts))
	for i, t := range ts {
		views[i] = view{t.ID, t.Name, t.ParentID, t.Version, []memberView{}}
		for _, m := range t.Members {
			if name := names[m.UserID]; name != "" {
				views[i].Members = append(views[i].Members, memberView{m.UserID, name, m.Manager})
			}
		}
	}
	return views, err
}

func (s *Service) one(ctx context.Context, t Team, err error) (view, error) {
	if err != nil {
		return view{}, err
	}
	vs, err := s.show(ctx, t)
	return vs[0], err
}

func (s *Service) list(ctx context.Context, _ *listIn) (out page.Items[view], err error) {
	ts, err := s.List(ctx)
	if err != nil {
		return out, err
	}
	out.Items, err = s.show(ctx, ts...)
	return out, err
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	t, err := s.Create(ctx, in.Body.Draft())
	return s.one(ctx, t, err)
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	t, err := s.Update(ctx, in.ID, in.Body.Version, in.Body.Draft())
	return s.one(ctx, t, err)
}

func (s *Service) delete(ctx context.Context, in *oneIn) error { return s.Delete(ctx, in.ID) }
