package deal

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/sheet"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/deals", need("read"), 200, s.list)
	web.Handle(r, "GET", "/deals/count", need("read"), 200, s.count)
	web.Handle(r, "GET", "/deals/sums", need("read"), 200, s.sums)
	web.HandleFull(r, "GET", "/deals/export", takeOut, 200, s.export)
	web.Handle(r, "POST", "/deals", need("create"), 201, s.create)
	web.Handle(r, "GET", "/deals/:id", need("read"), 200, s.get)
	web.Handle(r, "PATCH", "/deals/:id", need("update"), 200, s.patch)
	web.HandleNone(r, "DELETE", "/deals/:id", need("delete"), 204, s.remove)
	web.Handle(r, "POST", "/deals/:id/restore", need("delete"), 200, s.restore)
	web.Handle(r, "POST", "/deals/:id/move", need("update"), 200, s.move)
	web.Handle(r, "PUT", "/deals/:id/contacts", need("update"), 200, s.setContacts)
	web.Handle(r, "GET", "/deals/:id/history", need("read"), 200, s.history)
	web.Handle(r, "GET", "/board", need("read"), 200, s.board)
	web.Handle(r, "GET", "/board/:stageId", need("read"), 200, s.more)
}

// takeOut is the need of who takes all records along.
var takeOut = web.Need{Access: web.Right, Object: Kind, Action: "export", Fresh: true}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	listIn struct{ page.Query }
	idIn   struct {
		ID uuid.UUID `path:"id"`
	}
	personIn struct {
		ContactID uuid.UUID `json:"contactId"`
		Role      string    `json:"role" enum:"decider,champion,influencer,user,blocker,buyer,legal,other"`
	}
	// Fields are those that creation and change share.
	Fields struct {
		ExpectedOn patch.Field[date.Date] `json:"expectedOn,omitempty" doc:"YYYY-MM-DD"`
		CompanyID  patch.Field[uuid.UUID] `json:"companyId,omitempty"`
		OwnerID    *uuid.UUID             `json:"ownerId,omitempty" doc:"The caller when absent on creation."`
		LostReason *string                `json:"lostReason,omitempty" maxLength:"500"`
		Custom     map[string]any         `json:"custom,omitempty" doc:"Values of your own fields, by the fields' ids; null takes one out."`
	}
	createIn struct {
		Body struct {
			Name     string       `json:"name" maxLength:"400"`
			StageID  *uuid.UUID   `json:"stageId,omitempty" doc:"The first one when absent."`
			Value    *money.Money `json:"value,omitempty"`
			Contacts []personIn   `json:"contacts,omitempty" maxItems:"50"`
			Fields
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int          `json:"version"`
			Name    *string      `json:"name,omitempty" maxLength:"400"`
			Value   *money.Money `json:"value,omitempty"`
			Fields
		}
	}
	moveIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			StageID    uuid.UUID              `json:"stageId"`
			BeforeID   patch.Field[uuid.UUID] `json:"beforeId,omitempty" doc:"The card below the new place; null for the column's end, absent for its top."`
			AfterID    *uuid.UUID             `json:"afterId,omitempty" doc:"In place of beforeId: the card above the new place, when the one below it is not known."`
			LostReason string                 `json:"lostReason,omitempty" maxLength:"500"`
			Value      *money.Money           `json:"value,omitempty" doc:"This and the following are what the stage asks for, saved with the move."`
			ExpectedOn patch.Field[date.Date] `json:"expectedOn,omitempty" doc:"YYYY-MM-DD"`
			CompanyID  patch.Field[uuid.UUID] `json:"companyId,omitempty"`
			Contacts   []personIn             `json:"contacts,omitempty" maxItems:"10" doc:"People who are added."`
			Custom     map[string]any         `json:"custom,omitempty" doc:"Values of your own fields, by the fields' ids."`
			Version    int                    `json:"version"`
		}
	}
	contactsIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Items []personIn `json:"items" maxItems:"50"`
		}
	}
)

type (
	personView struct {
		ContactID uuid.UUID `json:"contactId"`
		Name      string    `json:"name"`
		Role      string    `json:"role" enum:"decider,champion,influencer,user,blocker,buyer,legal,other"`
	}
	nextView struct {
		ID    uuid.UUID  `json:"id"`
		Title string     `json:"title"`
		DueAt *time.Time `json:"dueAt"`
	}
	// View is a deal as callers see it.
	View struct {
		ID          uuid.UUID         `json:"id"`
		Name        string            `json:"name"`
		PipelineID  uuid.UUID         `json:"pipelineId"`
		StageID     uuid.UUID         `json:"stageId"`
		StageName   string            `json:"stageName"`
		Status      string            `json:"status" enum:"open,won,lost"`
		Value       money.Money       `json:"value"`
		ExpectedOn  *date.Date        `json:"expectedOn" format:"date"`
		LostReason  string            `json:"lostReason"`
		OwnerID     *uuid.UUID        `json:"ownerId" nullable:"true"`
		OwnerName   string            `json:"ownerName"`
		CompanyID   *uuid.UUID        `json:"companyId" nullable:"true" doc:"Null also when the caller may not see the company."`
		CompanyName string            `json:"companyName"`
		Contacts    []personView      `json:"contacts,omitzero" required:"false" doc:"On the deal's own page only; those the caller may see."`
		NextTask    *nextView         `json:"nextTask"`
		StageSince  time.Time         `json:"stageSince"`
		Lacks       []string          `json:"lacks" doc:"What its stage asks for and it does not have."`
		Rotting     bool              `json:"rotting" doc:"Longer in its stage than it should be."`
		ClosedAt    *time.Time        `json:"closedAt"`
		CreatedAt   time.Time         `json:"createdAt"`
		UpdatedAt   time.Time         `json:"updatedAt"`
		Version     int               `json:"version"`
		Custom      map[string]any    `json:"custom" doc:"Values of your own fields, by the fields' ids; in a list those that were asked for."`
		CustomNames map[string]string `json:"customNames" doc:"The names of people and companies in them, by id."`
	}
	stepView struct {
		ID        uuid.UUID `json:"id"`
		FromStage string    `json:"fromStage" doc:"Empty for the beginning."`
		ToStage   string    `json:"toStage"`
		At        time.Time `json:"at"`
		ByName    string    `json:"byName"`
		Seconds   int64     `json:"seconds" doc:"Spent in toStage; up to now for the latest."`
	}
	historyOut struct {
		Items []stepView `json:"items" doc:"Newest first."`
	}
)

