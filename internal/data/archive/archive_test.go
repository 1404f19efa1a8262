package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/data/archive"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// busy is a world in which Acme has something of everything.
func busy(t *testing.T) *apptest.World {
	w := apptest.New(t)
	w.Team("acme", "ana", "ed")
	firm := w.Make("acme/ana", "/companies", `{"name":"Łódź & Sons","tags":["vip"]}`)
	anna := w.Make("acme/ana", "/contacts", `{"firstName":"अन्ना","lastName":"\"O'Neil\" \\ 😀","email":"anna@example.com","companyId":"`+firm+`"}`)
	sale := w.Make("acme/ed", "/deals", `{"name":"Roof","value":{"amount":99999999999,"currency":"EUR"}}`)
	w.Make("acme/ana", "/tasks", `{"title":"Call her","about":{"kind":"contact","id":"`+anna+`"}}`)
	w.Run(
		apptest.Call{Name: "a file", As: "acme/ana", Do: "POST /deals/" + sale + "/attachments?fileName=plan.txt", Raw: []byte("the plan"), Want: 201},
		apptest.Call{Name: "one in the trash", As: "acme/ana", Do: "DELETE /contacts/" + w.Make("acme/ana", "/contacts", `{"firstName":"Gone"}`), Want: 204},
		apptest.Call{Name: "a role of their own", As: "acme/ana", Do: "POST /roles", Body: `{"name":"Closer","from":"employee"}`, Want: 201},
	)
	return w
}

func as(w *apptest.World, t caller.Tenant) context.Context {
	return caller.With(w.T.Context(), caller.System("archive", t))
}

func pack(w *apptest.World, t caller.Tenant) []byte {
	w.T.Helper()
	var b bytes.Buffer
	_, err := w.App.Archives.Pack(as(w, t), &b)
	require.NoError(w.T, err)
	return b.Bytes()
}

func open(t require.TestingT, b []byte) *archive.File {
	f, err := archive.Open(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	return f
}

// What was packed is proved; a restore makes a company that packs into the same tables and files, with the same people, who
// see and do what they did. Its neighbour is as before.
func TestRestoredIsTheSame(t *testing.T) {
	w := busy(t)
	acme := w.Person("acme/ana").Tenant
	before := open(t, pack(w, acme))
	p, err := w.App.Archives.Prove(as(w, acme), before)
	require.NoError(t, err)
	require.Equal(t, before.Rows(), p.Rows)
	for _, name := range []string{"tables/contact.jsonl", "tables/deal.jsonl", "tables/audit_log.jsonl", "tables/role.jsonl", "tables/casbin_rule.jsonl", "people.jsonl"} {
		part, ok := before.Find(name)
		require.True(t, ok && part.Rows > 0, name)
	}
	r, err := w.App.Archives.Restore(t.Context(), before)
	require.NoError(t, err)
	require.Empty(t, r.Invited, "all of them have accounts here")
	require.NotEqual(t, acme.UID, r.Tenant.UID)
	require.NotEqual(t, tenant.Locked, r.Tenant.State)
	after := open(t, pack(w, r.Tenant.Caller()))
	require.Equal(t, parts(before), parts(after))
	trails, err := w.App.VerifyTrails(t.Context(), *r.Tenant.Slug)
	require.NoError(t, err, trails)
	require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
		places, err := w.App.Members.Places(ctx, w.Person("acme/ed").UserID)
		require.Len(t, places, 2)
		return err
	}))
}

// parts are the sums of what is in an archive, by name, but for the page that says when it was made.
func parts(f *archive.File) map[string]string {
	all := map[string]string{}
	for _, p := range f.Parts {
		if p.Name != "viewer/data/about.js" {
			all[p.Name] = p.SHA256
		}
	}
	return all
}

// Rows of any content come back as they were.
func TestAnyRowsComeBack(t *testing.T) {
	w := apptest.New(t)
	acme := w.Person("acme/ana").Tenant
	text := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0 }))
	for seed := range 400 {
		err := w.Act("acme/ana", func(ctx context.Context) error {
			return db.Orm(ctx).Exec(`INSERT INTO activity (id, type, at, kind, record_id, text, data, version, created_at, updated_at)
				VALUES (?, 'note', to_timestamp(?), 'contact', ?, ?, jsonb_build_object(?::text, ?::numeric), 1, now(), now())`,
				id.New(), rapid.Float64Range(0, 4e9).Example(seed), id.New(), text.Example(seed), text.Example(seed+1), rapid.Float64Range(-1e300, 1e300).Example(seed)).Error
		})
		require.NoError(t, err, seed)
	}
	f := open(t, pack(w, acme))
	_, err := w.App.Archives.Prove(as(w, acme), f)
	require.NoError(t, err)
	r, err := w.App.Archives.Restore(t.Context(), f)
	require.NoError(t, err)
	require.Equal(t, parts(f), parts(open(t, pack(w, r.Tenant.Caller()))))
}

