package contact

import (
	"context"
	"slices"
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
	web.Handle(r, "GET", "/contacts/counts", need("read"), 200, s.counts)
	web.Handle(r, "GET", "/contacts/alike", need("read"), 200, s.alike)
	web.HandleFull(r, "GET", "/contacts/export", takeOut, 200, s.export)
	web.Handle(r, "POST", "/contacts", need("create"), 201, s.create)
	web.Handle(r, "GET", "/contacts/:id", need("read"), 200, s.find)
	web.Handle(r, "GET", "/contacts/:id/consents", need("read"), 200, s.consents)
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
		FirstName     patch.Field[string]    `json:"firstName,omitempty"`
		LastName      patch.Field[string]    `json:"lastName,omitempty"`
		PreferredName patch.Field[string]    `json:"preferredName,omitempty"`
		Email         patch.Field[string]    `json:"email,omitempty"`
		EmailLabel    patch.Field[string]    `json:"emailLabel,omitempty"`
		MoreEmails    *[]Channel             `json:"moreEmails,omitempty" doc:"All addresses beside the primary one."`
		Phone         patch.Field[string]    `json:"phone,omitempty"`
		PhoneLabel    patch.Field[string]    `json:"phoneLabel,omitempty"`
		MorePhones    *[]Channel             `json:"morePhones,omitempty" doc:"All numbers beside the primary one."`
		JobTitle      patch.Field[string]    `json:"jobTitle,omitempty"`
		CompanyID     patch.Field[uuid.UUID] `json:"companyId,omitempty"`
		CompanySince  patch.Field[date.Date] `json:"companySince,omitempty"`
		Positions     *[]Position            `json:"positions,omitempty" doc:"All positions beside the present one."`
		Street        patch.Field[string]    `json:"street,omitempty"`
		City          patch.Field[string]    `json:"city,omitempty"`
		Postcode      patch.Field[string]    `json:"postcode,omitempty"`
		Country       patch.Field[string]    `json:"country,omitempty"`
		Birthday      patch.Field[date.Date] `json:"birthday,omitempty"`
		Language      patch.Field[string]    `json:"language,omitempty"`
		Tags          *[]string              `json:"tags,omitempty"`
		Consent       *Saying                `json:"consent,omitempty" doc:"A decision to be added; earlier ones stay."`
		Source        patch.Field[string]    `json:"source,omitempty"`
		OwnerID       patch.Field[uuid.UUID] `json:"ownerId,omitempty"`
		Custom        map[string]any         `json:"custom,omitempty" doc:"Values of your own fields, by the fields' ids; null takes one out."`
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
		ID            uuid.UUID         `json:"id"`
		Name          string            `json:"name" doc:"First and last name, else the e-mail address, else the number."`
		FirstName     string            `json:"firstName"`
		LastName      string            `json:"lastName"`
		PreferredName string            `json:"preferredName"`
		Email         string            `json:"email" doc:"The primary address."`
		EmailLabel    string            `json:"emailLabel"`
		MoreEmails    []Channel         `json:"moreEmails"`
		Phone         string            `json:"phone" doc:"The primary number."`
		PhoneLabel    string            `json:"phoneLabel"`
		MorePhones    []Channel         `json:"morePhones"`
		JobTitle      string            `json:"jobTitle"`
		CompanyID     *uuid.UUID        `json:"companyId" nullable:"true" doc:"The present company, or the main one."`
		CompanyName   string            `json:"companyName" doc:"Empty, when the caller may not see the company."`
		CompanySince  *date.Date        `json:"companySince"`
		Positions     []heldView        `json:"positions"`
		OwnerID       *uuid.UUID        `json:"ownerId" nullable:"true"`
		OwnerName     string            `json:"ownerName"`
		Street        string            `json:"street"`
		City          string            `json:"city"`
		Postcode      string            `json:"postcode"`
		Country       string            `json:"country"`
		Birthday      *date.Date        `json:"birthday"`
		Language      string            `json:"language"`
		Tags          []string          `json:"tags"`
		Consent       Consent           `json:"consent"`
		Source        string            `json:"source"`
		CreatedAt     time.Time         `json:"createdAt"`
		UpdatedAt     time.Time         `json:"updatedAt"`
		Version       int               `json:"version"`
		Custom        map[string]any    `json:"custom" doc:"Values of your own fields, by the fields' ids; in a list those that were asked for."`
		CustomNames   map[string]string `json:"customNames" doc:"The names of people and companies in them, by id."`
	}
	heldView struct {
		Position
		CompanyName string `json:"companyName" doc:"Empty, when the caller may not see the company."`
	}
	proofView struct {
		ID      uuid.UUID `json:"id"`
		Channel string    `json:"channel" enum:"email,phone"`
		State   string    `json:"state" enum:"given,withdrawn"`
		At      time.Time `json:"at"`
		Via     string    `json:"via" enum:"person,api,form,import,link,before" doc:"How it came to be known here; before, when it was noted before proofs were kept."`
		ByName  string    `json:"byName" doc:"Who noted it; empty when nobody who works here did."`
		Source  string    `json:"source" doc:"How it is known: a form, a letter, a call."`
		Edition string    `json:"edition" doc:"Which version of the text it was."`
		Wording string    `json:"wording" doc:"The exact text that the person agreed to."`
		IP      string    `json:"ip" doc:"From where a form was sent."`
	}
	alikeIn struct {
		Name  string `query:"name" maxLength:"400"`
		Email string `query:"email" maxLength:"254"`
		Phone string `query:"phone" maxLength:"40"`
	}
	alikeView struct {
		ID          uuid.UUID `json:"id"`
		Name        string    `json:"name"`
		CompanyName string    `json:"companyName"`
		Reasons     []string  `json:"reasons" enum:"email,phone,name" doc:"What is the same, or near."`
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

func (f Fields) draft() Draft {
	return Draft{FirstName: f.FirstName.Draft(), LastName: f.LastName.Draft(), PreferredName: f.PreferredName.Draft(),
		Email: f.Email.Draft(), EmailLabel: f.EmailLabel.Draft(), MoreEmails: f.MoreEmails, Phone: f.Phone.Draft(), PhoneLabel: f.PhoneLabel.Draft(), MorePhones: f.MorePhones,
		JobTitle: f.JobTitle.Draft(), CompanyID: f.CompanyID, CompanySince: f.CompanySince, Positions: f.Positions,
		Street: f.Street.Draft(), City: f.City.Draft(), Postcode: f.Postcode.Draft(), Country: f.Country.Draft(), Birthday: f.Birthday,
		Language: f.Language.Draft(), Tags: f.Tags, Consent: f.Consent.deciding(), Source: f.Source.Draft(), OwnerID: f.OwnerID, Custom: f.Custom}
}

func show(c Seen) view {
	return view{ID: c.ID, Name: c.Name, FirstName: c.FirstName, LastName: c.LastName, PreferredName: c.PreferredName,
		Email: c.Email, EmailLabel: c.EmailLabel, MoreEmails: some(c.MoreEmails), Phone: c.Phone, PhoneLabel: c.PhoneLabel, MorePhones: some(c.MorePhones),
		JobTitle: c.JobTitle, CompanyID: c.CompanyID, CompanyName: c.CompanyName, CompanySince: c.CompanySince, Positions: c.positions(),
		OwnerID: c.OwnerID, OwnerName: c.OwnerName, Street: c.Street, City: c.City, Postcode: c.Postcode, Country: c.Country, Birthday: c.Birthday,
		Language: c.Language, Tags: some(c.Tags), Consent: Consent{some(c.Consent.Email), some(c.Consent.Phone)}, Source: c.Source,
		CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(), Version: c.Version, Custom: c.Own, CustomNames: c.Names}
}

// positions are those that say something else than the present one and each other.
func (c Seen) positions() []heldView {
	all, told := []heldView{}, map[string]bool{c.present().position().String(): true}
	for _, p := range c.Positions {
		if key := p.String(); !told[key] {
			told[key] = true
			all = append(all, heldView{p, c.Companies[p.CompanyID]})
		}
	}
	return all
}

// some is a list that is never null.
func some[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
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
	out.Items, out.Next = slices.Grow(out.Items, len(seen)), next
	for _, c := range seen {
		out.Items = append(out.Items, show(c))
	}
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
	all, err := s.Alike(ctx, Sketch{in.Name, in.Email, in.Phone})
	out := alikeOut{Items: make([]alikeView, len(all))}
	for i, a := range all {
		out.Items[i] = alikeView{a.ID, a.Name, a.CompanyName, a.Reasons}
	}
	return out, err
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

func (s *Service) consents(ctx context.Context, in *idIn) (page.Items[proofView], error) {
	all, err := s.Consents(ctx, in.ID)
	out := page.Items[proofView]{Items: make([]proofView, len(all))}
	for i, p := range all {
		out.Items[i] = proofView{p.ID, p.Channel, p.State, p.At.UTC(), p.Via, p.ByName, p.Source, p.Edition, p.Wording, p.IP}
	}
	return out, err
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
