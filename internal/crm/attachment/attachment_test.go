package attachment_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/attachment"
	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/plan"
)

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"

type file struct{ ID, Name, MediaType, SHA256, CreatedByName string }

func upload(at, name, content string) apptest.Call {
	return apptest.Call{Name: "upload " + name, As: "acme/ana", Do: "POST " + at + "?fileName=" + url.QueryEscape(name), Raw: []byte(content), Want: 201}
}

// add puts a file beside a record.
func add(w *apptest.World, at, name, content string) (f file) {
	w.T.Helper()
	w.Get(upload(at, name, content), &f)
	return f
}

// bytes counts what is stored for Acme, whether a row knows of it or not.
func bytes(w *apptest.World) (n int) {
	w.T.Helper()
	folder := w.Person("acme/ana").Tenant.UID.String()
	require.NoError(w.T, w.App.Files.List(w.T.Context(), folder, func(blob.Item) error { n++; return nil }))
	return n
}

// The whole way of a file, beside each kind of record; whoever works for another company finds nothing.
var kindOf = map[string]string{"/contacts": "contact", "/companies": "company", "/deals": "deal"}

func TestFilesBesideRecords(t *testing.T) {
	w := apptest.New(t)
	for path, body := range map[string]string{"/contacts": `{"firstName":"Ada"}`, "/companies": `{"name":"Acorn"}`, "/deals": `{"name":"Sale"}`} {
		at := path + "/" + w.Make("acme/ana", path, body) + "/attachments"
		w.Run(upload(at, "Fotografía №1.png", png))
		var all struct{ Items []file }
		w.Get(apptest.Call{As: "acme/ana", Do: "GET " + at}, &all)
		require.Len(t, all.Items, 1)
		f, sum := all.Items[0], sha256.Sum256([]byte(png))
		require.Equal(t, file{f.ID, "Fotografía №1.png", "image/png", hex.EncodeToString(sum[:]), "Ana"}, f)
		one := at + "/" + f.ID
		w.Run(
			apptest.Call{Name: "download", As: "acme/ana", Do: "GET " + one, Want: 200, Has: []string{png}},
			apptest.Call{Name: "of which the trail tells", As: "acme/ana", Do: "GET /audit?action=file_downloaded&kind=" + kindOf[path], Want: 200, Has: []string{"Fotografía №1.png"}},
			apptest.Call{Name: "under another record", As: "acme/ana", Do: "GET " + path + "/" + id.New().String() + "/attachments/" + f.ID, Want: 404},
			apptest.Call{Name: "delete", As: "acme/ana", Do: "DELETE " + one, Want: 204},
			apptest.Call{Name: "is gone", As: "acme/ana", Do: "GET " + one, Want: 404, Has: []string{"attachment.not_found"}},
			apptest.Call{Name: "from the list too", As: "acme/ana", Do: "GET " + at, Want: 200, Has: []string{`"items":[]`}},
			apptest.Call{Name: "twice", As: "acme/ana", Do: "DELETE " + one, Want: 404},
			apptest.Call{Name: "undo", As: "acme/ana", Do: "POST " + one + "/restore", Want: 200, Has: []string{f.ID}},
			apptest.Call{Name: "undo twice", As: "acme/ana", Do: "POST " + one + "/restore", Want: 404},
			apptest.Call{Name: "is back", As: "acme/ana", Do: "GET " + one, Want: 200, Has: []string{png}})
	}
}

