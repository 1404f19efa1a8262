package export

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/crm/task"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/sheet"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. A file is asked for below its list, with the right to export it; from then on it is its owner's.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "POST", "/contacts/exports", need(contact.Kind), 201, s.contacts)
	web.Handle(r, "POST", "/companies/exports", need(company.Kind), 201, s.companies)
	web.Handle(r, "POST", "/deals/exports", need(deal.Kind), 201, s.deals)
	web.Handle(r, "POST", "/tasks/exports", need(task.Kind), 201, s.tasks)
	web.Handle(r, "POST", "/objects/:id/exports", need(object.Kind), 201, s.records)
	web.Handle(r, "GET", "/exports", own(web.Tenant), 200, s.list)
	web.Handle(r, "GET", "/exports/:id", own(web.Tenant), 200, s.find)
	web.HandleFile(r, "/exports/:id/file", taking(), s.file)
	web.HandleNone(r, "DELETE", "/exports/:id", own(web.Tenant), 204, s.remove)
}

// need is that of who takes a list along, also from a company that can only read.
func need(kind string) web.Need {
	return web.Need{Access: web.Right, Object: kind, Action: "export", Fresh: true, ReadOnly: true}
}

// own is the need for one's own files.
func own(in web.Place) web.Need { return web.Need{Access: web.SignedIn, In: in, ReadOnly: true} }

func taking() web.Need {
	n := own(web.Outside)
	n.Fresh = true
	return n
}

type (
	orderBody struct {
		Format  string      `json:"format" enum:"csv,xlsx,jsonl"`
		Search  string      `json:"q,omitempty" maxLength:"200"`
		Sort    string      `json:"sort,omitempty" maxLength:"60"`
		Filter  []string    `json:"filter,omitempty" maxItems:"20"`
		Where   string      `json:"where,omitempty" maxLength:"4000" doc:"Groups of conditions, as lists take them."`
		IDs     []uuid.UUID `json:"ids,omitempty" maxItems:"10000" doc:"Only these records of the list."`
		Columns []string    `json:"columns,omitempty" maxItems:"100" doc:"Which columns, in their order, as views name them; all that an import knows when absent. Those that are closed to the caller, or unknown, are left out."`
	}
	orderIn  struct{ Body orderBody }
	ofObject struct {
		ID   uuid.UUID `path:"id"`
		Body orderBody
	}
	listIn struct{ page.Query }
	idIn   struct {
		ID uuid.UUID `path:"id"`
	}
	view struct {
		ID         uuid.UUID  `json:"id"`
		Kind       string     `json:"kind" enum:"contact,company,deal,task,object_record"`
		ObjectID   *uuid.UUID `json:"objectId" nullable:"true" doc:"Of records of the company's own."`
		Name       string     `json:"name" doc:"Under which the file is saved."`
		Format     string     `json:"format" enum:"csv,xlsx,jsonl"`
		State      string     `json:"state" enum:"waiting,running,ready,failed"`
		Problem    string     `json:"problem" doc:"Why it failed, as a code."`
		Chosen     bool       `json:"chosen" doc:"Whether it has chosen records only."`
		Total      int64      `json:"total" doc:"Rows."`
		Done       int64      `json:"done" doc:"Rows that are written."`
		Size       int64      `json:"size" doc:"In bytes."`
		CreatedAt  time.Time  `json:"createdAt"`
		FinishedAt *time.Time `json:"finishedAt"`
		ExpiresAt  time.Time  `json:"expiresAt" doc:"Until then it can be fetched."`
	}
)

func show(e Export) view {
	return view{e.ID, e.Kind, e.ObjectID, e.File(), e.Format, e.State, e.Problem, len(e.Asked.IDs) > 0, e.Total, e.Done, e.Size, e.CreatedAt.UTC(), e.FinishedAt, e.ExpiresAt.UTC()}
}

func (b orderBody) order(kind string) Order {
	return Order{Kind: kind, Format: b.Format, Asked: Asked{b.Search, b.Sort, b.Filter, b.Where, b.IDs, b.Columns}}
}

func (s *Service) ask(ctx context.Context, o Order) (view, error) {
	e, err := s.Ask(ctx, o)
	return show(e), err
}

func (s *Service) contacts(ctx context.Context, in *orderIn) (view, error) {
	return s.ask(ctx, in.Body.order(contact.Kind))
}

func (s *Service) companies(ctx context.Context, in *orderIn) (view, error) {
	return s.ask(ctx, in.Body.order(company.Kind))
}

func (s *Service) deals(ctx context.Context, in *orderIn) (view, error) {
	return s.ask(ctx, in.Body.order(deal.Kind))
}

func (s *Service) tasks(ctx context.Context, in *orderIn) (view, error) {
	return s.ask(ctx, in.Body.order(task.Kind))
}

func (s *Service) records(ctx context.Context, in *ofObject) (view, error) {
	o, err := s.Objects.Find(ctx, in.ID)
	if err != nil {
		return view{}, err
	}
	order := in.Body.order(object.Kind)
	order.Object = &o
	return s.ask(ctx, order)
}

func (s *Service) list(ctx context.Context, in *listIn) (page.Items[view], error) {
	out := page.Items[view]{Items: []view{}}
	all, next, err := s.List(ctx, in.Query)
	for _, e := range all {
		out.Items = append(out.Items, show(e))
	}
	out.Next = next
	return out, err
}

func (s *Service) find(ctx context.Context, in *idIn) (view, error) {
	e, err := s.Find(ctx, in.ID)
	return show(e), err
}

func (s *Service) file(ctx context.Context, in *idIn) (*web.File, error) {
	e, content, err := s.Open(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &web.File{Name: e.File(), Type: sheet.Types[e.Format], Size: e.Size, Content: content}, nil
}

func (s *Service) remove(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }
