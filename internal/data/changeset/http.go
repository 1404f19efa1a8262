package changeset

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoints; each line says what its caller must be allowed to do.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/changesets", need("read"), 200, s.list)
	web.Handle(r, "GET", "/changesets/:id", need("read"), 200, s.find)
	web.Handle(r, "GET", "/changesets/:id/entries", need("read"), 200, s.entries)
	web.Handle(r, "POST", "/changesets/:id/undo", need("update"), 200, s.undo)
}

func need(action string) web.Need { return web.Need{Access: web.Right, Object: Kind, Action: action} }

type (
	listIn struct{ page.Query }
	idIn   struct {
		ID uuid.UUID `path:"id"`
	}
	entriesIn struct {
		ID    uuid.UUID `path:"id"`
		State []string  `query:"state" enum:"fits,same,failed,changed,made,deleted,back,kept" doc:"Those in one of these states; all when absent."`
		After uuid.UUID `query:"after" doc:"The record of the previous page's last entry."`
	}
	// View is an act as callers see it.
	View struct {
		ID         uuid.UUID      `json:"id"`
		Act        string         `json:"act" enum:"edit,delete,import"`
		Object     string         `json:"object" doc:"contact, company, deal, task, or the code of an object of your own."`
		Name       string         `json:"name" doc:"Of the file that was imported; of records of your own what they were called."`
		Edit       map[string]any `json:"edit" doc:"What was set."`
		State      string         `json:"state" enum:"checking,ready,running,done,cancelled,failed,undoing,undone,partly"`
		Total      int            `json:"total"`
		Done       int            `json:"done" doc:"How far the preview, the act or the undo has come."`
		Changed    int            `json:"changed" doc:"Records that were changed; before it starts, that would be. So for same and failed."`
		Same       int            `json:"same" doc:"Records that had the values already."`
		Failed     int            `json:"failed"`
		Back       int            `json:"back" doc:"Records that were put back."`
		Kept       int            `json:"kept" doc:"Records that were not put back, or not as a whole, since others changed them."`
		ByName     string         `json:"byName"`
		Undoable   bool           `json:"undoable" doc:"Whether it can be undone now."`
		CreatedAt  time.Time      `json:"createdAt"`
		FinishedAt *time.Time     `json:"finishedAt"`
		UndoneAt   *time.Time     `json:"undoneAt"`
		UndoneBy   string         `json:"undoneBy"`
		KeptUntil  time.Time      `json:"keptUntil" doc:"Until then it can be undone."`
	}
	entryView struct {
		Object   string         `json:"object" enum:"contact,company,deal,task,object_record"`
		RecordID uuid.UUID      `json:"recordId"`
		Name     string         `json:"name" doc:"Empty for a record that the caller does not see."`
		State    string         `json:"state" enum:"fits,same,failed,changed,made,deleted,back,kept"`
		Code     string         `json:"code" doc:"Why it could not be changed or put back."`
		Fields   []string       `json:"fields" doc:"Those at fault."`
		Params   map[string]any `json:"params" doc:"Facts for the reason."`
		Changes  []diff.Change  `json:"changes" doc:"What was changed; of a record that was kept, what stays: from the value of the act to the one it has now."`
		ByName   string         `json:"byName" doc:"Who changed a record that was kept."`
		At       *time.Time     `json:"at" doc:"When."`
	}
	entriesOut struct {
		Items []entryView `json:"items"`
		More  bool        `json:"more"`
	}
)

// Show makes the view of change sets, with the names of who acted.
func (s *Service) Show(ctx context.Context, sets ...Set) ([]View, error) {
	people := []uuid.UUID{}
	for _, set := range sets {
		for _, id := range []*uuid.UUID{set.OwnerID, set.UndoneBy} {
			if id != nil {
				people = append(people, *id)
			}
		}
	}
	names, err := s.People.Names(ctx, people)
	all := make([]View, len(sets))
	for i, set := range sets {
		all[i] = View{ID: set.ID, Act: set.Act, Object: set.Object, Name: set.Name, Edit: set.Edit.object(), State: set.State, Total: set.Total, Done: set.Done,
			Changed: set.Changed, Same: set.Same, Failed: set.Failed, Back: set.Back, Kept: set.Kept, Undoable: set.Ended() && set.Changed > 0,
			ByName: named(names, set.OwnerID), UndoneBy: named(names, set.UndoneBy), CreatedAt: set.CreatedAt, FinishedAt: set.FinishedAt,
			UndoneAt: set.UndoneAt, KeptUntil: set.CreatedAt.Add(Keep)}
	}
	return all, err
}

// One is the view of one change set.
func (s *Service) One(ctx context.Context, set Set, err error) (View, error) {
	if err != nil {
		return View{}, err
	}
	all, err := s.Show(ctx, set)
	if err != nil {
		return View{}, err
	}
	return all[0], nil
}

func named(names map[uuid.UUID]string, id *uuid.UUID) string {
	if id == nil {
		return ""
	}
	return names[*id]
}

func (d Document) object() map[string]any {
	all := map[string]any{}
	if json.Unmarshal([]byte(d), &all) != nil || all == nil {
		return map[string]any{}
	}
	return all
}

func (s *Service) list(ctx context.Context, in *listIn) (page.Items[View], error) {
	sets, next, err := s.List(ctx, in.Query)
	if err != nil {
		return page.Items[View]{Items: []View{}}, err
	}
	all, err := s.Show(ctx, sets...)
	return page.Items[View]{Items: all, Next: next}, err
}

func (s *Service) find(ctx context.Context, in *idIn) (View, error) {
	set, err := s.Find(ctx, in.ID)
	return s.One(ctx, set, err)
}

func (s *Service) entries(ctx context.Context, in *entriesIn) (entriesOut, error) {
	states := in.State
	if len(states) == 0 {
		states = States
	}
	all, err := s.Entries(ctx, in.ID, states, in.After)
	out := entriesOut{Items: make([]entryView, len(all)), More: len(all) == Shown}
	for i, e := range all {
		out.Items[i] = entryView{e.Object, e.RecordID, e.Name, e.State, e.Problem.Code, orNone(e.Problem.Fields), e.Problem.Params, orNone(e.Changes), e.Problem.ByName, e.Problem.At}
	}
	return out, err
}

// orNone is a list that is never null.
func orNone[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func (s *Service) undo(ctx context.Context, in *idIn) (View, error) {
	set, err := s.Undo(ctx, in.ID)
	return s.One(ctx, set, err)
}