// What is handed out is saved and never shown: the type is by what the file holds, and what could act is just bytes.
func TestDownloadsAreInert(t *testing.T) {
	w := apptest.New(t)
	at := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) + "/attachments"
	for name, c := range map[string]struct{ content, sniffed, served string }{
		"picture.png":         {png, "image/png", "image/png"},
		"lies.png":            {"<!DOCTYPE html><script>alert(1)</script>", "text/html", "application/octet-stream"},
		"drawing.svg":         {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>`, "image/svg+xml", "application/octet-stream"},
		"page.html":           {"\x89PNG\r\n\x1a\n<script>", "image/png", "image/png"},
		"offer.pdf":           {"%PDF-1.7\n", "application/pdf", "application/pdf"},
		`say "hi"; x=1 ę.txt`: {"hello", "text/plain", "application/octet-stream"},
	} {
		f := add(w, at, name, c.content)
		require.Equal(t, c.sniffed, f.MediaType, name)
		a := w.Do(apptest.Call{As: "acme/ana", Do: "GET " + at + "/" + f.ID})
		require.Equal(t, c.content, a.Body, name)
		require.Equal(t, c.served, a.Header.Get("Content-Type"), name)
		require.Equal(t, "nosniff", a.Header.Get("X-Content-Type-Options"))
		require.Equal(t, []string{"default-src 'none'; sandbox"}, a.Header.Values("Content-Security-Policy"))
		require.True(t, strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment; filename"), name)
		require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
	}
}

// Who sees the record sees its files, who may change it may add and delete; for others there is neither.
func TestRightsAreThoseOfTheRecord(t *testing.T) {
	w := apptest.New(t)
	record := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	at := record + "/attachments"
	f := add(w, at, "a.txt", "text")
	as := func(who, name, do string, want int, has ...string) apptest.Call {
		c := apptest.Call{Name: who + " " + name, As: "acme/" + who, Do: do, Want: want, Has: has}
		if strings.Contains(do, "fileName") {
			c.Raw = []byte("text")
		}
		return c
	}
	w.Run(
		as("ed", "does not see the contact", "GET "+at, 404, "contact.not_found"),
		as("ed", "nor its file", "GET "+at+"/"+f.ID, 404, "contact.not_found"),
		as("ed", "nor adds to it", "POST "+at+"?fileName=b", 404, "contact.not_found"),
		as("ed", "nor deletes", "DELETE "+at+"/"+f.ID, 404, "contact.not_found"),
		as("ed", "nor restores", "POST "+at+"/"+f.ID+"/restore", 404, "contact.not_found"),
		as("vera", "sees all", "GET "+at, 200, f.ID),
		as("vera", "and reads", "GET "+at+"/"+f.ID, 200, "text"),
		as("vera", "and changes nothing", "POST "+at+"?fileName=b", 403, "access.denied"),
		as("vera", "deletes nothing", "DELETE "+at+"/"+f.ID, 403, "access.denied"),
		apptest.Call{Name: "of another kind", As: "acme/ana", Do: "GET " + strings.Replace(at, "contacts", "deals", 1), Want: 404, Has: []string{"deal.not_found"}},
		as("ana", "puts the contact into the trash", "DELETE "+record, 204),
		as("ana", "its files go along", "GET "+at, 404),
		as("ana", "all of them", "GET "+at+"/"+f.ID, 404),
		as("ana", "nothing is added", "POST "+at+"?fileName=b", 404),
		as("ana", "takes it out", "POST "+record+"/restore", 200),
		as("ana", "files are back", "GET "+at+"/"+f.ID, 200, "text"),
	)
	own := "/contacts/" + w.Make("acme/ed", "/contacts", `{"firstName":"Bob"}`) + "/attachments"
	w.Get(as("ed", "has a contact without files", "GET "+own, 200, `"items":[]`), nil)
	w.Get(as("ed", "gets no file of another by way of it", "GET "+own+"/"+f.ID, 404, "attachment.not_found"), nil)
	w.Get(as("ed", "nor deletes one", "DELETE "+own+"/"+f.ID, 404, "attachment.not_found"), nil)
	w.Get(apptest.Call{Name: "all may read", As: "acme/ana", Do: "PUT /roles/employee/grants", Body: `{"object":"contact","action":"read","scope":"all"}`}, nil)
	w.Run(
		as("ed", "reads what is not ed's", "GET "+at+"/"+f.ID, 200, "text"),
		as("ed", "adds nothing to it", "POST "+at+"?fileName=b", 403, "access.denied"),
		as("ed", "and deletes nothing", "DELETE "+at+"/"+f.ID, 403, "access.denied"),
	)
	require.Equal(t, 1, bytes(w), "what was refused left nothing")
}

func TestWhatIsNoFile(t *testing.T) {
	w := apptest.New(t)
	at := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) + "/attachments"
	large := upload(at, "large", "")
	large.Raw, large.Want, large.Has = make([]byte, attachment.MaxBytes+1), 413, []string{"attachment.too_large"}
	empty := upload(at, "empty", "")
	empty.Raw, empty.Want = []byte{}, 400
	just := upload(at, "just", "")
	just.Raw = make([]byte, attachment.MaxBytes)
	nameless := upload(at, "..", "x")
	nameless.Has = []string{`"name":"file"`}
	w.Run(large, empty, just, nameless)
	require.Equal(t, 2, bytes(w))
	require.NoError(t, w.App.Attachments.Forget(t.Context(), w.Person("acme/ana").Tenant.UID))
	require.Zero(t, bytes(w))
}

// A request that is repeated has one effect, and leaves no second copy; another file with its key is refused.
func TestAnUploadCountsOnce(t *testing.T) {
	w := apptest.New(t)
	at := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) + "/attachments"
	c := upload(at, "a.txt", "text")
	c.Header = map[string]string{"Idempotency-Key": id.New().String()}
	first := w.Get(c, nil)
	require.JSONEq(t, first.Body, w.Get(c, nil).Body)
	c.Raw, c.Want, c.Has = []byte("other"), 422, []string{"idempotency.mismatch"}
	w.Run(c)
	require.Equal(t, 1, bytes(w))
}

// The plan's storage refuses what does not fit, keeps nothing of it, and never hinders deleting and taking back.
func TestStorage(t *testing.T) {
	w := apptest.New(t)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		return w.App.Tenants.SetPlan(ctx, w.Person("acme/ana").Tenant.ID, plan.Free, 0, nil)
	}))
	contact := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	at := "/contacts/" + contact + "/attachments"
	f := add(w, at, "a.txt", "1234567890")
	require.NoError(t, w.App.DB.InTenant(w.System("acme"), func(ctx context.Context) error {
		if err := db.Orm(ctx).Exec(`UPDATE attachment SET size = ?`, int64(1)<<50).Error; err != nil {
			return err
		}
		return w.App.Limits.Recount(ctx)
	}))
	full := upload(at, "b.txt", "1234567890")
	full.Want, full.Has = http.StatusPaymentRequired, []string{`"plan.limit"`, `"name":"storageBytes"`}
	require.Eventually(t, func() bool { return w.Do(full).Status == full.Want }, 5*time.Second, 50*time.Millisecond)
	before := bytes(w)
	w.Run(full)
	require.Equal(t, before, bytes(w))
	again := full
	again.Want, again.Has = 201, nil
	w.Run(
		apptest.Call{Name: "delete", As: "acme/ana", Do: "DELETE " + at + "/" + f.ID, Want: 204}, again,
		apptest.Call{Name: "an undo works at any limit", As: "acme/ana", Do: "POST " + at + "/" + f.ID + "/restore", Want: 200}, full)
}

func TestHistory(t *testing.T) {
	w := apptest.New(t)
	contact := w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`)
	at := "/contacts/" + contact + "/attachments"
	f := add(w, at, "offer.pdf", "%PDF-")
	w.Run(
		apptest.Call{As: "acme/ana", Do: "DELETE " + at + "/" + f.ID, Want: 204},
		apptest.Call{As: "acme/ana", Do: "POST " + at + "/" + f.ID + "/restore", Want: 200})
	var timeline struct {
		Items []struct {
			Type, ActorName string
			About           struct{ Name string }
			Data            map[string]any
		}
	}
	w.Get(apptest.Call{As: "acme/ana", Do: "GET /timeline?types=file_added,file_removed,file_restored&kind=contact&id=" + contact}, &timeline)
	require.Len(t, timeline.Items, 3)
	for i, want := range []string{"file_restored", "file_removed", "file_added"} {
		e := timeline.Items[i]
		require.Equal(t, []any{want, "Ana", "Ada", map[string]any{"file": "offer.pdf"}}, []any{e.Type, e.ActorName, e.About.Name, e.Data})
	}
	w.Run(apptest.Call{Name: "audit", As: "acme/ana", Do: "GET /audit?kind=contact", Want: 200, Has: []string{`"action":"file_added"`, `"action":"file_removed"`, `"action":"file_restored"`, "offer.pdf", `"recordName":"Ada"`}})
}

