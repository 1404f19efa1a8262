package db

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// Refusals of a pool that is full. Both say: try again.
var (
	ErrBusy    = errs.New(errs.Unavailable, "tenant.busy", "Your company has too many requests open. Try again in a moment.")
	ErrCrowded = errs.New(errs.Unavailable, "db.crowded", "The server is busy. Try again in a moment.")
)

// lanes keep one tenant from draining the pool that it shares: each has at most half of the connections.
type lanes struct {
	mu    sync.Mutex
	width int
	wait  time.Duration
	all   map[string]*lane
}

// lane is one tenant's; it is forgotten when nobody is in it or waits for it.
type lane struct {
	slots chan struct{}
	users int
}

func newLanes(pool int, wait time.Duration) *lanes {
	return &lanes{width: max(1, pool/2), wait: wait, all: map[string]*lane{}}
}

// enter waits for a place in a tenant's lane and returns how to leave it.
func (l *lanes) enter(ctx context.Context, tenant string) (leave func(), err error) {
	own := l.of(tenant)
	timer := time.NewTimer(l.wait)
	defer timer.Stop()
	select {
	case own.slots <- struct{}{}:
		return sync.OnceFunc(func() {
			<-own.slots
			l.forget(tenant, own)
		}), nil
	case <-timer.C:
		err = ErrBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	l.forget(tenant, own)
	return nil, err
}

func (l *lanes) of(tenant string) *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	own := l.all[tenant]
	if own == nil {
		own = &lane{slots: make(chan struct{}, l.width)}
		l.all[tenant] = own
	}
	own.users++
	return own
}

func (l *lanes) forget(tenant string, own *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if own.users--; own.users == 0 {
		delete(l.all, tenant)
	}
}

// connect takes a connection, for a tenant through its lane. Nobody waits for one until the request is over.
func (u *unit) connect(ctx context.Context) (err error) {
	if u.conn != nil {
		return nil
	}
	pool, err := u.db.pool(ctx, u.slot)
	if err != nil {
		return err
	}
	if u.tenant != nil {
		if u.leave, err = u.db.lanes.enter(ctx, u.preamble); err != nil {
			return err
		}
	}
	wait, cancel := context.WithTimeout(ctx, u.db.lanes.wait)
	defer cancel()
	if u.conn, err = pool.Conn(wait); err == nil {
		return nil
	}
	u.release()
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return ErrCrowded.Because(err)
	}
	return err
}
