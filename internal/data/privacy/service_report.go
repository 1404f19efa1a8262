package privacy

import (
	"archive/zip"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/url"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/blob"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/i18n"
)

//go:embed texts
var textFiles embed.FS

// reportTexts are what a report says for people to read.
var reportTexts = i18n.Embedded(textFiles, "texts")

//go:embed report.css
var reportStyle string

// content is a report, as programs read it.
type content struct {
	Name     string    `json:"name"`
	Company  string    `json:"company"`
	TakenAt  time.Time `json:"takenAt"`
	Sections []section `json:"sections"`
}

// report makes the file of a request, outside of a unit of work: rows of one moment, and the files beside them.
func (s *Service) report(ctx context.Context, r Request) error {
	c := content{Company: caller.From(ctx).Tenant.Name, TakenAt: clock.Now().UTC()}
	var files []attached
	err := s.InTenant(ctx, func(ctx context.Context) error {
		p, err := known(ctx, r.ContactID)
		if err != nil || len(p.ids) == 0 {
			return err
		}
		c.Name = p.name
		if c.Sections, err = sections(ctx, p); err != nil {
			return err
		}
		files, err = attachedTo(ctx, p)
		return err
	})
	if err != nil {
		return err
	}
	if len(c.Sections) == 0 { // forgotten meanwhile
		return s.InTenant(ctx, func(ctx context.Context) error { return s.finish(ctx, &r, Failed, 0, 0) })
	}
	size, err := s.store(ctx, r, c, files)
	if err != nil {
		return err
	}
	return s.InTenant(ctx, func(ctx context.Context) error { return s.finish(ctx, &r, Done, c.rows(), size) })
}

func (c content) rows() (n int64) {
	for _, s := range c.Sections {
		n += int64(len(s.Rows))
	}
	return n
}

// store packs a report on disk, for nobody knows how large the files are together, and puts it where files are.
func (s *Service) store(ctx context.Context, r Request, c content, files []attached) (size int64, err error) {
	f, err := os.CreateTemp("", "report-*.zip")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	if err = s.pack(ctx, f, c, files); err != nil {
		return 0, err
	}
	if size, err = f.Seek(0, io.SeekCurrent); err != nil {
		return 0, err
	}
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	return size, s.Files.Put(ctx, key(ctx, r.ID), f, size)
}

func (s *Service) pack(ctx context.Context, to io.Writer, c content, files []attached) error {
	z := zip.NewWriter(to)
	data, err := json.MarshalIndent(c, "", " ")
	if err == nil {
		err = put(z, "data.json", strings.NewReader(string(data)))
	}
	if err != nil {
		return err
	}
	if err := put(z, "report.html", strings.NewReader(webpage(c, files, caller.From(ctx).Tenant.Language))); err != nil {
		return err
	}
	for _, f := range files {
		if err := s.copyFile(ctx, z, f); err != nil {
			return err
		}
	}
	return z.Close()
}

func put(z *zip.Writer, name string, r io.Reader) error {
	w, err := z.Create(name)
	if err == nil {
		_, err = io.Copy(w, r)
	}
	return err
}

// path is where a file is in a report. Names have no folders in them; the id keeps two of one name apart.
func (a attached) path() string { return "files/" + a.ID + "-" + a.Name }

func (s *Service) copyFile(ctx context.Context, z *zip.Writer, a attached) error {
	r, err := s.Files.Get(ctx, folder(ctx)+a.ID, 0, -1)
	if errors.Is(err, blob.ErrNotFound) { // deleted since the rows were read
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(put(z, a.path(), r), r.Close())
}

// Open returns a report and its bytes, outside of a unit of work. The caller closes the reader.
func (s *Service) Open(ctx context.Context, requestID uuid.UUID) (r Request, content io.ReadCloser, err error) {
	err = s.InTenant(ctx, func(ctx context.Context) (err error) {
		if r, err = find(ctx, requestID); err != nil {
			return err
		}
		if _, _, err = seen(ctx, r.ContactID); err != nil {
			return err
		}
		if err = whole(ctx); err == nil && !r.There(clock.Now()) {
			err = ErrGone
		}
		if err != nil {
			return err
		}
		return s.Bus.Publish(ctx, Acted{"report_downloaded", r})
	})
	if err != nil {
		return r, nil, err
	}
	content, err = s.Files.Get(context.WithoutCancel(ctx), key(ctx, r.ID), 0, -1)
	if err != nil {
		slog.ErrorContext(ctx, "a report can't be read", "request", r.ID, "error", err)
		return r, nil, ErrLost
	}
	return r, content, nil
}

// fact is one thing that a row says.
type fact struct{ name, value string }

// webpage is a report for people to read. All that is known of somebody is text and nothing else.
func webpage(c content, files []attached, language string) string {
	text := html.EscapeString
	say := func(key string, params map[string]any) string { return text(reportTexts.Say(language, key, params)) }
	var b strings.Builder
	write := func(parts ...string) { b.WriteString(strings.Join(parts, "")) }
	write("<!doctype html>\n<html lang=\"", text(language), "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>", text(c.Name), "</title>\n<style>\n", reportStyle, "</style>\n<h1>", text(c.Name), "</h1>\n<p>",
		say("about", map[string]any{"company": c.Company, "day": c.TakenAt.Format(time.DateOnly)}), "</p>\n")
	for _, s := range c.Sections {
		write("<h2>", say("section."+s.Name, nil), "</h2>\n")
		for _, r := range s.Rows {
			write("<dl>")
			for _, f := range facts(r) {
				write("<dt>", text(f.name), "</dt><dd>", text(f.value), "</dd>")
			}
			write("</dl>\n")
		}
	}
	if len(files) > 0 {
		write("<h2>", say("files", nil), "</h2>\n<ul>")
		for _, f := range files {
			write("<li><a href=\"", text((&url.URL{Path: f.path()}).String()), "\">", text(f.Name), "</a></li>")
		}
		write("</ul>\n")
	}
	return b.String() + "</html>\n"
}

// facts are what a row says, without what it has no value for, and without ids of rows.
func facts(row json.RawMessage) (all []fact) {
	var fields map[string]any
	if json.Unmarshal(row, &fields) != nil {
		return nil
	}
	for name, value := range fields {
		text := said(value)
		if text != "" && name != "id" && !strings.HasSuffix(name, "_id") {
			all = append(all, fact{strings.ReplaceAll(name, "_", " "), text})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].name < all[j].name })
	return all
}

// said is a value as people read it.
func said(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		all := make([]string, len(v))
		for i, one := range v {
			all[i] = said(one)
		}
		return strings.Join(all, "; ")
	case map[string]any:
		var all []string
		for name, one := range v {
			if text := said(one); text != "" {
				all = append(all, name+": "+text)
			}
		}
		sort.Strings(all)
		return strings.Join(all, ", ")
	}
	data, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(data)
}
