package faults

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/id"
)

// smallDisk is a disk of so many MiB that goes away with the test.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kith-disk-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, 0o711)) //nolint:gosec // the database's account must pass through
	out, err := exec.Command("mount", "-t", "tmpfs", "-o", "mode=0711,size="+size, "tmpfs", dir).CombinedOutput()
	require.NoError(t, err, "only who may mount a disk can fill one: %s", out)
	t.Cleanup(func() {
		out, err := exec.Command("umount", "-l", dir).CombinedOutput()
		require.NoError(t, err, string(out))
		require.NoError(t, os.Remove(dir))
	})
	return dir
}

// ballast takes up to so many bytes of a disk; what makes room is taking it away again.
func ballast(t *testing.T, name string, bytes int64) (free func()) {
	t.Helper()
	f, err := os.Create(name)
	require.NoError(t, err)
	_, err = io.CopyN(f, zeros{}, bytes)
	require.True(t, err == nil || strings.Contains(err.Error(), "no space left"), err)
	require.NoError(t, f.Close())
	return func() { require.NoError(t, os.Remove(name)) }
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// ask posts a body and reads what comes back into v when it is of that status.
func (r *rig) ask(method, path, body string, status int, v any) {
	r.t.Helper()
	res := r.send(method, path, "application/json", strings.NewReader(body))
	defer res.Body.Close() //nolint:errcheck // it is read
	got, err := io.ReadAll(res.Body)
	require.NoError(r.t, err)
	require.Equal(r.t, status, res.StatusCode, string(got))
	if v != nil {
		require.NoError(r.t, json.Unmarshal(got, v))
	}
}

func (r *rig) send(method, path, kind string, body io.Reader) *http.Response {
	r.t.Helper()
	req, err := http.NewRequest(method, r.base+"/api/v1"+path, body) //nolint:noctx // bounded by the client
	require.NoError(r.t, err)
	req.Header.Set("Idempotency-Key", id.New().String())
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Kith", "1")
	req.Header.Set("Authorization", "Bearer "+r.token)
	res, err := client.Do(req)
	require.NoError(r.t, err)
	return res
}

// upload puts a file beside a contact and tells the status and the code of the answer.
func (r *rig) upload(contact string, content []byte) (status int, code string) {
	r.t.Helper()
	res := r.send(http.MethodPost, "/contacts/"+contact+"/attachments?fileName=plan.bin", "application/octet-stream", bytes.NewReader(content))
	defer res.Body.Close() //nolint:errcheck // it is read
	var problem struct{ Code string }
	require.NoError(r.t, json.NewDecoder(res.Body).Decode(&problem))
	return res.StatusCode, problem.Code
}

// exported asks for a list as a file and waits for what becomes of it.
func (r *rig) exported() (file, state string) {
	r.t.Helper()
	var e struct{ ID, State string }
	r.ask(http.MethodPost, "/contacts/exports", `{"format":"csv"}`, http.StatusCreated, &e)
	require.Eventually(r.t, func() bool {
		r.ask(http.MethodGet, "/exports/"+e.ID, "", http.StatusOK, &e)
		return e.State == "ready" || e.State == "failed"
	}, 60*time.Second, 200*time.Millisecond)
	return e.ID, e.State
}

type archives struct {
	Making  *struct{ Phase string }
	Problem string
	Items   []struct{ ID string }
}

// archived asks for an archive and waits for what becomes of it.
func (r *rig) archived() (a archives) {
	r.t.Helper()
	r.ask(http.MethodPost, "/archives", "{}", http.StatusAccepted, nil)
	require.Eventually(r.t, func() bool {
		a = archives{}
		r.ask(http.MethodGet, "/archives", "", http.StatusOK, &a)
		return a.Making == nil
	}, 60*time.Second, 200*time.Millisecond)
	return a
}

// names are the files of a disk, by their last names, and how many of them nobody has finished.
func names(t *testing.T, dir string) (all map[string]int64, unfinished int) {
	t.Helper()
	all = map[string]int64{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if strings.Contains(path, ".incoming") {
			unfinished++
			return nil
		}
		i, err := e.Info()
		if err == nil {
			all[e.Name()] = i.Size()
		}
		return err
	}))
	return all, unfinished
}

