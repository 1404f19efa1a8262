// Package collector is a stand-in for a collector of traces: it takes what the program sends by OTLP over HTTP and keeps it.
package collector

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	proto "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	wire "google.golang.org/protobuf/proto"
)

// Collector is one that runs until the end of a test.
type Collector struct {
	URL   string
	mu    sync.Mutex
	raw   bytes.Buffer
	spans []*trace.Span
}

// Start starts one.
func Start(t testing.TB) *Collector {
	t.Helper()
	c := &Collector{}
	s := httptest.NewServer(http.HandlerFunc(c.take))
	t.Cleanup(s.Close)
	c.URL = s.URL
	return c
}

func (c *Collector) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var sent proto.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || wire.Unmarshal(body, &sent) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw.Write(body)
	for _, resource := range sent.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			c.spans = append(c.spans, scope.GetSpans()...)
		}
	}
}

// Spans are those that have come.
func (c *Collector) Spans() []*trace.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spans
}

// Text is all that has come, as it came: what is in it was sent away.
func (c *Collector) Text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.raw.String()
}

// Named are the spans of a name.
func (c *Collector) Named(name string) (found []*trace.Span) {
	for _, s := range c.Spans() {
		if s.GetName() == name {
			found = append(found, s)
		}
	}
	return found
}

// Attribute is what a span says under a name, as text; "" when it says nothing.
func Attribute(s *trace.Span, name string) string {
	for _, a := range s.GetAttributes() {
		if a.GetKey() != name {
			continue
		}
		if text := a.GetValue().GetStringValue(); text != "" {
			return text
		}
		return a.GetValue().String()
	}
	return ""
}
