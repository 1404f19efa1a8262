//go:build unix

package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the system user that the server runs as when this program is root, which PostgreSQL refuses to be.
// A nil account means: the user who runs this program.
type account struct {
	name     string
	uid, gid uint32
}

// serverAccount returns the account for the server: postgres where it exists, else nobody.
func serverAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, e1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, e2 := strconv.ParseUint(u.Gid, 10, 32)
		if e1 == nil && e2 == nil {
			return &account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and this machine has no user postgres or nobody to run it as")
}

// credential makes a child process run as the account; a nil account changes nothing.
func (a *account) credential() *syscall.Credential {
	if a == nil {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// makeDir creates dir for the account alone, and its parents, and gives an existing dir to the account.
func (a *account) makeDir(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	if err := a.canReach(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if err := os.Chmod(dir, 0o700); err != nil || a == nil {
		return err
	}
	return os.Chown(dir, int(a.uid), int(a.gid))
}

// canReach reports which folder on the way to dir is closed to the account, such as a home directory of root.
func (a *account) canReach(dir string) error {
	if a == nil {
		return nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		if !a.mayEnter(info) {
			return fmt.Errorf("the user %s, who runs the database for root, may not enter %s", a.name, dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

func (a *account) mayEnter(dir os.FileInfo) bool {
	of, ok := dir.Sys().(*syscall.Stat_t)
	mode := dir.Mode().Perm()
	switch {
	case ok && of.Uid == a.uid:
		return mode&0o100 != 0
	case ok && of.Gid == a.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}

// Adopt gives a folder, which was filled for a server, and everything in it to the account that the server runs as.
func Adopt(dir string) error {
	owner, err := serverAccount()
	if err != nil {
		return err
	}
	if err := owner.makeDir(dir); err != nil || owner == nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(owner.uid), int(owner.gid)) //nolint:gosec // the folder was filled by this program and nobody else has it yet
	})
}
