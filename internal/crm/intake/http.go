package intake

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"mime"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// maxBody is the size of what is handed in, in bytes.
const maxBody = 32 << 10

// Routes registers the endpoints: the address itself, open to everybody, and the settings.
func (s *Service) Routes(r *web.Router) {
	need := web.Need{Access: web.Right, Object: "tenant", Action: "update"}
	once := need
	once.Once = true
	web.Handle(r, "GET", "/intakes", need, 200, s.list)
	web.Handle(r, "POST", "/intakes", need, 201, s.create)
	web.Handle(r, "PATCH", "/intakes/:id", need, 200, s.update)
	web.Handle(r, "POST", "/intakes/:id/renew", once, 200, s.renew)
	web.HandleNone(r, "DELETE", "/intakes/:id", need, 204, s.close)
	web.HandleFull(r, "POST", "/intake/:token", web.Need{Access: web.Public, In: web.Outside, MaxBytes: maxBody}, 202, s.take)
}

type (
	createIn struct {
		Body struct {
			Name    string     `json:"name" maxLength:"500" doc:"What it is for; the source of the contacts that come by it."`
			OwnerID *uuid.UUID `json:"ownerId,omitempty" nullable:"true" doc:"Who gets the leads; nobody when absent."`
		}
	}
	updateIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Name    string     `json:"name" maxLength:"500" doc:"What it is for; the source of the contacts that come by it."`
			OwnerID *uuid.UUID `json:"ownerId,omitempty" nullable:"true" doc:"Who gets the leads; nobody when absent."`
			Version int        `json:"version"`
		}
	}
	renewIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int `json:"version"`
		}
	}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	view struct {
		ID        uuid.UUID  `json:"id"`
		Name      string     `json:"name"`
		URL       string     `json:"url" doc:"Where leads are sent to, as JSON or as a form."`
		OwnerID   *uuid.UUID `json:"ownerId" nullable:"true"`
		OwnerName string     `json:"ownerName"`
		Version   int        `json:"version"`
		CreatedAt time.Time  `json:"createdAt"`
	}
	takeIn struct {
		Token   string `path:"token" maxLength:"100"`
		Type    string `header:"Content-Type"`
		Key     string `header:"Idempotency-Key" maxLength:"255" doc:"The same lead sent again with the same key counts once."`
		RawBody []byte `contentType:"application/octet-stream" doc:"JSON or a form with name, email, phone, company and message, and, of who agrees to be written to or called, consent (email, phone or both), consentText and consentVersion."`
	}
	takeOut struct {
		Type string `header:"Content-Type"`
		Body []byte
	}
)

func (s *Service) show(ctx context.Context, all ...Intake) ([]view, error) {
	owners := []uuid.UUID{}
	for _, i := range all {
		if i.OwnerID != nil {
			owners = append(owners, *i.OwnerID)
		}
	}
	names, err := s.People.Names(ctx, owners)
	views := make([]view, len(all))
	for n, i := range all {
		views[n] = view{i.ID, i.Name, s.BaseURL + "/api/v1/intake/" + Token(caller.From(ctx).Tenant.UID, i.Key), i.OwnerID, "", i.Version, i.CreatedAt}
		if i.OwnerID != nil {
			views[n].OwnerName = names[*i.OwnerID]
		}
	}
	return views, err
}

func (s *Service) one(ctx context.Context, i Intake, err error) (view, error) {
	if err != nil {
		return view{}, err
	}
	views, err := s.show(ctx, i)
	return views[0], err
}

func (s *Service) list(ctx context.Context, _ *web.None) (out page.Items[view], err error) {
	all, err := s.List(ctx)
	if err != nil {
		return out, err
	}
	out.Items, err = s.show(ctx, all...)
	return out, err
}

func (s *Service) create(ctx context.Context, in *createIn) (view, error) {
	i, err := s.Create(ctx, Draft(in.Body))
	return s.one(ctx, i, err)
}

func (s *Service) update(ctx context.Context, in *updateIn) (view, error) {
	i, err := s.Update(ctx, in.ID, in.Body.Version, Draft{in.Body.Name, in.Body.OwnerID})
	return s.one(ctx, i, err)
}

func (s *Service) renew(ctx context.Context, in *renewIn) (view, error) {
	i, err := s.Renew(ctx, in.ID, in.Body.Version)
	return s.one(ctx, i, err)
}

func (s *Service) close(ctx context.Context, in *idIn) error { return s.Close(ctx, in.ID) }

// take answers a form with a page that people read, everything else with JSON.
func (s *Service) take(ctx context.Context, in *takeIn) (*takeOut, error) {
	lead, form, err := read(in.Type, in.RawBody)
	if err != nil {
		return nil, err
	}
	ip, _ := web.Client(ctx)
	t, err := s.Take(ctx, Delivery{in.Token, ip, in.Key, lead})
	if err != nil {
		return nil, err
	}
	if !form {
		return &takeOut{"application/json", []byte("{}")}, nil
	}
	return &takeOut{"text/html; charset=utf-8", []byte(thank(t.Language))}, nil
}

// read makes a lead of a body; form tells whether a page's form has sent it.
func read(contentType string, body []byte) (l Lead, form bool, err error) {
	kind, _, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "application/x-www-form-urlencoded":
		v, err := url.ParseQuery(string(body))
		if err != nil {
			return l, true, ErrForm.Because(err)
		}
		return Lead{v.Get("name"), v.Get("email"), v.Get("phone"), v.Get("company"), v.Get("message"), v.Get("website"),
			strings.Join(v["consent"], ","), v.Get("consentText"), v.Get("consentVersion")}, true, nil
	case "application/json":
		var v struct{ Name, Email, Phone, Company, Message, Website, Consent, ConsentText, ConsentVersion string }
		if err := json.Unmarshal(body, &v); err != nil {
			return l, false, ErrForm.Because(err)
		}
		return Lead{v.Name, v.Email, v.Phone, v.Company, v.Message, v.Website, v.Consent, v.ConsentText, v.ConsentVersion}, false, nil
	}
	return l, false, ErrForm
}

//go:embed texts/*.json
var textFiles embed.FS

var texts = i18n.Embedded(textFiles, "texts")

const thanks = `<!doctype html><html lang="%[1]s"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>%[2]s</title></head><body><main><h1>%[2]s</h1><p>%[3]s</p></main></body></html>`

// thank is the page that follows a form, in the company's language.
func thank(language string) string {
	language = i18n.Match(language)
	say := func(text string) string { return html.EscapeString(texts.Say(language, text, nil)) }
	return fmt.Sprintf(thanks, language, say("title"), say("text"))
}
