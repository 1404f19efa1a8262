package merge

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do. The service looks at both records.
func (s *Service) Routes(r *web.Router) {
	for _, k := range []of{{s, "contact"}, {s, "company"}} {
		path := paths[k.kind]
		web.Handle(r, "GET", path+"/duplicates", k.need("update"), 200, k.duplicates)
		web.HandleNone(r, "PUT", path+"/duplicates/:id/:otherId/apart", k.need("update"), 204, k.tellApart)
		web.HandleNone(r, "DELETE", path+"/duplicates/:id/:otherId/apart", k.need("update"), 204, k.tellAlike)
		web.Handle(r, "GET", path+"/:id/merge/:otherId", k.need("update"), 200, k.propose)
		web.Handle(r, "POST", path+"/:id/merge/:otherId", k.need("update"), 200, k.merge)
		web.Handle(r, "GET", path+"/:id/merges", k.need("read"), 200, k.list)
		web.Handle(r, "POST", path+"/:id/unmerge", k.need("update"), 200, k.takeApart)
	}
}

var paths = map[string]string{"contact": "/contacts", "company": "/companies"}

// of is the service for one kind of records.
type of struct {
	*Service
	kind string
}

func (k of) need(action string) web.Need {
	return web.Need{Access: web.Right, Object: k.kind, Action: action}
}

func (k of) ref(id uuid.UUID) record.Ref { return record.Ref{Kind: k.kind, ID: id} }

type (
	duplicatesIn struct {
		Apart  bool   `query:"apart" doc:"Those of which somebody said that they are not the same."`
		Cursor string `query:"cursor" maxLength:"600"`
		Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"50 when absent."`
	}
	idIn struct {
		ID uuid.UUID `path:"id"`
	}
	pairIn struct {
		ID      uuid.UUID `path:"id"`
		OtherID uuid.UUID `path:"otherId"`
	}
	mergeIn struct {
		ID      uuid.UUID `path:"id"`
		OtherID uuid.UUID `path:"otherId"`
		Body    struct {
			Version      int             `json:"version" doc:"Of the record that stays, as it was seen."`
			OtherVersion int             `json:"otherVersion"`
			Take         map[string]bool `json:"take" doc:"By field: whether the other's value is taken. As proposed where it says nothing."`
		}
	}
	halfView struct {
		ID        uuid.UUID `json:"id"`
		Name      string    `json:"name"`
		Detail    string    `json:"detail" doc:"What people tell namesakes apart by."`
		CreatedAt time.Time `json:"createdAt"`
	}
	pairView struct {
		ID      uuid.UUID `json:"id"`
		One     halfView  `json:"one" doc:"The older one."`
		Other   halfView  `json:"other"`
		Reasons []string  `json:"reasons" enum:"email,phone,domain,name" doc:"What is the same, or near."`
	}
	choiceView struct {
		Field  string `json:"field"`
		Take   bool   `json:"take" doc:"Whether the other's value is proposed."`
		Closed bool   `json:"closed" doc:"The role may not choose."`
	}
	tallyView struct {
		Name  string `json:"name" enum:"contacts,deals,entries,files,shares,tasks"`
		Count int64  `json:"count"`
	}
	proposalView struct {
		Version      int          `json:"version"`
		OtherVersion int          `json:"otherVersion"`
		Choices      []choiceView `json:"choices" doc:"The fields in which the two differ."`
		Moves        []tallyView  `json:"moves" doc:"What of the other's goes along, as far as the caller sees it."`
	}
	madeView struct {
		ID     uuid.UUID `json:"id"`
		Name   string    `json:"name" doc:"Empty when it may say what is hidden from the caller."`
		At     time.Time `json:"at"`
		ByName string    `json:"byName"`
	}
	madeOut struct {
		Items []madeView `json:"items" doc:"The last merge first."`
	}
	mergedOut struct {
		ID uuid.UUID `json:"id" doc:"The record that stays."`
	}
	apartOut struct {
		ID   uuid.UUID `json:"id" doc:"The record that was kept."`
		Kept []string  `json:"kept" doc:"Its fields that were changed since the merge, and stay as they are."`
	}
)

func (h Half) view() halfView { return halfView{h.ID, h.Name, h.Detail, h.CreatedAt.UTC()} }

func (k of) duplicates(ctx context.Context, in *duplicatesIn) (page.Items[pairView], error) {
	ps, next, err := k.Duplicates(ctx, k.kind, in.Apart, page.Query{Cursor: in.Cursor, Limit: in.Limit})
	out := page.Items[pairView]{Items: make([]pairView, len(ps)), Next: next}
	for i, p := range ps {
		out.Items[i] = pairView{p.ID, p.One.view(), p.Other.view(), p.Reasons}
	}
	return out, err
}

func (k of) tellApart(ctx context.Context, in *pairIn) error {
	return k.TellApart(ctx, k.kind, in.ID, in.OtherID, false)
}

func (k of) tellAlike(ctx context.Context, in *pairIn) error {
	return k.TellApart(ctx, k.kind, in.ID, in.OtherID, true)
}

func (k of) propose(ctx context.Context, in *pairIn) (proposalView, error) {
	p, err := k.Propose(ctx, k.ref(in.ID), in.OtherID)
	out := proposalView{p.Version, p.OtherVersion, make([]choiceView, len(p.Choices)), make([]tallyView, len(p.Moves))}
	for i, c := range p.Choices {
		out.Choices[i] = choiceView(c)
	}
	for i, m := range p.Moves {
		out.Moves[i] = tallyView(m)
	}
	return out, err
}

func (k of) merge(ctx context.Context, in *mergeIn) (mergedOut, error) {
	b := in.Body
	return mergedOut{in.ID}, k.Merge(ctx, Order{k.ref(in.ID), in.OtherID, b.Version, b.OtherVersion, b.Take})
}

func (k of) list(ctx context.Context, in *idIn) (madeOut, error) {
	all, err := k.List(ctx, k.ref(in.ID))
	out := madeOut{make([]madeView, len(all))}
	for i, m := range all {
		out.Items[i] = madeView(m)
	}
	return out, err
}

func (k of) takeApart(ctx context.Context, in *idIn) (apartOut, error) {
	id, kept, err := k.TakeApart(ctx, k.ref(in.ID))
	return apartOut{id, append([]string{}, kept...)}, err
}