// At night goes what was deleted a month ago and what no row knows of, and nothing else.
func TestSweep(t *testing.T) {
	w := apptest.New(t)
	at := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) + "/attachments"
	kept, trashed := add(w, at, "kept", "kept"), add(w, at, "trashed", "trashed")
	w.Run(apptest.Call{As: "acme/ana", Do: "DELETE " + at + "/" + trashed.ID, Want: 204})
	folder := w.Person("acme/ana").Tenant.UID.String()
	for range 3 {
		require.NoError(t, w.App.Files.Put(t.Context(), folder+"/"+id.New().String(), strings.NewReader("x"), 1))
	}
	sweep := func() { require.NoError(t, w.App.Attachments.Sweep(w.System("acme"))) }
	sweep()
	require.Equal(t, 5, bytes(w), "an upload may be on its way")
	t.Cleanup(clock.Advance(25 * time.Hour))
	sweep()
	require.Equal(t, 2, bytes(w), "the deleted one can be taken back")
	t.Cleanup(clock.Advance(attachment.Retention))
	sweep()
	require.Equal(t, 1, bytes(w))
	_, err := w.App.Files.Stat(t.Context(), folder+"/"+kept.ID)
	require.NoError(t, err)
}

// Bytes that are lost, or a storage that is off, are said as what they are.
func TestLostBytes(t *testing.T) {
	w := apptest.New(t)
	at := "/contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Ada"}`) + "/attachments"
	f := add(w, at, "a.txt", "text")
	require.NoError(t, os.Remove(filepath.Join(w.App.Config.Files, w.Person("acme/ana").Tenant.UID.String(), f.ID)))
	w.Run(apptest.Call{As: "acme/ana", Do: "GET " + at + "/" + f.ID, Want: 503, Has: []string{"attachment.unavailable"}})
}

func TestFileNames(t *testing.T) {
	for said, want := range map[string]string{
		"offer.pdf": "offer.pdf", `C:\Users\ana\offer.pdf`: "offer.pdf", "../../etc/passwd": "passwd", "": "file", "...": "file", "/": "file",
		"two\nlines.txt": "two lines.txt", "gpj.\u202eexe.txt": "gpj.exe.txt", " zażółć  gęślą.txt ": "zażółć gęślą.txt", "अनुबंध.pdf": "अनुबंध.pdf",
		strings.Repeat("ż", 300) + ".docx": strings.Repeat("ż", 195) + ".docx",
	} {
		require.Equal(t, want, attachment.FileName(said), "%q", said)
	}
}
