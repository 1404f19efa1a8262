package stripefake

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/kith-crm/kith/internal/platform/billing/stripefake/ledger"
)

// settleTime gathers changes that come together into one write.
const settleTime = 100 * time.Millisecond

// open loads the saved state, or begins an empty one.
func open(o Options) (*ledger.Ledger, error) {
	l := ledger.New(o.Now())
	if o.StateFile != "" {
		raw, err := os.ReadFile(o.StateFile)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err == nil {
			if l, err = ledger.Load(raw); err != nil {
				return nil, err
			}
		}
	}
	l.AfterDunning = o.AfterDunning
	return l, nil
}

// save writes the state soon after each change, and a last time at the end.
func (s *Server) save(ctx context.Context) {
	if s.options.StateFile == "" {
		return
	}
	for {
		select {
		case <-ctx.Done():
			_ = s.write()
			return
		case <-s.dirty:
			time.Sleep(settleTime)
			_ = s.write()
		}
	}
}

// write replaces the state file in one step, so that a crash leaves the old or the new one.
func (s *Server) write() (err error) {
	var raw []byte
	s.peek(func(l *ledger.Ledger) { raw, err = json.Marshal(l) })
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.options.StateFile), 0o700); err != nil {
		return err
	}
	next := s.options.StateFile + ".new"
	if err := os.WriteFile(next, raw, 0o600); err != nil {
		return err
	}
	return os.Rename(next, s.options.StateFile)
}
