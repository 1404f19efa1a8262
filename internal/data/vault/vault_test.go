package vault_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/data/vault"
	"github.com/kith-crm/kith/internal/identity/member"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/job"
)

// kept is what the page shows.
type kept struct {
	Every   string     `json:"every"`
	NextAt  *time.Time `json:"nextAt"`
	Version int        `json:"version"`
	Problem string     `json:"problem"`
	Making  *struct {
		Phase string `json:"phase"`
	} `json:"making"`
	Items []struct {
		ID, Name, SHA256, Content, Recipient, ByName string
		Rows, Bytes                                  int64
		SentAt                                       *time.Time
		SendProblem                                  string
	} `json:"items"`
}

func look(w *apptest.World) (k kept) {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /archives", Want: 200}, &k)
	return k
}

// made has one made, as a person, and the work done.
func made(w *apptest.World) kept {
	w.T.Helper()
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /archives", Want: 202}, nil)
	require.Len(w.T, apptest.Waiting[vault.Make](w, "acme", vault.Kind), 1)
	return look(w)
}

func system(w *apptest.World) context.Context {
	return caller.With(w.T.Context(), caller.System(vault.Kind, w.Person("acme/ana").Tenant))
}

// stored are the files of archives that there are.
func stored(w *apptest.World) (n int) {
	w.T.Helper()
	require.NoError(w.T, w.App.Files.List(w.T.Context(), w.Person("acme/ana").Tenant.UID.String()+"/archive", func(blob.Item) error { n++; return nil }))
	return n
}

// An archive is made, proved, listed with its certificate, fetched as it was summed up, and deleted; all of it is in the trail.
func TestArchiveIsKept(t *testing.T) {
	w := apptest.New(t)
	w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	k := made(w)
	require.Len(t, k.Items, 1)
	require.Nil(t, k.Making)
	a := k.Items[0]
	require.Equal(t, "Ana", a.ByName)
	answer := w.Do(apptest.Call{As: "acme/ana", Do: "GET /archives/" + a.ID + "/file"})
	require.Equal(t, 200, answer.Status)
	require.Contains(t, answer.Header.Get("Content-Disposition"), a.Name)
	sum := sha256.Sum256([]byte(answer.Body))
	require.Equal(t, a.SHA256, hex.EncodeToString(sum[:]))
	f, err := archive.Open(strings.NewReader(answer.Body), int64(len(answer.Body)))
	require.NoError(t, err)
	require.NoError(t, f.Check(t.Context()))
	require.Equal(t, []any{a.Rows, a.Bytes, a.Content}, []any{f.Rows(), int64(len(answer.Body)), f.Content()})
	w.Run(
		apptest.Call{Name: "who runs no company", As: "acme/mira", Do: "GET /archives", Want: 403},
		apptest.Call{Name: "nor fetches it", As: "acme/mira", Do: "GET /archives/" + a.ID + "/file", Want: 403},
		apptest.Call{Name: "there is no other", As: "acme/ana", Do: "GET /archives/" + id.New().String() + "/file", Want: 404, Has: []string{"archive.not_found"}},
		apptest.Call{Name: "another company", As: "globex/gus", Do: "GET /archives", Want: 200, Has: []string{`"items":[]`}},
		apptest.Call{Name: "deleted", As: "acme/ana", Do: "DELETE /archives/" + a.ID, Want: 204},
		apptest.Call{Name: "gone", As: "acme/ana", Do: "GET /archives", Want: 200, Has: []string{`"items":[]`}},
	)
	require.Zero(t, stored(w))
	for _, action := range []string{"created", "downloaded", "deleted"} {
		w.Run(apptest.Call{Name: action, As: "acme/ana", Do: "GET /audit?kind=archive&action=" + action, Want: 200, Has: []string{a.ID}})
	}
}

// There are never two in the making; one that was interrupted is made when it is tried again, and nothing half is listed.
func TestArchiveIsWholeOrNotThere(t *testing.T) {
	w := apptest.New(t)
	w.Get(apptest.Call{As: "acme/ana", Do: "POST /archives", Want: 202}, nil)
	w.Run(apptest.Call{Name: "one at a time", As: "acme/ana", Do: "POST /archives", Want: 409, Has: []string{"archive.busy"}})
	require.Equal(t, vault.Packing, look(w).Making.Phase)
	making := waiting(w)
	files := w.App.Vault.Files
	t.Cleanup(func() { w.App.Vault.Files = files })
	ctx, stop := context.WithCancel(system(w))
	w.App.Vault.Files = killed{files, stop}
	require.ErrorIs(t, w.App.Vault.Make(ctx, making.ID), context.Canceled, "the queue tries again")
	w.App.Vault.Files = files
	require.Equal(t, 1, stored(w), "it was stored when the program was killed")
	require.Empty(t, look(w).Items, "and is not there for anybody")
	require.NotNil(t, look(w).Making)
	require.NoError(t, w.App.Vault.Make(system(w), id.New()), "one that was given up makes nothing")
	require.Empty(t, look(w).Items)
	require.NoError(t, w.App.Vault.Make(system(w), making.ID))
	require.Len(t, look(w).Items, 1)
	require.NoError(t, w.App.Vault.Make(system(w), making.ID), "the same job once more makes no other")
	require.Len(t, look(w).Items, 1)
	require.Equal(t, 2, stored(w), "what is left of the first goes after a while")
	w.App.Vault.Files = full{files}
	require.Equal(t, "other", made(w).Problem)
	require.Len(t, look(w).Items, 1)
	require.Nil(t, look(w).Making, "another can be begun")
	w.Run(apptest.Call{Name: "the trail has it", As: "acme/ana", Do: "GET /audit?kind=archive&action=failed", Want: 200, Has: []string{`"action":"failed"`}})
}

