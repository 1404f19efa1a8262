package trail

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/sheet"
	"github.com/kith-crm/kith/internal/kit/web"
)

func (s *Service) routesExport(r *web.Router) {
	export := web.Need{Access: web.Right, Object: Kind, Action: "read", Fresh: true}
	web.HandleFull(r, "GET", "/audit/export", export, 200, s.export)
	web.Handle(r, "POST", "/audit/verify", web.Need{Access: web.Right, Object: Kind, Action: "read", In: web.Outside, ReadOnly: true}, 200, s.verified)
}

type (
	none     struct{}
	exportIn struct {
		Format string    `query:"format" enum:"csv,json" default:"csv"`
		Kind   string    `query:"kind" maxLength:"40"`
		Action string    `query:"action" maxLength:"40"`
		Actor  string    `query:"actor" maxLength:"36"`
		Text   string    `query:"q" maxLength:"200"`
		From   time.Time `query:"from"`
		To     time.Time `query:"to"`
	}
	file struct {
		ContentType string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
	partView struct {
		Part    string `json:"part" enum:"company,platform"`
		Entries int64  `json:"entries"`
		Older   int64  `json:"older" doc:"Made before there was a chain."`
		OK      bool   `json:"ok"`
		Broken  int64  `json:"broken" doc:"Number of the first entry that does not fit; 0 when all do."`
		Reason  string `json:"reason" enum:",changed,missing,cut"`
	}
	reportView struct {
		At    time.Time  `json:"at"`
		OK    bool       `json:"ok"`
		Parts []partView `json:"parts"`
	}
)

// Exported is published in the unit of work of an export of the trail.
type Exported struct{ Count int }

// Change implements event.Change.
func (e Exported) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: Kind}, Action: "exported", After: map[string]int{"count": e.Count}}
}

func (s *Service) export(ctx context.Context, in *exportIn) (*file, error) {
	f := Filter{Kind: in.Kind, Action: in.Action, Text: in.Text, From: in.From, To: in.To}
	if err := f.by(in.Actor); err != nil {
		return nil, err
	}
	es, err := s.Export(ctx, f)
	if err != nil {
		return nil, err
	}
	if in.Format == "json" {
		all := make([]view, len(es))
		for i, e := range es {
			all[i] = show(e)
		}
		data, err := json.MarshalIndent(all, "", " ")
		return &file{"application/json", `attachment; filename="audit.json"`, data}, err
	}
	data, err := sheet.Write(rows(es))
	return &file{sheet.Type, `attachment; filename="audit.csv"`, data}, err
}

func rows(es []Entry) [][]string {
	out := [][]string{{"at", "actor", "action", "kind", "record", "recordId", "changes"}}
	for _, e := range es {
		out = append(out, []string{e.At.UTC().Format(time.RFC3339Nano), e.ActorName, e.Action, e.Kind, e.RecordName, text(e.RecordID), said(e.Changes)})
	}
	return out
}

func said(changes []diff.Change) string {
	var all []string
	for _, c := range changes {
		all = append(all, fmt.Sprintf("%s: %v -> %v", c.Field, c.From, c.To))
	}
	return strings.Join(all, "; ")
}

func (s *Service) verified(ctx context.Context, _ *none) (reportView, error) {
	r, err := s.Verify(ctx)
	v := reportView{At: r.At, OK: r.OK, Parts: []partView{}}
	for _, p := range r.Parts {
		v.Parts = append(v.Parts, partView(p))
	}
	return v, err
}
