//go:build unix

package pgserver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// helperVariable makes the test binary act as another program that holds a server, so that it can be killed.
const helperVariable = "PGSERVER_TEST_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVariable); dir != "" {
		holdServer(dir)
	}
	os.Exit(m.Run())
}

func holdServer(dir string) {
	s, err := Start(context.Background(), Options{Dir: dir, Fsync: true})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("ready", s.PID())
	select {}
}

func TestFirstAndLaterStart(t *testing.T) {
	dir := freshDir(t)
	s := start(t, dir)
	execute(t, s, `CREATE TABLE kept (word text)`)
	execute(t, s, `INSERT INTO kept VALUES ('first')`)
	require.Equal(t, "C.UTF-8", ask(t, s, `SELECT datcollate FROM pg_database WHERE datname = 'postgres'`))
	require.Equal(t, "łódź", ask(t, s, `SELECT lower('ŁÓDŹ')`))
	require.Equal(t, "on", ask(t, s, `SHOW data_checksums`))
	require.Equal(t, "", ask(t, s, `SHOW listen_addresses`))
	require.Equal(t, "512", ask(t, s, `SHOW max_locks_per_transaction`))
	execute(t, s, `CREATE EXTENSION pg_trgm`)
	require.NoError(t, s.Stop(t.Context()))
	require.NoError(t, s.Stop(t.Context()), "stopping twice is harmless")
	require.Error(t, s.Restart(t.Context()), "a stopped server does not come back behind the lock's back")

	again := start(t, dir)
	require.Equal(t, "first", ask(t, again, `SELECT word FROM kept`))
}

func TestSocketIsPrivate(t *testing.T) {
	s := start(t, freshDir(t))
	info, err := os.Stat(s.socket)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}

func TestLongDirectoryGetsShortSocket(t *testing.T) {
	dir := filepath.Join(freshDir(t), strings.Repeat("long", 25))
	s := start(t, dir)
	require.Less(t, len(s.socket), 40)
	require.Equal(t, "1", ask(t, s, `SELECT 1::text`))
	require.NoError(t, s.Stop(t.Context()))
	require.NoDirExists(t, s.socket)
}

func TestSettings(t *testing.T) {
	s, err := Start(t.Context(), Options{Dir: freshDir(t), Extra: map[string]string{"work_mem": "7MB", "max_connections": "20"}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	require.Equal(t, "7MB", ask(t, s, `SHOW work_mem`))
	require.Equal(t, "20", ask(t, s, `SHOW max_connections`))
	require.Equal(t, "off", ask(t, s, `SHOW fsync`))
}

func TestBadSettingIsReported(t *testing.T) {
	_, err := Start(t.Context(), Options{Dir: freshDir(t), Extra: map[string]string{"no_such_setting": "1"}})
	require.ErrorContains(t, err, "no_such_setting")
}

func TestRowsSurviveKilledPostmaster(t *testing.T) {
	s := start(t, freshDir(t))
	execute(t, s, `CREATE TABLE kept (n int)`)
	for n := range 20 {
		execute(t, s, fmt.Sprintf(`INSERT INTO kept VALUES (%d)`, n))
	}
	address, before := s.URL("postgres"), s.PID()
	require.NoError(t, syscall.Kill(before, syscall.SIGKILL))
	<-s.Done()
	require.NoError(t, s.Restart(t.Context()))
	require.Equal(t, address, s.URL("postgres"), "clients find the server where it was")
	require.NotEqual(t, before, s.PID())
	require.Equal(t, "20", ask(t, s, `SELECT count(*)::text FROM kept`))
}

func TestKillEndsEveryProcess(t *testing.T) {
	s := start(t, freshDir(t))
	execute(t, s, `CREATE TABLE kept AS SELECT 1 AS n`)
	pids := append(children(s.PID()), s.PID())
	require.Greater(t, len(pids), 3, "a postmaster has workers")
	s.Kill()
	for _, pid := range pids {
		require.Eventually(t, func() bool { return !serves(pid, s.data) }, 5*time.Second, poll)
	}
	require.NoError(t, s.Restart(t.Context()))
	require.Equal(t, "1", ask(t, s, `SELECT n::text FROM kept`))
}

func TestSecondProgramIsRefused(t *testing.T) {
	dir := freshDir(t)
	s := start(t, dir)
	_, err := Start(t.Context(), Options{Dir: dir})
	require.ErrorIs(t, err, ErrInUse)
	require.ErrorContains(t, err, fmt.Sprint(os.Getpid()))
	require.Equal(t, "1", ask(t, s, `SELECT 1::text`), "the first one is not disturbed")
}

func TestKilledProgram(t *testing.T) {
	dir := freshDir(t)
	helper, pid := startHelper(t, dir)
	url, ok := Running(dir, "postgres")
	require.True(t, ok)
	run(t, url, `CREATE TABLE kept AS SELECT 'helper' AS who`)
	_, err := Start(t.Context(), Options{Dir: dir})
	require.ErrorIs(t, err, ErrInUse, "another program's server is not taken away")
	require.NoError(t, helper.Process.Kill())
	_ = helper.Wait()

	s := start(t, dir) // at once, while the old postmaster is still going down
	require.NotEqual(t, pid, s.PID())
	require.Equal(t, "helper", ask(t, s, `SELECT who FROM kept`))
}

func TestKilledProgramAndPostmaster(t *testing.T) {
	dir := freshDir(t)
	helper, pid := startHelper(t, dir)
	url, _ := Running(dir, "postgres")
	run(t, url, `CREATE TABLE kept AS SELECT 'helper' AS who`)
	require.NoError(t, helper.Process.Kill())
	_ = syscall.Kill(pid, syscall.SIGKILL)
	_ = helper.Wait()
	require.Equal(t, "helper", ask(t, start(t, dir), `SELECT who FROM kept`))
}

// TestOrphanIsReaped covers systems that do not end the server together with its program.
func TestOrphanIsReaped(t *testing.T) {
	dir := freshDir(t)
	s := start(t, dir)
	execute(t, s, `CREATE TABLE kept AS SELECT 'orphan' AS who`)
	require.NoError(t, s.Stop(t.Context()))
	orphan := s.command(context.Background(), "postgres", append([]string{"-D", s.data}, s.settings()...)...)
	require.NoError(t, orphan.Start())
	ended := make(chan struct{})
	go func() { _ = orphan.Wait(); close(ended) }()
	require.Eventually(t, func() bool { return ping(t.Context(), s.URL("postgres")) == nil }, 20*time.Second, poll)

	again := start(t, dir)
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Fatal("the orphan still runs")
	}
	require.Equal(t, "orphan", ask(t, again, `SELECT who FROM kept`))
}

func TestForeignProcessIsLeftAlone(t *testing.T) {
	dir := freshDir(t)
	s := start(t, dir)
	require.NoError(t, s.Stop(t.Context()))
	bystander := exec.Command("sleep", "60")
	require.NoError(t, bystander.Start())
	t.Cleanup(func() { _ = bystander.Process.Kill(); _ = bystander.Wait() })
	lines := fmt.Sprintf("%d\n%s\n1\n%s\n%s\n", bystander.Process.Pid, s.data, port, s.socket)
	require.NoError(t, os.WriteFile(filepath.Join(s.data, "postmaster.pid"), []byte(lines), 0o644))

	_, ok := Running(dir, "postgres")
	require.False(t, ok)
	require.NoError(t, reap(s.data))
	require.NoError(t, bystander.Process.Signal(syscall.Signal(0)), "a process with a recycled number is not ours to end")
}

func TestOtherVersionIsRefused(t *testing.T) {
	dir := freshDir(t)
	require.NoError(t, start(t, dir).Stop(t.Context()))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("12\n"), 0o600))
	t.Setenv(BinariesVariable, realBinaries(t).dir)
	_, err := Start(t.Context(), Options{Dir: dir})
	require.ErrorContains(t, err, "the data are of version 12")
	require.FileExists(t, filepath.Join(dir, "data", "global", "pg_control"), "nothing is thrown away")
}

