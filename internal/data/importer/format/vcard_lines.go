package format

import (
	"io"
	"mime/quotedprintable"
	"strings"

	"github.com/emersion/go-vcard"
	"golang.org/x/text/encoding/htmlindex"
)

// components are the n parts of a value such as a name or an address, between semicolons that are not escaped.
func components(f *vcard.Field, n int) []string {
	all := make([]string, n)
	if f == nil {
		return all
	}
	var part strings.Builder
	at, escaped := 0, false
	for _, r := range f.Value + ";" {
		switch {
		case r == ';' && !escaped:
			if at < n {
				all[at] = strings.TrimSpace(part.String())
			}
			at++
			part.Reset()
		case r == '\\' && !escaped:
			escaped = true
			continue
		default:
			if escaped && r != ';' {
				part.WriteRune('\\')
			}
			part.WriteRune(r)
		}
		escaped = false
	}
	return all
}

// unescape undoes what the library leaves: escaped semicolons and colons, and line ends written large.
func unescape(text string) string {
	return strings.NewReplacer(`\;`, ";", `\:`, ":", `\N`, "\n").Replace(text)
}

// modern writes cards of version 2.1 as later ones are: types with their name, and text in quoted-printable as text. Cards
// of later versions stay as they are, but for pictures, which nothing is made of.
func modern(text string) string {
	var b strings.Builder
	for _, l := range unfold(text) {
		head, value, ok := cutLine(l)
		if !ok {
			continue
		}
		name, params, _ := strings.Cut(head, ";")
		if bare := strings.ToUpper(name[strings.LastIndex(name, ".")+1:]); bare == "PHOTO" || bare == "LOGO" || bare == "SOUND" || bare == "KEY" {
			continue
		}
		kept, charset, printable := parameters(params)
		if printable {
			value = decoded(value, charset)
		}
		b.WriteString(name + kept + ":" + value + "\r\n")
	}
	return b.String()
}

// unfold joins lines that go on on the next one: it begins with a space, or, in quoted-printable, the line before ends
// with an equals sign.
func unfold(text string) (all []string) {
	soft := false
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\r\n")
		last := len(all) - 1
		switch {
		case soft:
			all[last] = strings.TrimSuffix(all[last], "=") + l
		case last >= 0 && l != "" && (l[0] == ' ' || l[0] == '\t'):
			all[last] += l[1:]
		default:
			all = append(all, l)
		}
		soft = printableLine(all[len(all)-1]) && strings.HasSuffix(l, "=")
	}
	return all
}

func printableLine(l string) bool {
	head, _, _ := cutLine(l)
	return strings.Contains(strings.ToUpper(head), "QUOTED-PRINTABLE")
}

// cutLine is what stands before and after a line's first colon outside of quotes.
func cutLine(l string) (head, value string, ok bool) {
	inQuotes := false
	for i, r := range l {
		switch {
		case r == '"':
			inQuotes = !inQuotes
		case r == ':' && !inQuotes:
			return l[:i], l[i+1:], i > 0
		}
	}
	return "", "", false
}

// parameters are those of a line, each with a name, without those that say how the value is written.
func parameters(text string) (kept, charset string, printable bool) {
	for _, p := range strings.Split(text, ";") {
		name, value, named := strings.Cut(p, "=")
		switch upper := strings.ToUpper(strings.TrimSpace(p)); {
		case upper == "":
		case upper == "QUOTED-PRINTABLE" || upper == "ENCODING=QUOTED-PRINTABLE":
			printable = true
		case strings.EqualFold(name, "CHARSET"):
			charset = value
		case !named:
			kept += ";TYPE=" + p
		default:
			kept += ";" + p
		}
	}
	return kept, charset, printable
}

// decoded is a value that was written in quoted-printable; what is wrong in it stays as it is.
func decoded(value, charset string) string {
	data, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(value)))
	if err != nil {
		return value
	}
	text := string(data)
	if enc, err := htmlindex.Get(charset); err == nil {
		if utf, err := enc.NewDecoder().String(text); err == nil {
			text = utf
		}
	}
	return strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(clean(text))
}
