// Package plan owns what is sold: the catalogue of plans with their features, limits and prices, and the versions of
// them that somebody has bought, which never change again. It does not own who bought what (billing) nor how many seats
// are taken (licence).
package plan

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/money"
)

// The kinds of seat that plans price, from the dearest to the cheapest.
const (
	Full   = "full"   // people who work with everything: owners, managers, employees
	Light  = "light"  // people who see what is assigned to them: freelancers, technicians
	Viewer = "viewer" // people who only look; free of charge, but capped
)

// Kinds lists the kinds of seat.
var Kinds = []string{Full, Light, Viewer}

// The limits, by the names that the catalogue, the API and the page use.
const (
	Contacts    = "contacts"
	Pipelines   = "pipelines"
	Fields      = "customFields"
	Storage     = "storageBytes"
	Automations = "automationRunsMonth" // a calendar month of the tenant's time zone
	Emails      = "emailsDay"           // a day of the tenant's time zone
	Calls       = "apiCallsMinute"      // of all API keys of a tenant together, on all instances together
)

// Limits lists the limits in the order in which people read them.
var Limits = []string{Contacts, Pipelines, Fields, Storage, Automations, Emails, Calls}

// The features that not every plan has. What a company made with one before it lost it stays, and goes on working.
const (
	Teams  = "teams"
	Shares = "shares"
)

// Free is the plan that costs nothing.
const Free = "free"

// Price is what one seat of a kind costs per interval ("month" or "year").
type Price struct {
	Kind     string      `json:"kind" enum:"full,light,viewer"`
	Interval string      `json:"interval" enum:"month,year"`
	Amount   money.Money `json:"amount"`
}

// Plan is one version of what can be bought. Limits are the largest allowed counts (storageBytes in bytes); Seats are
// the seats that come with the plan and are not paid for.
type Plan struct {
	Code     string           `json:"code"`
	Name     string           `json:"name"`
	Version  int              `json:"version"`
	Features []string         `json:"features"`
	Limits   map[string]int64 `json:"limits"`
	Seats    map[string]int   `json:"seats"`
	Prices   []Price          `json:"prices"`
}

// Trial is what a new tenant gets without paying: Seats counts full and light ones together.
type Trial struct {
	Plan                 string
	Days, Seats, Viewers int
}

// ErrNotFound is returned for a plan, or a version of it, that was never offered.
var ErrNotFound = errs.New(errs.NotFound, "plan.not_found", "There is no such plan.")

//go:embed catalogue.json
var file []byte

var catalogue, trial, tolerance = read(file)

type written struct {
	Intervals map[string]int64 // how many months' price an interval costs
	Tolerance map[string]int64 // by how many percent a limit may be passed
	Trial     Trial
	Plans     []struct {
		Plan
		Monthly map[string]map[string]int64 // price of a month by kind and currency
	}
}

// read parses the catalogue file; a mistake in it is a mistake in the program.
func read(file []byte) ([]Plan, Trial, map[string]int64) {
	var w written
	if err := json.Unmarshal(file, &w); err != nil {
		panic("plan: catalogue.json: " + err.Error())
	}
	var all []Plan
	for _, p := range w.Plans {
		for kind, monthly := range p.Monthly {
			for currency, amount := range monthly {
				for interval, months := range w.Intervals {
					p.Prices = append(p.Prices, Price{kind, interval, money.Money{Amount: amount * months, Currency: currency}})
				}
			}
		}
		slices.SortFunc(p.Prices, func(a, b Price) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		all = append(all, p.Plan)
	}
	return all, w.Trial, w.Tolerance
}

// All lists the plans on offer, from the smallest to the largest. The result must not be changed.
func All() []Plan { return catalogue }

// OnTrial tells what a trial gives.
func OnTrial() Trial { return trial }

// Of is the plan on offer under a code. A code that is not offered gives a plan without features, limits and prices.
func Of(code string) Plan {
	for _, p := range catalogue {
		if p.Code == code {
			return p
		}
	}
	return Plan{Code: code}
}

// Tolerance is by how many percent a limit may be passed before something new is refused.
func Tolerance(limit string) int64 { return tolerance[limit] }

// Larger tells whether the plan under a code is larger than another one.
func Larger(code, than string) bool { return place(code) > place(than) }

func place(code string) int {
	return slices.IndexFunc(catalogue, func(p Plan) bool { return p.Code == code })
}

// WithMore is the smallest plan, larger than the one under a code, whose limit has room for used; empty when none has.
func WithMore(code, limit string, used int64) string {
	for _, p := range catalogue[place(code)+1:] {
		if p.Limits[limit] >= used {
			return p.Code
		}
	}
	return ""
}

// WithFeature is the smallest plan that has a feature; empty when none has.
func WithFeature(feature string) string {
	for _, p := range catalogue {
		if p.Has(feature) {
			return p.Code
		}
	}
	return ""
}

// Features lists what any plan has; the largest has all of it.
func Features() []string { return catalogue[len(catalogue)-1].Features }

// Paid tells whether the plan is sold rather than given.
func (p Plan) Paid() bool { return len(p.Prices) > 0 }

// Has tells whether the plan includes a feature.
func (p Plan) Has(feature string) bool { return slices.Contains(p.Features, feature) }

// Price is what a seat costs; ok is false when the plan does not sell such seats in that currency and interval.
func (p Plan) Price(kind, interval, currency string) (price money.Money, ok bool) {
	for _, x := range p.Prices {
		if x.Kind == kind && x.Interval == interval && x.Amount.Currency == currency {
			return x.Amount, true
		}
	}
	return money.Money{Currency: currency}, false
}

// Offer is what one more seat costs somebody on a plan: its own price or, where it sells none, that of the next larger
// plan which does.
func Offer(code, kind, interval, currency string) money.Money {
	from := max(place(code), 0)
	for _, p := range catalogue[from:] {
		if price, ok := p.Price(kind, interval, currency); ok {
			return price
		}
	}
	return money.Money{Currency: currency}
}

// LookupKey names the plan's price for a kind of seat at the payment provider: kith_<plan>_<version>_<kind>_<interval>.
func (p Plan) LookupKey(kind, interval string) string {
	return fmt.Sprintf("kith_%s_%d_%s_%s", p.Code, p.Version, kind, interval)
}

// Key is what a lookup key says.
type Key struct {
	Code           string
	Version        int
	Kind, Interval string
}

// ParseKey reads a lookup key; ok is false for keys that are not ours.
func ParseKey(text string) (k Key, ok bool) {
	parts := strings.Split(text, "_")
	if len(parts) != 5 || parts[0] != "kith" {
		return k, false
	}
	version, err := strconv.Atoi(parts[2])
	return Key{parts[1], version, parts[3], parts[4]}, err == nil
}
