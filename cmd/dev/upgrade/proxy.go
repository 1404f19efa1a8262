package upgrade

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"
)

// pollEvery is how often the proxy asks its instances whether they are ready: as often as a chart's probe and sooner than
// they stop.
const pollEvery = 100 * time.Millisecond

// proxy hands requests to the instances that say they are ready, in turn, and tries nothing twice.
type proxy struct {
	mu     sync.Mutex
	all    []string // addresses of the instances it may use
	ready  []string
	next   int
	server *httptest.Server
}

func startProxy(ctx context.Context) *proxy {
	p := &proxy{}
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			if to, err := url.Parse(p.choose()); err == nil {
				r.SetURL(to)
			}
		},
		Transport:    &http.Transport{MaxIdleConnsPerHost: 32, IdleConnTimeout: time.Minute},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	p.server = httptest.NewServer(forward)
	go p.poll(ctx)
	return p
}

// use sets the instances; those that are left out get no further request.
func (p *proxy) use(instances ...string) {
	p.mu.Lock()
	p.all = instances
	p.mu.Unlock()
	p.look()
}

func (p *proxy) choose() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.ready) == 0 {
		return "http://127.0.0.1:1" // nobody is there: a request that fails, and is counted
	}
	p.next++
	return p.ready[p.next%len(p.ready)]
}

func (p *proxy) poll(ctx context.Context) {
	for ctx.Err() == nil {
		p.look()
		select {
		case <-ctx.Done():
		case <-time.After(pollEvery):
		}
	}
}

func (p *proxy) look() {
	p.mu.Lock()
	all := p.all
	p.mu.Unlock()
	var ready []string
	for _, instance := range all {
		if status(instance+"/readyz") == http.StatusOK {
			ready = append(ready, instance)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready = ready
}

var probe = &http.Client{Timeout: time.Second}

// status is what an address answers; 0 for nothing.
func status(address string) int {
	res, err := probe.Get(address) //nolint:noctx // it has a time-out of its own
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}
