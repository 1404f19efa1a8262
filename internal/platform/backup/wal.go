package backup

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/kith-crm/kith/internal/kit/clock"
)

const (
	answerEvery = 5 * time.Second // well below wal_sender_timeout
	mostHeld    = 4               // whole segments in memory, before they go to the place
	unfinished  = "-partial"
)

// segment is a piece of the log as PostgreSQL cuts it; data may be shorter at its end.
type segment struct {
	number uint64
	data   []byte
}

// segmentName is the name that PostgreSQL gives a segment, in small letters.
func segmentName(timeline uint32, number, size uint64) string {
	perID := (uint64(1) << 32) / size
	return fmt.Sprintf("%08x%08x%08x", timeline, number/perID, number%perID)
}

// follower brings the log to the place, in rounds: ask where the server is, take in the log until there, bring in people's files,
// then show the log. So no row can be restored whose file is not there.
type follower struct {
	s    *Service
	a    archive
	src  *source
	w    *walsender
	who  identity
	mark Reached
	seen known
	open segment   // the one that is being taken in
	full []segment // those that are whole and not in the place yet
	got  LSN       // what was taken in
}

// follow brings the log to the place until ctx ends or something fails.
func (s *Service) follow(ctx context.Context) error {
	f := &follower{s: s, seen: newKnown()}
	var err error
	if f.src, err = connect(ctx, s.URL); err != nil {
		return err
	}
	defer f.src.close()
	if f.who, err = f.src.identify(ctx); err != nil {
		return err
	}
	f.a = s.archive(f.who.System)
	if err := f.a.register(ctx); err != nil {
		return err
	}
	if f.w, err = dial(ctx, s.URL); err != nil {
		return err
	}
	defer f.w.close()
	if err := f.begin(ctx); err != nil {
		return err
	}
	for ctx.Err() == nil {
		if err := f.round(ctx); err != nil {
			return err
		}
		if err := f.wait(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// begin finds out where the log in the place ends, and has the server send what comes after.
func (f *follower) begin(ctx context.Context) error {
	kept, err := f.w.reserve(ctx)
	if err != nil {
		return err
	}
	from := kept - kept%LSN(f.who.SegmentSize)
	if f.mark, err = f.a.reached(ctx, f.who.Timeline); err != nil {
		return err
	}
	if f.seen, err = f.a.brought(ctx); err != nil {
		return err
	}
	if end := f.mark.To - f.mark.To%LSN(f.who.SegmentSize); f.mark.To > 0 && end >= from {
		from = end
	} else { // what is there does not go on: backups begin anew
		f.mark = Reached{Timeline: f.who.Timeline, From: from}
	}
	f.got, f.open = from, segment{number: uint64(from) / f.who.SegmentSize}
	err = f.w.stream(ctx, from, f.who.Timeline)
	if lost(err) {
		again, failed := dial(ctx, f.s.URL)
		if failed != nil {
			return errors.Join(err, failed)
		}
		defer again.close()
		err = errors.Join(err, again.forget(ctx)) // the next try reserves it anew
	}
	return err
}

func reachedName(timeline uint32) string { return fmt.Sprintf("wal/reached-%08x", timeline) }

// round brings the place to where the server is now.
func (f *follower) round(ctx context.Context) error {
	to, at, err := f.src.now(ctx)
	if err != nil {
		return err
	}
	for f.got < to {
		if err := f.take(ctx, answerEvery); err != nil {
			return err
		}
		if len(f.full) >= mostHeld {
			if err := f.show(ctx, Reached{f.mark.Timeline, f.mark.From, f.full[len(f.full)-1].end(f.who.SegmentSize), f.mark.At}); err != nil {
				return err
			}
		}
	}
	return f.show(ctx, Reached{f.mark.Timeline, f.mark.From, f.got, at})
}

func (s segment) end(size uint64) LSN { return LSN((s.number + 1) * size) }

// wait takes in what comes until the next round.
func (f *follower) wait(ctx context.Context) error {
	for end := clock.Now().Add(f.s.Every); ctx.Err() == nil && len(f.full) < mostHeld; {
		left := -clock.Since(end)
		if left <= 0 {
			break
		}
		if err := f.take(ctx, min(left, answerEvery)); err != nil {
			return err
		}
	}
	return nil
}

// take takes in the next piece of the log.
func (f *follower) take(ctx context.Context, patience time.Duration) error {
	p, err := f.w.receive(ctx, patience)
	if err != nil {
		return err
	}
	if p.data == nil {
		return f.w.confirm(f.got, f.mark.To)
	}
	if p.at != f.got {
		return fmt.Errorf("%w: after %s the server sent %s", ErrGap, f.got, p.at)
	}
	for data := p.data; len(data) > 0; {
		n := min(uint64(len(data)), f.who.SegmentSize-uint64(len(f.open.data)))
		f.open.data, data = append(f.open.data, data[:n]...), data[n:]
		f.got += LSN(n)
		if uint64(len(f.open.data)) == f.who.SegmentSize {
			f.full = append(f.full, f.open)
			f.open = segment{number: f.open.number + 1}
		}
	}
	return nil
}

// show makes the log up to a mark count, after people's files that it can speak of. The server hears meanwhile that somebody
// is there.
func (f *follower) show(ctx context.Context, mark Reached) error {
	done := make(chan error, 1)
	go func() { done <- f.bring(ctx, mark) }()
	for alive := time.NewTicker(answerEvery); ; {
		select {
		case err := <-done:
			alive.Stop()
			if err != nil {
				return err
			}
			return f.w.confirm(f.got, f.mark.To)
		case <-alive.C:
			if err := f.w.confirm(f.got, f.mark.To); err != nil {
				return errors.Join(err, <-done)
			}
		}
	}
}

func (f *follower) bring(ctx context.Context, mark Reached) error {
	if err := f.bringFiles(ctx); err != nil {
		return err
	}
	for len(f.full) > 0 {
		if err := f.bringSegment(ctx, f.full[0]); err != nil {
			return err
		}
		f.full = f.full[1:]
	}
	if len(f.open.data) > 0 && f.got > f.mark.To {
		name := f.name(f.open) + unfinished
		if _, err := f.a.put(ctx, name, squeeze(f.open.data)); err != nil {
			return err
		}
	}
	f.mark = mark
	return f.a.putJSON(ctx, reachedName(mark.Timeline), mark)
}

func (f *follower) name(s segment) string {
	return "wal/" + segmentName(f.who.Timeline, s.number, f.who.SegmentSize)
}

// bringSegment stores a whole segment. One that is there already has to be the same: another server that was made of the same
// backup must not write here too.
func (f *follower) bringSegment(ctx context.Context, s segment) error {
	name := f.name(s)
	old, err := f.a.get(ctx, name)
	switch {
	case err == nil && !sameLog(old, s.data, f.who.SegmentSize):
		return fmt.Errorf("%s is there already with other content: does another server that came of the same backup use this place?", name)
	case err == nil:
		return nil
	case !errors.Is(err, ErrMissing):
		return err
	}
	if _, err := f.a.put(ctx, name, squeeze(s.data)); err != nil {
		return err
	}
	return f.a.remove(ctx, name+unfinished)
}

func sameLog(old, data []byte, size uint64) bool {
	old, err := unsqueeze(old, 2*size)
	return err == nil && string(old) == string(data)
}

// bringFiles brings in people's new files and notes them.
func (f *follower) bringFiles(ctx context.Context) error {
	at := clock.Now()
	all, err := f.s.mirror(ctx, f.a, f.seen)
	if err != nil {
		return err
	}
	added := newKnown()
	for key, c := range all.files {
		if f.seen.files[key] != c {
			added.files[key] = c
		}
	}
	if len(added.files) > 0 {
		if _, err := f.a.put(ctx, seenName(at), added.encode()); err != nil {
			return err
		}
	}
	f.seen = f.seen.merge(all)
	return nil
}

// reached is how far the log of a timeline is; nothing when there is none.
func (a archive) reached(ctx context.Context, timeline uint32) (r Reached, err error) {
	err = a.getJSON(ctx, reachedName(timeline), &r)
	if errors.Is(err, ErrMissing) {
		return Reached{}, nil
	}
	return r, err
}

// The beginning of a segment: kind of page 2, flags 2, timeline 4, position 8, remaining 4, padding 4, system 8, size 4.
const pageHeader = 36

// checkSegment compares what a segment says of itself with its name and its server.
func checkSegment(data []byte, m Manifest, number uint64) error {
	if len(data) < pageHeader {
		return ErrDamaged
	}
	le := binary.LittleEndian
	switch {
	case fmt.Sprint(le.Uint64(data[24:])) != m.System:
		return fmt.Errorf("%w (%d)", ErrForeign, le.Uint64(data[24:]))
	case le.Uint32(data[4:]) != m.Timeline, le.Uint64(data[8:]) != number*m.SegmentSize, uint64(le.Uint32(data[32:])) != m.SegmentSize:
		return ErrDamaged
	}
	return nil
}

// follows tells whether the log goes on from a backup.
func follows(mark Reached, m Manifest) bool {
	return mark.To > m.Stop && mark.From <= m.Stop-m.Stop%LSN(m.SegmentSize)
}

// log calls f for the segments that go on from a backup, in order, each checked. It returns how far they lead; not further than the
// backup itself when there are none.
func (a archive) log(ctx context.Context, m Manifest, f func(name string, data []byte) error) (to LSN, err error) {
	mark, err := a.reached(ctx, m.Timeline)
	if err != nil {
		return 0, err
	}
	if to = m.Stop; !follows(mark, m) {
		return to, nil
	}
	first := uint64(m.Stop) / m.SegmentSize
	for n := first; LSN(n*m.SegmentSize) < mark.To; n++ {
		name := segmentName(m.Timeline, n, m.SegmentSize)
		data, err := a.segment(ctx, m, n)
		if errors.Is(err, ErrMissing) {
			return to, fmt.Errorf("%w: %w", ErrGap, err)
		}
		if err != nil {
			return to, err
		}
		to = LSN(n*m.SegmentSize + uint64(len(data)))
		if err := f(name, data); err != nil {
			return to, err
		}
		if uint64(len(data)) < m.SegmentSize {
			break
		}
	}
	if to < mark.To {
		return to, fmt.Errorf("%w: it ends at %s instead of %s", ErrGap, to, mark.To)
	}
	return to, nil
}

// segment reads a segment, whole or as far as it is.
func (a archive) segment(ctx context.Context, m Manifest, number uint64) ([]byte, error) {
	name := "wal/" + segmentName(m.Timeline, number, m.SegmentSize)
	data, err := a.get(ctx, name)
	if errors.Is(err, ErrMissing) {
		whole := err
		if data, err = a.get(ctx, name+unfinished); errors.Is(err, ErrMissing) {
			return nil, whole
		}
		name += unfinished
	}
	if err != nil {
		return nil, err
	}
	if data, err = unsqueeze(data, 2*m.SegmentSize); err != nil {
		return nil, fmt.Errorf("%s %w", name, ErrDamaged)
	}
	if err := checkSegment(data, m, number); err != nil {
		return nil, fmt.Errorf("%s %w", name, err)
	}
	return data, nil
}
