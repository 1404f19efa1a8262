package cadence

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/cadence/queue", need(deal.Kind, "read"), 200, s.queue)
	web.Handle(r, "GET", "/cadence/unreached", need(deal.Kind, "read"), 200, s.unreached)
	web.Handle(r, "GET", "/cadence/hours", need(deal.Kind, "read"), 200, s.hours)
	web.Handle(r, "POST", "/cadence/attempts/:id/undo", need(activity.Kind, "create"), 200, s.undo)
	web.Handle(r, "GET", "/deals/:id/cadence", need(deal.Kind, "read"), 200, s.panel)
	web.Handle(r, "POST", "/deals/:id/cadence/attempts", need(activity.Kind, "create"), 201, s.called)
	web.HandleNone(r, "POST", "/deals/:id/cadence/stop", need(deal.Kind, "update"), 204, s.stop)
	web.HandleNone(r, "POST", "/deals/:id/cadence/start", need(deal.Kind, "update"), 204, s.start)
	web.Handle(r, "GET", "/pipelines/:id/cadence", need(pipeline.Kind, "read"), 200, s.rule)
	web.Handle(r, "PUT", "/pipelines/:id/cadence", need(pipeline.Kind, "update"), 200, s.setRule)
}

func need(object, action string) web.Need {
	return web.Need{Access: web.Right, Object: object, Action: action}
}

type (
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	queueIn struct {
		Whose string `query:"whose" enum:"mine,all" doc:"One's own leads, the default, or all that the caller sees."`
	}
	versionIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int `json:"version"`
		}
	}
	calledIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Version int        `json:"version"`
			Outcome string     `json:"outcome" enum:"reached,no_answer,busy,voicemail,later,wrong_number,do_not_call"`
			At      *time.Time `json:"at,omitempty" doc:"When to call back, for later; within 60 days."`
			Text    string     `json:"text,omitempty" maxLength:"10000" doc:"What was spoken."`
			Source  string     `json:"source,omitempty" maxLength:"200" doc:"For do_not_call: how it is known, such as: said so on the phone."`
		}
	}
	ruleView struct {
		Active   bool `json:"active"`
		Attempts int  `json:"attempts" doc:"Between 6 and 10."`
		Days     int  `json:"days" doc:"Within how many days: between 3 and 14."`
		FromHour int  `json:"fromHour" doc:"From which a call is welcome, on the lead's clock."`
		ToHour   int  `json:"toHour" doc:"From which it is not."`
		Sundays  bool `json:"sundays" doc:"Calls on Sundays are welcome."`
		Version  int  `json:"version" doc:"0 while nobody has said how."`
	}
	ruleIn struct {
		ID   uuid.UUID `path:"id"`
		Body ruleView
	}
	hoursIn struct {
		Pipeline uuid.UUID `query:"pipeline" doc:"All when absent."`
		Owner    uuid.UUID `query:"owner" doc:"Everybody when absent."`
	}
)

type (
	attemptView struct {
		ID      uuid.UUID `json:"id"`
		At      time.Time `json:"at"`
		Outcome string    `json:"outcome" enum:"reached,no_answer,busy,voicemail,later,wrong_number,do_not_call,logged"`
	}
	lastView struct {
		At   time.Time `json:"at"`
		By   string    `json:"by"`
		Text string    `json:"text"`
	}
	cardView struct {
		DealID       uuid.UUID     `json:"dealId"`
		DealName     string        `json:"dealName"`
		DealStatus   string        `json:"dealStatus" enum:"open,won,lost"`
		PipelineName string        `json:"pipelineName"`
		OwnerID      *uuid.UUID    `json:"ownerId" nullable:"true"`
		OwnerName    string        `json:"ownerName"`
		ContactID    *uuid.UUID    `json:"contactId" nullable:"true"`
		ContactName  string        `json:"contactName"`
		Phone        string        `json:"phone" doc:"In part, when the caller's role sees no more of it."`
		Timezone     string        `json:"timezone" doc:"Where the lead lives."`
		State        string        `json:"state" enum:"calling,reached,tried,stopped"`
		Reason       string        `json:"reason" doc:"Why it is stopped: an outcome, or by_hand."`
		NextAt       *time.Time    `json:"nextAt"`
		Asked        bool          `json:"asked" doc:"nextAt is what the lead asked for."`
		Attempts     []attemptView `json:"attempts"`
		Count        int           `json:"count" doc:"Attempts since it is called."`
		Most         int           `json:"most" doc:"Attempts by the rule."`
		Last         *lastView     `json:"last" doc:"What was said last."`
		Version      int           `json:"version"`
	}
	queueOut struct {
		Items      []cardView `json:"items" doc:"The first of them, in order."`
		Due        int        `json:"due" doc:"How many can be called now."`
		Numberless int        `json:"numberless" doc:"How many are due and have nobody with a number."`
		NextAt     *time.Time `json:"nextAt" doc:"When the next one is due, of those that are not."`
		Off        bool       `json:"off" doc:"No pipeline calls its leads."`
	}
	panelOut struct {
		Off  bool      `json:"off" doc:"This deal is not called: because of its pipeline, or because it is closed."`
		Lead *cardView `json:"lead"`
	}
	doneOut struct {
		AttemptID uuid.UUID  `json:"attemptId"`
		State     string     `json:"state" enum:"calling,reached,tried,stopped"`
		NextAt    *time.Time `json:"nextAt"`
		Noted     bool       `json:"noted" doc:"That the person does not want to be called stands on their page now."`
	}
	undoneOut struct {
		Version int `json:"version"`
	}
	hourView struct {
		From    int `json:"from" doc:"The hour with which it begins, on the leads' clocks."`
		To      int `json:"to"`
		Calls   int `json:"calls"`
		Reached int `json:"reached"`
	}
	hoursOut struct {
		Items []hourView `json:"items" doc:"Of the last 90 days; times without a call are left out."`
	}
)

