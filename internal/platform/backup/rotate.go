package backup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// settled is how old a file in the place must be before it counts as one that nobody wants: a younger one may be on its way into a
// list.
const settled = time.Hour

// kept are the backups that stay, of all, the oldest first: the last one of each of so many days, of each of so many weeks, and
// the newest whatever is asked for.
func kept(all []Manifest, daily, weekly int) (stay []Manifest) {
	days, weeks := map[string]bool{}, map[string]bool{}
	for i, m := range slices.Backward(all) {
		at := m.At.UTC()
		year, week := at.ISOWeek()
		day, ofWeek := at.Format(time.DateOnly), fmt.Sprint(year, "-", week)
		wanted := i == len(all)-1
		if !days[day] && len(days) < daily {
			days[day], wanted = true, true
		}
		if !weeks[ofWeek] && len(weeks) < weekly {
			weeks[ofWeek], wanted = true, true
		}
		if wanted {
			stay = append(stay, m)
		}
	}
	slices.Reverse(stay)
	return stay
}

// rotate removes the backups that are no longer wanted, what was left by one that was broken off, and the log and people's files
// that no backup needs. It runs under the lock of a backup that has just been made, so there is at least that.
func (s *Service) rotate(ctx context.Context, a archive) error {
	all, err := a.backups(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	stay := kept(all, s.Daily, s.Weekly)
	if err := a.dropOthers(ctx, stay); err != nil {
		return err
	}
	return errors.Join(a.dropLog(ctx, stay), a.dropFiles(ctx, stay))
}

// dropOthers removes what is not of a backup that stays. A manifest that can't be read is left for a person to look at, with its
// parts.
func (a archive) dropOthers(ctx context.Context, stay []Manifest) error {
	items, err := a.list(ctx, "base")
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, m := range stay {
		known[m.Name] = true
	}
	var names []string
	for _, i := range items {
		if name := strings.Split(i.Key, "/")[1]; !known[name] {
			known[name], names = true, append(names, name)
		}
	}
	for _, name := range names {
		_, damaged := a.manifest(ctx, name)
		if damaged == nil || errors.Is(damaged, ErrMissing) {
			err = errors.Join(err, a.drop(ctx, name))
		}
	}
	return err
}

// dropLog removes the log and the lists of files from before the oldest backup.
func (a archive) dropLog(ctx context.Context, stay []Manifest) error {
	first, since := "", stay[0].StartedAt
	for _, m := range stay {
		name := "wal/" + segmentName(m.Timeline, uint64(m.Start)/m.SegmentSize, m.SegmentSize)
		if first == "" || name < first {
			first = name
		}
	}
	log, err := a.list(ctx, "wal")
	seen, failed := a.list(ctx, "seen")
	err = errors.Join(err, failed)
	for _, i := range append(log, seen...) {
		old := strings.HasPrefix(i.Key, "wal/0") && i.Key < first || strings.HasPrefix(i.Key, "seen/") && i.Key < seenName(since)
		if old {
			err = errors.Join(err, a.remove(ctx, i.Key))
		}
	}
	return err
}

// dropFiles removes people's files that no backup that stays can need.
func (a archive) dropFiles(ctx context.Context, stay []Manifest) error {
	wanted := map[string]bool{}
	for _, m := range stay {
		all, err := a.filesSince(ctx, m)
		if err != nil {
			return err // better too many than one too few
		}
		for _, f := range all.files {
			wanted[fileName(f.SHA256)] = true
		}
	}
	items, err := a.list(ctx, "files")
	if err != nil {
		return err
	}
	for _, i := range items {
		if !wanted[i.Key] && clock.Since(i.At) > settled {
			err = errors.Join(err, a.dropSettled(ctx, i))
		}
	}
	return err
}

// dropSettled removes a file unless it was written again since it was listed.
func (a archive) dropSettled(ctx context.Context, i blob.Item) error {
	now, err := a.store.Stat(ctx, a.key(i.Key))
	if err != nil || !now.At.Equal(i.At) {
		return nil //nolint:nilerr // it is gone, or wanted again
	}
	return a.remove(ctx, i.Key)
}
