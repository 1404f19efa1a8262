// Package scaffold makes a new domain from a template: the Go files by their roles, the migration, and what remains to be said in the
// composition root. The template is an ordinary small domain: a record with a name, an owner and a version.
package scaffold

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

//go:embed template
var templates embed.FS

// Domain is what the template is filled with.
type Domain struct {
	Group     string // crm
	Name      string // ticket
	Type      string // Ticket
	Plural    string // tickets
	Migration string // 0012
}

// groups may get new domains; the lower ones have no row rights and look different.
var groups = []string{"crm", "team", "comms", "automation", "analytics", "data"}

var word = regexp.MustCompile(`^[a-z][a-z0-9]{1,30}$`)

// New checks the names and finds the next number of a migration in the working copy at top.
func New(top, group, name string) (Domain, error) {
	d := Domain{Group: group, Name: name}
	switch {
	case !slices.Contains(groups, group):
		return d, fmt.Errorf("%q is no group for new domains: choose one of %s", group, strings.Join(groups, ", "))
	case !word.MatchString(name) || token.IsKeyword(name):
		return d, fmt.Errorf("%q is no name for a package: a singular noun in small letters, such as ticket", name)
	}
	d.Type, d.Plural = strings.ToUpper(name[:1])+name[1:], plural(name)
	have, err := filepath.Glob(filepath.Join(top, "migrations", "tenant", "[0-9]*.sql"))
	d.Migration = fmt.Sprintf("%04d", len(have)+1) // numbered without gaps, which a test checks
	return d, err
}

func plural(name string) string {
	switch {
	case strings.HasSuffix(name, "y") && !strings.ContainsAny(name[len(name)-2:len(name)-1], "aeiou"):
		return name[:len(name)-1] + "ies"
	case regexp.MustCompile(`(s|x|z|ch|sh)$`).MatchString(name):
		return name + "es"
	}
	return name + "s"
}

// Files returns the contents of the new files by their place in the working copy.
func (d Domain) Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(templates, "template", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := d.fill(name)
		files[d.place(path.Base(name))] = text
		return err
	})
	return files, err
}

func (d Domain) fill(name string) ([]byte, error) {
	t, err := template.New(path.Base(name)).Delims("[[", "]]").ParseFS(templates, name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, d); err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, ".go.tmpl") {
		return format.Source(b.Bytes())
	}
	return b.Bytes(), nil
}

// place says where a template's result goes; domain.go becomes ticket.go.
func (d Domain) place(base string) string {
	base = strings.TrimSuffix(base, ".tmpl")
	if strings.HasSuffix(base, ".sql") {
		return path.Join("migrations", "tenant", d.Migration+"_"+d.Name+".sql")
	}
	return path.Join("internal", d.Group, d.Name, strings.Replace(base, "domain", d.Name, 1))
}

// Write makes the files below top, unless one of them exists already.
func Write(top string, files map[string][]byte) error {
	for name := range files {
		if _, err := os.Stat(filepath.Join(top, name)); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s exists already: nothing was written", name)
		}
	}
	for name, text := range files {
		full := filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Wiring is what has to be added to internal/app by hand: there the order matters, and somebody has to think about it.
func (d Domain) Wiring() string {
	field := strings.ToUpper(d.Plural[:1]) + d.Plural[1:]
	return fmt.Sprintf("    a.%[1]s = %[2]s.NewService(bus)\n    a.%[1]s.Routes(router)", field, d.Name)
}