// Show makes a deal's view.
func Show(d Seen) View {
	v := View{ID: d.ID, Name: d.Name, PipelineID: d.PipelineID, StageID: d.StageID, StageName: d.StageName, Status: d.Status,
		Value: d.Value(), ExpectedOn: d.ExpectedOn, LostReason: d.LostReason, OwnerID: d.OwnerID, OwnerName: d.OwnerName,
		StageSince: d.StageSince, Lacks: d.Lacks, Rotting: d.Rotting, ClosedAt: d.ClosedAt, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, Version: d.Version}
	v.Custom, v.CustomNames = d.Own, d.Names
	if v.Lacks == nil {
		v.Lacks = []string{}
	}
	if d.CompanyName != "" {
		v.CompanyID, v.CompanyName = d.CompanyID, d.CompanyName
	}
	if d.People != nil {
		v.Contacts = []personView{}
	}
	for _, p := range d.People {
		v.Contacts = append(v.Contacts, personView{p.ContactID, p.Name, p.Role})
	}
	if d.Next != nil {
		v.NextTask = &nextView{d.Next.ID, d.Next.Title, d.Next.DueAt}
	}
	return v
}

func show(d Seen, err error) (View, error) {
	if err != nil {
		return View{}, err
	}
	return Show(d), nil
}

func showAll(ds []Seen) []View {
	all := make([]View, len(ds))
	for i, d := range ds {
		all[i] = Show(d)
	}
	return all
}

func (f Fields) draft(name *string, value *money.Money) Draft {
	return Draft{Name: name, Value: value, ExpectedOn: f.ExpectedOn, CompanyID: f.CompanyID, OwnerID: f.OwnerID, LostReason: f.LostReason, Custom: f.Custom}
}

func persons(in []personIn) []Person {
	all := make([]Person, len(in))
	for i, p := range in {
		all[i] = Person(p)
	}
	return all
}

func (s *Service) list(ctx context.Context, in *listIn) (page.Items[View], error) {
	ds, next, err := s.List(ctx, in.Query)
	if err != nil {
		return page.Items[View]{}, err
	}
	seen, err := s.See(ctx, ds...)
	return page.Items[View]{Items: showAll(seen), Next: next}, err
}

func (s *Service) count(ctx context.Context, in *listIn) (page.Count, error) {
	n, err := s.Count(ctx, in.Query)
	return page.Count{Count: n}, err
}

type file struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (s *Service) export(ctx context.Context, in *listIn) (*file, error) {
	data, err := s.Export(ctx, in.Query)
	return &file{sheet.Type, `attachment; filename="deals.csv"`, data}, err
}

func (s *Service) create(ctx context.Context, in *createIn) (View, error) {
	b := in.Body
	return show(s.Create(ctx, New{Draft: b.draft(&b.Name, b.Value), StageID: b.StageID, People: persons(b.Contacts)}))
}

func (s *Service) get(ctx context.Context, in *idIn) (View, error) { return show(s.Find(ctx, in.ID)) }

func (s *Service) patch(ctx context.Context, in *patchIn) (View, error) {
	return show(s.Update(ctx, in.ID, in.Body.Version, in.Body.draft(in.Body.Name, in.Body.Value)))
}

func (s *Service) remove(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *idIn) (View, error) {
	return show(s.Restore(ctx, in.ID))
}

func (s *Service) move(ctx context.Context, in *moveIn) (View, error) {
	b := in.Body
	return show(s.Move(ctx, in.ID, Move{StageID: b.StageID, Place: Place{b.BeforeID, b.AfterID}, LostReason: b.LostReason,
		Draft: Draft{Value: b.Value, ExpectedOn: b.ExpectedOn, CompanyID: b.CompanyID, Custom: b.Custom}, People: persons(b.Contacts), Version: b.Version}))
}

func (s *Service) setContacts(ctx context.Context, in *contactsIn) (View, error) {
	return show(s.SetPeople(ctx, in.ID, persons(in.Body.Items)))
}

func (s *Service) history(ctx context.Context, in *idIn) (historyOut, error) {
	steps, err := s.History(ctx, in.ID)
	out := historyOut{Items: make([]stepView, len(steps))}
	for i, st := range steps {
		out.Items[i] = stepView(st)
	}
	return out, err
}

// Preview implements layout.Shower.
func (s *Service) Preview(ctx context.Context, id uuid.UUID) (any, uuid.UUID, error) {
	v, err := s.get(ctx, &idIn{id})
	return v, v.PipelineID, err
}
