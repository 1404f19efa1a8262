package log_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/log"
)

// S50: what is called like a secret is not written down, wherever it stands.
func TestS50SecretsAreHidden(t *testing.T) {
	for _, format := range []string{"json", "text"} {
		var b bytes.Buffer
		l := log.New(&b, format, slog.LevelInfo)
		for _, name := range []string{"password", "accessToken", "client_secret", "Authorization", "Set-Cookie", "apiKey"} {
			l.Info("x", name, "canary-1", slog.Group("in", name, "canary-2"))
			l.With(name, "canary-3").Info("x")
		}
		require.NotContains(t, b.String(), "canary", format)
		require.Contains(t, b.String(), "[hidden]")
	}
}

// S53: nobody can write a line of the log by what they send.
func TestS53NoForgedLines(t *testing.T) {
	const evil = "/x\r\n{\"level\":\"INFO\",\"msg\":\"owner logged in\"}\x1b[2K\u2028"
	for _, format := range []string{"json", "text"} {
		var b bytes.Buffer
		log.New(&b, format, slog.LevelInfo).Info(evil, "path", evil)
		require.Equal(t, 1, strings.Count(b.String(), "\n"), format)
		require.NotContains(t, b.String(), "\x1b", format)
		require.NotContains(t, b.String(), "\r", format)
	}
	var b bytes.Buffer
	log.New(&b, "json", slog.LevelInfo).Info("x", "path", evil)
	var line struct{ Msg, Path string }
	require.NoError(t, json.Unmarshal(b.Bytes(), &line))
	require.Equal(t, "x", line.Msg)
}
