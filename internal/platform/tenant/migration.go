package tenant

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// migration is one file of statements. Its first lines may say how it behaves, as comments: `-- kith: optional`,
// `-- kith: breaking`, `-- kith: no transaction`.
type migration struct {
	name       string
	statements []string
	optional   bool // this program also serves tenants without it
	breaking   bool // older programs can't serve tenants that have it
	apart      bool // on large tenants it runs without a transaction; such a one is optional, and each statement can be repeated
}

// readMigrations reads tenant/NNNN_name.sql.
func readMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "tenant/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var all []migration
	for _, n := range names {
		text, err := fs.ReadFile(files, n)
		if err != nil {
			return nil, err
		}
		m, err := parse(path.Base(n), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// readSquashed reads tenant.sql: its statements and the version to which they lead. Without the file both are empty.
func readSquashed(files fs.FS) (statements []string, version int, err error) {
	text, err := fs.ReadFile(files, "tenant.sql")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	_, after, _ := strings.Cut(string(text), squashedAt)
	line, _, _ := strings.Cut(after, "\n")
	if version, err = strconv.Atoi(line); err != nil {
		return nil, 0, fmt.Errorf("tenant.sql does not say its version: %w", err)
	}
	return split(string(text)), version, nil
}

const directive = "-- kith:"

func parse(name, text string) (migration, error) {
	m := migration{name: name, statements: split(text)}
	for line := range strings.Lines(text) {
		word, ok := strings.CutPrefix(line, directive)
		if !ok {
			continue
		}
		switch word = strings.TrimSpace(word); word {
		case "optional":
			m.optional = true
		case "breaking":
			m.breaking = true
		case "no transaction":
			m.apart, m.optional = true, true
		default:
			return m, fmt.Errorf("%s: %q is not one of: optional, breaking, no transaction", name, word)
		}
	}
	return m, nil
}

// together are the statements in the form in which they run in a transaction.
func (m migration) together() []string {
	if !m.apart {
		return m.statements
	}
	all := make([]string, len(m.statements))
	for i, s := range m.statements {
		all[i] = strings.Replace(s, " CONCURRENTLY", "", 1)
	}
	return all
}

// split cuts a migration into statements: each ends with a semicolon at the end of a line.
func split(text string) []string {
	var all []string
	var b strings.Builder
	for line := range strings.Lines(text) {
		bare := strings.TrimSpace(line)
		if strings.HasPrefix(bare, "--") {
			continue
		}
		if i := strings.Index(line, " -- "); i >= 0 {
			line = line[:i] + "\n"
			bare = strings.TrimSpace(line)
		}
		b.WriteString(line)
		if strings.HasSuffix(bare, ";") {
			all = append(all, strings.TrimSuffix(strings.TrimSpace(b.String()), ";"))
			b.Reset()
		}
	}
	if rest := strings.TrimSpace(b.String()); rest != "" {
		all = append(all, rest)
	}
	return all
}

// Range is what a program can serve: tenants from version Min on, up to its own Head or, where nothing breaking has come
// since, beyond.
type Range struct{ Min, Head int }

// rangeOf reads the range off the migrations that a program carries.
func rangeOf(steps []migration) Range {
	r := Range{Head: len(steps)}
	for i, s := range steps {
		if !s.optional {
			r.Min = i + 1
		}
	}
	return r
}

// needs is the oldest program that can serve a tenant at a version.
func needs(steps []migration, version int) (oldest int) {
	for i, s := range steps[:version] {
		if s.breaking {
			oldest = i + 1
		}
	}
	return oldest
}

// Check tells whether a tenant can be served: ErrUpdating when it is behind, ErrNewer when it is ahead.
func (r Range) Check(version, needs int) error {
	switch {
	case needs > r.Head:
		return ErrNewer
	case version < r.Min:
		return ErrUpdating
	}
	return nil
}
