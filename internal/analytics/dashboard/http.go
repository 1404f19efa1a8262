package dashboard

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoint.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/dashboard", web.Need{Access: web.Right, Object: "report", Action: "read"}, 200, s.dashboard)
}

type (
	stageView struct {
		StageID  uuid.UUID     `json:"stageId"`
		Stage    string        `json:"stage"`
		Pipeline string        `json:"pipeline"`
		Count    int64         `json:"count"`
		Sums     []money.Money `json:"sums" doc:"One per currency."`
	}
	dayView struct {
		Day   date.Date     `json:"day" format:"date"`
		Count int64         `json:"count"`
		Sums  []money.Money `json:"sums"`
	}
	wonView struct {
		Count int64         `json:"count"`
		Sums  []money.Money `json:"sums"`
		ByDay []dayView     `json:"byDay" doc:"Days on which something was won."`
	}
	personView struct {
		UserID    uuid.UUID `json:"userId"`
		Name      string    `json:"name"`
		Calls     int64     `json:"calls"`
		Meetings  int64     `json:"meetings"`
		Emails    int64     `json:"emails"`
		Notes     int64     `json:"notes"`
		TasksDone int64     `json:"tasksDone"`
	}
	reasonView struct {
		Reason string `json:"reason"`
		Count  int64  `json:"count"`
	}
	dashboardOut struct {
		Month              string       `json:"month" doc:"YYYY-MM, in the company's time zone."`
		Currency           string       `json:"currency" doc:"The company's own."`
		OpenByStage        []stageView  `json:"openByStage" doc:"All open stages, also empty ones."`
		WonThisMonth       wonView      `json:"wonThisMonth"`
		LostThisMonth      []reasonView `json:"lostThisMonth" doc:"Deals by what they were lost for, the most frequent first."`
		ActivitiesByPerson []personView `json:"activitiesByPerson"`
	}
)

func (s *Service) dashboard(ctx context.Context, _ *web.None) (dashboardOut, error) {
	f, err := s.This(ctx)
	if err != nil {
		return dashboardOut{}, err
	}
	out := dashboardOut{Month: f.Month, Currency: caller.From(ctx).Tenant.Currency, OpenByStage: make([]stageView, len(f.Open)),
		WonThisMonth:       wonView{f.Won.Count, list(f.Won.Sums), make([]dayView, len(f.Days))},
		LostThisMonth:      make([]reasonView, len(f.Lost)),
		ActivitiesByPerson: make([]personView, len(f.People))}
	for i, s := range f.Open {
		out.OpenByStage[i] = stageView{s.ID, s.Name, s.Pipeline, s.Count, list(s.Sums)}
	}
	for i, d := range f.Days {
		out.WonThisMonth.ByDay[i] = dayView{d.Day, d.Count, list(d.Sums)}
	}
	for i, r := range f.Lost {
		out.LostThisMonth[i] = reasonView(r)
	}
	for i, p := range f.People {
		out.ActivitiesByPerson[i] = personView(p)
	}
	return out, nil
}

// list is an empty list instead of none.
func list(ms []money.Money) []money.Money {
	if ms == nil {
		return []money.Money{}
	}
	return ms
}
