package licence

import (
	"context"
	"fmt"
	"time"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/sheet"
	"github.com/kith-crm/kith/internal/kit/web"
)

type (
	seatsOut struct {
		Items []view `json:"items"`
	}
	view struct {
		Kind      Kind        `json:"kind" enum:"full,light,viewer"`
		Licensed  int         `json:"licensed"`
		Used      int         `json:"used"`
		Scheduled *int        `json:"scheduled" doc:"Licensed from the next period on; null when it stays."`
		Price     money.Money `json:"price" doc:"Of one more seat."`
		Interval  string      `json:"interval" enum:"month,year"`
		Excess    *excessView `json:"excess" doc:"Set while more are used than licensed."`
	}
	excessView struct {
		Seats    int       `json:"seats" doc:"Used beyond those that are licensed."`
		Since    time.Time `json:"since"`
		DaysLeft int       `json:"daysLeft" doc:"Before people are suspended; 0 on the last day."`
	}
	usageOut struct {
		Items []Day `json:"items" doc:"Days on which something changed, the newest first."`
	}
	fileOut struct {
		ContentType        string `header:"Content-Type"`
		ContentDisposition string `header:"Content-Disposition"`
		Body               []byte
	}
)

// Routes registers the endpoint that shows the caller's tenant its seats.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/seats", web.Need{Access: web.Right, Object: "seat", Action: "read", In: web.Platform}, 200, s.list)
	history := web.Need{Access: web.Right, Object: "billing", Action: "read", In: web.Platform}
	web.Handle(r, "GET", "/seats/usage", history, 200, s.usage)
	web.HandleFull(r, "GET", "/seats/history", history, 200, s.file)
}

func (s *Service) usage(ctx context.Context, _ *struct{}) (usageOut, error) {
	all, err := s.History(ctx, caller.From(ctx).Tenant.ID)
	return usageOut{append([]Day{}, Daily(all)...)}, err
}

// file is the history for an auditor: who held which seat when, and how many there were.
func (s *Service) file(ctx context.Context, _ *struct{}) (*fileOut, error) {
	all, err := s.History(ctx, caller.From(ctx).Tenant.ID)
	if err != nil {
		return nil, err
	}
	lines := [][]string{{"at", "kind", "seat", "holder", "state", "granted"}}
	for _, h := range all {
		lines = append(lines, []string{h.At.UTC().Format(time.RFC3339Nano), string(h.Kind), text(h.SeatID), text(h.Holder), text(h.State), text(h.Granted)})
	}
	if err := s.bus.Publish(ctx, Exported{len(all)}); err != nil {
		return nil, err
	}
	data, err := sheet.Write(lines)
	return &fileOut{sheet.Type, `attachment; filename="seats.csv"`, data}, err
}

func text[T any](v *T) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(*v)
}

func (s *Service) list(ctx context.Context, _ *struct{}) (seatsOut, error) {
	out := seatsOut{Items: []view{}}
	tenantID := caller.From(ctx).Tenant.ID
	pools, err := s.Pools(ctx, tenantID)
	if err != nil {
		return out, err
	}
	over, err := excessOf(ctx, tenantID)
	for _, p := range pools {
		v := view{p.Kind, p.Granted, p.Used, p.Scheduled, p.Price, p.Interval, nil}
		if e, is := over[p.Kind]; is {
			v.Excess = &excessView{p.Used - p.Granted, e.BeganAt, s.Left(e)}
		}
		out.Items = append(out.Items, v)
	}
	return out, err
}
