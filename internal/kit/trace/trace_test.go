package trace_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/collector"
	"github.com/kith-crm/kith/internal/kit/trace"
)

// Without a collector nothing is made: no span, no id, no tracer of statements.
func TestOff(t *testing.T) {
	p, err := trace.New(t.Context(), "", "1")
	require.NoError(t, err)
	require.Nil(t, p)
	require.Nil(t, p.Statements())
	for _, begin := range []func() (context.Context, bool){
		func() (context.Context, bool) { ctx, s := p.Request(t.Context(), "GET"); return ctx, s.IsRecording() },
		func() (context.Context, bool) {
			ctx, s := p.Job(t.Context(), "mail.send", "")
			return ctx, s.IsRecording()
		},
		func() (context.Context, bool) {
			ctx, s := trace.Call(t.Context(), "GET", "a.example")
			return ctx, s.IsRecording()
		},
	} {
		ctx, recording := begin()
		require.False(t, recording)
		require.Empty(t, trace.ID(ctx))
		require.Empty(t, trace.Carry(ctx))
	}
	require.NoError(t, p.Close(t.Context()))
}

// A request, its calls and the jobs that it has asked for are one story; of an error only its kind is told.
func TestSpans(t *testing.T) {
	c := collector.Start(t)
	p, err := trace.New(t.Context(), c.URL+"/", "1.2.3")
	require.NoError(t, err)
	ctx, request := p.Request(t.Context(), "POST")
	trace.Tenant(ctx, 7)
	_, call := trace.Call(ctx, "GET", "provider.example")
	call.RecordError(errors.New("refused: canary-words"))
	trace.Status(call, 502)
	call.End()
	_, job := p.Job(t.Context(), "mail.send", trace.Carry(ctx))
	job.RecordError(&pgconn.PgError{Code: "23505", Message: "canary-words"})
	job.End()
	request.End()
	require.NoError(t, p.Close(t.Context()))

	require.Len(t, c.Spans(), 3)
	top, below, later := c.Named("POST")[0], c.Named("GET provider.example")[0], c.Named("job mail.send")[0]
	require.Equal(t, top.GetSpanId(), below.GetParentSpanId())
	require.Equal(t, top.GetTraceId(), below.GetTraceId())
	require.NotEqual(t, top.GetTraceId(), later.GetTraceId())
	require.Equal(t, top.GetSpanId(), later.GetLinks()[0].GetSpanId())
	require.Contains(t, collector.Attribute(top, "kith.tenant"), "7")
	require.Contains(t, collector.Attribute(later, "error.type"), "23505")
	require.Contains(t, collector.Attribute(below, "error.type"), "errorString")
	require.NotContains(t, c.Text(), "canary")
	require.Contains(t, c.Text(), "1.2.3")
}
