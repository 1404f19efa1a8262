package importer

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
	"github.com/kith-crm/kith/internal/kit/sheet"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	upload := need("create")
	upload.MaxBytes, upload.Heavy = format.MaxBytes, true
	web.Handle(r, "POST", "/imports", upload, 201, s.upload)
	web.Handle(r, "GET", "/imports", need("read"), 200, s.list)
	web.Handle(r, "GET", "/imports/:id", need("read"), 200, s.find)
	web.Handle(r, "PATCH", "/imports/:id", need("create"), 200, s.patch)
	web.Handle(r, "POST", "/imports/:id/start", need("create"), 202, s.start)
	web.Handle(r, "POST", "/imports/:id/pause", need("create"), 200, s.pause)
	web.Handle(r, "POST", "/imports/:id/resume", need("create"), 202, s.resume)
	web.Handle(r, "POST", "/imports/:id/cancel", need("create"), 200, s.cancel)
	web.HandleFull(r, "GET", "/imports/:id/errors", need("read"), 200, s.errors)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	uploadIn struct {
		FileName string `query:"fileName" maxLength:"200"`
		RawBody  []byte `contentType:"application/octet-stream"`
	}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	columnIn struct {
		Index int     `json:"index" minimum:"0"`
		Field *string `json:"field" nullable:"true" maxLength:"60" doc:"firstName, lastName, name, …; of your own fields custom.ID. Null leaves the column out."`
	}
	spellIn struct {
		Index   int    `json:"index" minimum:"0"`
		Days    string `json:"days,omitempty" enum:"dmy,mdy,ymd" doc:"How the column writes days."`
		Decimal string `json:"decimal,omitempty" enum:"comma,point" doc:"What stands before fractions."`
	}
	patchIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Object      *string    `json:"object,omitempty" enum:"contact,company,deal,task" doc:"What the file holds. The columns are proposed again."`
			Sheet       *string    `json:"sheet,omitempty" maxLength:"100" doc:"Which sheet of a workbook counts. The columns are proposed again."`
			Columns     []columnIn `json:"columns,omitempty" maxItems:"300"`
			Stages      []stageIn  `json:"stages,omitempty" maxItems:"60"`
			Spelling    []spellIn  `json:"spelling,omitempty" maxItems:"300"`
			OnDuplicate *string    `json:"onDuplicate,omitempty" enum:"update,skip"`
			Match       *string    `json:"match,omitempty" maxLength:"60" doc:"By what records are found again: custom.ID of a unique field of your own; of companies domain or id, of deals id or none, of tasks id. Empty for the e-mail address of contacts, the name of companies, the name and the company of deals, the UID of tasks."`
		}
	}
	stageIn struct {
		Pipeline string     `json:"pipeline,omitempty" maxLength:"500"`
		Stage    string     `json:"stage,omitempty" maxLength:"500"`
		Status   string     `json:"status,omitempty" maxLength:"500"`
		StageID  *uuid.UUID `json:"stageId" nullable:"true" doc:"What it is here; null for what it is by its name."`
	}
	stageView struct {
		Pipeline string     `json:"pipeline"`
		Stage    string     `json:"stage"`
		Status   string     `json:"status"`
		Rows     int        `json:"rows"`
		StageID  *uuid.UUID `json:"stageId" doc:"Null when nobody knows what it is here."`
	}
	sheetView struct {
		Name string `json:"name"`
		Rows int    `json:"rows"`
	}
	columnView struct {
		Index   int      `json:"index"`
		Header  string   `json:"header"`
		Field   *string  `json:"field" doc:"Null when the column is left out."`
		Samples []string `json:"samples"`
		Holds   string   `json:"holds" enum:",days,numbers" doc:"What the field reads from the column."`
		Days    string   `json:"days" enum:"dmy,mdy,ymd" doc:"How the column writes days."`
		Decimal string   `json:"decimal" enum:"comma,point" doc:"What stands before fractions."`
		Sure    bool     `json:"sure" doc:"Whether its cells can be read in this way only."`
		Guess   struct {
			Type     string   `json:"type"`
			Decimals int      `json:"decimals"`
			Choices  []string `json:"choices" doc:"The different values, if they are few."`
		} `json:"guess" doc:"Which field of your own the column would be."`
	}
	problemView struct {
		Field string `json:"field"`
		Code  string `json:"code"`
	}
	rowView struct {
		Row      int               `json:"row" doc:"As spreadsheets count, the headers being row 1."`
		Status   string            `json:"status" enum:"new,update,skip,error"`
		Values   map[string]string `json:"values"`
		Problems []problemView     `json:"problems"`
	}
	fitsView struct {
		Limit *int64 `json:"limit" doc:"Contacts in the plan; null without a limit."`
		Free  *int64 `json:"free" doc:"Contacts that still fit."`
	}
	view struct {
		ID          uuid.UUID    `json:"id"`
		FileName    string       `json:"fileName"`
		Object      string       `json:"object" enum:"contact,company,deal,task"`
		Sheet       string       `json:"sheet"`
		Sheets      []sheetView  `json:"sheets" doc:"Of a workbook in which several have rows."`
		Stages      []stageView  `json:"stages" doc:"Where a file says that deals stand."`
		State       string       `json:"state" enum:"ready,running,paused,done,failed,cancelled"`
		Source      string       `json:"source" enum:"google,outlook,hubspot,pipedrive,salesforce,kommo,bitrix24,excel,vcard,icalendar,other"`
		Encoding    string       `json:"encoding"`
		Separator   string       `json:"separator"`
		Total       int          `json:"total"`
		Done        int          `json:"done" doc:"Rows worked; while ready, rows that were looked at: of very long files the first."`
		Created     int          `json:"created" doc:"While ready, how many would be; so for updated, skipped and failed."`
		Updated     int          `json:"updated"`
		Skipped     int          `json:"skipped"`
		Failed      int          `json:"failed"`
		Remarked    int          `json:"remarked" doc:"Rows that are taken, but for something that they say; the errors tell what."`
		Columns     []columnView `json:"columns"`
		Match       string       `json:"match" doc:"By what records are found again; empty for what is usual."`
		OnDuplicate string       `json:"onDuplicate" enum:"update,skip"`
		Preview     []rowView    `json:"preview" doc:"The first 20 rows while ready."`
		Fits        fitsView     `json:"fits"`
		CreatedAt   time.Time    `json:"createdAt"`
		StartedAt   *time.Time   `json:"startedAt"`
		FinishedAt  *time.Time   `json:"finishedAt"`
		Error       *string      `json:"error" doc:"Code of what stopped it."`
	}
	listOut struct {
		Items []view `json:"items" doc:"The newest 50, without previews."`
	}
	download struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
)

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func show(i Import) view {
	v := view{ID: i.ID, FileName: i.FileName, State: i.State, Source: i.Source, Encoding: i.Encoding, Separator: i.Separator,
		Total: i.Total, Done: i.Done, Created: i.Created, Updated: i.Updated, Skipped: i.Skipped, Failed: i.Failed,
		Columns: make([]columnView, len(i.Columns)), OnDuplicate: i.OnDuplicate, Match: i.Match, Preview: []rowView{},
		Remarked: i.Remarked, CreatedAt: i.CreatedAt, StartedAt: i.StartedAt, FinishedAt: i.FinishedAt, Error: optional(i.Error)}
	v.Object, v.Sheet, v.Sheets, v.Stages = i.Object, i.Sheet, []sheetView{}, []stageView{}
	for _, one := range i.Sheets {
		v.Sheets = append(v.Sheets, sheetView{one.Name, one.Rows})
	}
	for _, one := range i.Stages {
		v.Stages = append(v.Stages, stageView{one.Pipeline, one.Stage, one.Status, one.Rows, one.StageID})
	}
	for n, c := range i.Columns {
		one := columnView{Index: c.Index, Header: c.Header, Field: optional(c.Field), Samples: c.Samples, Holds: strings.Replace(c.holds(), "moments", "days", 1),
			Days: cmp.Or(c.Days, monthFirst), Decimal: cmp.Or(c.Decimal, point), Sure: c.sure()}
		one.Guess.Type, one.Guess.Decimals, one.Guess.Choices = c.Guess.Type, c.Guess.Decimals, append([]string{}, c.Guess.Choices...)
		v.Columns[n] = one
	}
	return v
}

