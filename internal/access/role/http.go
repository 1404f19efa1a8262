package role

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	give := web.Need{Access: web.Right, Object: "member", Action: "update", In: web.Outside}
	web.Handle(r, "GET", "/roles", need("read"), 200, s.list)
	web.Handle(r, "GET", "/roles/names", web.Need{Access: web.SignedIn}, 200, s.names)
	web.Handle(r, "POST", "/roles", need("create"), 201, s.create)
	web.Handle(r, "PATCH", "/roles/:role", need("update"), 200, s.patch)
	web.HandleNone(r, "DELETE", "/roles/:role", need("delete"), 204, s.delete)
	web.Handle(r, "PUT", "/roles/:role/grants", need("update"), 200, s.set)
	web.Handle(r, "PUT", "/roles/:role/fields", need("update"), 200, s.close)
	web.Handle(r, "PUT", "/roles/:role/stages", need("update"), 200, s.closeStage)
	web.HandleNone(r, "PUT", "/roles/:role/members/:member", give, 204, s.give)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	none     struct{}
	createIn struct {
		Body struct {
			Name string `json:"name" maxLength:"200"`
			From string `json:"from" maxLength:"40" doc:"The role to copy."`
		}
	}
	patchIn struct {
		Role string `path:"role"`
		Body struct {
			Version int    `json:"version"`
			Name    string `json:"name" maxLength:"200"`
		}
	}
	oneIn struct {
		Role string `path:"role"`
	}
	setIn struct {
		Role string `path:"role"`
		Body GrantIn
	}
	closeIn struct {
		Role string `path:"role"`
		Body FieldIn
	}
	stageIn struct {
		Role string `path:"role"`
		Body StageIn
	}
	giveIn struct {
		Role   string    `path:"role"`
		Member uuid.UUID `path:"member"`
	}
	// GrantIn is a right to be set.
	GrantIn struct {
		Object string `json:"object" maxLength:"40"`
		Action string `json:"action" maxLength:"40"`
		Scope  string `json:"scope" enum:"none,assigned,own,team,all"`
	}
	// FieldIn is a field to be closed or opened.
	FieldIn struct {
		Object string `json:"object" maxLength:"40"`
		Field  string `json:"field" maxLength:"60"`
		Mask   string `json:"mask" enum:"write,read,mask,hide"`
	}
	// StageIn is a stage to be closed or opened.
	StageIn struct {
		Stage uuid.UUID `json:"stage"`
		Mask  string    `json:"mask" enum:"write,read,hide"`
	}
	fieldView struct {
		Object string   `json:"object"`
		Fields []string `json:"fields"`
		Masked []string `json:"masked" doc:"Those of them that can be masked."`
	}
	view struct {
		Role     string    `json:"role" doc:"Its name when it is one of the program's, else its id."`
		Name     string    `json:"name" doc:"Empty for the program's roles."`
		Base     string    `json:"base" enum:"owner,admin,manager,employee,freelancer,technician,viewer" doc:"The role of the program that it refines."`
		SeatKind string    `json:"seatKind" enum:"full,light,viewer"`
		Version  int       `json:"version"`
		Grants   []Grant   `json:"grants"`
		Fields   []Closed  `json:"fields" doc:"Those that are closed."`
		Stages   []InStage `json:"stages" doc:"Those that are closed."`
		Members  []holder  `json:"members" doc:"Who has the role."`
	}
	holder struct {
		ID   uuid.UUID `json:"id"`
		Name string    `json:"name"`
	}
	nameView struct {
		Role    string      `json:"role"`
		Name    string      `json:"name"`
		Base    string      `json:"base"`
		UserIDs []uuid.UUID `json:"userIds" doc:"Who has it, for those who may see members."`
	}
	listOut struct {
		Items     []view            `json:"items"`
		Closable  []fieldView       `json:"closable" doc:"The fields that can be closed."`
		Names     map[string]string `json:"names" doc:"What the company's own fields among them are called, by object.field."`
		Pipelines []Pipeline        `json:"pipelines" doc:"Whose stages can be closed."`
	}
)

// Change is the right as the service knows it.
func (g GrantIn) Change() Change {
	c := Change{Object: g.Object, Action: g.Action, Scope: caller.Scope(g.Scope)}
	if g.Scope == "none" {
		c.Scope = caller.None
	}
	return c
}

// Change is the mask as the service knows it.
func (f FieldIn) Change() Change {
	return Change{Object: f.Object, Field: f.Field, Mask: mask(f.Mask)}
}

// Change is the mask as the service knows it.
func (i StageIn) Change() Change {
	return Change{Object: standing, Stage: i.Stage.String(), Mask: mask(i.Mask)}
}

