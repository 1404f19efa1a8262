package importer

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/data/changeset"
	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Parts are what imports work with.
type Parts struct {
	Bus     *event.Bus
	Targets target.Targets
	Fields  *customfield.Service
	Changes *changeset.Service
	// Called tells who works in the caller's company, by e-mail address and by name in lower case.
	Called func(ctx context.Context) (map[string]uuid.UUID, error)
	// Limits tells, in a unit of the caller's tenant, how many contacts its plan allows and how many more fit.
	Limits func(ctx context.Context) (Limits, error)
	// InTenant runs a function in a unit of work of the caller's tenant.
	InTenant func(ctx context.Context, f func(context.Context) error) error
	// Enqueue makes Run be called in the background.
	Enqueue func(ctx context.Context, id uuid.UUID) error
}

// Service is the only way to imports. Except for Run, its methods run in the unit of work of the caller's tenant.
type Service struct{ Parts }

// NewService returns a service made of its parts; without Enqueue it uses the job queue.
func NewService(p Parts) *Service {
	if p.Enqueue == nil {
		p.Enqueue = enqueue
	}
	return &Service{p}
}

const (
	partRows    = 500 // worked in one transaction
	previewRows = 20
)

// Upload reads a file and proposes what it holds and how its columns are mapped. Nothing is brought in yet.
func (s *Service) Upload(ctx context.Context, fileName string, data []byte) (Import, error) {
	by := caller.From(ctx)
	f, err := format.Read(data, by.Tenant.Language)
	if err != nil {
		return Import{}, err
	}
	now := clock.Now()
	imp := Import{ID: id.New(), FileName: fileName, State: Ready, Encoding: f.Encoding, Separator: f.Separator, OnDuplicate: Overwrite, Version: 1, CreatedAt: now, UpdatedAt: now}
	if by.UserID != uuid.Nil {
		imp.OwnerID = &by.UserID
	}
	imp.lay(f)
	if err := s.propose(ctx, &imp, f, objectOf(f, s.may(ctx))); err != nil {
		return imp, err
	}
	if err := s.forecast(ctx, &imp, func(part int) ([]format.Line, error) {
		return f.Lines[part*partRows : min(len(f.Lines), (part+1)*partRows)], nil
	}); err != nil {
		return imp, err
	}
	if err := insert(ctx, &imp); err != nil {
		return imp, err
	}
	return imp, imp.keep(ctx, f)
}

// Spelling is how a column writes days and numbers; what is empty stays as it is.
type Spelling struct{ Days, Decimal string }

// Draft is what a caller may change before the start: what the file holds and which of its sheets counts, what columns, by
// index, are mapped to and how they are read, what happens to duplicates, and what the stages of a file of deals are here. Nil
// stays as it is.
type Draft struct {
	Object, Sheet *string
	Columns       map[int]string
	Spelling      map[int]Spelling
	OnDuplicate   *string
	Match         *string // empty for what is usual
	Stages        []target.Stage
}

// Update changes an import that has not been started, and forecasts again.
func (s *Service) Update(ctx context.Context, id uuid.UUID, d Draft) (Import, error) {
	imp, err := lock(ctx, id)
	if err != nil {
		return imp, err
	}
	if imp.State != Ready {
		return imp, ErrStarted
	}
	if d.OnDuplicate != nil {
		imp.OnDuplicate = *d.OnDuplicate
	}
	if err := s.choose(ctx, &imp, d); err != nil {
		return imp, err
	}
	if err := s.understand(ctx, &imp, d); err != nil {
		return imp, err
	}
	if err := s.forecast(ctx, &imp, func(part int) ([]format.Line, error) {
		return lines(ctx, id, imp.FirstPart+part, imp.FirstPart+part+1)
	}); err != nil {
		return imp, err
	}
	return imp, save(ctx, &imp)
}

