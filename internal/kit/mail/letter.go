package mail

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/url"
	"strings"
)

//go:embed letter.html
var page string

var letterPage = template.Must(template.New("letter").Parse(page))

// view is a letter cleaned for rendering, with the name of who sends it.
type view struct {
	Letter
	Brand string
}

// clean returns l without anything that could break out of a line, or an error if its link is not one to the web.
func (l Letter) clean(brand string) (view, error) {
	l.Subject, l.Heading, l.Footnote, l.Language = line(l.Subject), line(l.Heading), line(l.Footnote), line(l.Language)
	paragraphs := make([]string, len(l.Paragraphs))
	for i, p := range l.Paragraphs {
		paragraphs[i] = line(p)
	}
	l.Paragraphs = paragraphs
	if l.Button != nil {
		u, err := url.Parse(l.Button.URL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return view{}, unsendable("the link of the letter is not a web address")
		}
		l.Button = &Button{Text: line(l.Button.Text), URL: u.String()}
	}
	return view{Letter: l, Brand: line(brand)}, nil
}

// html renders the letter for mail programs: tables and inline styles, as these drop most of CSS.
func (v view) html() (string, error) {
	var out bytes.Buffer
	err := letterPage.Execute(&out, v)
	return out.String(), err
}

// text renders the letter for readers without HTML; a link stands alone so that it can be copied whole.
func (v view) text() string {
	parts := append([]string{v.Heading}, v.Paragraphs...)
	if v.Button != nil {
		parts = append(parts, v.Button.Text+":\n"+v.Button.URL)
	}
	parts = append(parts, strings.TrimSpace("-- \n"+v.Brand+"\n"+v.Footnote))
	return strings.TrimSpace(strings.Join(parts, "\n\n")) + "\n"
}

// Preheader is what an inbox shows beside the subject.
func (v view) Preheader() string {
	if len(v.Paragraphs) > 0 {
		return v.Paragraphs[0]
	}
	return v.Heading
}
