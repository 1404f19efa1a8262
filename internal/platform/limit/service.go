package limit

import (
	"context"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/platform/plan"
)

// Counter counts, in a unit of the caller's tenant, all that there is of something, whoever may see it.
type Counter func(ctx context.Context) (int64, error)

// Parts are what limits stand on.
type Parts struct {
	Bus *event.Bus
	// Limits are those of a tenant's plan or licence; what has no entry has no limit.
	Limits func(caller.Tenant) map[string]int64
	// Platform runs a unit of work on the platform.
	Platform func(ctx context.Context, f func(context.Context) error) error
	// Companies calls f, in a platform unit, for every tenant that has data.
	Companies func(ctx context.Context, f func(ctx context.Context, tenantID int64) error) error
}

// Service is the way to limits. Unless they say otherwise its methods run in the unit of work of the caller's tenant.
//
// A counter says yes at once. A no is only said after everything was counted anew, with the counter locked: so a use is
// never overstated, whoever has deleted without telling, and two who want the last place get it once.
type Service struct {
	Parts
	counters map[string]Counter
}

// NewService returns a service that knows of nothing to count yet.
func NewService(p Parts) *Service { return &Service{p, map[string]Counter{}} }

// Count registers how the truth of a limit is found; it is called while the program is put together. What has no
// counter, such as e-mails sent today, is what was taken.
func (s *Service) Count(name string, c Counter) { s.counters[name] = c }

// Take makes room for n more of something, before they are added in the same unit; without room it fails with ErrLimit.
func (s *Service) Take(ctx context.Context, name string, n int64) error {
	u, limited := s.of(ctx, name)
	if !limited || n <= 0 {
		return nil
	}
	r, ok, err := take(ctx, s.row(ctx, name), n, u.Most)
	if err != nil {
		return err
	}
	if ok {
		u.Used = r.Used
		return s.warn(ctx, r, u)
	}
	if u, err = s.locked(ctx, name); err != nil {
		return err
	}
	if u.Room() < n {
		return u.refuse(caller.From(ctx).Tenant.Plan, n)
	}
	return s.Add(ctx, name, n)
}

// Add counts n more without asking, before they are added: for what must succeed, such as an undo, and for what Room has
// found room for.
func (s *Service) Add(ctx context.Context, name string, n int64) error {
	u, limited := s.of(ctx, name)
	if !limited || n <= 0 {
		return nil
	}
	r, err := s.lock(ctx, name)
	if err != nil {
		return err
	}
	r.Used += n
	if err := set(ctx, r); err != nil {
		return err
	}
	u.Used = r.Used
	return s.warn(ctx, r, u)
}

// Give says that n of something are gone.
func (s *Service) Give(ctx context.Context, name string, n int64) error {
	if _, limited := s.of(ctx, name); !limited || n <= 0 {
		return nil
	}
	return give(ctx, name, n)
}

// Room is how many of want fit, exactly; nobody else can add until the end of the unit. nil means that there is no limit.
// What is then added is to be told with Add.
func (s *Service) Room(ctx context.Context, name string, want int64) (*int64, error) {
	u, limited := s.of(ctx, name)
	if !limited {
		return nil, nil
	}
	r, err := s.lock(ctx, name)
	u.Used = r.Used
	if err == nil && u.Room() < want {
		u, err = s.locked(ctx, name)
	}
	room := min(u.Room(), want)
	return &room, err
}

