package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// What a list that is made into a file may cost: memory of the program in MiB, and how much longer the p99 of others' writes may be
// than without it.
const (
	maxFileMemory = 64.0
	maxWriters    = 2.0
)

const (
	writers    = 4
	writerRest = 25 * time.Millisecond
	calmFor    = 10 * time.Second
)

// file is a list on its way into a file.
type file struct {
	ID, State   string
	Total, Size int64
}

// files has the contacts made into files while people write, and prints what they noticed beside the same without files.
func (r *rig) files(ctx context.Context) error {
	var calm, meanwhile times
	err := r.whileWriting(ctx, &calm, func() error { time.Sleep(calmFor); return ctx.Err() })
	if err != nil {
		return err
	}
	before, peak := pss(r.server.PID()), 0.0
	stop := r.watch(&peak)
	begin := time.Now() //nolint:forbidigo // a duration
	var f file
	err = r.whileWriting(ctx, &meanwhile, func() error {
		for _, format := range []string{"csv", "xlsx", "jsonl"} {
			if f, err = r.file(ctx, format); err != nil {
				return err
			}
		}
		return nil
	})
	took := time.Since(begin) //nolint:forbidigo // a duration
	stop()
	if err != nil {
		return err
	}
	slower := ratio(at(calm, 0.99), at(meanwhile, 0.99))
	fmt.Fprintf(r.out, "\n%d contacts as csv, xlsx and jsonl, one after the other: %s; memory grew by %.0f MiB (at most %.0f)\n", f.Total, took.Round(time.Millisecond*100), peak-before, maxFileMemory)
	fmt.Fprintf(r.out, "  who writes meanwhile: %s; without: %s; p99 %.2f times as long (at most %.0f)\n", meanwhile, calm, slower, maxWriters)
	if peak-before > maxFileMemory || slower > maxWriters {
		return errors.New("files of a list cost more than they may")
	}
	return nil
}

// file has the contacts made into a file.
func (r *rig) file(ctx context.Context, format string) (f file, err error) {
	err = r.ask(ctx, "/contacts/exports", map[string]string{"format": format}, &f)
	for err == nil && f.State != "ready" {
		if f.State == "failed" {
			return f, fmt.Errorf("no file was made as %s", format)
		}
		time.Sleep(100 * time.Millisecond)
		err = r.ask(ctx, "/exports/"+f.ID, nil, &f)
	}
	return f, err
}

// whileWriting does something while people write tasks down, and keeps how long each took.
func (r *rig) whileWriting(ctx context.Context, all *times, do func() error) error {
	token, err := r.token(ctx)
	if err != nil {
		return err
	}
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		errs []error
	)
	writing, stop := context.WithCancel(ctx)
	defer stop()
	for range writers {
		wg.Go(func() {
			for writing.Err() == nil {
				begin := time.Now() //nolint:forbidigo // a duration
				err := call(ctx, request{url: r.base + "/api/v1/tasks", token: token, body: map[string]string{"title": "Call back"}}, nil)
				mu.Lock()
				*all, errs = append(*all, time.Since(begin)), append(errs, err) //nolint:forbidigo // a duration
				mu.Unlock()
				time.Sleep(writerRest)
			}
		})
	}
	err = do()
	stop()
	wg.Wait()
	return errors.Join(append(errs, err)...)
}