// killed is a storage after which the program is killed.
type killed struct {
	blob.Store
	end func()
}

// Put implements blob.Store.
func (k killed) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	err := k.Store.Put(ctx, key, r, size)
	k.end()
	return err
}

// full is a storage that takes nothing.
type full struct{ blob.Store }

// Put implements blob.Store.
func (full) Put(context.Context, string, io.Reader, int64) error {
	return errors.New("the disk is full")
}

// waiting takes the job that waits.
func waiting(w *apptest.World) (a vault.Make) {
	w.T.Helper()
	take(w, a.Kind(), &a)
	return a
}

func take(w *apptest.World, kind string, to any) {
	w.T.Helper()
	var args string
	require.NoError(w.T, w.App.DB.InPlatform(w.T.Context(), func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`DELETE FROM river.river_job WHERE args->>'name' = ? AND args->>'tenant' = ?::text RETURNING args->>'args'`, kind, w.Person("acme/ana").Tenant.ID).Scan(&args).Error
	}))
	require.NoError(w.T, json.Unmarshal([]byte(args), to))
}

// A schedule makes archives by itself and keeps the last; what fails is said and tried again.
func TestArchiveBySchedule(t *testing.T) {
	w := apptest.New(t)
	plan := func(version, keep int, every, recipient string) apptest.Call {
		return apptest.Call{Name: every, As: "acme/ana", Do: "PUT /archives/plan", Body: fmt.Sprintf(`{"version":%d,"keep":%d,"every":%q,"recipient":%q}`, version, keep, every, recipient), Want: 200}
	}
	for name, c := range map[string]apptest.Call{"archive.keep": plan(1, 31, "daily", ""), "archive.recipient": plan(1, 2, "daily", "age1nonsense"), "archive.stale": plan(7, 2, "daily", "")} {
		c.Want, c.Has = 422, []string{name}
		if name == "archive.stale" {
			c.Want = 409
		}
		w.Run(c)
	}
	w.Get(plan(1, 2, "daily", ""), nil)
	require.NotNil(t, look(w).NextAt)
	due := func() { require.NoError(t, w.App.DB.InTenant(system(w), w.App.Vault.Due)) }
	due()
	require.Nil(t, look(w).Making, "it is not time yet")
	for range 3 {
		require.NoError(t, w.App.DB.InTenant(system(w), func(ctx context.Context) error {
			return db.Orm(ctx).Exec(`UPDATE vault SET next_at = now() - interval '1 minute'`).Error
		}))
		due()
		due()
		require.Len(t, apptest.Waiting[vault.Make](w, "acme", vault.Kind), 1)
		require.True(t, look(w).NextAt.After(time.Now()))
	}
	k := look(w)
	require.Len(t, k.Items, 2, "the last two")
	require.Empty(t, k.Items[0].ByName)
	require.Equal(t, 2, stored(w))
	w.Get(plan(2, 2, "off", ""), nil)
	require.Nil(t, look(w).NextAt)
}

// To a company's own key it is sealed: nobody reads it without the other half.
func TestArchiveIsSealed(t *testing.T) {
	w := apptest.New(t)
	own, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	w.Get(apptest.Call{As: "acme/ana", Do: "PUT /archives/plan", Body: fmt.Sprintf(`{"version":1,"keep":3,"every":"off","recipient":%q}`, own.Recipient()), Want: 200}, nil)
	a := made(w).Items[0]
	require.True(t, strings.HasSuffix(a.Name, ".age"))
	sealed := w.Do(apptest.Call{As: "acme/ana", Do: "GET /archives/" + a.ID + "/file"}).Body
	require.True(t, archive.IsSealed(strings.NewReader(sealed)))
	_, err = archive.Open(strings.NewReader(sealed), int64(len(sealed)))
	require.ErrorIs(t, err, archive.ErrFormat)
	var plain bytes.Buffer
	other, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	require.ErrorIs(t, archive.Unseal(&plain, strings.NewReader(sealed), strings.NewReader(other.String())), archive.ErrIdentity)
	require.NoError(t, archive.Unseal(&plain, strings.NewReader(sealed), strings.NewReader("# my key\n"+own.String()+"\n")))
	f, err := archive.Open(bytes.NewReader(plain.Bytes()), int64(plain.Len()))
	require.NoError(t, err)
	_, err = w.App.Archives.Prove(system(w), f)
	require.NoError(t, err)
	require.ErrorIs(t, archive.Unseal(&plain, strings.NewReader(sealed[:len(sealed)-9]), strings.NewReader(own.String())), archive.ErrDamaged)
}

