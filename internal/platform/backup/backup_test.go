package backup

import (
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/faults"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// What was saved while a backup was made, before it and after it is there again, once, with its file; and a moment in between has what
// was saved until then.
func TestRestoredUnderLoad(t *testing.T) {
	r := newRig(t)
	r.add(5)
	arrived := r.follow()
	end := r.load()
	m := r.take()
	end()
	r.add(5)
	between, moment := r.last, r.clock()
	r.run(`SELECT pg_switch_wal()`)
	r.add(5)
	arrived()
	_, _, want := ledger(t, r.db.URL("postgres"))

	report, err := r.s.Verify(t.Context(), "", "")
	require.NoError(t, err)
	require.True(t, report.Follows)
	require.Greater(t, report.To, m.Stop)
	require.Equal(t, r.last, report.Files)

	b := r.back(Target{})
	r.look(b, r.last)
	_, _, have := ledger(t, b.Server.URL("postgres"))
	require.Equal(t, want, have)
	require.NotNil(t, b.Last)
	require.NoError(t, b.Close(t.Context()))

	r.look(r.back(Target{At: moment}), between)
	_, err = r.s.Restore(t.Context(), Target{Folder: filepath.Join(r.dir, "late"), At: time.Now().Add(time.Hour)})
	require.ErrorIs(t, err, ErrTooLate)
	_, err = r.s.Restore(t.Context(), Target{Folder: filepath.Join(r.dir, "early"), At: m.At.Add(-time.Hour)})
	require.ErrorIs(t, err, ErrTooEarly)
}

// clock is the server's.
func (r *rig) clock() (at time.Time) {
	r.t.Helper()
	c, err := pgx.Connect(r.t.Context(), r.db.URL("postgres"))
	require.NoError(r.t, err)
	defer c.Close(r.t.Context()) //nolint:errcheck // nothing is lost with it
	require.NoError(r.t, c.QueryRow(r.t.Context(), `SELECT clock_timestamp()`).Scan(&at))
	return at
}

// A backup restores by itself, without a log that goes on from it; a log that begins later does not spoil it. The restored server is on a
// timeline of its own, and a backup of it is due.
func TestRestoredAlone(t *testing.T) {
	r := newRig(t)
	r.add(3)
	m := r.take()
	require.Equal(t, 3, m.Files)
	r.run(`SELECT pg_switch_wal()`)
	r.run(`CHECKPOINT`) // before which the server keeps nothing
	r.add(1)
	r.follow()()
	report, err := r.s.Verify(t.Context(), m.System, m.Name)
	require.NoError(t, err)
	require.False(t, report.Follows)
	st, err := r.s.Status(t.Context())
	require.NoError(t, err)
	require.True(t, r.s.due(time.Now(), st), "the log does not go on from the backup")

	b := r.back(Target{})
	r.look(b, 3)
	other := r.service(r.s.Place)
	other.URL = b.Server.URL("postgres")
	st, err = other.Status(t.Context())
	require.NoError(t, err)
	require.Equal(t, m.System, st.System)
	require.Greater(t, st.Timeline, m.Timeline)
	require.True(t, other.due(time.Now(), st))
	_, err = other.Restore(t.Context(), Target{Folder: filepath.Dir(b.Files)})
	require.ErrorIs(t, err, ErrNotEmpty)
}

// Whatever is not what was written is named, and nothing is restored from it.
func TestDamageIsNamed(t *testing.T) {
	r := newRig(t)
	arrived := r.follow()
	r.add(1)
	m := r.take()
	r.run(`SELECT pg_switch_wal()`)
	r.add(2)
	r.run(`SELECT pg_switch_wal()`)
	r.add(1)
	arrived()
	a := r.s.archive(m.System)
	first := uint64(m.Stop) / m.SegmentSize
	names := []string{m.Parts[0].Name, m.Parts[len(m.Parts)-1].Name, m.Sums.Name, m.FileList.Name, baseName(m.Name, "manifest"), reachedName(m.Timeline)}
	for n := first; n < first+3; n++ {
		names = append(names, "wal/"+segmentName(m.Timeline, n, m.SegmentSize))
	}
	names[len(names)-1] += unfinished
	for _, folder := range []string{"files", "seen"} {
		items, err := a.list(t.Context(), folder)
		require.NoError(t, err)
		names = append(names, items[len(items)-1].Key)
	}
	for _, name := range names {
		path := filepath.Join(r.s.Place, a.key(name))
		whole, err := os.ReadFile(path)
		require.NoError(t, err)
		bit := rand.IntN(8 * len(whole))
		flipped := append([]byte{}, whole...)
		flipped[bit/8] ^= 1 << (bit % 8)
		ways := map[string][]byte{fmt.Sprint("bit ", bit): flipped, "missing": nil}
		if name == m.Parts[0].Name {
			ways["truncated"], ways["empty"] = whole[:len(whole)/2], []byte{}
		}
		for how, content := range ways {
			require.NoError(t, os.Remove(path))
			if content != nil {
				require.NoError(t, os.WriteFile(path, content, 0o600))
			}
			r.refused(m.Name, name, how)
			require.NoError(t, os.WriteFile(path, whole, 0o600))
		}
	}
	_, err := r.s.Verify(t.Context(), "", "")
	require.NoError(t, err)
}

// refused is a damage that restore names, by verifying, and refuses before it writes. Without its manifest, or the mark of the log, less is there,
// but nothing is damaged.
func (r *rig) refused(backup, name, how string) {
	r.t.Helper()
	if how == "missing" && (strings.Contains(name, "manifest") || strings.Contains(name, "reached") || strings.HasPrefix(name, "seen")) {
		return
	}
	require.Contains(r.t, r.untouched(Target{Name: backup}).Error(), strings.TrimSuffix(name, unfinished), how)
}

func (r *rig) untouched(t Target) error {
	r.t.Helper()
	t.Folder = filepath.Join(r.dir, "refused")
	_, err := r.s.Restore(r.t.Context(), t)
	require.Error(r.t, err)
	require.NoDirExists(r.t, t.Folder)
	return err
}

// What is whole but not of this server, or not for this program, is refused before the first write.
func TestStrangersAreRefused(t *testing.T) {
	r := newRig(t)
	arrived := r.follow()
	m := r.take()
	r.add(1)
	arrived()
	a, key := r.s.archive(m.System), baseName(m.Name, "manifest")
	for _, c := range []struct {
		change func(*Manifest)
		want   error
	}{
		{func(m *Manifest) { m.Format++ }, ErrVersion}, {func(m *Manifest) { m.Major = 12 }, ErrVersion},
		{func(m *Manifest) { m.System = "1" }, ErrForeign}, {func(m *Manifest) { m.Name = "other" }, ErrDamaged},
	} {
		changed := m
		c.change(&changed)
		require.NoError(t, a.putJSON(t.Context(), key, changed))
		require.ErrorIs(t, r.untouched(Target{Name: m.Name}), c.want)
	}
	require.NoError(t, a.putJSON(t.Context(), key, m))

	n := uint64(m.Stop) / m.SegmentSize
	data, err := a.segment(t.Context(), m, n)
	require.NoError(t, err)
	binary.LittleEndian.PutUint64(data[24:], 4711)
	for _, i := range []string{"", unfinished} {
		_, err = a.put(t.Context(), "wal/"+segmentName(m.Timeline, n, m.SegmentSize)+i, squeeze(data))
		require.NoError(t, err)
	}
	require.ErrorIs(t, r.untouched(Target{}), ErrForeign)
}

// Two servers that came of the same backup can't both write their log: what is there is not overwritten.
func TestLogIsNotOverwritten(t *testing.T) {
	r := newRig(t)
	f := &follower{s: r.s, a: r.s.archive("1"), who: identity{Timeline: 1, SegmentSize: 1 << 20}}
	require.NoError(t, f.bringSegment(t.Context(), segment{3, []byte("ours")}))
	require.NoError(t, f.bringSegment(t.Context(), segment{3, []byte("ours")}))
	require.ErrorContains(t, f.bringSegment(t.Context(), segment{3, []byte("theirs")}), "other content")
}

// A backup that finds no room fails, and those before are as they were.
func TestFullDisk(t *testing.T) {
	faults.Slow(t, "F6")
	r := newRig(t)
	r.add(2)
	first := r.take()
	small := filepath.Join(r.dir, "small")
	require.NoError(t, os.Mkdir(small, 0o700))
	require.NoError(t, syscall.Mount("tmpfs", small, "tmpfs", 0, fmt.Sprintf("size=%d", first.Stored()*3/2)), "only who may mount a disk can fill one")
	t.Cleanup(func() { _ = syscall.Unmount(small, 0) })
	r.s = r.service(small)
	kept := r.take()
	_, err := r.s.Take(t.Context())
	require.ErrorIs(t, err, syscall.ENOSPC)
	all, err := r.s.List(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, kept.Name, all[0].Name)
	_, err = r.s.Verify(t.Context(), "", "")
	require.NoError(t, err)
	left, err := os.ReadDir(filepath.Join(small, "s"+kept.System, "base"))
	require.NoError(t, err)
	require.Len(t, left, 1, "nothing of the failed one takes room")
}

const crashVariable = "KITH_TEST_BACKUP_CRASH"

// crash is the other program of TestCrash: it makes a backup, and is not expected to come to its end.
func crash() {
	at := strings.Split(os.Getenv(crashVariable), "\n")
	s, err := NewService(Settings{Place: at[0], URL: at[1], Files: at[2]})
	if err == nil {
		s.part = 4096
		_, err = s.Take(context.Background())
	}
	fmt.Println(err)
	os.Exit(3)
}

// A program that is killed while it makes a backup leaves nothing that looks like one, and the next backup takes it away.
func TestCrash(t *testing.T) {
	r := newRig(t)
	first := r.take()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), crashVariable+"="+strings.Join([]string{r.s.Place, r.s.URL, r.s.Files}, "\n"))
	require.NoError(t, c.Start())
	parts := func() (n int) {
		_ = filepath.WalkDir(filepath.Join(r.s.Place, "s"+first.System, "base"), func(path string, _ fs.DirEntry, _ error) error {
			if strings.Contains(path, "part-") && !strings.Contains(path, first.Name) {
				n++
			}
			return nil
		})
		return n
	}
	require.Eventually(t, func() bool { return parts() > 2 }, 10*time.Second, time.Millisecond)
	require.NoError(t, c.Process.Kill())
	require.ErrorContains(t, c.Wait(), "killed")
	require.Greater(t, parts(), 2)
	all, err := r.s.List(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, all, 1)
	_, err = r.s.Verify(t.Context(), "", "")
	require.NoError(t, err)
	require.Eventually(t, func() bool { _, err = r.s.Take(t.Context()); return err == nil }, 10*time.Second, 20*time.Millisecond, "the lock is free when its holder is gone")
	all, err = r.s.List(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, all[len(all)-1].Parts, parts(), "the half one is gone")
}

