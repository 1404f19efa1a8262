package operator

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
	"github.com/kith-crm/kith/internal/platform/node"
)

// desk is what every route of the console needs.
var desk = web.Need{Access: web.Operators, In: web.Platform}

// routesConsole registers what operators see of the service.
func (s *Service) routesConsole(r *web.Router) {
	outside := desk
	outside.In = web.Outside // all nodes are asked, and nothing may be locked meanwhile
	web.Handle(r, "GET", "/operator/overview", outside, 200, s.overview)
	web.Handle(r, "GET", "/operator/tenants", outside, 200, s.companies)
	web.Handle(r, "GET", "/operator/tenants/:id", outside, 200, s.oneCompany)
	web.Handle(r, "GET", "/operator/jobs", outside, 200, s.jobs)
	s.routesActs(r)
}

type (
	listIn struct {
		Text   string `query:"q" maxLength:"100" doc:"Part of the name, or the beginning of the part of the address."`
		State  string `query:"state" maxLength:"40"`
		Plan   string `query:"plan" maxLength:"40"`
		Cursor string `query:"cursor" maxLength:"20" pattern:"^[0-9]*$" doc:"From the previous page's next."`
		Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"50 when absent."`
	}
	// LineView is one company in numbers.
	LineView struct {
		ID            uuid.UUID  `json:"id"`
		Slug          string     `json:"slug" doc:"Empty once the company is purged."`
		Name          string     `json:"name"`
		State         string     `json:"state"`
		Plan          string     `json:"plan"`
		TrialEndsAt   *time.Time `json:"trialEndsAt" nullable:"true"`
		HoldReason    string     `json:"holdReason"`
		SeatsUsed     int        `json:"seatsUsed"`
		SeatsGranted  int        `json:"seatsGranted"`
		Server        string     `json:"server" doc:"Name of the database server on which it lives."`
		Megabytes     *float64   `json:"megabytes" nullable:"true" doc:"On disk, as of the last time that the server looked; null when it does not answer."`
		SchemaVersion int        `json:"schemaVersion"`
		HeadVersion   int        `json:"headVersion" doc:"Of the newest structure that this program makes."`
		ActiveAt      *time.Time `json:"activeAt" nullable:"true" doc:"When somebody was last there."`
		SignedUpAt    *time.Time `json:"signedUpAt" nullable:"true"`
		Problem       string     `json:"problem" enum:"migration_failed,held,unserved," doc:"Empty when all is well."`
	}
	giftView struct {
		Kind   string    `json:"kind"`
		Seats  int       `json:"seats"`
		Reason string    `json:"reason"`
		EndsAt time.Time `json:"endsAt"`
	}
	companyView struct {
		LineView
		MigrateError string     `json:"migrateError"`
		Gifts        []giftView `json:"gifts"`
		Supports     []view     `json:"supports"`
	}
	stateView struct {
		State string `json:"state"`
		Count int64  `json:"count"`
	}
	revenueView struct {
		Plan          string      `json:"plan"`
		Monthly       money.Money `json:"monthly" doc:"What recurs every month, without tax; a twelfth of what is paid by the year."`
		Subscriptions int64       `json:"subscriptions"`
		Unknown       int64       `json:"unknown" doc:"Subscriptions whose price the payment provider has not told, and that do not count."`
	}
	poolView struct {
		Ready    int        `json:"ready"`
		Wanted   int        `json:"wanted"`
		FilledAt *time.Time `json:"filledAt" nullable:"true"`
		Error    string     `json:"error"`
	}
	nodeView struct {
		Name      string `json:"name"`
		Open      bool   `json:"open" doc:"Whether it gets new companies."`
		Up        bool   `json:"up" doc:"False when it does not answer; then nothing is known of its jobs."`
		Companies int    `json:"companies"`
		Spares    int    `json:"spares"`
		Waiting   int64  `json:"waiting" doc:"Jobs that wait in its queue."`
		Failed    int64  `json:"failed" doc:"Jobs that were given up."`
	}
	backupsView struct {
		On       bool       `json:"on" doc:"Whether this program makes backups of the server."`
		Count    int        `json:"count"`
		Newest   *time.Time `json:"newest" nullable:"true"`
		Restores *time.Time `json:"restores" nullable:"true" doc:"The last moment to which all can be brought back."`
		Late     bool       `json:"late" doc:"There should be more than there is."`
		Error    string     `json:"error" doc:"Why it can't be told."`
	}
	overviewView struct {
		States     []stateView   `json:"states"`
		Revenue    []revenueView `json:"revenue"`
		Pool       poolView      `json:"pool"`
		Nodes      []nodeView    `json:"nodes"`
		FailedJobs int64         `json:"failedJobs"`
		AuditedAt  *time.Time    `json:"auditedAt" nullable:"true" doc:"When the roles of the database were last looked at."`
		Findings   []string      `json:"findings" doc:"What was not as it should be with them."`
		Backups    backupsView   `json:"backups"`
	}
	jobsView struct {
		Items []jobView `json:"items"`
		Down  []string  `json:"down" doc:"Names of the servers that did not answer, so that their jobs are not here."`
	}
	jobView struct {
		ID       int64     `json:"id"`
		Node     int       `json:"node"`
		Server   string    `json:"server" doc:"Name of the database server in whose queue it is."`
		Name     string    `json:"name"`
		Company  string    `json:"company" doc:"Empty for work of the service itself."`
		Error    string    `json:"error"`
		Attempt  int       `json:"attempt"`
		FailedAt time.Time `json:"failedAt"`
	}
)

const pageSize = 50

func (s *Service) overview(ctx context.Context, _ *none) (overviewView, error) {
	o, err := s.Overview(ctx)
	v := overviewView{States: []stateView{}, Revenue: []revenueView{}, Findings: []string{}, Nodes: []nodeView{}, Pool: poolView{o.Pool.Ready, o.Pool.Wanted, o.Pool.FilledAt, o.Pool.Error}, FailedJobs: o.Failed, AuditedAt: o.Findings.At, Backups: backupsView(o.Backups)}
	for _, x := range o.States {
		v.States = append(v.States, stateView(x))
	}
	for _, x := range o.Revenue {
		v.Revenue = append(v.Revenue, revenueView{x.Plan, money.Money{Amount: x.Monthly, Currency: x.Currency}, x.Subscriptions, x.Unknown})
	}
	for _, n := range o.Nodes {
		v.Nodes = append(v.Nodes, nodeView{n.Name, n.State == node.Open, n.Trouble == nil, n.Tenants, n.Spares, n.Jobs, n.Failed})
	}
	v.Findings = append(v.Findings, o.Findings.All...)
	return v, err
}

func (s *Service) companies(ctx context.Context, in *listIn) (page.Items[LineView], error) {
	f := Filter{Text: in.Text, State: in.State, Plan: in.Plan, Limit: pageSize}
	if in.Limit > 0 {
		f.Limit = in.Limit
	}
	size := f.Limit
	f.Limit++
	var err error
	if in.Cursor != "" {
		if f.Before, err = strconv.ParseInt(in.Cursor, 10, 64); err != nil || f.Before < 1 {
			return page.Items[LineView]{}, page.ErrList
		}
	}
	all, err := s.Find(ctx, f)
	out := page.Items[LineView]{Items: []LineView{}}
	for i, l := range all {
		if i == size {
			next := strconv.FormatInt(all[i-1].ID, 10)
			out.Next = &next
			break
		}
		out.Items = append(out.Items, s.show(l))
	}
	return out, err
}

func (s *Service) show(l Line) LineView {
	r := s.maker.Serves()
	return LineView{l.UID, l.Slug, l.Name, l.State, l.Plan, l.TrialEndsAt, l.HoldReason, l.SeatsUsed, l.SeatsGranted, l.Server, l.Megabytes,
		l.SchemaVersion, r.Head, l.ActiveAt, l.ClaimedAt, l.Health(r)}
}

func (s *Service) oneCompany(ctx context.Context, in *withID) (companyView, error) {
	c, err := s.Company(ctx, Who{UID: in.ID})
	v := companyView{LineView: s.show(c.Line), MigrateError: c.MigrateError, Gifts: []giftView{}, Supports: []view{}}
	for _, g := range c.Gifts {
		v.Gifts = append(v.Gifts, giftView(g))
	}
	for _, x := range c.Supports {
		v.Supports = append(v.Supports, showSupport(x))
	}
	return v, err
}

func (s *Service) jobs(ctx context.Context, _ *none) (jobsView, error) {
	all, down, err := s.FailedJobs(ctx)
	out := jobsView{Items: []jobView{}, Down: append([]string{}, down...)}
	for _, j := range all {
		out.Items = append(out.Items, jobView{j.ID, j.Node, j.Server, j.Name, j.Company, j.Error, j.Attempt, j.FailedAt})
	}
	return out, err
}
