package company

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/companies", need("read"), 200, s.list)
	web.Handle(r, "GET", "/companies/count", need("read"), 200, s.count)
	web.Handle(r, "GET", "/companies/counts", need("read"), 200, s.counts)
	web.Handle(r, "GET", "/companies/alike", need("read"), 200, s.alike)
	web.HandleFull(r, "GET", "/companies/export", takeOut, 200, s.export)
	web.Handle(r, "POST", "/companies", need("create"), 201, s.create)
	web.Handle(r, "GET", "/companies/:id", need("read"), 200, s.find)
	web.Handle(r, "PATCH", "/companies/:id", need("update"), 200, s.patch)
	web.HandleNone(r, "DELETE", "/companies/:id", need("delete"), 204, s.remove)
	web.Handle(r, "POST", "/companies/:id/restore", need("delete"), 200, s.restore)
}

// takeOut is the need of who takes all records along.
var takeOut = web.Need{Access: web.Right, Object: Kind, Action: "export", Fresh: true}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	listIn struct{ page.Query }
	idIn   struct {
		ID uuid.UUID `path:"id"`
	}
	// Fields are those that creation and change share.
	Fields struct {
		Domain   patch.Field[string]    `json:"domain,omitempty"`
		Website  patch.Field[string]    `json:"website,omitempty"`
		Email    patch.Field[string]    `json:"email,omitempty"`
		Phone    patch.Field[string]    `json:"phone,omitempty"`
		Industry patch.Field[string]    `json:"industry,omitempty"`
		Kinds    *[]string              `json:"kinds,omitempty" doc:"What it is to you: any of customer, supplier and partner."`
		Tags     *[]string              `json:"tags,omitempty"`
		Street   patch.Field[string]    `json:"street,omitempty"`
		City     patch.Field[string]    `json:"city,omitempty"`
		Postcode patch.Field[string]    `json:"postcode,omitempty"`
		Country  patch.Field[string]    `json:"country,omitempty"`
		OwnerID  patch.Field[uuid.UUID] `json:"ownerId,omitempty"`
		Custom   map[string]any         `json:"custom,omitempty" doc:"Values of your own fields, by the fields' ids; null takes one out."`
	}
	createIn struct {
		Body struct {
			Name string `json:"name"`
			Fields
		}
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int     `json:"version"`
			Name    *string `json:"name,omitempty"`
			Fields
		}
	}
	view struct {
		ID            uuid.UUID         `json:"id"`
		Name          string            `json:"name"`
		Domain        string            `json:"domain"`
		Website       string            `json:"website"`
		Email         string            `json:"email"`
		Phone         string            `json:"phone"`
		Industry      string            `json:"industry"`
		Kinds         []string          `json:"kinds"`
		Tags          []string          `json:"tags"`
		Street        string            `json:"street"`
		City          string            `json:"city"`
		Postcode      string            `json:"postcode"`
		Country       string            `json:"country"`
		OwnerID       *uuid.UUID        `json:"ownerId" nullable:"true"`
		OwnerName     string            `json:"ownerName"`
		ContactCount  int64             `json:"contactCount"`
		OpenDealCount int64             `json:"openDealCount"`
		CreatedAt     time.Time         `json:"createdAt"`
		UpdatedAt     time.Time         `json:"updatedAt"`
		Version       int               `json:"version"`
		Custom        map[string]any    `json:"custom" doc:"Values of your own fields, by the fields' ids; in a list those that were asked for."`
		CustomNames   map[string]string `json:"customNames" doc:"The names of people and companies in them, by id."`
	}
	alikeIn struct {
		Name string `query:"name" maxLength:"200"`
		Site string `query:"site" maxLength:"200" doc:"A web address or a domain."`
	}
	alikeView struct {
		ID      uuid.UUID `json:"id"`
		Name    string    `json:"name"`
		City    string    `json:"city"`
		Reasons []string  `json:"reasons" enum:"domain,name" doc:"What is the same, or near."`
	}
	alikeOut struct {
		Items []alikeView `json:"items" doc:"At most five, the most certain first."`
	}
	file struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
)

func (f Fields) draft(name *string) Draft {
	return Draft{Name: name, Domain: f.Domain.Draft(), Website: f.Website.Draft(), Email: f.Email.Draft(), Phone: f.Phone.Draft(), Industry: f.Industry.Draft(), Kinds: f.Kinds, Tags: f.Tags,
		Street: f.Street.Draft(), City: f.City.Draft(), Postcode: f.Postcode.Draft(), Country: f.Country.Draft(), OwnerID: f.OwnerID, Custom: f.Custom}
}

func show(c Seen) view {
	return view{c.ID, c.Name, c.Domain, c.Website, c.Email, c.Phone, c.Industry, append([]string{}, c.Kinds...), append([]string{}, c.Tags...), c.Street, c.City, c.Postcode, c.Country,
		c.OwnerID, c.OwnerName, c.Contacts, c.Deals, c.CreatedAt.UTC(), c.UpdatedAt.UTC(), c.Version, c.Own, c.Names}
}

func (s *Service) one(ctx context.Context, c Company, err error) (view, error) {
	if err != nil {
		return view{}, err
	}
	seen, err := s.See(ctx, c)
	if err != nil {
		return view{}, err
	}
	return show(seen[0]), nil
}

func (s *Service) list(ctx context.Context, in *listIn) (page.Items[view], error) {
	out := page.Items[view]{Items: []view{}}
	cs, next, err := s.List(ctx, in.Query)
	if err != nil {
		return out, err
	}
	seen, err := s.See(ctx, cs...)
	for _, c := range seen {
		out.Items = append(out.Items, show(c))
	}
	out.Next = next
	return out, err
}

func (s *Service) count(ctx context.Context, in *listIn) (page.Count, error) {
	n, err := s.Total(ctx, in.Query)
	return page.Count{Count: n}, err
}

func (s *Service) counts(ctx context.Context, in *page.By) (page.Counts, error) {
	all, err := s.Counts(ctx, *in)
	return page.Counts{Items: append([]page.Counted{}, all...)}, err
}

func (s *Service) alike(ctx context.Context, in *alikeIn) (alikeOut, error) {
	all, err := s.Alike(ctx, in.Name, in.Site)
	out := alikeOut{Items: make([]alikeView, len(all))}
	for i, a := range all {
		out.Items[i] = alikeView{a.ID, a.Name, a.City, a.Reasons}
	}
	return out, err
}

func (s *Service) export(ctx context.Context, in *listIn) (*file, error) {
	data, err := s.Export(ctx, in.Query)
	return &file{"text/csv; charset=utf-8", `attachment; filename="companies.csv"`, data}, err
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	c, err := s.Create(ctx, in.Body.draft(&in.Body.Name))
	return s.one(ctx, c, err)
}

func (s *Service) find(ctx context.Context, in *idIn) (view, error) {
	c, err := s.Find(ctx, in.ID)
	return s.one(ctx, c, err)
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	c, err := s.Update(ctx, in.ID, in.Body.Version, in.Body.draft(in.Body.Name))
	return s.one(ctx, c, err)
}

func (s *Service) remove(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *idIn) (view, error) {
	c, err := s.Restore(ctx, in.ID)
	return s.one(ctx, c, err)
}

// Preview implements layout.Shower.
func (s *Service) Preview(ctx context.Context, id uuid.UUID) (any, uuid.UUID, error) {
	v, err := s.find(ctx, &idIn{id})
	return v, uuid.Nil, err
}
