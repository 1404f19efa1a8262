package upgrade

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	clients = 8
	pause   = 20 * time.Millisecond // of each client between two requests
)

// load is people at work: each saves a company, reads it and looks through the list, again and again. It remembers what was
// acknowledged and counts what failed.
type load struct {
	page, token string
	stop        context.CancelFunc
	done        sync.WaitGroup

	mu      sync.Mutex
	phase   *Phase
	phases  []*Phase
	saved   []string // ids that were acknowledged
	trouble []string
}

// Phase is what people met while something was done.
type Phase struct {
	Name             string
	Requests, Failed int
	Slowest          time.Duration
}

func startLoad(ctx context.Context, page, token string) *load {
	ctx, stop := context.WithCancel(ctx)
	l := &load{page: page, token: token, stop: stop}
	l.enter("before")
	for n := range clients {
		l.done.Go(func() {
			for turn := 0; ctx.Err() == nil; turn++ {
				l.turn(context.WithoutCancel(ctx), fmt.Sprintf("Company %d of client %d", turn, n))
				time.Sleep(pause)
			}
		})
	}
	return l
}

// end stops the people after what they have begun.
func (l *load) end() {
	l.stop()
	l.done.Wait()
}

// enter begins another phase.
func (l *load) enter(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.phase = &Phase{Name: name}
	l.phases = append(l.phases, l.phase)
}

func (l *load) turn(ctx context.Context, name string) {
	body, _ := json.Marshal(map[string]string{"name": name}) // a text always has a form
	answer, err := l.call(ctx, http.MethodPost, "/companies", body)
	var made struct{ ID string }
	if err != nil || json.Unmarshal(answer, &made) != nil {
		return
	}
	l.mu.Lock()
	l.saved = append(l.saved, made.ID)
	l.mu.Unlock()
	_, _ = l.call(ctx, http.MethodGet, "/companies/"+made.ID, nil) // a failure is counted
	time.Sleep(pause)
	_, _ = l.call(ctx, http.MethodGet, "/companies?sort=-createdAt", nil)
}

// call makes one request and counts it.
func (l *load) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	begin := time.Now() //nolint:forbidigo // a duration, not a date
	answer, err := request(ctx, method, l.page+"/api/v1"+path, l.token, body)
	took := time.Since(begin) //nolint:forbidigo // a duration, not a date
	l.mu.Lock()
	defer l.mu.Unlock()
	l.phase.Requests++
	l.phase.Slowest = max(l.phase.Slowest, took)
	if err != nil {
		l.phase.Failed++
		l.trouble = append(l.trouble, l.phase.Name+": "+err.Error())
	}
	return answer, err
}

func request(ctx context.Context, method, address, token string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Kith", "1")
	if method == http.MethodPost {
		r.Header.Set("Idempotency-Key", key())
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s answers %s: %.200s", method, r.URL.Path, res.Status, answer)
	}
	return answer, err
}
