package retention

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/data/privacy"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	set := need("delete")
	set.Fresh = true
	web.Handle(r, "GET", "/retention", need("read"), 200, s.show)
	web.Handle(r, "GET", "/retention/waiting", need("read"), 200, s.waiting)
	web.Handle(r, "GET", "/retention/:rule/preview", need("read"), 200, s.preview)
	web.Handle(r, "PUT", "/retention/:rule", set, 200, s.set)
	web.Handle(r, "POST", "/retention/:rule/allow", set, 200, s.allow)
	web.HandleNone(r, "POST", "/retention/:rule/records/:id/keep", need("delete"), 204, s.keep)
}

func need(action string) web.Need {
	return web.Need{Access: web.Right, Object: privacy.Kind, Action: action}
}

type (
	previewIn struct {
		Rule   string `path:"rule" maxLength:"36"`
		Months int    `query:"months" required:"true"`
	}
	setIn struct {
		Rule string `path:"rule" maxLength:"36"`
		Body struct {
			Version int  `json:"version" doc:"0 for a rule that was never set."`
			Months  int  `json:"months" doc:"Without any activity, or old: 1 to 240; 0 ends the rule."`
			Erase   bool `json:"erase" doc:"People are erased for good, rather than put into the trash."`
		}
	}
	allowIn struct {
		Rule string `path:"rule" maxLength:"36"`
		Body struct {
			Version int `json:"version"`
		}
	}
	keepIn struct {
		Rule string    `path:"rule" maxLength:"36"`
		ID   uuid.UUID `path:"id"`
	}
	ruleView struct {
		Rule    string     `json:"rule" doc:"lead, contact, task, activity, or the id of an object of the company's own."`
		Object  string     `json:"object" doc:"What the company calls it, for its own."`
		Months  int        `json:"months" doc:"0 without a rule."`
		Erase   bool       `json:"erase"`
		Problem string     `json:"problem" enum:",clock,share" doc:"Why it did nothing last night: a clock jumped, or it would take more than a fifth and has to be allowed."`
		NightAt *time.Time `json:"nightAt" nullable:"true" doc:"The last night."`
		Due     int64      `json:"due" doc:"How many records are too old now."`
		Total   int64      `json:"total"`
		First   []string   `json:"first" doc:"Names of a few of them."`
		Version int        `json:"version"`
	}
	waitingView struct {
		Rule   string    `json:"rule"`
		ID     uuid.UUID `json:"id"`
		Name   string    `json:"name"`
		Since  time.Time `json:"since"`
		GoesAt time.Time `json:"goesAt" doc:"Not before."`
	}
)

func show(r Rule) ruleView {
	v := ruleView{r.Rule, r.Object, r.Months, r.Erase, r.Problem, r.At, r.Due, r.Total, []string{}, r.Version}
	for _, f := range r.First {
		v.First = append(v.First, f.Name)
	}
	return v
}

func (s *Service) show(ctx context.Context, _ *web.None) (out page.Items[ruleView], err error) {
	all, err := s.Rules(ctx)
	out.Items = make([]ruleView, len(all))
	for i, r := range all {
		out.Items[i] = show(r)
	}
	return out, err
}

func (s *Service) waiting(ctx context.Context, _ *web.None) (out page.Items[waitingView], err error) {
	all, err := s.Waiting(ctx)
	out.Items = make([]waitingView, len(all))
	for i, r := range all {
		out.Items[i] = waitingView{r.Rule, r.RecordID, r.Name, r.At.UTC(), r.At.Add(notice).UTC()}
	}
	return out, err
}

func (s *Service) preview(ctx context.Context, in *previewIn) (ruleView, error) {
	r, err := s.Preview(ctx, in.Rule, in.Months)
	return show(r), err
}

func (s *Service) set(ctx context.Context, in *setIn) (page.Items[ruleView], error) {
	if err := s.Set(ctx, in.Rule, in.Body.Version, Draft{in.Body.Months, in.Body.Erase}); err != nil {
		return page.Items[ruleView]{}, err
	}
	return s.show(ctx, nil)
}

func (s *Service) allow(ctx context.Context, in *allowIn) (page.Items[ruleView], error) {
	if err := s.Allow(ctx, in.Rule, in.Body.Version); err != nil {
		return page.Items[ruleView]{}, err
	}
	return s.show(ctx, nil)
}

func (s *Service) keep(ctx context.Context, in *keepIn) error { return s.Keep(ctx, in.Rule, in.ID) }
