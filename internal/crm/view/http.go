package view

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Whoever works here keeps views of the lists that they may read; sharing one is a right,
// which the service asks for.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/views", need(), 200, s.list)
	web.Handle(r, "POST", "/views", need(), 201, s.create)
	web.Handle(r, "PATCH", "/views/:id", need(), 200, s.patch)
	web.HandleNone(r, "DELETE", "/views/:id", need(), 204, s.remove)
	web.Handle(r, "POST", "/views/:id/restore", need(), 200, s.restore)
	web.Handle(r, "PUT", "/list-choice", need(), 200, s.choose)
	s.starRoutes(r)
}

func need() web.Need { return web.Need{Access: web.SignedIn} }

type (
	listIn struct {
		Object string `query:"object" required:"true" pattern:"^(contact|company|deal|task|o[0-9a-f]{12})$" doc:"contact, company, deal, task, or the code of an object of your own."`
	}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	// Fields are those that creation and change share.
	Fields struct {
		Kind    *string    `json:"kind,omitempty" enum:"table,board,calendar,groups"`
		Search  *string    `json:"q,omitempty" maxLength:"200"`
		Sort    *string    `json:"sort,omitempty" maxLength:"60"`
		Filter  *[]string  `json:"filter,omitempty" maxItems:"20" doc:"field:op:value, all must hold."`
		Where   *string    `json:"where,omitempty" maxLength:"4000" doc:"Groups of conditions, as lists take them."`
		Columns *[]Column  `json:"columns,omitempty" maxItems:"60" doc:"Those that are shown, in their order; none for those that are shown at first."`
		Sharing *string    `json:"sharing,omitempty" enum:"own,all,team"`
		TeamID  *uuid.UUID `json:"teamId,omitempty" doc:"With whom it is shared, when it is shared with a team."`
	}
	createIn struct {
		Body struct {
			Object string `json:"object" pattern:"^(contact|company|deal|task|o[0-9a-f]{12})$" doc:"contact, company, deal, task, or the code of an object of your own."`
			Name   string `json:"name" maxLength:"400"`
			Fields
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int     `json:"version"`
			Name    *string `json:"name,omitempty" maxLength:"400"`
			Fields
		}
	}
	chooseIn struct {
		Body struct {
			Object  string    `json:"object" pattern:"^(contact|company|deal|task|o[0-9a-f]{12})$" doc:"contact, company, deal, task, or the code of an object of your own."`
			Opens   *string   `json:"opens,omitempty" maxLength:"36" doc:"The view with which the list opens: its id, or the name of one that every list has."`
			Tabs    *[]string `json:"tabs,omitempty" maxItems:"100" doc:"The views over the list, in their order; none for those that the page thinks best."`
			Columns *[]Column `json:"columns,omitempty" maxItems:"60" doc:"Where no view says them."`
		}
	}
	view struct {
		ID        uuid.UUID  `json:"id"`
		Object    string     `json:"object"`
		Name      string     `json:"name"`
		Kind      string     `json:"kind" enum:"table,board,calendar,groups"`
		Search    string     `json:"q"`
		Sort      string     `json:"sort"`
		Filter    []string   `json:"filter"`
		Where     string     `json:"where"`
		Columns   []Column   `json:"columns"`
		Sharing   string     `json:"sharing" enum:"own,all,team"`
		TeamID    *uuid.UUID `json:"teamId" nullable:"true"`
		TeamName  string     `json:"teamName"`
		OwnerName string     `json:"ownerName"`
		Mine      bool       `json:"mine"`
		MayEdit   bool       `json:"mayEdit"`
		Closed    bool       `json:"closed" doc:"It asks for a field that is closed to the reader: what it looks for is left out."`
		Version   int        `json:"version"`
	}
	choice struct {
		Opens   string   `json:"opens"`
		Tabs    []string `json:"tabs"`
		Columns []Column `json:"columns"`
	}
	listOut struct {
		Items    []view `json:"items"`
		Choice   choice `json:"choice"`
		MayShare bool   `json:"mayShare" doc:"The caller may share views with everybody."`
	}
)

func (f Fields) draft(name *string) Draft {
	return Draft{Name: name, Kind: f.Kind, Search: f.Search, Sort: f.Sort, Where: f.Where, Sharing: f.Sharing, Filter: f.Filter, Columns: f.Columns, TeamID: f.TeamID}
}

func show(v Seen) view {
	return view{v.ID, v.Object, v.Name, v.Kind, v.Search, v.Sort, append([]string{}, v.Filter...), v.Tree, append([]Column{}, v.Columns...),
		v.Sharing, v.TeamID, v.TeamName, v.OwnerName, v.Mine, v.MayEdit, v.Closed, v.Version}
}

func showChoice(c Choice) choice {
	return choice{c.Opens, append([]string{}, c.Tabs...), append([]Column{}, c.Columns...)}
}

func (s *Service) list(ctx context.Context, in *listIn) (listOut, error) {
	all, chosen, err := s.List(ctx, in.Object)
	out := listOut{Items: make([]view, len(all)), Choice: showChoice(chosen), MayShare: mayShare(ctx, View{})}
	for i, v := range all {
		out.Items[i] = show(v)
	}
	return out, err
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	v, err := s.Create(ctx, in.Body.Object, in.Body.draft(&in.Body.Name))
	return show(v), err
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	v, err := s.Update(ctx, in.ID, in.Body.Version, in.Body.draft(in.Body.Name))
	return show(v), err
}

func (s *Service) remove(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *idIn) (view, error) {
	v, err := s.Restore(ctx, in.ID)
	return show(v), err
}

func (s *Service) choose(ctx context.Context, in *chooseIn) (choice, error) {
	c, err := s.Choose(ctx, in.Body.Object, Preferred{in.Body.Opens, in.Body.Tabs, in.Body.Columns})
	return showChoice(c), err
}
