package plan

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/web"
)

type (
	listOut struct {
		Items []view `json:"items"`
	}
	view struct {
		Code     string           `json:"code" enum:"free,starter,business,enterprise"`
		Name     string           `json:"name"`
		Features []string         `json:"features"`
		Limits   map[string]int64 `json:"limits" doc:"Largest counts: contacts, pipelines, customFields, storageBytes, automationRunsMonth, emailsDay, apiCallsMinute."`
		Prices   []Price          `json:"prices"`
	}
)

// Routes registers the endpoint of the price list, which everybody may read.
func Routes(r *web.Router) {
	web.Handle(r, "GET", "/plans", web.Need{Access: web.Public, In: web.Outside}, 200, list)
}

func list(context.Context, *struct{}) (listOut, error) {
	var out listOut
	for _, p := range All() {
		out.Items = append(out.Items, view{p.Code, p.Name, p.Features, p.Limits, append([]Price{}, p.Prices...)})
	}
	return out, nil
}
