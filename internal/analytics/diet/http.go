package diet

import (
	"context"
	"time"

	"github.com/kith-crm/kith/internal/access/role"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints, for those who shape roles.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/field-use", need("read"), 200, s.list)
	web.HandleNone(r, "PUT", "/field-use/:object/:field", need("update"), 204, s.step)
}

func need(action string) web.Need {
	return web.Need{Access: web.Right, Object: role.Kind, Action: action}
}

type (
	useView struct {
		Reader string    `json:"reader" enum:"page,filter,sort,export,report,key,import"`
		Last   date.Date `json:"last" format:"date"`
		Times  int64     `json:"times" doc:"In the last 30 days."`
	}
	fieldView struct {
		Object  string     `json:"object" doc:"contact, company, deal, task, or the code of one of your own objects."`
		Plural  string     `json:"plural,omitempty" doc:"Of one of your own objects, its name for several."`
		Field   string     `json:"field"`
		Label   string     `json:"label,omitempty" doc:"Of one of your own."`
		Worked  bool       `json:"worked,omitempty" doc:"Nobody fills it in: it is worked out from others."`
		State   string     `json:"state" enum:"active,readonly,hidden,archived,removed" doc:"The last two of your own fields only."`
		Until   *time.Time `json:"until,omitempty" doc:"When what is in a removed field is destroyed."`
		Filled  int64      `json:"filled" doc:"Records that have it filled in."`
		Total   int64      `json:"total"`
		Written *date.Date `json:"written" format:"date" nullable:"true" doc:"When it was last filled in or changed, since counting began."`
		Uses    []useView  `json:"uses" doc:"The last first."`
		Gates   []string   `json:"gates" doc:"Stages that ask for it."`
	}
	listOut struct {
		Items []fieldView `json:"items"`
	}
	stepIn struct {
		Object string `path:"object" maxLength:"16"`
		Field  string `path:"field" maxLength:"48"`
		Body   struct {
			Saw   string `json:"saw" enum:"active,readonly,hidden,archived,removed" doc:"The state as it was read: what was changed meanwhile is not overwritten."`
			State string `json:"state" enum:"active,readonly,hidden,archived,removed"`
		}
	}
)

func (s *Service) list(ctx context.Context, _ *web.None) (listOut, error) {
	all, err := s.Fields(ctx)
	out := listOut{Items: make([]fieldView, len(all))}
	for i, f := range all {
		v := fieldView{f.Object, f.Plural, f.Name, f.Label, f.Worked, f.State, f.Until, f.Filled, f.Total, f.Written, make([]useView, len(f.Uses)), f.Gates}
		for j, u := range f.Uses {
			v.Uses[j] = useView(u)
		}
		if v.Gates == nil {
			v.Gates = []string{}
		}
		out.Items[i] = v
	}
	return out, err
}

func (s *Service) step(ctx context.Context, in *stepIn) error {
	return s.Step(ctx, in.Object, in.Field, in.Body.Saw, in.Body.State)
}
