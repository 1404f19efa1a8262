package explain

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/access/share"
	"github.com/kith-crm/kith/internal/access/team"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/access/who", need(share.Kind, "read"), 200, s.who)
	web.Handle(r, "GET", "/access/people/:user", sees(role.Kind, "read", "member"), 200, s.what)
	web.Handle(r, "GET", "/access/people/:user/why", sees(role.Kind, "read", "member"), 200, s.why)
	web.Handle(r, "POST", "/access/preview/role", sees(role.Kind, "update", role.Kind), 200, s.previewRole)
	web.Handle(r, "POST", "/access/preview/team", sees(team.Kind, "update", team.Kind), 200, s.previewTeam)
	web.Handle(r, "GET", "/access/examples", need(role.Kind, "read"), 200, s.examples)
	web.Handle(r, "POST", "/access/examples", need(role.Kind, "update"), 201, s.keep)
	web.HandleNone(r, "DELETE", "/access/examples/:id", need(role.Kind, "update"), 204, s.drop)
}

func need(object, action string) web.Need {
	return web.Need{Access: web.Right, Object: object, Action: action}
}

// sees is need for what shows how others see the company's records: it is noted in the audit trail.
func sees(object, action, kind string) web.Need {
	n := need(object, action)
	n.Sees = kind
	return n
}

type (
	none  struct{}
	whoIn struct {
		Kind string    `query:"kind" required:"true" enum:"contact,company,deal,task"`
		ID   uuid.UUID `query:"id" required:"true"`
	}
	whatIn struct {
		User uuid.UUID `path:"user"`
	}
	whyIn struct {
		User uuid.UUID `path:"user"`
		Kind string    `query:"kind" required:"true" enum:"contact,company,deal,task"`
		ID   uuid.UUID `query:"id" required:"true"`
	}
	roleIn struct {
		Body struct {
			Role  string        `json:"role" maxLength:"40"`
			Grant *role.GrantIn `json:"grant,omitempty"`
			Field *role.FieldIn `json:"field,omitempty"`
			Stage *role.StageIn `json:"stage,omitempty"`
		}
	}
	teamIn struct {
		Body struct {
			ID *uuid.UUID `json:"id,omitempty" doc:"Absent for a new team."`
			team.Fields
		}
	}
	keepIn struct {
		Body struct {
			UserID   uuid.UUID `json:"userId"`
			Kind     string    `json:"kind" enum:"contact,company,deal,task"`
			RecordID uuid.UUID `json:"recordId"`
			Must     string    `json:"must" enum:"never,always"`
		}
	}
	oneIn struct {
		ID uuid.UUID `path:"id"`
	}
	reasonView struct {
		Code  string  `json:"code" enum:"all,owner,team,shared,shared_team,no_right,out_of_reach,share_ended,team_not_read,mate_not_read,stage_hidden,nobody"`
		Name  string  `json:"name" doc:"Of the team, the owner or the stage."`
		Until *string `json:"until" format:"date" doc:"The last day, in the company's time zone."`
	}
	sightView struct {
		UserID   uuid.UUID    `json:"userId"`
		Name     string       `json:"name"`
		Role     string       `json:"role"`
		RoleName string       `json:"roleName" doc:"Of the company's own role."`
		Sees     bool         `json:"sees"`
		Reasons  []reasonView `json:"reasons"`
	}
	reachView struct {
		Kind   string   `json:"kind" enum:"contact,company,deal,task"`
		Scope  string   `json:"scope" enum:"none,assigned,own,team,all"`
		Count  int64    `json:"count"`
		Hidden []string `json:"hidden" doc:"Fields."`
	}
	whatView struct {
		Role     string            `json:"role"`
		RoleName string            `json:"roleName"`
		Items    []reachView       `json:"items"`
		Names    map[string]string `json:"names" doc:"What the company's own fields are called, by object.field."`
	}
	changeView struct {
		UserID uuid.UUID `json:"userId"`
		Name   string    `json:"name"`
		Kind   string    `json:"kind" enum:"contact,company,deal,task"`
		Gains  int64     `json:"gains"`
		Loses  int64     `json:"loses"`
		Gained []string  `json:"gained" doc:"Some of them, by name."`
		Lost   []string  `json:"lost"`
	}
	exampleView struct {
		ID         uuid.UUID `json:"id"`
		UserID     uuid.UUID `json:"userId"`
		PersonName string    `json:"personName" doc:"Empty when the person has left."`
		Kind       string    `json:"kind" enum:"contact,company,deal,task"`
		RecordID   uuid.UUID `json:"recordId"`
		RecordName string    `json:"recordName" doc:"Empty when the record is gone, or the caller may not see it."`
		Must       string    `json:"must" enum:"never,always"`
	}
	previewView struct {
		People  int           `json:"people" doc:"Whose rights or teams change."`
		Changes []changeView  `json:"changes"`
		Broken  []exampleView `json:"broken" doc:"Examples that would not hold: the change would be refused."`
		Fields  []string      `json:"fields"`
		Stages  []string      `json:"stages" doc:"Those that are closed otherwise, by name."`
	}
)

