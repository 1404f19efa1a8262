package capture

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints. What a line writes beside its entry is checked by the services that write it.
func (s *Service) Routes(r *web.Router) {
	need := web.Need{Access: web.Right, Object: activity.Kind, Action: "create"}
	web.Handle(r, "POST", "/capture/read", need, 200, s.read)
	web.Handle(r, "POST", "/capture", need, 201, s.create)
}

type (
	// Line is what somebody typed, and what they chose where it may mean several.
	Line struct {
		Text    string    `json:"text" maxLength:"2000" doc:"As people write: called Anna 15m wants quote 12k Fri."`
		AboutID uuid.UUID `json:"aboutId,omitzero" doc:"Whom it is about, chosen from among."`
		DealID  uuid.UUID `json:"dealId,omitzero" doc:"Whose amount it is, chosen from deals."`
	}
	readIn struct {
		Body Line
	}
	createIn struct {
		Body struct {
			Line
			Seen    string   `json:"seen" maxLength:"64" doc:"The digest of what was shown."`
			Without []string `json:"without,omitempty" enum:"entry,task,deal" doc:"Parts that are not to be written."`
		}
	}
	foundView struct {
		Kind   string    `json:"kind" enum:"contact,company"`
		ID     uuid.UUID `json:"id"`
		Name   string    `json:"name"`
		Detail string    `json:"detail"`
	}
	dealView struct {
		ID    *uuid.UUID  `json:"id" nullable:"true" doc:"Null for a new deal."`
		Name  string      `json:"name"`
		Value money.Money `json:"value"`
		Was   money.Money `json:"was"`
	}
	entryView struct {
		Type    string     `json:"type" enum:"note,call,meeting,email"`
		Text    string     `json:"text"`
		Minutes int        `json:"minutes"`
		At      *time.Time `json:"at" doc:"Null for now."`
	}
	taskView struct {
		Title  string     `json:"title"`
		DueAt  *time.Time `json:"dueAt"`
		AllDay bool       `json:"allDay"`
	}
	planView struct {
		About *foundView  `json:"about"`
		Among []foundView `json:"among" doc:"To choose from, when the line may mean several."`
		Deal  *dealView   `json:"deal"`
		Deals []dealView  `json:"deals" doc:"To choose from, when the amount may be of several."`
		Entry *entryView  `json:"entry"`
		Task  *taskView   `json:"task"`
		Seen  string      `json:"seen"`
	}
	writtenView struct {
		EntryID     *uuid.UUID `json:"entryId" nullable:"true"`
		TaskID      *uuid.UUID `json:"taskId" nullable:"true"`
		DealID      *uuid.UUID `json:"dealId" nullable:"true"`
		DealVersion int        `json:"dealVersion" doc:"To take its amount back with."`
	}
)

func (l Line) choice() Choice { return Choice{About: l.AboutID, Deal: l.DealID} }

func (s *Service) read(ctx context.Context, in *readIn) (planView, error) {
	p, err := s.Read(ctx, in.Body.Text, in.Body.choice())
	return show(p), err
}

func (s *Service) create(ctx context.Context, in *createIn) (writtenView, error) {
	out, err := s.Write(ctx, in.Body.Text, in.Body.choice(), in.Body.Seen, in.Body.Without)
	return writtenView{out.Entry, out.Task, out.Deal, out.DealVersion}, err
}

func show(p Plan) planView {
	v := planView{Among: make([]foundView, len(p.Among)), Deals: make([]dealView, len(p.Deals)), Seen: p.Digest}
	for i, f := range p.Among {
		v.Among[i] = showFound(f)
	}
	for i, d := range p.Deals {
		v.Deals[i] = showDeal(d)
	}
	if p.About != nil {
		about := showFound(*p.About)
		v.About = &about
	}
	if p.Deal != nil {
		deal := showDeal(*p.Deal)
		v.Deal = &deal
	}
	if e := p.Entry; e != nil {
		v.Entry = &entryView{e.Type, e.Text, e.Minutes, e.At}
	}
	if t := p.Task; t != nil {
		v.Task = &taskView{t.Title, t.DueAt, t.AllDay}
	}
	return v
}

func showFound(f Found) foundView { return foundView{f.Kind, f.ID, f.Name, f.Detail} }

func showDeal(d Deal) dealView {
	v := dealView{Name: d.Name, Value: d.Value, Was: d.Was}
	if d.ID != uuid.Nil {
		v.ID = &d.ID
	}
	if v.Was.Currency == "" {
		v.Was = money.Money{Currency: d.Value.Currency}
	}
	return v
}
