package archive_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
)

// shown are the rows that a part of the viewer hands to its page.
func shown(t *testing.T, text []byte, name string) []json.RawMessage {
	t.Helper()
	inside, ok := bytes.CutPrefix(text, []byte(`kith("`+name+`",`))
	require.True(t, ok, string(text))
	var rows []json.RawMessage
	require.NoError(t, json.Unmarshal(bytes.TrimSuffix(bytes.TrimSpace(inside), []byte(")")), &rows))
	return rows
}

// The viewer has all records and the trash, in parts that nothing in the data can break out of, and the manifest covers it.
func TestArchiveHasAViewer(t *testing.T) {
	w := busy(t)
	evil := "</script><script>alert(1)</script>\u2028\u2029&"
	contact := w.Make("acme/ana", "/contacts", `{"firstName":"Eve"}`)
	body, err := json.Marshal(map[string]any{"type": "note", "about": map[string]string{"kind": "contact", "id": contact}, "text": evil})
	require.NoError(t, err)
	w.Run(apptest.Call{Name: "a note that would break out", As: "acme/ana", Do: "POST /activities", Body: string(body), Want: 201})
	object := w.Make("acme/ana", "/objects", `{"name":"Yacht","plural":"Yachts","icon":"machine"}`)
	kind := "o" + object[len(object)-12:]
	length := w.Make("acme/ana", "/fields", `{"object":"`+kind+`","type":"text","label":"Berth"}`)
	yacht := w.Make("acme/ana", "/objects/"+object+"/records", `{"name":"Albatross","custom":{"`+length+`":"Pier 9"}}`)
	w.Run(apptest.Call{Name: "linked", As: "acme/ana", Do: "POST /objects/" + object + "/records/" + yacht + "/links", Body: `{"kind":"contact","id":"` + contact + `"}`, Want: 200})
	w.Run(apptest.Call{Name: "one in the trash", As: "acme/ana", Do: "DELETE /objects/" + object + "/records/" + w.Make("acme/ana", "/objects/"+object+"/records", `{"name":"Sunk"}`), Want: 204})
	f := open(t, pack(w, w.Person("acme/ana").Tenant))
	require.NoError(t, f.Check(t.Context()))
	yachts := shown(t, read(t, f, "viewer/data/object-1.js"), "object-1")
	require.Len(t, yachts, 1, "one is in the trash")
	require.JSONEq(t, `["`+yacht+`","Albatross","Pier 9","`+kind+`"]`, string(yachts[0]))
	gone := string(bytes.Join(raws(shown(t, read(t, f, "viewer/data/trash-1.js"), "trash-1")), nil))
	require.Regexp(t, `"Sunk"\s*,\s*"`+kind+`"`, gone)
	require.Regexp(t, `"Gone"\s*,\s*"contact"`, gone)
	ofYacht := "record-" + yacht[len(yacht)-1:]
	record := string(bytes.Join(raws(shown(t, read(t, f, "viewer/data/"+ofYacht+".js"), ofYacht)), nil))
	require.Contains(t, record, `"Pier 9"`)
	require.Regexp(t, `"_":\s*"`+kind+`"`, record)
	require.Regexp(t, `"_":\s*"with",\s*"id":\s*"`+contact+`"`, record, "with whom it has to do")
	people := shown(t, read(t, f, "viewer/data/contact-1.js"), "contact-1")
	require.Len(t, people, 2, "one is in the trash")
	about := string(shown(t, read(t, f, "viewer/data/about.js"), "about")[0])
	require.Contains(t, about, `"digits":1`)
	require.Contains(t, about, `"contact":1`)
	require.Regexp(t, `"plural"\s*:\s*"Yachts"`, about)
	require.Regexp(t, `"label"\s*:\s*"Berth"`, about)
	part := "record-" + contact[len(contact)-1:]
	text := read(t, f, "viewer/data/"+part+".js")
	require.False(t, bytes.ContainsAny(text, "<\u2028\u2029"), "nothing ends the script")
	require.True(t, strings.Contains(string(bytes.Join(raws(shown(t, text, part)), nil)), "alert(1)"), "and it is all there")
	for _, p := range f.Parts {
		if strings.HasPrefix(p.Name, "viewer/") {
			require.Zero(t, p.Rows, "%s is no table", p.Name)
		}
	}
}

func raws(all []json.RawMessage) (out [][]byte) {
	for _, one := range all {
		out = append(out, one)
	}
	return out
}

// The page may do nothing but load what stands beside it, and its own script is known by its sum.
func TestArchiveViewerIsShut(t *testing.T) {
	w := apptest.New(t)
	f := open(t, pack(w, w.Person("acme/ana").Tenant))
	page := string(read(t, f, "viewer.html"))
	policy := regexp.MustCompile(`Content-Security-Policy" content="([^"]+)"`).FindStringSubmatch(page)
	require.Len(t, policy, 2)
	require.Regexp(t, `^default-src 'none'; script-src 'sha256-[^']+' 'sha256-[^']+' 'self' file:; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'$`, policy[1])
	require.NotContains(t, page, "{{STYLE")
	require.NotContains(t, page, "http://")
	require.NotContains(t, page, "https://")
	require.Equal(t, 2, strings.Count(page, "</script>"))
}