func TestInterruptedFirstStartHeals(t *testing.T) {
	dir := freshDir(t)
	owner, err := serverAccount()
	require.NoError(t, err)
	require.NoError(t, owner.makeDir(filepath.Join(dir, "data.init")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data.init", "PG_VERSION"), []byte("15\n"), 0o600))
	require.Equal(t, "1", ask(t, start(t, dir), `SELECT 1::text`))
	require.NoDirExists(t, filepath.Join(dir, "data.init"))
}

func TestStopIsPatientThenFirm(t *testing.T) {
	s := start(t, freshDir(t))
	require.NoError(t, syscall.Kill(s.PID(), syscall.SIGSTOP)) // a server that hears nothing
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	require.NoError(t, s.Stop(ctx))
	require.Less(t, time.Since(begin), stopHard+5*time.Second)
	require.False(t, serves(s.PID(), s.data))
}

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), Options{Dir: dir, Fsync: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	return s
}

// freshDir is a folder that the server's account can reach, unlike t.TempDir when the tests run as root.
func freshDir(t *testing.T) string {
	t.Helper()
	top, err := os.MkdirTemp("", "pgserver-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(top, 0o755))
	t.Cleanup(func() { _ = os.RemoveAll(top) })
	return filepath.Join(top, "pg")
}

func startHelper(t *testing.T, dir string) (*exec.Cmd, int) {
	t.Helper()
	helper := exec.Command(os.Args[0])
	helper.Env = append(os.Environ(), helperVariable+"="+dir)
	out, err := helper.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, helper.Start())
	t.Cleanup(func() { _ = helper.Process.Kill(); _ = helper.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	var pid int
	_, err = fmt.Sscanf(line, "ready %d", &pid)
	require.NoError(t, err, line)
	return helper, pid
}

func realBinaries(t *testing.T) binaries {
	t.Helper()
	owner, err := serverAccount()
	require.NoError(t, err)
	b, err := find(t.Context(), owner, 0)
	require.NoError(t, err)
	return b
}

func execute(t *testing.T, s *Server, sql string) {
	t.Helper()
	run(t, s.URL("postgres"), sql)
}

func run(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), sql)
	require.NoError(t, errors.Join(err, conn.Close(t.Context())))
}

func ask(t *testing.T, s *Server, sql string) (answer string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL("postgres"))
	require.NoError(t, err)
	err = conn.QueryRow(t.Context(), sql).Scan(&answer)
	require.NoError(t, errors.Join(err, conn.Close(t.Context())))
	return answer
}