// Uses tells how far the limits of the tenant's plan are used, in the order of plan.Limits: as the counters have it, or
// counted now where there is none yet. The calls of API keys, which each instance counts for itself, are left out.
func (s *Service) Uses(ctx context.Context) ([]Use, error) {
	rows, err := counters(ctx)
	if err != nil {
		return nil, err
	}
	var all []Use
	for _, name := range plan.Limits {
		u, limited := s.of(ctx, name)
		if !limited || name == plan.Calls {
			continue
		}
		if u.Used, err = s.now(ctx, name, rows); err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, nil
}

// Use tells how far one limit of the tenant's plan is used, as its counter has it; limited is false without a limit.
func (s *Service) Use(ctx context.Context, name string) (u Use, limited bool, err error) {
	if u, limited = s.of(ctx, name); !limited {
		return u, false, nil
	}
	rows, err := counters(ctx)
	if err == nil {
		u.Used, err = s.now(ctx, name, rows)
	}
	return u, true, err
}

// Look tells how far a limit is used, counted anew, and keeps nobody from anything; limited is false without a limit.
func (s *Service) Look(ctx context.Context, name string) (u Use, limited bool, err error) {
	if u, limited = s.of(ctx, name); limited {
		u.Used, err = s.now(ctx, name, nil)
	}
	return u, limited, err
}

// now is a use as the counter has it, or counted when it has none.
func (s *Service) now(ctx context.Context, name string, rows []row) (int64, error) {
	for _, r := range rows {
		if r.Name == name && r.Period == s.row(ctx, name).Period {
			return r.Used, nil
		}
	}
	if count := s.counters[name]; count != nil {
		return count(ctx)
	}
	return 0, nil
}

// Recount makes every counter say what there is, and gives warnings that were missed.
func (s *Service) Recount(ctx context.Context) error {
	for _, name := range plan.Limits {
		if _, limited := s.of(ctx, name); !limited || s.counters[name] == nil {
			continue
		}
		if _, err := s.locked(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// Over lists what the tenant has more of than other limits allow, in the order of plan.Limits.
func (s *Service) Over(ctx context.Context, limits map[string]int64) (over []Use, err error) {
	for _, name := range plan.Limits {
		most, limited := limits[name]
		count := s.counters[name]
		if !limited || count == nil {
			continue
		}
		n, err := count(ctx)
		if err != nil {
			return nil, err
		}
		if n > most {
			over = append(over, Use{Name: name, Used: n, Limit: most, Most: most})
		}
	}
	return over, nil
}

// locked counts anew what there is, with the counter locked.
func (s *Service) locked(ctx context.Context, name string) (Use, error) {
	u, _ := s.of(ctx, name)
	r, err := s.lock(ctx, name)
	if err != nil {
		return u, err
	}
	if s.counters[name] != nil && !r.Fresh {
		if r.Used, err = s.count(ctx, name); err != nil {
			return u, err
		}
	}
	u.Used = r.Used
	if level := u.level(); level < r.Warned {
		r.Warned = level // what was freed may be warned of again
	}
	if err := set(ctx, r); err != nil {
		return u, err
	}
	return u, s.warn(ctx, r, u)
}

// lock locks a counter; one that is new counts what there is.
func (s *Service) lock(ctx context.Context, name string) (row, error) {
	r, err := lock(ctx, s.row(ctx, name))
	if err == nil && r.Fresh && s.counters[name] != nil {
		r.Used, err = s.count(ctx, name)
	}
	return r, err
}

// count counts what there is, for a counter that is locked. What this unit has given back so far is settled first: it
// would be taken off the new count once more.
func (s *Service) count(ctx context.Context, name string) (int64, error) {
	if err := settle(ctx); err != nil {
		return 0, err
	}
	return s.counters[name](ctx)
}

// warn tells, once, that a use has come to a warning.
func (s *Service) warn(ctx context.Context, r row, u Use) error {
	level := u.level()
	if level <= r.Warned {
		return nil
	}
	r.Used, r.Warned = u.Used, level
	if err := set(ctx, r); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, Reached{u, level})
}

// of is a limit of the caller's tenant, nothing of it used; limited is false when there is none.
func (s *Service) of(ctx context.Context, name string) (u Use, limited bool) {
	n, limited := s.Limits(caller.From(ctx).Tenant)[name]
	return Use{Name: name, Limit: n, Most: n + n*plan.Tolerance(name)/100}, limited
}

func (s *Service) row(ctx context.Context, name string) row {
	return row{Name: name, Period: begins(name, caller.From(ctx).Tenant.Timezone, clock.Now())}
}
