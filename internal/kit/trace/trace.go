// Package trace sends what happens inside the program, request by request and job by job, to a collector that speaks OTLP.
// It owns where spans go and what they may say: names, routes, status codes and the texts of statements, never values,
// addresses or the words of an error, for those may be somebody's. What is worth a span is up to kit/web, kit/db, kit/job
// and kit/outbound.
//
// Without a collector there is no provider (nil), no span and no cost.
package trace

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"
)

// scope is under which name spans are recorded.
const scope = "github.com/kith-crm/kith"

// Provider makes spans and sends them; nil makes none.
type Provider struct {
	embedded.TracerProvider
	sdk *sdk.TracerProvider
}

// New returns a provider for the collector at endpoint, an address such as http://localhost:4318, or nil without one. What
// share of the requests is traced, and headers for the collector, come from the environment's OTEL_ variables. Nothing is
// connected to before the first spans are sent.
func New(ctx context.Context, endpoint, version string) (*Provider, error) {
	if endpoint == "" {
		return nil, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimSuffix(endpoint, "/")+"/v1/traces"))
	if err != nil {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT: %w", err)
	}
	who := resource.NewSchemaless(attribute.String("service.name", "kith"), attribute.String("service.version", version))
	return &Provider{sdk: sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(who))}, nil
}

// Close sends what is left.
func (p *Provider) Close(ctx context.Context) error {
	if p == nil {
		return nil
	}
	return p.sdk.Shutdown(ctx)
}

// Tracer implements trace.TracerProvider.
func (p *Provider) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return tracer{provider: p, next: p.sdk.Tracer(name, options...)}
}

// Statements traces the statements of a connection, each with its text, in which no values are; nil when p is.
func (p *Provider) Statements() pgx.QueryTracer {
	if p == nil {
		return nil
	}
	return otelpgx.NewTracer(otelpgx.WithTracerProvider(p), otelpgx.WithTrimSQLInSpanName(), otelpgx.WithDisableConnectionDetailsInAttributes())
}

// Request begins the trace of a request.
func (p *Provider) Request(ctx context.Context, method string) (context.Context, trace.Span) {
	if p == nil {
		return ctx, trace.SpanFromContext(ctx)
	}
	return p.Tracer(scope).Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer))
}

// Job begins the trace of a job that the carrier's trace has asked for, to which it is linked.
func (p *Provider) Job(ctx context.Context, name, carrier string) (context.Context, trace.Span) {
	if p == nil {
		return ctx, trace.SpanFromContext(ctx)
	}
	asked := propagation.TraceContext{}.Extract(context.Background(), propagation.MapCarrier{"traceparent": carrier})
	return p.Tracer(scope).Start(ctx, "job "+name, trace.WithSpanKind(trace.SpanKindConsumer), trace.WithLinks(trace.LinkFromContext(asked)))
}

// Carry is the trace in ctx as a text for another process; "" when there is none.
func Carry(ctx context.Context) string {
	to := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, to)
	return to["traceparent"]
}

// Call begins a span for a call to the outside, below the span in ctx; without one it does nothing.
func Call(ctx context.Context, method, host string) (context.Context, trace.Span) {
	above := trace.SpanFromContext(ctx)
	if !above.IsRecording() {
		return ctx, above
	}
	ctx, s := above.TracerProvider().Tracer(scope).Start(ctx, method+" "+host, trace.WithSpanKind(trace.SpanKindClient))
	s.SetAttributes(attribute.String("http.request.method", method), attribute.String("server.address", host))
	return ctx, s
}

// Tenant notes for which company the span in ctx works.
func Tenant(ctx context.Context, id int64) {
	if s := trace.SpanFromContext(ctx); s.IsRecording() && id != 0 {
		s.SetAttributes(attribute.Int64("kith.tenant", id))
	}
}

// Status notes the answer to a request or a call; from 500 on it is a failure.
func Status(s trace.Span, status int) {
	s.SetAttributes(attribute.Int("http.response.status_code", status))
	if status >= 500 {
		s.SetStatus(codes.Error, "")
	}
}

// ID is the trace in ctx, for the log; "" when there is none.
func ID(ctx context.Context) string {
	if c := trace.SpanContextFromContext(ctx); c.IsValid() {
		return c.TraceID().String()
	}
	return ""
}

// tracer makes spans that keep the words of errors to themselves.
type tracer struct {
	embedded.Tracer
	provider *Provider
	next     trace.Tracer
}

func (t tracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	ctx, s := t.next.Start(ctx, name, options...)
	own := span{Span: s, provider: t.provider}
	return trace.ContextWithSpan(ctx, own), own
}

type span struct {
	trace.Span
	provider *Provider
}

func (s span) TracerProvider() trace.TracerProvider { return s.provider }

// RecordError notes what kind of error it was: messages quote what people have typed.
func (s span) RecordError(err error, _ ...trace.EventOption) {
	if err != nil {
		s.SetAttributes(attribute.String("error.type", kind(err)))
	}
}

// SetStatus keeps the code and drops the description.
func (s span) SetStatus(code codes.Code, _ string) { s.Span.SetStatus(code, "") }

func kind(err error) string {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code
	}
	return fmt.Sprintf("%T", err)
}
