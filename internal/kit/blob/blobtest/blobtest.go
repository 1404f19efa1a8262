// Package blobtest is what every storage of files has to do, as one suite of tests that each of them runs.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
)

// Run shows that a storage keeps the promises of blob.Store.
func Run(t *testing.T, s blob.Store) {
	for name, test := range map[string]func(*testing.T, blob.Store){
		"what is put is got": roundTrip, "parts": parts, "what is not there": absent, "a list is of one folder": list, "a large file": large,
		"half a file is none": half, "a file is replaced whole": replaced, "odd keys": oddKeys, "at once": atOnce, "probe": probe,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

func put(t *testing.T, s blob.Store, key, content string) {
	t.Helper()
	require.NoError(t, s.Put(t.Context(), key, strings.NewReader(content), int64(len(content))))
}

func get(t *testing.T, s blob.Store, key string, from, n int64) string {
	t.Helper()
	r, err := s.Get(t.Context(), key, from, n)
	require.NoError(t, err)
	content, err := io.ReadAll(r)
	require.NoError(t, errors.Join(err, r.Close()))
	return string(content)
}

func keys(t *testing.T, s blob.Store, folder string) (all []string) {
	t.Helper()
	require.NoError(t, s.List(t.Context(), folder, func(i blob.Item) error { all = append(all, i.Key); return nil }))
	slices.Sort(all)
	return all
}

func roundTrip(t *testing.T, s blob.Store) {
	for _, content := range []string{"x", "", "<script>zażółć</script>\x00\xff"} {
		key := id.New().String() + "/a"
		put(t, s, key, content)
		require.Equal(t, content, get(t, s, key, 0, -1))
		i, err := s.Stat(t.Context(), key)
		require.NoError(t, err)
		require.EqualValues(t, len(content), i.Size)
		require.WithinDuration(t, clock.Now(), i.At, time.Minute)
		require.NoError(t, s.Delete(t.Context(), key))
	}
}

func parts(t *testing.T, s blob.Store) {
	key := id.New().String() + "/a"
	put(t, s, key, "0123456789")
	for _, c := range []struct {
		from, n int64
		want    string
	}{{0, -1, "0123456789"}, {3, -1, "3456789"}, {0, 4, "0123"}, {3, 4, "3456"}, {8, 100, "89"}, {3, 0, ""}, {10, -1, ""}, {99, 5, ""}} {
		require.Equal(t, c.want, get(t, s, key, c.from, c.n), "%d from %d on", c.n, c.from)
	}
}

func absent(t *testing.T, s blob.Store) {
	key := id.New().String() + "/a"
	_, err := s.Get(t.Context(), key, 0, -1)
	require.ErrorIs(t, err, blob.ErrNotFound)
	_, err = s.Get(t.Context(), key, 2, 3)
	require.ErrorIs(t, err, blob.ErrNotFound)
	_, err = s.Stat(t.Context(), key)
	require.ErrorIs(t, err, blob.ErrNotFound)
	require.NoError(t, s.Delete(t.Context(), key))
	require.Empty(t, keys(t, s, id.New().String()))
	put(t, s, key, "x")
	require.NoError(t, s.Delete(t.Context(), key))
	_, err = s.Get(t.Context(), key, 0, -1)
	require.ErrorIs(t, err, blob.ErrNotFound)
}

func list(t *testing.T, s blob.Store) {
	ours := id.New().String()
	theirs := ours + "1" // the name begins as ours does
	for _, key := range []string{ours + "/b", ours + "/a", ours + "/deeper/c", theirs + "/a"} {
		put(t, s, key, "12345")
	}
	require.Equal(t, []string{ours + "/a", ours + "/b", ours + "/deeper/c"}, keys(t, s, ours))
	stop := errors.New("enough")
	require.ErrorIs(t, s.List(t.Context(), ours, func(i blob.Item) error {
		require.EqualValues(t, 5, i.Size)
		return stop
	}), stop)
	require.NoError(t, blob.DeleteAll(t.Context(), s, ours))
	require.Empty(t, keys(t, s, ours))
	require.Equal(t, []string{theirs + "/a"}, keys(t, s, theirs))
}

func large(t *testing.T, s blob.Store) {
	const size = 20 << 20 // S3 takes this in parts
	key, content := id.New().String()+"/a", bytes.Repeat([]byte("0123456789abcdef"), size/16)
	require.NoError(t, s.Put(t.Context(), key, io.LimitReader(bytes.NewReader(content), size), size))
	r, err := s.Get(t.Context(), key, 0, -1)
	require.NoError(t, err)
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, r)
	require.EqualValues(t, size, n)
	require.NoError(t, err)
	require.Equal(t, sha256.Sum256(content), [sha256.Size]byte(h.Sum(nil)))
}

func half(t *testing.T, s blob.Store) {
	key := id.New().String() + "/a"
	require.Error(t, s.Put(t.Context(), key, strings.NewReader("12345"), 10), "fewer bytes than were promised")
	broken := errors.New("broken")
	require.Error(t, s.Put(t.Context(), key, io.MultiReader(strings.NewReader("12345"), failing{broken}), 10))
	_, err := s.Stat(t.Context(), key)
	require.ErrorIs(t, err, blob.ErrNotFound)
	put(t, s, key, "old")
	require.Error(t, s.Put(t.Context(), key, strings.NewReader("n"), 3))
	require.Equal(t, "old", get(t, s, key, 0, -1))
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func replaced(t *testing.T, s blob.Store) {
	key := id.New().String() + "/a"
	put(t, s, key, "the first, which is longer")
	put(t, s, key, "second")
	require.Equal(t, "second", get(t, s, key, 0, -1))
	require.Len(t, keys(t, s, key[:36]), 1)
}

func oddKeys(t *testing.T, s blob.Store) {
	for _, key := range []string{"", "a", "/a/b", "a/", "a//b", "../a", "a/../b", "a/..", "./a/b", `a\b/c`, "A/b", "a/b.txt", "a/\x00", "a/b\n", ".incoming/a", "a/b/c/d/e", "a/-", strings.Repeat("x", 65) + "/a"} {
		require.ErrorIs(t, s.Put(t.Context(), key, strings.NewReader("x"), 1), blob.ErrKey, "%q", key)
		_, err := s.Get(t.Context(), key, 0, -1)
		require.ErrorIs(t, err, blob.ErrKey, "%q", key)
		_, err = s.Stat(t.Context(), key)
		require.ErrorIs(t, err, blob.ErrKey, "%q", key)
		require.ErrorIs(t, s.Delete(t.Context(), key), blob.ErrKey, "%q", key)
	}
	for _, folder := range []string{"", "..", ".", "/", "a/..", "a/", ".incoming"} {
		require.ErrorIs(t, s.List(t.Context(), folder, func(blob.Item) error { return nil }), blob.ErrKey, "%q", folder)
	}
}

func atOnce(t *testing.T, s blob.Store) {
	folder := id.New().String()
	var all sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		all.Go(func() {
			ctx, key := context.WithoutCancel(t.Context()), fmt.Sprintf("%s/%d", folder, i)
			for range 5 {
				errs[i] = errors.Join(errs[i], s.Put(ctx, key, strings.NewReader("x"), 1), s.Delete(ctx, key))
			}
			errs[i] = errors.Join(errs[i], s.Put(ctx, key, strings.NewReader("x"), 1))
		})
	}
	all.Wait()
	require.NoError(t, errors.Join(errs...))
	require.Len(t, keys(t, s, folder), len(errs))
}

func probe(t *testing.T, s blob.Store) {
	require.NoError(t, blob.Probe(t.Context(), s))
	require.Empty(t, keys(t, s, "probe"))
}
