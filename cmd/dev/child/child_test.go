package child

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func shell(t *testing.T, script string) *Child {
	t.Helper()
	c, err := Start(t.TempDir(), filepath.Join(t.TempDir(), "log"), []string{"WORD=given"}, "sh", "-c", script)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.cmd.Process.Kill(); <-c.Done() })
	return c
}

func TestStopLetsTheChildFinish(t *testing.T) {
	c := shell(t, `trap 'echo finished $WORD; exit 0' TERM; echo up; while :; do sleep 0.05; done`)
	require.Eventually(t, func() bool { return c.lastWords() == "up" }, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, c.Stop())
	require.Contains(t, c.lastWords(), "finished given")
	require.NoError(t, c.Stop())
}

func TestChildIsInItsOwnGroup(t *testing.T) {
	c := shell(t, `sleep 60`)
	group, err := syscall.Getpgid(c.cmd.Process.Pid)
	require.NoError(t, err)
	require.NotEqual(t, syscall.Getpgrp(), group, "a Ctrl-C would reach the child before the parent has stopped it")
}

func TestReadyMeans200(t *testing.T) {
	answers := []int{http.StatusServiceUnavailable, http.StatusOK}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(answers[0])
		answers = answers[1:]
	}))
	defer s.Close()
	require.NoError(t, shell(t, `sleep 60`).AwaitReady(t.Context(), s.URL))
	require.Empty(t, answers)
}

func TestEarlyEndIsReportedWithTheLog(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close()) // nobody answers there
	err = shell(t, `echo KITH_SECRET is too short; exit 3`).AwaitReady(t.Context(), "http://"+l.Addr().String())
	require.ErrorContains(t, err, "exit status 3")
	require.ErrorContains(t, err, "KITH_SECRET is too short")
}

func TestMissingProgramIsAnError(t *testing.T) {
	_, err := Start(t.TempDir(), filepath.Join(t.TempDir(), "log"), nil, filepath.Join(os.TempDir(), "no-such-program"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