// understand changes what columns are, how they are read, and by what records are found again.
func (s *Service) understand(ctx context.Context, imp *Import, d Draft) error {
	t, err := s.Targets.Of(ctx, imp.Object)
	if err != nil {
		return err
	}
	own, err := s.Fields.Writable(ctx, imp.Object)
	if err != nil {
		return err
	}
	if imp.Columns, err = imp.Columns.assign(d.Columns, t, own); err != nil {
		return err
	}
	if imp.Columns, err = imp.Columns.spell(d.Spelling); err != nil {
		return err
	}
	if imp.Match, err = imp.Columns.match(imp.Match, d.Match, t, own); err != nil {
		return err
	}
	if d.Object != nil || d.Sheet != nil {
		return nil // of what was just proposed nobody has said yet what is missing
	}
	return imp.Columns.enough(t, imp.Match)
}

// Start takes the rows in, in the background.
func (s *Service) Start(ctx context.Context, id uuid.UUID) (Import, error) {
	imp, err := lock(ctx, id)
	if err != nil {
		return imp, err
	}
	if imp.State != Ready {
		return imp, ErrStarted
	}
	t, err := s.Targets.Of(ctx, imp.Object)
	if err != nil {
		return imp, err
	}
	if err := imp.Columns.enough(t, imp.Match); err != nil {
		return imp, err
	}
	now := clock.Now()
	imp.State, imp.StartedAt, imp.NextPart = Running, &now, imp.FirstPart
	imp.zero()
	if err := save(ctx, &imp); err != nil {
		return imp, err
	}
	act := changeset.Set{ID: id, Act: changeset.Import, Object: imp.Object, Name: short(imp.FileName), State: changeset.Running, Total: imp.Total}
	if err := s.Changes.Begin(ctx, &act); err != nil {
		return imp, err
	}
	return imp, s.Enqueue(ctx, id)
}

// short is a file's name as an act is called.
func short(name string) string {
	letters := []rune(name)
	return string(letters[:min(len(letters), maxName)])
}

const maxName = 200

// Pause stops an import after the part that is being taken in; Resume goes on behind it.
func (s *Service) Pause(ctx context.Context, id uuid.UUID) (Import, error) {
	imp, err := lock(ctx, id)
	if err != nil {
		return imp, err
	}
	if imp.State != Running {
		return imp, ErrNotOn
	}
	imp.State = Paused
	return imp, save(ctx, &imp)
}

// Resume goes on with an import that was paused.
func (s *Service) Resume(ctx context.Context, id uuid.UUID) (Import, error) {
	imp, err := lock(ctx, id)
	if err != nil {
		return imp, err
	}
	if imp.State != Paused {
		return imp, ErrNotOff
	}
	imp.State = Running
	if err := save(ctx, &imp); err != nil {
		return imp, err
	}
	return imp, s.Enqueue(ctx, id)
}

// Cancel ends an import; what it has brought in stays.
func (s *Service) Cancel(ctx context.Context, id uuid.UUID) (Import, error) {
	imp, err := lock(ctx, id)
	if err != nil {
		return imp, err
	}
	if imp.State != Ready && imp.State != Running && imp.State != Paused {
		return imp, ErrEnded
	}
	started := imp.State != Ready
	if !started {
		imp.zero()
	}
	return imp, s.end(ctx, &imp, Cancelled, "", started)
}

// end puts an import into its last state; told tells whether the audit trail hears of it.
func (s *Service) end(ctx context.Context, imp *Import, state, code string, told bool) error {
	now := clock.Now()
	imp.State, imp.Error, imp.FinishedAt = state, code, &now
	if err := save(ctx, imp); err != nil || !told {
		return err
	}
	if _, err := s.Changes.Finish(ctx, imp.ID, state); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Finished{*imp})
}

// Find returns an import that the caller may see.
func (s *Service) Find(ctx context.Context, id uuid.UUID) (Import, error) { return find(ctx, id) }

// List returns the newest imports that the caller may see.
func (s *Service) List(ctx context.Context) ([]Import, error) { return list(ctx) }

// Preview shows what would happen to the first rows of an import that has not been started.
func (s *Service) Preview(ctx context.Context, imp Import) ([]Row, error) {
	if imp.State != Ready {
		return nil, nil
	}
	first, err := lines(ctx, imp.ID, imp.FirstPart, imp.FirstPart+1)
	if err != nil {
		return nil, err
	}
	in, err := s.open(ctx, imp, true)
	if err != nil {
		return nil, err
	}
	return imp.judge(ctx, in, first[:min(previewRows, len(first))])
}
