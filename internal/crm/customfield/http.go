package customfield

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Fields are known to those who read such records; who changes the company's settings
// changes them.
func (s *Service) Routes(r *web.Router) {
	need := web.Need{Access: web.Right, Object: "tenant", Action: "update"}
	for _, object := range Objects {
		reads := web.Need{Access: web.Right, Object: object, Action: "read"}
		web.Handle(r, "GET", "/fields/"+object, reads, 200, func(ctx context.Context, _ *none) (page.Items[view], error) {
			return show(s.Shown(ctx, object))
		})
	}
	web.Handle(r, "GET", "/fields/object_record", web.Need{Access: web.Right, Object: Made, Action: "read"}, 200, func(ctx context.Context, in *objectIn) (page.Items[view], error) {
		return show(s.Shown(ctx, in.Object))
	})
	web.Handle(r, "GET", "/fields", need, 200, s.list)
	web.Handle(r, "POST", "/fields", need, 201, s.create)
	web.Handle(r, "POST", "/fields/formula", need, 200, s.try)
	web.HandleNone(r, "PUT", "/fields/order", need, 204, s.order)
	web.Handle(r, "PATCH", "/fields/:id", need, 200, s.patch)
	web.HandleNone(r, "DELETE", "/fields/:id", need, 204, s.delete)
	web.Handle(r, "POST", "/fields/:id/restore", need, 200, s.restore)
	web.Handle(r, "GET", "/fields/:id/uses", need, 200, s.uses)
	web.Handle(r, "GET", "/fields/:id/preview", need, 200, s.preview)
	web.Handle(r, "POST", "/fields/:id/convert", need, 200, s.convertTo)
}

type (
	none struct{}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	objectIn struct {
		Object string `query:"object" required:"true" pattern:"^o[0-9a-f]{12}$" doc:"The code of an object of your own."`
	}
	choiceIn struct {
		ID     string `json:"id,omitempty" maxLength:"40" doc:"Of a choice that is there already."`
		Label  string `json:"label" maxLength:"200"`
		Colour string `json:"colour,omitempty" maxLength:"10"`
	}
	conditionView struct {
		Field   uuid.UUID `json:"field"`
		Choices []string  `json:"choices" maxItems:"100"`
	}
	// Parts are those that creation and change share.
	Parts struct {
		Help     *string                    `json:"help,omitempty" maxLength:"400"`
		Section  *string                    `json:"section,omitempty" maxLength:"200" doc:"Under which heading it stands on records."`
		Required *bool                      `json:"required,omitempty"`
		Unique   *bool                      `json:"unique,omitempty" doc:"No two records have the same value."`
		Decimals *int                       `json:"decimals,omitempty"`
		Choices  *[]choiceIn                `json:"choices,omitempty" maxItems:"200" doc:"All of them, in their order. What is left out stays where it was chosen."`
		ShownIf  patch.Field[conditionView] `json:"shownIf,omitempty" doc:"It is asked for only when another field has any of these choices."`
		Formula  *string                    `json:"formula,omitempty" maxLength:"4000" doc:"Of a formula: what it is worked out from. Fields stand in brackets by their names in filters: [value] * 0.2, [custom.ID] + 1."`
		Rollup   *summaryView               `json:"rollup,omitempty" doc:"Of a roll-up: what of the records around it is summed up, and how."`
	}
	summaryView struct {
		Of    string `json:"of" enum:"contact,deal,task"`
		Do    string `json:"do" enum:"count,sum,min,max,latest"`
		Field string `json:"field,omitempty" maxLength:"60" doc:"Of what, by its name in filters; a count needs none."`
		Only  string `json:"only,omitempty" enum:",open,won,lost,done" doc:"Open, won or lost deals, open or done tasks; empty for all."`
	}
	tryIn struct {
		Body struct {
			Object   string     `json:"object" pattern:"^(contact|company|deal|task|o[0-9a-f]{12})$" doc:"contact, company, deal, task, or the code of an object of your own."`
			Formula  string     `json:"formula" maxLength:"4000"`
			Decimals int        `json:"decimals,omitempty" minimum:"0" maximum:"4"`
			Field    *uuid.UUID `json:"field,omitempty" doc:"The field that it would be of, if there is one already."`
		}
	}
	problemView struct {
		Code string `json:"code" enum:"empty,long,syntax,ending,field,function,arguments,mismatch,plain,choice,circle"`
		At   int    `json:"at" doc:"In front of which letter, counted from 0."`
		Word string `json:"word" doc:"The field, function or sign that it is about."`
	}
	exampleView struct {
		Name  string `json:"name"`
		Value any    `json:"value"`
	}
	trialView struct {
		Type     string        `json:"type" doc:"Of what comes out; empty while it does not work."`
		Problem  *problemView  `json:"problem"`
		Examples []exampleView `json:"examples" doc:"What it makes of the records that changed last."`
	}
	createIn struct {
		Body struct {
			Object string `json:"object" pattern:"^(contact|company|deal|task|o[0-9a-f]{12})$" doc:"contact, company, deal, task, or the code of an object of your own."`
			Type   string `json:"type" enum:"text,long,number,money,date,choice,choices,yesno,person,company,contact,deal,link,email,phone,file,formula,rollup"`
			Label  string `json:"label" maxLength:"200"`
			Parts
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int     `json:"version"`
			Label   *string `json:"label,omitempty" maxLength:"200"`
			State   *string `json:"state,omitempty" enum:"active,readonly,hidden,archived"`
			Parts
		}
	}
	orderIn struct {
		Body struct {
			Object string      `json:"object" pattern:"^(contact|company|deal|task|o[0-9a-f]{12})$"`
			IDs    []uuid.UUID `json:"ids" maxItems:"2000"`
		}
	}
	previewIn struct {
		ID   uuid.UUID `path:"id"`
		Type string    `query:"type" maxLength:"10"`
	}
	convertIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int    `json:"version"`
			Type    string `json:"type" maxLength:"10"`
		}
	}
	choiceView struct {
		ID     string `json:"id"`
		Label  string `json:"label"`
		Colour string `json:"colour" enum:"gray,red,orange,yellow,green,teal,blue,violet,pink"`
		Gone   bool   `json:"gone" doc:"It can't be chosen any more, and stays where it was."`
	}
	view struct {
		ID       uuid.UUID      `json:"id"`
		Object   string         `json:"object" doc:"contact, company, deal, task, or the code of an object of your own."`
		Type     string         `json:"type" enum:"text,long,number,money,date,choice,choices,yesno,person,company,contact,deal,link,email,phone,file,formula,rollup"`
		Label    string         `json:"label"`
		Help     string         `json:"help"`
		Section  string         `json:"section"`
		State    string         `json:"state" enum:"active,readonly,hidden,archived"`
		Required bool           `json:"required"`
		Unique   bool           `json:"unique"`
		Decimals int            `json:"decimals"`
		Choices  []choiceView   `json:"choices"`
		ShownIf  *conditionView `json:"shownIf"`
		Formula  string         `json:"formula,omitempty"`
		Rollup   *summaryView   `json:"rollup,omitempty"`
		Result   string         `json:"result,omitempty" enum:"number,money,text,date,yesno" doc:"Of a field that is worked out: what comes out. Missing when it does not work any more."`
		Version  int            `json:"version"`
	}
	fitView struct {
		Fits     int64    `json:"fits"`
		Lost     int64    `json:"lost" doc:"How many records have a value that does not fit; then the type can't be changed."`
		Examples []string `json:"examples" doc:"Of values that do not fit."`
	}
)

