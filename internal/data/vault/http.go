package vault

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. Whoever leaves takes an archive along: that works in a company that may only read, too.
func (s *Service) Routes(r *web.Router) {
	fetch, remove, try := need("export"), need("delete"), need("update")
	fetch.In, remove.In, try.In = web.Outside, web.Outside, web.Outside
	fetch.Fresh, try.Fresh = true, true
	aim := need("update")
	aim.Fresh = true
	web.Handle(r, "GET", "/archives", need("export"), 200, s.show)
	web.Handle(r, "POST", "/archives", need("create"), 202, s.start)
	web.HandleFile(r, "/archives/:id/file", fetch, s.fetch)
	web.Handle(r, "DELETE", "/archives/bucket", aim, 200, s.stay)
	web.HandleNone(r, "DELETE", "/archives/:id", remove, 204, s.delete)
	web.Handle(r, "POST", "/archives/:id/send", need("update"), 202, s.again)
	web.Handle(r, "PUT", "/archives/plan", aim, 200, s.plan)
	web.Handle(r, "PUT", "/archives/bucket", aim, 200, s.aim)
	web.Handle(r, "POST", "/archives/bucket/try", try, 200, s.try)
}

func need(action string) web.Need {
	return web.Need{Access: web.Right, Object: Kind, Action: action, ReadOnly: true}
}

type (
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	planIn struct {
		Body struct {
			Version   int    `json:"version"`
			Every     string `json:"every" enum:"off,daily,weekly,monthly"`
			Keep      int    `json:"keep" doc:"How many of the last are kept, 1 to 30."`
			Recipient string `json:"recipient" maxLength:"3000" doc:"A public key of age to which archives are sealed; empty for none."`
		}
	}
	target struct {
		Endpoint string `json:"endpoint" maxLength:"260" doc:"The server's address."`
		Bucket   string `json:"bucket" maxLength:"63"`
		Prefix   string `json:"prefix" maxLength:"200" doc:"A folder in the bucket; empty for none."`
		Region   string `json:"region" maxLength:"40" doc:"Empty for servers that have none."`
		Key      string `json:"key" maxLength:"200"`
		Secret   string `json:"secret,omitempty" maxLength:"400" doc:"When absent, the one that was given before stays."`
	}
	aimIn struct {
		Version int `query:"version" required:"true"`
		Body    target
	}
	tryIn  struct{ Body target }
	stayIn struct {
		Version int `query:"version" required:"true"`
	}
	tryOut struct {
		Problem string `json:"problem" enum:",inside,unreachable,bucket,key,secret,denied,region,other" doc:"Empty when a file could be written and removed."`
	}
	bucketView struct {
		Endpoint string `json:"endpoint"`
		Bucket   string `json:"bucket"`
		Prefix   string `json:"prefix"`
		Region   string `json:"region"`
		Key      string `json:"key"`
	}
	makingView struct {
		Since time.Time `json:"since"`
		Phase string    `json:"phase" enum:"packing,proving,storing"`
	}
	archiveView struct {
		ID        uuid.UUID  `json:"id"`
		At        time.Time  `json:"at" doc:"What was committed then is in it."`
		ByName    string     `json:"byName" doc:"Empty for the schedule."`
		Name      string     `json:"name" doc:"Of the file."`
		Bytes     int64      `json:"bytes"`
		SHA256    string     `json:"sha256" doc:"Of the file as it is fetched, in hexadecimal."`
		Rows      int64      `json:"rows"`
		Parts     int        `json:"parts"`
		Content   string     `json:"content" doc:"One SHA-256 of all that is in it: two archives of the same data have the same."`
		Key       string     `json:"key" doc:"That signed it: its beginning, in hexadecimal."`
		ProvedAt  time.Time  `json:"provedAt" doc:"When it was restored out of sight and every row compared."`
		TookMS    int64      `json:"tookMs" doc:"How long that took, in milliseconds."`
		Recipient string     `json:"recipient" doc:"The public key to which it is sealed; empty for none."`
		SentAt    *time.Time `json:"sentAt" nullable:"true" doc:"When the bucket had it."`
		SendWhy   string     `json:"sendProblem" enum:",inside,unreachable,bucket,key,secret,denied,region,other" doc:"Why the bucket does not have it yet; it is tried again."`
	}
	view struct {
		Every     string        `json:"every" enum:"off,daily,weekly,monthly"`
		Keep      int           `json:"keep"`
		NextAt    *time.Time    `json:"nextAt" nullable:"true"`
		Recipient string        `json:"recipient"`
		Bucket    *bucketView   `json:"bucket"`
		Making    *makingView   `json:"making" doc:"The one that is being made."`
		Problem   string        `json:"problem" enum:",differs,other" doc:"Why the last could not be made."`
		Version   int           `json:"version"`
		Items     []archiveView `json:"items" doc:"All that are kept, the newest first."`
	}
)

