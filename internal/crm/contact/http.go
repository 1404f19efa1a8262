package contact

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/contacts", need("read"), 200, s.list)
	web.Handle(r, "GET", "/contacts/count", need("read"), 200, s.count)
	web.HandleFull(r, "GET", "/contacts/export", takeOut, 200, s.export)
	web.Handle(r, "POST", "/contacts", need("create"), 201, s.create)
	web.Handle(r, "GET", "/contacts/:id", need("read"), 200, s.find)
	web.Handle(r, "PATCH", "/contacts/:id", need("update"), 200, s.patch)
	web.HandleNone(r, "DELETE", "/contacts/:id", need("delete"), 204, s.remove)
	web.Handle(r, "POST", "/contacts/:id/restore", need("delete"), 200, s.restore)
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
		FirstName patch.Field[string]    `json:"firstName,omitempty"`
		LastName  patch.Field[string]    `json:"lastName,omitempty"`
		Email     patch.Field[string]    `json:"email,omitempty"`
		Phone     patch.Field[string]    `json:"phone,omitempty"`
		JobTitle  patch.Field[string]    `json:"jobTitle,omitempty"`
		CompanyID patch.Field[uuid.UUID] `json:"companyId,omitempty"`
		Street    patch.Field[string]    `json:"street,omitempty"`
		City      patch.Field[string]    `json:"city,omitempty"`
		Postcode  patch.Field[string]    `json:"postcode,omitempty"`
		Country   patch.Field[string]    `json:"country,omitempty"`
		Birthday  patch.Field[date.Date] `json:"birthday,omitempty"`
		Source    patch.Field[string]    `json:"source,omitempty"`
		OwnerID   patch.Field[uuid.UUID] `json:"ownerId,omitempty"`
	}
	createIn struct{ Body Fields }
	patchIn  struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int `json:"version"`
			Fields
		}
	}
	view struct {
		ID          uuid.UUID  `json:"id"`
		Name        string     `json:"name" doc:"First and last name, else the e-mail address, else the number."`
		FirstName   string     `json:"firstName"`
		LastName    string     `json:"lastName"`
		Email       string     `json:"email"`
		Phone       string     `json:"phone"`
		JobTitle    string     `json:"jobTitle"`
		CompanyID   *uuid.UUID `json:"companyId" nullable:"true"`
		CompanyName string     `json:"companyName" doc:"Empty, when the caller may not see the company."`
		OwnerID     *uuid.UUID `json:"ownerId" nullable:"true"`
		OwnerName   string     `json:"ownerName"`
		Street      string     `json:"street"`
		City        string     `json:"city"`
		Postcode    string     `json:"postcode"`
		Country     string     `json:"country"`
		Birthday    *date.Date `json:"birthday"`
		Source      string     `json:"source"`
		CreatedAt   time.Time  `json:"createdAt"`
		UpdatedAt   time.Time  `json:"updatedAt"`
		Version     int        `json:"version"`
	}
	file struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
)

func (f Fields) draft() Draft {
	return Draft{FirstName: f.FirstName.Draft(), LastName: f.LastName.Draft(), Email: f.Email.Draft(), Phone: f.Phone.Draft(), JobTitle: f.JobTitle.Draft(),
		CompanyID: f.CompanyID, Street: f.Street.Draft(), City: f.City.Draft(), Postcode: f.Postcode.Draft(), Country: f.Country.Draft(),
		Birthday: f.Birthday, Source: f.Source.Draft(), OwnerID: f.OwnerID}
}

func show(c Seen) view {
	return view{c.ID, c.Name, c.FirstName, c.LastName, c.Email, c.Phone, c.JobTitle, c.CompanyID, c.CompanyName, c.OwnerID, c.OwnerName,
		c.Street, c.City, c.Postcode, c.Country, c.Birthday, c.Source, c.CreatedAt.UTC(), c.UpdatedAt.UTC(), c.Version}
}

func (s *Service) one(ctx context.Context, c Contact, err error) (view, error) {
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

func (s *Service) export(ctx context.Context, in *listIn) (*file, error) {
	data, err := s.Export(ctx, in.Query)
	return &file{"text/csv; charset=utf-8", `attachment; filename="contacts.csv"`, data}, err
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	c, err := s.Create(ctx, in.Body.draft())
	return s.one(ctx, c, err)
}

func (s *Service) find(ctx context.Context, in *idIn) (view, error) {
	c, err := s.Find(ctx, in.ID)
	return s.one(ctx, c, err)
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	c, err := s.Update(ctx, in.ID, in.Body.Version, in.Body.draft())
	return s.one(ctx, c, err)
}

func (s *Service) remove(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *idIn) (view, error) {
	c, err := s.Restore(ctx, in.ID)
	return s.one(ctx, c, err)
}