func show(c Card) cardView {
	v := cardView{DealID: c.Deal.ID, DealName: c.Deal.Name, DealStatus: c.Deal.Status, PipelineName: c.PipelineName, OwnerID: c.Deal.OwnerID, OwnerName: c.OwnerName,
		ContactName: c.Callee.Name, Phone: c.Callee.Phone, State: c.Lead.State, Reason: c.Lead.Reason, NextAt: c.Lead.NextAt, Asked: c.Lead.Asked,
		Attempts: []attemptView{}, Count: c.Lead.Attempts, Most: c.Most, Version: c.Lead.Version}
	if c.Callee.ContactID != uuid.Nil {
		v.ContactID, v.Timezone = &c.Callee.ContactID, c.Callee.Zone.String()
	}
	for _, a := range c.Tried {
		v.Attempts = append(v.Attempts, attemptView{a.ID, a.At, a.Outcome})
	}
	if c.Last != nil {
		v.Last = &lastView{c.Last.At, c.Last.ActorName, c.Last.Text}
	}
	return v
}

func showAll(cards []Card) []cardView {
	all := make([]cardView, len(cards))
	for i, c := range cards {
		all[i] = show(c)
	}
	return all
}

func showRule(r Rule) ruleView {
	return ruleView{r.Active, r.Attempts, r.Days, r.FromHour, r.ToHour, r.Sundays, r.Version}
}

func (s *Service) queue(ctx context.Context, in *queueIn) (queueOut, error) {
	q, err := s.Queue(ctx, in.Whose != "all")
	return queueOut{showAll(q.Cards), q.Due, q.Numberless, q.NextAt, q.Off}, err
}

func (s *Service) unreached(ctx context.Context, in *struct{ page.Query }) (page.Items[cardView], error) {
	cards, next, err := s.Unreached(ctx, in.Query)
	return page.Items[cardView]{Items: showAll(cards), Next: next}, err
}

func (s *Service) hours(ctx context.Context, in *hoursIn) (hoursOut, error) {
	all, err := s.Hours(ctx, in.Pipeline, in.Owner)
	out := hoursOut{Items: make([]hourView, len(all))}
	for i, h := range all {
		out.Items[i] = hourView{h.Band * band, (h.Band + 1) * band, h.Calls, h.Reached}
	}
	return out, err
}

func (s *Service) panel(ctx context.Context, in *idIn) (panelOut, error) {
	p, err := s.Of(ctx, in.ID)
	if err != nil || p.Off {
		return panelOut{Off: true}, err
	}
	lead := show(p.Card)
	return panelOut{Lead: &lead}, nil
}

func (s *Service) called(ctx context.Context, in *calledIn) (doneOut, error) {
	b := in.Body
	d, err := s.Called(ctx, in.ID, b.Version, Said{b.Outcome, b.Text, b.Source, b.At})
	return doneOut{d.AttemptID, d.Lead.State, d.Lead.NextAt, d.Noted}, err
}

func (s *Service) undo(ctx context.Context, in *idIn) (undoneOut, error) {
	l, err := s.Undo(ctx, in.ID)
	return undoneOut{l.Version}, err
}

func (s *Service) stop(ctx context.Context, in *versionIn) error {
	return s.Stop(ctx, in.ID, in.Body.Version)
}

func (s *Service) start(ctx context.Context, in *versionIn) error {
	return s.Start(ctx, in.ID, in.Body.Version)
}

func (s *Service) rule(ctx context.Context, in *idIn) (ruleView, error) {
	r, err := s.RuleOf(ctx, in.ID)
	return showRule(r), err
}

func (s *Service) setRule(ctx context.Context, in *ruleIn) (ruleView, error) {
	b := in.Body
	r, err := s.SetRule(ctx, b.Version, Rule{PipelineID: in.ID, Active: b.Active, Attempts: b.Attempts, Days: b.Days, FromHour: b.FromHour, ToHour: b.ToHour, Sundays: b.Sundays})
	return showRule(r), err
}