func mask(said string) caller.Mask {
	if said == "write" {
		return caller.Write
	}
	return caller.Mask(said)
}

func (s *Service) view(r Role, holders []Member) view {
	v := view{r.Code, r.Name, r.Base, s.SeatKind(r.Base), r.Version, []Grant{}, []Closed{}, []InStage{}, []holder{}}
	for _, right := range slices.Sorted(maps.Keys(r.Rights.Grants)) {
		object, action, _ := strings.Cut(right, ".")
		v.Grants = append(v.Grants, Grant{object, action, r.Rights.Grants[right]})
	}
	for _, right := range slices.Sorted(maps.Keys(r.Rights.Masks)) {
		object, field, _ := strings.Cut(right, ".")
		v.Fields = append(v.Fields, Closed{object, field, r.Rights.Masks[right]})
	}
	for _, right := range slices.Sorted(maps.Keys(r.Rights.Stages)) {
		object, stage, _ := strings.Cut(right, ".")
		v.Stages = append(v.Stages, InStage{object, stage, r.Rights.Stages[right]})
	}
	for _, m := range holders {
		v.Members = append(v.Members, holder{m.MemberID, m.Name})
	}
	return v
}

func (s *Service) one(ctx context.Context, r Role, err error) (view, error) {
	if err != nil {
		return view{}, err
	}
	holders, err := s.holders(ctx)
	return s.view(r, holders[r.Code]), err
}

func (s *Service) list(ctx context.Context, _ *none) (out listOut, err error) {
	all, err := s.List(ctx)
	if err != nil {
		return out, err
	}
	holders, err := s.holders(ctx)
	if err != nil {
		return out, err
	}
	for _, r := range all {
		out.Items = append(out.Items, s.view(r, holders[r.Code]))
	}
	if out.Names, err = s.Fields(ctx); err != nil {
		return out, err
	}
	fields := map[string][]string{}
	for object, own := range closable() {
		fields[object] = slices.Concat(own, ofObject(out.Names, object))
	}
	for _, object := range slices.Sorted(maps.Keys(fields)) {
		out.Closable = append(out.Closable, fieldView{object, fields[object], append([]string{}, maskable()[object]...)})
	}
	out.Pipelines, err = s.Stages(ctx)
	return out, err
}

// ofObject are the company's own fields of an object, by what they are called.
func ofObject(names map[string]string, object string) (fields []string) {
	for key := range names {
		if of, field, _ := strings.Cut(key, "."); of == object {
			fields = append(fields, field)
		}
	}
	slices.SortFunc(fields, func(a, b string) int { return strings.Compare(names[object+"."+a], names[object+"."+b]) })
	return fields
}

// names lists the company's own roles by name, for those who see them beside people.
func (s *Service) names(ctx context.Context, _ *none) (out page.Items[nameView], err error) {
	out.Items = []nameView{}
	p, err := s.Policy(ctx)
	if err != nil || len(p.owned) == 0 {
		return out, err
	}
	holders := map[string][]Member{}
	if caller.From(ctx).May("member", "read") != caller.None {
		if holders, err = s.holders(ctx); err != nil {
			return out, err
		}
	}
	for _, r := range p.owned {
		v := nameView{r.Code, r.Name, r.Base, []uuid.UUID{}}
		for _, m := range holders[r.Code] {
			v.UserIDs = append(v.UserIDs, m.UserID)
		}
		out.Items = append(out.Items, v)
	}
	return out, nil
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	r, err := s.Copy(ctx, in.Body.From, in.Body.Name)
	return s.one(ctx, r, err)
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	r, err := s.Rename(ctx, in.Role, in.Body.Version, in.Body.Name)
	return s.one(ctx, r, err)
}

func (s *Service) delete(ctx context.Context, in *oneIn) error { return s.Delete(ctx, in.Role) }

func (s *Service) set(ctx context.Context, in *setIn) (view, error) {
	r, err := s.Set(ctx, in.Role, in.Body.Change())
	return s.one(ctx, r, err)
}

func (s *Service) close(ctx context.Context, in *closeIn) (view, error) {
	r, err := s.Set(ctx, in.Role, in.Body.Change())
	return s.one(ctx, r, err)
}

func (s *Service) closeStage(ctx context.Context, in *stageIn) (view, error) {
	r, err := s.Set(ctx, in.Role, in.Body.Change())
	return s.one(ctx, r, err)
}

func (s *Service) give(ctx context.Context, in *giveIn) error { return s.Give(ctx, in.Role, in.Member) }