// page is an import with its preview and what the plan allows.
func (s *Service) page(ctx context.Context, i Import, err error) (view, error) {
	if err != nil {
		return view{}, err
	}
	v := show(i)
	rows, err := s.Preview(ctx, i)
	if err != nil {
		return v, err
	}
	for _, r := range rows {
		row := rowView{Row: r.Number, Status: r.Status, Values: r.Values, Problems: []problemView{}}
		for _, p := range r.Problems {
			row.Problems = append(row.Problems, problemView{p.Field, p.Code})
		}
		v.Preview = append(v.Preview, row)
	}
	if i.Object != contact.Kind {
		return v, nil
	}
	limits, err := s.Limits(ctx)
	v.Fits = fitsView{limits.Total, limits.Free}
	return v, err
}

func (s *Service) upload(ctx context.Context, in *uploadIn) (view, error) {
	name := in.FileName
	if name == "" {
		name = "contacts.csv"
	}
	i, err := s.Upload(ctx, name, in.RawBody)
	return s.page(ctx, i, err)
}

func (s *Service) list(ctx context.Context, _ *web.None) (listOut, error) {
	all, err := s.List(ctx)
	out := listOut{Items: make([]view, len(all))}
	for n, i := range all {
		out.Items[n] = show(i)
	}
	return out, err
}