// There are never two backups of a server at once.
func TestOneAtATime(t *testing.T) {
	r := newRig(t)
	src, err := connect(t.Context(), r.s.URL)
	require.NoError(t, err)
	require.NoError(t, src.lock(t.Context()))
	_, err = r.s.Take(t.Context())
	require.ErrorIs(t, err, ErrRunning)
	require.True(t, r.s.nightly(t.Context()), "that is no failure: another process makes it")
	src.close()
}

// Backups that are no longer wanted go, with the log and the files that only they needed; the last good one stays whatever is
// asked for, and a damaged one neither counts nor goes.
func TestRotation(t *testing.T) {
	r := newRig(t)
	r.add(1)
	r.s.Daily, r.s.Weekly = 0, 0
	first := r.take()
	_, files, _ := ledger(t, r.s.URL)
	require.NoError(t, r.files.Delete(t.Context(), files[0]))
	r.add(1)
	defer clock.Advance(2 * time.Hour)()
	second := r.take()
	a := r.s.archive(first.System)
	all, err := r.s.List(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, second.Name, all[0].Name)
	items, err := a.list(t.Context(), "files")
	require.NoError(t, err)
	require.Len(t, items, 1, "the file that only the first backup had is gone")

	manifest := filepath.Join(r.s.Place, a.key(baseName(second.Name, "manifest")))
	require.NoError(t, os.WriteFile(manifest, []byte("spoilt"), 0o600))
	third := r.take()
	fourth := r.take()
	all, err = r.s.List(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, fourth.Name, all[0].Name)
	require.NoDirExists(t, filepath.Join(r.s.Place, a.key("base/"+third.Name)))
	require.FileExists(t, manifest, "somebody has to look at it")
}