func showSight(ctx context.Context, s Sight) sightView {
	v := sightView{s.Person.UserID, s.Person.Name, s.Role.Base, s.Role.Name, s.Sees, []reasonView{}}
	zone := clock.Zone(caller.From(ctx).Tenant.Timezone)
	for _, r := range s.Reasons {
		one := reasonView{Code: r.Code, Name: r.Name}
		if r.Until != nil {
			day := clock.LastDay(*r.Until, zone)
			one.Until = &day
		}
		v.Reasons = append(v.Reasons, one)
	}
	return v
}

func showExample(e Examples) exampleView {
	return exampleView{e.ID, e.UserID, e.PersonName, e.Kind, e.RecordID, e.RecordName, e.Must}
}

func showPreview(p Preview) previewView {
	v := previewView{p.People, []changeView{}, []exampleView{}, append([]string{}, p.Fields...), append([]string{}, p.Stages...)}
	for _, d := range p.Differences {
		v.Changes = append(v.Changes, changeView{d.Person.UserID, d.Person.Name, d.Kind, d.Gains, d.Loses, append([]string{}, d.Gained...), append([]string{}, d.Lost...)})
	}
	for _, e := range p.Broken {
		v.Broken = append(v.Broken, showExample(e))
	}
	return v
}

func cut(key string) (object, field string) {
	object, field, _ = strings.Cut(key, ".")
	return object, field
}

func (s *Service) who(ctx context.Context, in *whoIn) (out page.Items[sightView], err error) {
	out.Items = []sightView{}
	all, err := s.Who(ctx, record.Ref{Kind: in.Kind, ID: in.ID})
	for _, one := range all {
		out.Items = append(out.Items, showSight(ctx, one))
	}
	return out, err
}

func (s *Service) what(ctx context.Context, in *whatIn) (whatView, error) {
	r, all, err := s.What(ctx, in.User)
	if err != nil {
		return whatView{}, err
	}
	names, err := s.roles.Fields(ctx)
	out := whatView{r.Base, r.Name, []reachView{}, names}
	for _, one := range all {
		scope := string(one.Scope)
		if one.Scope == caller.None {
			scope = "none"
		}
		out.Items = append(out.Items, reachView{one.Kind, scope, one.Count, one.Hidden})
	}
	return out, err
}

func (s *Service) why(ctx context.Context, in *whyIn) (sightView, error) {
	sight, _, err := s.Why(ctx, in.User, record.Ref{Kind: in.Kind, ID: in.ID})
	return showSight(ctx, sight), err
}

func (s *Service) previewRole(ctx context.Context, in *roleIn) (previewView, error) {
	var c role.Change
	switch {
	case in.Body.Grant != nil:
		c = in.Body.Grant.Change()
	case in.Body.Field != nil:
		c = in.Body.Field.Change()
	case in.Body.Stage != nil:
		c = in.Body.Stage.Change()
	default:
		return previewView{}, role.ErrRight
	}
	p, err := s.PreviewRole(ctx, in.Body.Role, c)
	return showPreview(p), err
}

func (s *Service) previewTeam(ctx context.Context, in *teamIn) (previewView, error) {
	p, err := s.PreviewTeam(ctx, in.Body.ID, in.Body.Draft())
	return showPreview(p), err
}

func (s *Service) examples(ctx context.Context, _ *none) (out page.Items[exampleView], err error) {
	out.Items = []exampleView{}
	all, err := s.ListExamples(ctx)
	for _, e := range all {
		out.Items = append(out.Items, showExample(e))
	}
	return out, err
}

func (s *Service) keep(ctx context.Context, in *keepIn) (exampleView, error) {
	b := in.Body
	e, err := s.Keep(ctx, Example{UserID: b.UserID, Kind: b.Kind, RecordID: b.RecordID, Must: b.Must})
	return showExample(e), err
}

func (s *Service) drop(ctx context.Context, in *oneIn) error { return s.Drop(ctx, in.ID) }
