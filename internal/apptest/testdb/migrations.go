package testdb

import (
	"io/fs"
	"testing/fstest"

	"github.com/kith-crm/kith/migrations"
)

// Later are the program's migrations with others (name in the tenant's folder to text) after them: what a later release
// may bring.
func Later(more map[string]string) (fs.FS, error) {
	all := fstest.MapFS{}
	err := fs.WalkDir(migrations.Files, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(migrations.Files, path)
		all[path] = &fstest.MapFile{Data: data}
		return err
	})
	for name, text := range more {
		all["tenant/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all, err
}