func (p Parts) draft() Draft {
	d := Draft{Help: p.Help, Section: p.Section, Required: p.Required, Unique: p.Unique, Decimals: p.Decimals, Formula: p.Formula}
	if p.Rollup != nil {
		d.Summary = new(Summary(*p.Rollup))
	}
	if p.Choices != nil {
		all := make([]Option, len(*p.Choices))
		for i, c := range *p.Choices {
			all[i] = Option{ID: c.ID, Label: c.Label, Colour: c.Colour}
		}
		d.Choices = &all
	}
	if p.ShownIf.Set {
		var c *Condition
		if !p.ShownIf.Null {
			c = &Condition{p.ShownIf.Value.Field, p.ShownIf.Value.Choices}
		}
		d.ShownIf = &c
	}
	return d
}

func one(f Field, err error) (view, error) {
	v := view{ID: f.ID, Object: f.Object, Type: f.Type, Label: f.Label, Help: f.Help, Section: f.Section, State: f.State, Required: f.Required,
		Unique: f.Settings.Unique, Decimals: f.Settings.Decimals, Choices: make([]choiceView, len(f.Settings.Choices)), Version: f.Version}
	for i, o := range f.Settings.Choices {
		v.Choices[i] = choiceView(o)
	}
	if c := f.Settings.ShownIf; c != nil {
		v.ShownIf = &conditionView{c.Field, c.Choices}
	}
	v.Formula = f.Settings.Formula
	if sum := f.Settings.Rollup; sum != nil {
		v.Rollup = new(summaryView(*sum))
	}
	if f.Computed() && f.made != nil && f.made.works {
		v.Result = f.holds()
	}
	return v, err
}

func show(fs Fields, err error) (page.Items[view], error) {
	out := page.Items[view]{Items: make([]view, len(fs))}
	for i, f := range fs {
		out.Items[i], _ = one(f, nil)
	}
	return out, err
}

func (s *Service) list(ctx context.Context, _ *none) (page.Items[view], error) {
	return show(s.List(ctx))
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	d := in.Body.draft()
	d.Label = &in.Body.Label
	return one(s.Create(ctx, in.Body.Object, in.Body.Type, d))
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	d := in.Body.draft()
	d.Label, d.State = in.Body.Label, in.Body.State
	return one(s.Update(ctx, in.ID, in.Body.Version, d))
}

func (s *Service) try(ctx context.Context, in *tryIn) (trialView, error) {
	t, err := s.Try(ctx, Field{ID: deref(in.Body.Field), Object: in.Body.Object, Settings: Settings{Formula: in.Body.Formula, Decimals: in.Body.Decimals}})
	out := trialView{Type: t.Type, Examples: make([]exampleView, len(t.Examples))}
	for i, e := range t.Examples {
		out.Examples[i] = exampleView(e)
	}
	if t.Problem != nil {
		out.Problem = &problemView{t.Problem.Code, t.Problem.At, t.Problem.Word}
	}
	return out, err
}

func deref(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

func (s *Service) order(ctx context.Context, in *orderIn) error {
	return s.Order(ctx, in.Body.Object, in.Body.IDs)
}

func (s *Service) delete(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *idIn) (view, error) {
	return one(s.Restore(ctx, in.ID))
}

func (s *Service) uses(ctx context.Context, in *idIn) (page.Count, error) {
	n, err := s.Uses(ctx, in.ID)
	return page.Count{Count: n}, err
}

func (s *Service) preview(ctx context.Context, in *previewIn) (fitView, error) {
	fit, err := s.Preview(ctx, in.ID, in.Type)
	return fitView(fit), err
}

func (s *Service) convertTo(ctx context.Context, in *convertIn) (view, error) {
	return one(s.Convert(ctx, in.ID, in.Body.Version, in.Body.Type))
}
