package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/kith-crm/kith/internal/identity/member"
)

//go:embed viewer
var viewer embed.FS

const (
	viewerName   = "viewer.html"
	viewerFolder = "viewer/data/"
	listed       = 5000 // rows in a part of a list
	together     = 1000 // rows about records, about, in a part
	mostDigits   = 4
)

// kinds are the lists that the viewer shows: records, those of the company's own objects, and what is in the trash.
var kinds = []string{"contact", "company", "deal", "object", "trash"}

// viewer writes a page that shows people, companies, deals, the records of own objects, the trash, and the timelines of all, from the disk, without a server. A browser
// lets such a page load scripts and nothing else, so what it shows are scripts that call kith. Lists are read at the start;
// records, in parts by the end of their id, when one of them is opened.
func (p *packer) viewer(ctx context.Context, people []member.Listed) error {
	html, err := viewerPage()
	if err == nil {
		err = p.part(viewerName, func(w io.Writer) (int64, error) { return 0, all(w.Write(html)) })
	}
	about := about{Company: p.m.Company.Name, Language: p.m.Company.Language, Zone: p.m.Company.Timezone, TakenAt: p.m.TakenAt.Format("2006-01-02T15:04:05Z"), Lists: map[string]int{}}
	for _, m := range people {
		about.People = append(about.People, [2]string{m.UserID.String(), m.Name})
	}
	for _, kind := range kinds {
		if err == nil {
			about.Lists[kind], err = p.list(ctx, kind)
		}
	}
	if err != nil {
		return err
	}
	if about.Digits, err = digits(ctx); err != nil {
		return err
	}
	if err := p.records(ctx, about.Digits); err != nil {
		return err
	}
	return p.about(ctx, about)
}

// about is what the page has to know at first.
type about struct {
	Company  string          `json:"company"`
	Language string          `json:"language"`
	Zone     string          `json:"zone"`
	TakenAt  string          `json:"takenAt"`
	People   [][2]string     `json:"people"`
	Lists    map[string]int  `json:"lists"`  // parts of each
	Digits   int             `json:"digits"` // of an id that name the part with its record
	Known    json.RawMessage `json:"known"`
}

func (p *packer) about(ctx context.Context, a about) error {
	known, err := readKnown(ctx)
	if err != nil {
		return err
	}
	a.Known = json.RawMessage(known)
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return p.script("about", [][]byte{text})
}

// digits is how many of an id name the part that it is in, so that parts stay small.
func digits(ctx context.Context) (n int, err error) {
	rows, err := weigh(ctx)
	for n = 1; n < mostDigits && rows > together<<(4*n); n++ {
	}
	return n, err
}

// list writes the parts of one list and tells how many there are.
func (p *packer) list(ctx context.Context, kind string) (parts int, err error) {
	var rows [][]byte
	flush := func() error {
		parts++
		err := p.script(fmt.Sprintf("%s-%d", kind, parts), rows)
		rows = rows[:0]
		return err
	}
	err = readShown(ctx, listSQL[kind], func(_ string, line []byte) error {
		if rows = append(rows, slices.Clone(line)); len(rows) < listed {
			return nil
		}
		return flush()
	})
	if err == nil && len(rows) > 0 {
		err = flush()
	}
	return parts, err
}

// records writes a part for every ending of ids that there is.
func (p *packer) records(ctx context.Context, digits int) error {
	var rows [][]byte
	now := ""
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		err := p.script("record-"+now, rows)
		rows = rows[:0]
		return err
	}
	err := readShown(ctx, recordSQL, func(bucket string, line []byte) error {
		if bucket != now {
			if err := flush(); err != nil {
				return err
			}
			now = bucket
		}
		rows = append(rows, slices.Clone(line))
		return nil
	}, digits)
	if err != nil {
		return err
	}
	return flush()
}

// script writes a part that hands rows to the page.
func (p *packer) script(name string, rows [][]byte) error {
	return p.part(viewerFolder+name+".js", func(w io.Writer) (int64, error) { return 0, all(w.Write(script(name, rows))) })
}

// script is JSON as a script that nothing in it can end: < is written as an escape, and so are the two characters that end a
// line in a script and not in JSON.
func script(name string, rows [][]byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "kith(%q,[", name)
	for i, row := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		json.HTMLEscape(&b, row)
	}
	b.WriteString("])\n")
	return b.Bytes()
}

// viewerPage puts the page together: one file, whose own script and style are known by their sums and may do nothing but load
// the data beside it.
func viewerPage() ([]byte, error) {
	page, err := viewer.ReadFile("viewer/viewer.html")
	for _, part := range []struct{ mark, name string }{{"STYLE", "viewer.css"}, {"TEXTS", "texts.js"}, {"SCRIPT", "viewer.js"}} {
		text, problem := viewer.ReadFile("viewer/" + part.name)
		if problem != nil {
			err = problem
		}
		sum := sha256.Sum256(text)
		page = bytes.ReplaceAll(page, []byte("{{"+part.mark+"_SUM}}"), []byte("'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'"))
		page = bytes.ReplaceAll(page, []byte("{{"+part.mark+"}}"), text)
	}
	return page, err
}

// all is the error of a write.
func all(_ int, err error) error { return err }
