package layout

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Who reads records gets the layouts that apply to them; who changes the company's settings
// changes layouts.
func (s *Service) Routes(r *web.Router) {
	need := web.Need{Access: web.Right, Object: "tenant", Action: "update"}
	for _, object := range s.objects() {
		reads := web.Need{Access: web.Right, Object: object, Action: "read"}
		web.Handle(r, "GET", "/layouts/"+object, reads, 200, func(ctx context.Context, _ *none) (page.Items[view], error) {
			return show(s.Mine(ctx, object))
		})
	}
	web.Handle(r, "GET", "/layouts/object_record", web.Need{Access: web.Right, Object: customfield.Made, Action: "read"}, 200, func(ctx context.Context, in *madeIn) (page.Items[view], error) {
		return show(s.Mine(ctx, in.Object))
	})
	web.Handle(r, "GET", "/layouts", need, 200, s.setup)
	web.Handle(r, "POST", "/layouts", need, 201, s.create)
	web.Handle(r, "PATCH", "/layouts/:id", need, 200, s.patch)
	web.HandleNone(r, "DELETE", "/layouts/:id", need, 204, s.reset)
	seen := need
	seen.Sees = Kind
	web.Handle(r, "POST", "/layouts/preview", seen, 200, s.preview)
}

type (
	none       struct{}
	placedView struct {
		Key string `json:"key" maxLength:"60" doc:"Of the program's fields their name, of your own custom.ID."`
		Ask bool   `json:"ask" doc:"It is asked for when a record is made."`
	}
	sectionView struct {
		ID      string       `json:"id" maxLength:"40"`
		Title   string       `json:"title" maxLength:"200" doc:"Empty for the program's own heading."`
		Closed  bool         `json:"closed" doc:"Until its reader opens it."`
		Columns int          `json:"columns" minimum:"1" maximum:"2"`
		Fields  []placedView `json:"fields" maxItems:"500"`
	}
	madeIn struct {
		Object string `query:"object" required:"true" pattern:"^o[0-9a-f]{12}$" doc:"The code of an object of your own."`
	}
	setupIn struct {
		Object string `query:"object" required:"true" pattern:"^(contact|company|deal|o[0-9a-f]{12})$" doc:"contact, company, deal, or the code of an object of your own."`
	}
	createIn struct {
		Body struct {
			Object     string        `json:"object" pattern:"^(contact|company|deal|o[0-9a-f]{12})$"`
			Role       string        `json:"role,omitempty" maxLength:"40" doc:"The code of a role; absent for all."`
			PipelineID *uuid.UUID    `json:"pipelineId,omitempty" doc:"Of deals; absent for all."`
			Sections   []sectionView `json:"sections" maxItems:"40"`
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version  int           `json:"version"`
			Sections []sectionView `json:"sections" maxItems:"40"`
		}
	}
	resetIn struct {
		ID      uuid.UUID `path:"id"`
		Version int       `query:"version" required:"true"`
	}
	previewIn struct {
		Body struct {
			Object   string         `json:"object" pattern:"^(contact|company|deal|o[0-9a-f]{12})$"`
			Role     string         `json:"role" maxLength:"40"`
			RecordID uuid.UUID      `json:"recordId"`
			Sections *[]sectionView `json:"sections,omitempty" maxItems:"40" doc:"As they would be; absent for the layout that applies."`
		}
	}
	sourceView struct {
		Role         string     `json:"role" doc:"For which role the layout was made; empty for all."`
		RoleName     string     `json:"roleName" doc:"Of the company's own role."`
		PipelineID   *uuid.UUID `json:"pipelineId" nullable:"true"`
		PipelineName string     `json:"pipelineName"`
		Made         bool       `json:"made" doc:"By the company; otherwise it is the program's."`
	}
	view struct {
		Sections []sectionView `json:"sections"`
		More     []string      `json:"more" doc:"Fields that stand in no section."`
		Ask      []string      `json:"ask" doc:"Fields that are asked for when a record is made, in this order."`
		For      sourceView    `json:"for"`
	}
	madeView struct {
		ID       uuid.UUID     `json:"id"`
		Object   string        `json:"object" doc:"contact, company, deal, or the code of an object of your own."`
		Sections []sectionView `json:"sections"`
		For      sourceView    `json:"for"`
		Version  int           `json:"version"`
	}
	fieldView struct {
		Key      string `json:"key"`
		Askable  bool   `json:"askable" doc:"It can be asked for when a record is made."`
		Required bool   `json:"required" doc:"No record is made without it."`
	}
	setupView struct {
		Usual   []sectionView `json:"usual" doc:"The order of those for whom there is no layout."`
		Layouts []madeView    `json:"layouts"`
		Fields  []fieldView   `json:"fields" doc:"Those from which layouts are made."`
	}
	previewView struct {
		Layout view                   `json:"layout"`
		Sees   bool                   `json:"sees" doc:"Whether anybody with the role sees the record."`
		Scope  string                 `json:"scope" enum:"none,assigned,own,team,all" doc:"How far the role's right to read such records reaches."`
		Fields map[string]caller.Mask `json:"fields" doc:"What is closed, by field."`
		Record any                    `json:"record" doc:"As the role sees it; absent when it does not."`
	}
)