func (s *Service) find(ctx context.Context, in *idIn) (view, error) {
	i, err := s.Find(ctx, in.ID)
	return s.page(ctx, i, err)
}

func (s *Service) patch(ctx context.Context, in *patchIn) (view, error) {
	d := Draft{Columns: map[int]string{}, Spelling: map[int]Spelling{}, OnDuplicate: in.Body.OnDuplicate, Match: in.Body.Match,
		Object: in.Body.Object, Sheet: in.Body.Sheet}
	for _, one := range in.Body.Stages {
		d.Stages = append(d.Stages, target.Stage{Place: target.Place{Pipeline: one.Pipeline, Stage: one.Stage, Status: one.Status}, StageID: one.StageID})
	}
	for _, c := range in.Body.Spelling {
		d.Spelling[c.Index] = Spelling{c.Days, c.Decimal}
	}
	for _, c := range in.Body.Columns {
		d.Columns[c.Index] = ""
		if c.Field != nil {
			d.Columns[c.Index] = *c.Field
		}
	}
	i, err := s.Update(ctx, in.ID, d)
	return s.page(ctx, i, err)
}

func (s *Service) start(ctx context.Context, in *idIn) (view, error) {
	i, err := s.Start(ctx, in.ID)
	return s.page(ctx, i, err)
}

func (s *Service) pause(ctx context.Context, in *idIn) (view, error) {
	i, err := s.Pause(ctx, in.ID)
	return s.page(ctx, i, err)
}

func (s *Service) resume(ctx context.Context, in *idIn) (view, error) {
	i, err := s.Resume(ctx, in.ID)
	return s.page(ctx, i, err)
}

func (s *Service) cancel(ctx context.Context, in *idIn) (view, error) {
	i, err := s.Cancel(ctx, in.ID)
	return s.page(ctx, i, err)
}

func (s *Service) errors(ctx context.Context, in *idIn) (*download, error) {
	data, err := s.Errors(ctx, in.ID)
	return &download{sheet.Type, `attachment; filename="errors.csv"`, data}, err
}