// F6: the disk of the files is full. What can't be kept is refused in words, what is there stays, no row is without its file and
// no file without its row, and everything goes on when there is room again.
func TestF6FilesDiskFull(t *testing.T) {
	Slow(t, "F6")
	dir := smallDisk(t, "64m")
	r := startWith(t, world{env: []string{"KITH_FILES=" + dir}})
	pid := r.child.Process.Pid
	var contact struct{ ID string }
	r.ask(http.MethodPost, "/contacts", `{"firstName":"Ada"}`, http.StatusCreated, &contact)
	first, state := r.exported()
	require.Equal(t, "ready", state)
	before := r.archived()
	require.Empty(t, before.Problem)
	require.Len(t, before.Items, 1)

	content := bytes.Repeat([]byte("plan"), 1<<20)
	kept := 0
	for ; ; kept++ {
		status, code := r.upload(contact.ID, content)
		if status != http.StatusCreated {
			require.Equal(t, http.StatusInsufficientStorage, status)
			require.Equal(t, "attachment.no_room", code)
			break
		}
		require.Less(t, kept, 20, "the disk is never full")
	}
	require.Positive(t, kept)
	free := ballast(t, filepath.Join(dir, "ballast"), 64<<20)
	_, state = r.exported()
	require.Equal(t, "failed", state, "a file that can't be kept is told, not forgotten")
	full := r.archived()
	require.Equal(t, "other", full.Problem, "an archive that can't be kept is told")
	require.Equal(t, before.Items, full.Items, "the one before is still there")
	require.Equal(t, http.StatusOK, r.get("/exports/"+first+"/file"))
	require.Equal(t, http.StatusOK, r.get("/archives/"+before.Items[0].ID+"/file"))

	free()
	status, _ := r.upload(contact.ID, content[:1<<18])
	require.Equal(t, http.StatusCreated, status, "there is room again")
	_, state = r.exported()
	require.Equal(t, "ready", state)
	require.Equal(t, pid, r.child.Process.Pid)
	require.Nil(t, r.child.ProcessState, "nobody started it again")
	on, unfinished := names(t, dir)
	require.Zero(t, unfinished)
	rows := r.rows(`SELECT id::text, size FROM %s.attachment`)
	require.Len(t, rows, kept+1)
	for id, size := range rows {
		require.Equal(t, size, on[id], "each row has its file")
		delete(on, id)
	}
	require.Len(t, on, 3, "and each file its row: two exports and an archive are left, %v", on)
	r.command("audit")
}

// F5: the disk of the database is full. The program stays up and says so, and nothing acknowledged is lost when there is room again:
// a file of 64 MiB that stands by and is taken away is enough.
func TestF5DatabaseDiskFull(t *testing.T) {
	Slow(t, "F5")
	dir := smallDisk(t, "480m")
	r := startWith(t, world{dir: filepath.Join(dir, "pg"), db: map[string]string{"max_wal_size": "64MB", "min_wal_size": "32MB"}})
	pid := r.child.Process.Pid
	free := ballast(t, filepath.Join(dir, "standby"), 64<<20)
	stop := make(chan struct{})
	go func() {
		defer close(stop)
		time.Sleep(2 * time.Second)
		ballast(t, filepath.Join(dir, "rest"), 480<<20)
		time.Sleep(8 * time.Second)
	}()
	l := r.load(stop)
	t.Log("answers by status:", l.of)
	require.NotZero(t, l.of[http.StatusServiceUnavailable], "who could not be served was told")
	for status := range l.of {
		require.Contains(t, []int{http.StatusCreated, http.StatusServiceUnavailable}, status)
	}
	require.Equal(t, http.StatusOK, r.probe("/livez"))
	free()
	select {
	case <-r.db.Done(): // it has given up: without room it can't start either
		require.NoError(t, r.db.Restart(t.Context()))
	default:
	}
	r.well(pid)
	require.NotEmpty(t, l.acked)
	r.settle(l)
}

func (r *rig) probe(path string) int {
	res, err := client.Get(r.base + path) //nolint:noctx // bounded by the client
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}