// An archive is of one moment: what is committed while it is written is in all of its tables or in none.
func TestArchiveIsOfOneMoment(t *testing.T) {
	w := busy(t)
	acme := w.Person("acme/ana").Tenant
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 30 {
			w.Make("acme/ana", "/contacts", `{"firstName":"Meanwhile"}`)
		}
	}()
	for range 5 {
		f := open(t, pack(w, acme))
		contacts, _ := f.Find("tables/contact.jsonl")
		created := strings.Count(string(read(t, f, "tables/audit_log.jsonl")), `"action": "created"`)
		require.Equal(t, contacts.Rows, int64(strings.Count(string(read(t, f, "tables/audit_log.jsonl")), `"kind": "contact"`)-1), "every contact has its entry in the trail, one was deleted; %d", created)
	}
	<-done
}

func read(t *testing.T, f *archive.File, name string) []byte {
	t.Helper()
	b, err := f.Bytes(name)
	require.NoError(t, err)
	return b
}

// What was changed on its way is refused before anything is written, with the name of the part at fault.
func TestDamagedArchivesAreRefused(t *testing.T) {
	w := busy(t)
	acme := w.Person("acme/ana").Tenant
	good := pack(w, acme)
	other := pack(w, w.Person("globex/gus").Tenant)
	rebuild := func(change func(name string, b []byte) (string, []byte)) []byte { return rezip(t, good, change) }
	entry := func(b []byte, name string) []byte {
		r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		require.NoError(t, err)
		f, err := r.Open(name)
		require.NoError(t, err)
		text, err := io.ReadAll(f)
		require.NoError(t, err)
		return text
	}
	on := func(at string, change func([]byte) []byte) []byte {
		return rebuild(func(name string, b []byte) (string, []byte) {
			if name == at {
				return name, change(b)
			}
			return name, b
		})
	}
	cases := map[string]struct {
		file []byte
		says string
	}{
		"cut off":        {good[:len(good)/2], "cut off"},
		"no archive":     {[]byte("hello"), "no archive"},
		"empty":          {nil, "no archive"},
		"a bit of a row": {on("tables/contact.jsonl", func(b []byte) []byte { b[10] ^= 1; return b }), "tables/contact.jsonl was changed"},
		"a bit of a file": {rebuild(func(n string, b []byte) (string, []byte) {
			if strings.HasPrefix(n, "files/") {
				b[0] ^= 1
			}
			return n, b
		}), "was changed"},
		"a row more":        {on("tables/deal.jsonl", func(b []byte) []byte { return append(b, b...) }), "tables/deal.jsonl has another size"},
		"the list":          {on("manifest.json", func(b []byte) []byte { return bytes.Replace(b, []byte(`"rows": `), []byte(`"rows":  `), 1) }), "signature"},
		"the signature":     {on("manifest.sig", func(b []byte) []byte { b[0] ^= 1; return b }), "signature"},
		"a part gone":       {rebuild(func(n string, b []byte) (string, []byte) { return strings.Replace(n, "tables/task.jsonl", "", 1), b }), "tables/task.jsonl is missing"},
		"another company's": {on("tables/contact.jsonl", func([]byte) []byte { return entry(other, "tables/contact.jsonl") }), "tables/contact.jsonl"},
		"a path out of it": {rebuild(func(n string, b []byte) (string, []byte) {
			return strings.Replace(n, "README.txt", "../../etc/passwd", 1), b
		}), "../../etc/passwd"},
		"an absolute path": {rebuild(func(n string, b []byte) (string, []byte) {
			return strings.Replace(n, "README.txt", "/etc/passwd", 1), b
		}), "/etc/passwd"},
		"a path of Windows": {rebuild(func(n string, b []byte) (string, []byte) { return strings.Replace(n, "README.txt", `files\..\x`, 1), b }), "has no place"},
		"more than it says": {on("tables/contact.jsonl", func(b []byte) []byte { return append(b, bytes.Repeat([]byte{' '}, 64<<20)...) }), "another size"},
		"a part nobody listed": {rebuild(func(n string, b []byte) (string, []byte) {
			return strings.Replace(n, "README.txt", "tables/extra.jsonl", 1), b
		}), "tables/extra.jsonl"},
	}
	count := func() (n int64) {
		require.NoError(t, w.App.DB.InPlatform(t.Context(), func(ctx context.Context) error {
			return db.Orm(ctx).Raw(`SELECT count(*) FROM tenant WHERE state <> 'spare'`).Scan(&n).Error
		}))
		return n
	}
	before := count()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			f, err := archive.Open(bytes.NewReader(c.file), int64(len(c.file)))
			if err == nil {
				_, err = w.App.Archives.Restore(t.Context(), f)
			}
			require.ErrorContains(t, err, c.says)
		})
	}
	require.Equal(t, before, count(), "no company was made")
	_, err := w.App.Archives.Prove(as(w, acme), open(t, good))
	require.NoError(t, err)
}

// rezip writes a zip anew with other names and contents; an empty name leaves an entry out.
func rezip(t *testing.T, from []byte, change func(string, []byte) (string, []byte)) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(from), int64(len(from)))
	require.NoError(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range r.File {
		f, err := e.Open()
		require.NoError(t, err)
		b, err := io.ReadAll(f)
		require.NoError(t, err)
		name, b := change(e.Name, b)
		if name == "" {
			continue
		}
		to, err := w.Create(name)
		require.NoError(t, err)
		_, err = to.Write(b)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}