// An archive goes to the company's own bucket; what is wrong with it is said in a word, the secret is never told, and nothing
// on the inside is reached.
func TestArchiveGoesToABucket(t *testing.T) {
	w := apptest.New(t)
	backend := s3mem.New()
	require.NoError(t, backend.CreateBucket("acme-archives"))
	server := httptest.NewServer(gofakes3.New(backend, gofakes3.WithoutVersioning()).Server())
	t.Cleanup(server.Close)
	at := func(do, endpoint, bucket, secret string) apptest.Call {
		return apptest.Call{Name: do + " " + bucket, As: "acme/ana", Do: do, Body: fmt.Sprintf(`{"endpoint":%q,"bucket":%q,"prefix":"kith/","region":"","key":"AK","secret":%q}`, endpoint, bucket, secret), Want: 200}
	}
	tried := func(c apptest.Call, problem string) {
		c.Has = []string{fmt.Sprintf(`"problem":%q`, problem)}
		w.Run(c)
	}
	tried(at("POST /archives/bucket/try", server.URL, "acme-archives", "s"), "")
	tried(at("POST /archives/bucket/try", server.URL, "other-archives", "s"), "bucket")
	tried(at("POST /archives/bucket/try", "127.0.0.1:1", "acme-archives", "s"), "unreachable")
	tried(at("POST /archives/bucket/try", "169.254.169.254", "acme-archives", "s"), "inside")
	w.Run(apptest.Call{Name: "no secret", As: "acme/ana", Do: "POST /archives/bucket/try", Body: `{"endpoint":"s3.example.com","bucket":"abc","prefix":"","region":"","key":"AK"}`, Want: 422, Has: []string{"archive.secret"}})
	for _, bad := range []string{"ftp://a.example", "https://u:p@a.example", "a.example/path", ""} {
		c := at("PUT /archives/bucket?version=1", bad, "abc", "s")
		c.Want, c.Has = 422, []string{`"field":"endpoint"`}
		w.Run(c)
	}
	w.Get(at("PUT /archives/bucket?version=1", server.URL, "acme-archives", "s3cr3t-value"), nil)
	w.Run(apptest.Call{Name: "the secret is not told", As: "acme/ana", Do: "GET /archives", Want: 200, Not: []string{"s3cr3t"}, Has: []string{`"bucket":"acme-archives"`}},
		apptest.Call{Name: "nor in the trail", As: "acme/ana", Do: "GET /audit?kind=archive", Want: 200, Not: []string{"s3cr3t"}, Has: []string{"acme-archives"}})
	made(w)
	send := func() error {
		return w.App.Workers.Run(t.Context(), job.Who{Tenant: w.Person("acme/ana").Tenant.ID, System: vault.Kind}, sending(w))
	}
	require.NoError(t, send())
	a := look(w).Items[0]
	require.NotNil(t, a.SentAt)
	got, err := backend.GetObject("acme-archives", "kith/"+a.Name, nil)
	require.NoError(t, err)
	content, err := io.ReadAll(got.Contents)
	require.NoError(t, err)
	sum := sha256.Sum256(content)
	require.Equal(t, a.SHA256, hex.EncodeToString(sum[:]))
	server.Close()
	a = made(w).Items[0]
	require.Error(t, send(), "the queue tries again")
	require.Equal(t, "unreachable", look(w).Items[0].SendProblem)
	require.Len(t, apptest.Waiting[vault.Tell](w, "acme", vault.Kind), 1, "people are told")
	require.Len(t, apptest.Waiting[member.Mail](w, "acme", member.Kind), 1, "the owner; the company has no administrator")
	require.Contains(t, w.Subjects("acme/ana"), "An archive of Acme could not be sent")
	w.Run(apptest.Call{Name: "in the app", As: "acme/ana", Do: "GET /notices", Want: 200, Has: []string{`"kind":"archive"`}},
		apptest.Call{Name: "who may not see archives is not", As: "acme/mira", Do: "GET /notices", Want: 200, Not: []string{`"kind":"archive"`}},
		apptest.Call{Name: "tried again", As: "acme/ana", Do: "POST /archives/" + a.ID + "/send", Want: 202})
	require.Error(t, send())
	require.Empty(t, apptest.Waiting[vault.Tell](w, "acme", vault.Kind), "once a day")
	w.Run(
		apptest.Call{Name: "once more", As: "acme/ana", Do: "POST /archives/" + a.ID + "/send", Want: 202},
		apptest.Call{Name: "nowhere", As: "acme/ana", Do: "DELETE /archives/bucket?version=2", Want: 200, Has: []string{`"bucket":null`}},
		apptest.Call{Name: "there is none", As: "acme/ana", Do: "POST /archives/" + a.ID + "/send", Want: 422, Has: []string{"archive.no_bucket"}},
	)
}

// sending takes the job that waits to send an archive.
func sending(w *apptest.World) (a vault.Send) {
	w.T.Helper()
	take(w, a.Kind(), &a)
	return a
}
