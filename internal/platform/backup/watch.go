package backup

import (
	"context"
	"errors"
	"log/slog"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// Bounds after which something is wrong: a night was missed, or more would be lost than is promised.
const (
	Overdue = 30 * time.Hour
	Behind  = 5 * time.Minute
)

const (
	lookEvery = time.Minute
	retryLog  = 10 * time.Second
	retryBase = 30 * time.Minute
	missed    = 26 * time.Hour // the night went by: not waited for the next
	young     = 12 * time.Hour // a backup by hand in the evening does for the night
)

var (
	ageMetric = promauto.NewGauge(prometheus.GaugeOpts{Name: "kith_backup_age_seconds",
		Help: "Age of the newest backup of the server; since the start of the process while there is none, 0 where none are made."})
	successMetric = promauto.NewGauge(prometheus.GaugeOpts{Name: "kith_backup_last_success_timestamp_seconds", Help: "When the newest backup was made; 0 while there is none."})
	logMetric     = promauto.NewGauge(prometheus.GaugeOpts{Name: "kith_backup_log_age_seconds",
		Help: "How long ago the moment is up to which everything can be restored; since the start of the process while there is none, 0 where no backups are made."})
	failures = promauto.NewCounter(prometheus.CounterOpts{Name: "kith_backup_failures_total", Help: "Backups that this process has begun and that failed; the log says why."})
)

// Run brings the log to the place and makes the nightly backups until ctx ends. Any number of processes may run it: the server
// lets one of them follow its log, and one make a backup.
func (s *Service) Run(ctx context.Context) {
	if !s.On() {
		return
	}
	var all sync.WaitGroup
	defer all.Wait()
	all.Go(func() { s.keepFollowing(ctx) })
	if _, err := s.look(ctx); err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "backup: it can't be told how it stands", "error", err)
	}
	for pause := lookEvery; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if pause = lookEvery; !s.nightly(ctx) {
			pause = retryBase
		}
	}
}

func (s *Service) keepFollowing(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.follow(ctx); err != nil && ctx.Err() == nil && !busy(err) {
			slog.ErrorContext(ctx, "backup: the log does not get to the backup place", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(retryLog):
		}
	}
}

// nightly makes a backup when it is time; false when that failed.
func (s *Service) nightly(ctx context.Context) bool {
	st, err := s.look(ctx)
	if err == nil && !s.due(clock.Now().UTC(), st) {
		return true
	}
	var m Manifest
	if err == nil {
		m, err = s.Take(ctx)
	}
	switch {
	case errors.Is(err, ErrRunning) || ctx.Err() != nil:
		return true
	case err != nil:
		failures.Inc()
		slog.ErrorContext(ctx, "backup: it failed; those before are as they were", "error", err)
		return false
	}
	_, err = s.look(ctx)
	slog.InfoContext(ctx, "backup: made", "name", m.Name, "bytes", m.Bytes, "stored", m.Stored(), "files", m.Files, "took", clock.Since(m.StartedAt).String())
	return err == nil
}

// look finds out how it stands, and keeps it for the metrics.
func (s *Service) look(ctx context.Context) (Status, error) {
	st, err := s.Status(ctx)
	if err == nil {
		s.last.Store(&st)
	}
	return st, err
}

// due tells whether it is time for a backup: at night; and at once when there is none that the log goes on from.
func (s *Service) due(now time.Time, st Status) bool {
	if st.Newest == nil || st.Newest.Timeline != st.Timeline {
		return true
	}
	if st.Log.To > st.Newest.Stop && !follows(st.Log, *st.Newest) {
		return true
	}
	age := now.Sub(st.Newest.At)
	return age > missed || age > young && now.Hour() == s.Hour
}

// Status is how it stands with the backups of the server.
type Status struct {
	System   string
	Timeline uint32
	Newest   *Manifest // nil: there is none
	Count    int
	Log      Reached
}

// Status asks the server who it is, and the place what there is of it.
func (s *Service) Status(ctx context.Context) (st Status, err error) {
	if !s.On() {
		return st, ErrOff
	}
	src, err := connect(ctx, s.URL)
	if err != nil {
		return st, err
	}
	defer src.close()
	who, err := src.identify(ctx)
	if err != nil {
		return st, err
	}
	a := s.archive(who.System)
	st.System, st.Timeline = who.System, who.Timeline
	all, err := a.backups(ctx)
	if err != nil {
		return st, err
	}
	if st.Count = len(all); st.Count > 0 {
		st.Newest = &all[len(all)-1]
	}
	st.Log, err = a.reached(ctx, who.Timeline)
	return st, err
}

// Late tells whether a night was missed, or more would be lost than is promised.
func (st Status) Late(now time.Time) bool {
	return st.Newest == nil || now.Sub(st.Newest.At) > Overdue || now.Sub(st.Log.At) > Behind
}

var started = clock.Now()

// Measure brings the metrics up to date, from what Run has found last: where it finds nothing any more, they grow old.
func (s *Service) Measure() {
	if !s.On() || s.last.Load() == nil {
		return
	}
	st, newest, reached := s.last.Load(), started, started
	if st.Newest != nil {
		newest = st.Newest.At
		successMetric.Set(float64(newest.Unix()))
	}
	if !st.Log.At.IsZero() {
		reached = st.Log.At
	}
	ageMetric.Set(clock.Since(newest).Seconds())
	logMetric.Set(clock.Since(reached).Seconds())
}

// List are the whole backups of a server, the oldest first.
func (s *Service) List(ctx context.Context, system string) ([]Manifest, error) {
	a, err := s.find(ctx, system)
	if err != nil {
		return nil, err
	}
	return a.backups(ctx)
}

// Systems are the numbers of the servers of which there are backups.
func (s *Service) Systems(ctx context.Context) (all []string, err error) {
	err = s.place.List(ctx, servers, func(i blob.Item) error {
		all = append(all, strings.TrimPrefix(path.Base(i.Key), "s"))
		return nil
	})
	slices.Sort(all)
	return all, err
}
