package importer

import (
	"cmp"
	_ "embed"
	"encoding/json"

	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/data/importer/format"
	"github.com/kith-crm/kith/internal/data/importer/target"
)

// preset is how a product exports records of a kind.
type preset struct {
	Source  string            `json:"source"`
	Object  string            `json:"object"`  // the kind; empty for contacts
	Needs   [][]string        `json:"needs"`   // headers of which a file has all of one set
	Columns map[string]string `json:"columns"` // fields of headers that mean nothing, or something else, in other files
}

//go:embed presets.json
var presetFile []byte

// presets are the products whose exports are recognised, by headers in their plain form. The fixtures say where the headers
// are documented.
var presets = func() (all []preset) {
	if err := json.Unmarshal(presetFile, &all); err != nil {
		panic(err)
	}
	for _, p := range all {
		for _, set := range p.Needs {
			for i, h := range set {
				set[i] = plain(h)
			}
		}
		for h, field := range p.Columns {
			delete(p.Columns, h)
			p.Columns[plain(h)] = field
		}
	}
	return all
}()

// presetOf is the product that wrote a table; one of no product has the name of its format.
func presetOf(t format.Table) preset {
	has := map[string]bool{}
	for _, h := range t.Headers {
		has[plain(h)] = true
	}
	for _, p := range presets {
		for _, set := range p.Needs {
			if t.Format != format.VCard && t.Format != format.ICal && all(has, set) {
				return p
			}
		}
	}
	return preset{Source: map[string]string{format.CSV: other, format.XLSX: excel, format.VCard: vcard, format.ICal: format.ICal}[t.Format]}
}

func all(has map[string]bool, wanted []string) bool {
	for _, w := range wanted {
		if !has[w] {
			return false
		}
	}
	return true
}

// field is what a header means in a file of the product.
func (p preset) field(header string, m meanings) string {
	if f, there := p.Columns[plain(header)]; there {
		return f
	}
	return m.field(header)
}

// objectOf is the kind of records that a table seems to hold: that of the product's export, or the one of which the headers say
// most; in doubt the first of those that the caller may add.
func objectOf(t format.Table, may target.Targets) target.Target {
	p := presetOf(t)
	var best target.Target
	most := -1
	for _, one := range may {
		m, n := meaningsOf(one), 0
		for _, h := range t.Headers {
			if m.field(h) != "" {
				n++
			}
		}
		if p.Columns != nil && cmp.Or(p.Object, contact.Kind) == one.Kind() {
			n = len(t.Headers) + 1
		}
		if n > most {
			best, most = one, n
		}
	}
	return best
}

// of is a preset as far as it is about a kind of records.
func (p preset) of(kind string) preset {
	if cmp.Or(p.Object, contact.Kind) != kind {
		p.Columns = nil
	}
	return p
}
