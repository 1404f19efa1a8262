package export

import (
	"context"
	"embed"
	"io"
	"log/slog"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/object"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/page"
	"github.com/kith-crm/kith/internal/kit/sheet"
)

//go:embed texts
var textFiles embed.FS

// texts name lists and columns.
var texts = i18n.Embedded(textFiles, "texts")

type unit = func(context.Context, func(context.Context) error) error

// Lister is a list that can be taken out as a file.
type Lister interface {
	Table(ctx context.Context, t page.Taken) (sheet.Table, error)
}

// Parts are what files are made with.
type Parts struct {
	Bus      *event.Bus
	Lists    map[string]Lister // by kind
	Objects  *object.Service
	Files    blob.Store
	InTenant unit
	Snapshot unit // on the caller's tenant, as it is when it begins; nothing can be written in it
	// As is a context in which somebody acts with the rights they have now; it fails when they work here no more.
	As func(ctx context.Context, userID uuid.UUID) (context.Context, error)
}

// Service makes files of lists.
type Service struct {
	Parts
	making chan struct{} // held by who makes one: what is not stored yet takes room on the server's own disk
}

// NewService returns a service made of its parts.
func NewService(p Parts) *Service { return &Service{p, make(chan struct{}, 2)} }

// Ask keeps what the caller wants as a file and has it made. It runs in the unit of work of the caller's tenant.
func (s *Service) Ask(ctx context.Context, o Order) (Export, error) {
	c, now := caller.From(ctx), clock.Now()
	if c.UserID == uuid.Nil || len(o.Asked.IDs) > maxIDs {
		return Export{}, errs.ErrDenied
	}
	n, err := open(ctx)
	if err == nil && n >= maxOpen {
		err = ErrMany
	}
	if err != nil {
		return Export{}, err
	}
	e := Export{ID: id.New(), OwnerID: c.UserID, Kind: o.Kind, Format: o.Format, Asked: o.Asked, State: Waiting, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(keep)}
	e.Name = texts.Say(c.Language, "list."+o.Kind, nil)
	if o.Object != nil {
		e.ObjectID, e.Name = &o.Object.ID, o.Object.Plural
	}
	table, err := s.table(ctx, e)
	if err == nil {
		e.Total, err = table.Total, refuse(table.Total)
	}
	if err != nil {
		return e, err
	}
	if err := insert(ctx, &e); err != nil {
		return e, err
	}
	return e, enqueue(ctx, e)
}

func refuse(rows int64) error {
	switch {
	case rows == 0:
		return ErrNothing
	case rows > maxRows:
		return ErrLarge
	}
	return nil
}

// table is the list that was asked for, as the caller sees it.
func (s *Service) table(ctx context.Context, e Export) (sheet.Table, error) {
	if caller.From(ctx).May(e.Kind, "export") == caller.None {
		return sheet.Table{}, errs.ErrDenied
	}
	if e.ObjectID == nil {
		return s.Lists[e.Kind].Table(ctx, e.Asked.taken())
	}
	o, err := s.Objects.Find(ctx, *e.ObjectID)
	if err != nil {
		return sheet.Table{}, err
	}
	return s.Objects.Table(ctx, o, e.Asked.taken())
}

// List returns one page of the caller's own, the newest first. List, Find, Recent and Delete run in the unit of work of the caller's
// tenant.
func (s *Service) List(ctx context.Context, q page.Query) ([]Export, *string, error) {
	all, next, err := list(ctx, q)
	return asShown(all), next, err
}

func asShown(all []Export) []Export {
	for i := range all {
		all[i] = all[i].shown(clock.Now())
	}
	return all
}

// Find returns one of the caller's own.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Export, error) {
	e, err := find(ctx, id)
	return e.shown(clock.Now()), err
}

// Recent are those of the caller's own that were made, or failed, since a time.
func (s *Service) Recent(ctx context.Context, since time.Time) ([]Export, error) {
	return recent(ctx, since)
}

// Delete takes one of the caller's own away; one that is being made stops.
func (s *Service) Delete(ctx context.Context, id uuid.UUID) error {
	if err := remove(ctx, id); err != nil {
		return err
	}
	return sweepSoon(ctx, time.Time{})
}

// sending is how long a file may take to be handed out; the request's own time ends before.
const sending = 10 * time.Minute

// Open returns one of the caller's own and its bytes, outside of a unit of work. The reader outlives ctx; the caller closes it.
func (s *Service) Open(ctx context.Context, id uuid.UUID) (e Export, r io.ReadCloser, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) error {
		if e, err = find(ctx, id); err != nil {
			return err
		}
		switch {
		case caller.From(ctx).May(e.Kind, "export") == caller.None:
			return errs.ErrDenied
		case e.State != Ready:
			return ErrNotFound
		}
		return s.Bus.Publish(ctx, Fetched{e})
	})
	if err != nil {
		return e, nil, err
	}
	long, cancel := context.WithTimeout(context.WithoutCancel(ctx), sending)
	r, err = s.Files.Get(long, e.key(ctx), 0, -1)
	if err != nil {
		cancel()
		slog.ErrorContext(ctx, "an export can't be read", "export", e.ID, "error", err)
		return e, nil, ErrLost
	}
	return e, timed{r, cancel}, nil
}

// timed is a reader that gives its time limit back.
type timed struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close implements io.Closer.
func (t timed) Close() error {
	defer t.cancel()
	return t.ReadCloser.Close()
}

// folder is where the exports of the caller's tenant are, below its other files: they go with them.
func folder(ctx context.Context) string { return caller.From(ctx).Tenant.UID.String() + "/exports" }

// key is where the bytes of a try are.
func (e Export) key(ctx context.Context) string {
	return folder(ctx) + "/" + e.ID.String() + "-" + strconv.Itoa(e.Try)
}