func TestKept(t *testing.T) {
	var all []Manifest
	at := time.Date(2026, 11, 1, 2, 0, 0, 0, time.UTC)
	for n := range 60 {
		all = append(all, Manifest{Name: fmt.Sprint(n), At: at.AddDate(0, 0, n)}, Manifest{Name: fmt.Sprint(n, " again"), At: at.AddDate(0, 0, n).Add(time.Hour)})
	}
	var names []string
	for _, m := range kept(all, 7, 4) {
		names = append(names, m.Name)
	}
	require.Equal(t, []string{"42 again", "49 again", "53 again", "54 again", "55 again", "56 again", "57 again", "58 again", "59 again"}, names, "seven days, and the last of each of four weeks")
	require.Equal(t, "59 again", kept(all, 0, 0)[0].Name)
	require.Empty(t, kept(nil, 7, 4))
}

func TestDue(t *testing.T) {
	s := &Service{Settings: Settings{Hour: 2}}
	night := time.Date(2026, 11, 23, 2, 30, 0, 0, time.UTC)
	of := func(age time.Duration) Status {
		return Status{Timeline: 1, Newest: &Manifest{Timeline: 1, At: night.Add(-age), Stop: 100, SegmentSize: 16}}
	}
	require.True(t, s.due(night, Status{Timeline: 1}), "there is none")
	require.False(t, s.due(night, of(time.Hour)), "one by hand in the evening does")
	require.True(t, s.due(night, of(24*time.Hour)))
	require.False(t, s.due(night.Add(-time.Hour), of(23*time.Hour)), "it is not night yet")
	require.True(t, s.due(night.Add(9*time.Hour), of(33*time.Hour)), "the night was missed")
	other := of(time.Hour)
	other.Timeline = 2
	require.True(t, s.due(night, other), "the server was restored")
	gap := of(time.Hour)
	gap.Log = Reached{Timeline: 1, From: 112, To: 300}
	require.True(t, s.due(night, gap), "the log begins anew")
}

// Late is a server without a backup, one whose night was missed, and one whose log is not kept.
func TestLate(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	at := func(age, behind time.Duration) Status {
		return Status{Newest: &Manifest{At: now.Add(-age)}, Log: Reached{At: now.Add(-behind)}}
	}
	require.True(t, Status{}.Late(now))
	require.False(t, at(29*time.Hour, 4*time.Minute).Late(now))
	require.True(t, at(31*time.Hour, 4*time.Minute).Late(now))
	require.True(t, at(time.Hour, 6*time.Minute).Late(now))
	require.True(t, Status{Newest: &Manifest{At: now}}.Late(now), "no log at all")
}