func (s *Service) view(ctx context.Context, v Vault, err error) (view, error) {
	out := view{v.Every, v.Keep, v.NextAt, v.Recipient, nil, nil, v.Problem, v.Version, make([]archiveView, len(v.Made))}
	if err != nil {
		return out, err
	}
	if v.Bucket.Endpoint != "" {
		b := bucketView(v.Bucket)
		out.Bucket = &b
	}
	if v.making(clock.Now()) {
		out.Making = &makingView{*v.MakingSince, v.Phase}
	}
	who := []uuid.UUID{}
	for _, a := range v.Made {
		if a.By != nil {
			who = append(who, *a.By)
		}
	}
	names, err := s.People.Names(ctx, who)
	for i, a := range v.Made {
		out.Items[i] = one(ctx, a, names)
	}
	return out, err
}

func one(ctx context.Context, a Archive, names map[uuid.UUID]string) archiveView {
	v := archiveView{ID: a.ID, At: a.At, Name: a.name(caller.From(ctx).Tenant.Slug), Bytes: a.Bytes, SHA256: a.SHA256, Rows: a.Rows, Parts: a.Parts, Content: a.Content, Key: a.Key,
		ProvedAt: a.ProvedAt, TookMS: a.TookMS, Recipient: a.Recipient, SentAt: a.SentAt, SendWhy: a.SendWhy}
	if a.By != nil {
		v.ByName = names[*a.By]
	}
	return v
}

func (s *Service) show(ctx context.Context, _ *web.None) (view, error) {
	v, err := s.Read(ctx)
	return s.view(ctx, v, err)
}

func (s *Service) start(ctx context.Context, _ *web.None) (view, error) {
	v, err := s.Begin(ctx)
	return s.view(ctx, v, err)
}

func (s *Service) fetch(ctx context.Context, in *idIn) (*web.File, error) {
	a, name, content, err := s.Open(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &web.File{Name: name, Size: a.Bytes, Content: content}, nil
}

func (s *Service) delete(ctx context.Context, in *idIn) error { return s.Delete(ctx, in.ID) }

func (s *Service) again(ctx context.Context, in *idIn) (view, error) {
	v, err := s.Again(ctx, in.ID)
	return s.view(ctx, v, err)
}

func (s *Service) plan(ctx context.Context, in *planIn) (view, error) {
	v, err := s.Plan(ctx, in.Body.Version, Draft{in.Body.Every, in.Body.Keep, in.Body.Recipient})
	return s.view(ctx, v, err)
}

func (t target) target() Target {
	return Target{Bucket{t.Endpoint, t.Bucket, t.Prefix, t.Region, t.Key}, t.Secret}
}

func (s *Service) aim(ctx context.Context, in *aimIn) (view, error) {
	v, err := s.Aim(ctx, in.Version, in.Body.target())
	return s.view(ctx, v, err)
}

func (s *Service) stay(ctx context.Context, in *stayIn) (view, error) {
	v, err := s.Stay(ctx, in.Version)
	return s.view(ctx, v, err)
}

func (s *Service) try(ctx context.Context, in *tryIn) (tryOut, error) {
	problem, err := s.Try(ctx, in.Body.target())
	return tryOut{problem}, err
}