func in(all []sectionView) []Section {
	out := make([]Section, len(all))
	for i, s := range all {
		out[i] = Section{ID: s.ID, Title: s.Title, Closed: s.Closed, Columns: s.Columns}
		for _, p := range s.Fields {
			out[i].Fields = append(out[i].Fields, Placed(p))
		}
	}
	return out
}

func out(all []Section) []sectionView {
	shown := make([]sectionView, len(all))
	for i, s := range all {
		shown[i] = sectionView{s.ID, s.Title, s.Closed, s.Columns, make([]placedView, len(s.Fields))}
		for n, p := range s.Fields {
			shown[i].Fields[n] = placedView(p)
		}
	}
	return shown
}

func source(l Layout, n Names) sourceView {
	v := sourceView{Role: l.Role, RoleName: n.Role, PipelineName: n.Pipeline, Made: l.ID != uuid.Nil}
	if l.PipelineID != uuid.Nil {
		v.PipelineID = &l.PipelineID
	}
	return v
}

func one(a Applied) view {
	return view{out(a.Sections), append([]string{}, a.More...), append([]string{}, a.Ask...), source(a.For, a.Names)}
}

func show(all []Applied, err error) (page.Items[view], error) {
	v := page.Items[view]{Items: []view{}}
	for _, a := range all {
		v.Items = append(v.Items, one(a))
	}
	return v, err
}

func saved(l Layout, n Names) madeView {
	return madeView{l.ID, l.Object, out(l.Sections), source(l, n), l.Version}
}

func (s *Service) setup(ctx context.Context, in *setupIn) (setupView, error) {
	all, err := s.Setup(ctx, in.Object)
	v := setupView{out(all.Usual), []madeView{}, []fieldView{}}
	for _, l := range all.Layouts {
		v.Layouts = append(v.Layouts, saved(l, all.Names[l.ID]))
	}
	for _, f := range all.Fields {
		v.Fields = append(v.Fields, fieldView{f.Key, f.Askable, f.Required})
	}
	return v, err
}

func (s *Service) create(ctx context.Context, i *createIn) (madeView, error) {
	d := Draft{Object: i.Body.Object, Role: i.Body.Role, Sections: in(i.Body.Sections)}
	if i.Body.PipelineID != nil {
		d.PipelineID = *i.Body.PipelineID
	}
	l, err := s.Create(ctx, d)
	return saved(l, Names{}), err
}

func (s *Service) patch(ctx context.Context, i *patchIn) (madeView, error) {
	l, err := s.Update(ctx, i.ID, i.Body.Version, in(i.Body.Sections))
	return saved(l, Names{}), err
}

func (s *Service) reset(ctx context.Context, in *resetIn) error {
	return s.Reset(ctx, in.ID, in.Version)
}

func (s *Service) preview(ctx context.Context, i *previewIn) (previewView, error) {
	a := Ask{Object: i.Body.Object, Role: i.Body.Role, RecordID: i.Body.RecordID}
	if i.Body.Sections != nil {
		a.Sections = in(*i.Body.Sections)
	}
	p, err := s.Preview(ctx, a)
	scope := string(p.Scope)
	if p.Scope == caller.None {
		scope = "none"
	}
	return previewView{one(p.Applied), p.Record != nil, scope, fieldsOf(p.Masks, customfield.KindOf(i.Body.Object)), p.Record}, err
}
