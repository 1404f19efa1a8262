package company

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/patch"
	"github.com/kith-crm/kith/internal/kit/sheet"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/companies", need("read"), 200, s.list)
	web.Handle(r, "GET", "/companies/count", need("read"), 200, s.count)
	web.HandleFull(r, "GET", "/companies/export", need("export"), 200, s.export)
	web.Handle(r, "POST", "/companies", need("create"), 201, s.create)
	web.Handle(r, "GET", "/companies/:id", need("read"), 200, s.get)
	web.Handle(r, "PATCH", "/companies/:id", need("update"), 200, s.patch)
	web.HandleNone(r, "DELETE", "/companies/:id", need("delete"), 204, s.delete)
	web.Handle(r, "POST", "/companies/:id/restore", need("delete"), 200, s.restore)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	// Fields are those that creation and change share, in the order of Draft.
	Fields struct {
		Name     patch.Field[string]    `json:"name,omitempty" doc:"Needed; at most 200 characters."`
		Domain   patch.Field[string]    `json:"domain,omitempty" doc:"Taken from the website when absent."`
		Website  patch.Field[string]    `json:"website,omitempty"`
		Email    patch.Field[string]    `json:"email,omitempty"`
		Phone    patch.Field[string]    `json:"phone,omitempty" doc:"Without + it is read as a number of the tenant's country."`
		Industry patch.Field[string]    `json:"industry,omitempty"`
		Street   patch.Field[string]    `json:"street,omitempty"`
		City     patch.Field[string]    `json:"city,omitempty"`
		Postcode patch.Field[string]    `json:"postcode,omitempty"`
		Country  patch.Field[string]    `json:"country,omitempty"`
		OwnerID  patch.Field[uuid.UUID] `json:"ownerId,omitempty" doc:"The caller when absent on creation."`
	}
	createIn struct{ Body Fields }
	patchIn  struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int `json:"version"`
			Fields
		}
	}
	fileOut struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
	// View is a company as callers see it.
	View struct {
		ID            uuid.UUID  `json:"id"`
		Name          string     `json:"name"`
		Domain        string     `json:"domain"`
		Website       string     `json:"website"`
		Email         string     `json:"email"`
		Phone         string     `json:"phone"`
		Industry      string     `json:"industry"`
		Street        string     `json:"street"`
		City          string     `json:"city"`
		Postcode      string     `json:"postcode"`
		Country       string     `json:"country"`
		OwnerID       *uuid.UUID `json:"ownerId"`
		OwnerName     string     `json:"ownerName"`
		ContactCount  int64      `json:"contactCount" doc:"Of those that the caller may see."`
		OpenDealCount int64      `json:"openDealCount" doc:"Of those that the caller may see."`
		CreatedAt     time.Time  `json:"createdAt"`
		UpdatedAt     time.Time  `json:"updatedAt"`
		Version       int        `json:"version"`
	}
)

func show(c Seen) View {
	return View{ID: c.ID, Name: c.Name, Domain: c.Domain, Website: c.Website, Email: c.Email, Phone: c.Phone, Industry: c.Industry,
		Street: c.Street, City: c.City, Postcode: c.Postcode, Country: c.Country, OwnerID: c.OwnerID, OwnerName: c.OwnerName,
		ContactCount: c.Contacts, OpenDealCount: c.OpenDeals, CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(), Version: c.Version}
}

func (s *Service) list(ctx context.Context, q *page.Query) (page.Items[View], error) {
	cs, next, err := s.List(ctx, *q)
	return page.Items[View]{Items: web.Map(cs, show), Next: next}, err
}

func (s *Service) count(ctx context.Context, q *page.Query) (page.Count, error) {
	n, err := s.Count(ctx, *q)
	return page.Count{Count: n}, err
}

func (s *Service) export(ctx context.Context, q *page.Query) (*fileOut, error) {
	data, err := s.Export(ctx, *q)
	return &fileOut{sheet.Type, `attachment; filename="companies.csv"`, data}, err
}

func (s *Service) create(ctx context.Context, in *createIn) (View, error) {
	c, err := s.Create(ctx, Draft(in.Body))
	return show(c), err
}

func (s *Service) get(ctx context.Context, in *idIn) (View, error) {
	c, err := s.Find(ctx, in.ID)
	return show(c), err
}

func (s *Service) patch(ctx context.Context, in *patchIn) (View, error) {
	c, err := s.Update(ctx, in.ID, in.Body.Version, Draft(in.Body.Fields))
	return show(c), err
}

func (s *Service) delete(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) restore(ctx context.Context, in *idIn) (View, error) {
	c, err := s.Restore(ctx, in.ID)
	return show(c), err
}
