//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

const (
	port = "5432" // names the socket file only: nothing listens on the network
	// socketPathMax is what the shortest sockaddr_un in use (macOS) holds, less its final zero.
	socketPathMax = 103
	logSizeMax    = 8 << 20
)

// StateDir is where a Kith without further configuration keeps what must survive: databases, keys, files.
func StateDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/kith", nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "kith"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share", "kith"), err
}

// cacheDir is where downloaded binaries are kept: for root a place that the server's account can reach.
func cacheDir() (string, error) {
	dir := "/var/cache"
	if os.Geteuid() != 0 {
		var err error
		if dir, err = os.UserCacheDir(); err != nil {
			return "", err
		}
	}
	dir = filepath.Join(dir, "kith")
	return dir, os.MkdirAll(dir, 0o755)
}

// dataMajor is the version that made the data, 0 if there are none yet.
func dataMajor(data string) int {
	raw, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return 0
	}
	return firstNumber(string(raw))
}

// takeLock makes this program the only one on dir. The kernel frees the lock when the program ends, however it ends.
func takeLock(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		err = errors.Join(f.Truncate(0), func() error { _, e := fmt.Fprintln(f, os.Getpid()); return e }())
		return f, err
	}
	holder, _ := io.ReadAll(f)
	_ = f.Close()
	return nil, fmt.Errorf("%w: %s (process %s)", ErrInUse, dir, strings.TrimSpace(string(holder)))
}

// socketDir makes the closed folder for the socket: inside dir, or a short one elsewhere when dir is too long for a socket.
func socketDir(dir string, owner *account) (string, error) {
	run := filepath.Join(dir, "run")
	if len(filepath.Join(run, ".s.PGSQL."+port+".lock")) <= socketPathMax {
		return run, owner.makeDir(run)
	}
	run, err := os.MkdirTemp("/tmp", "kith-pg-")
	if err != nil {
		return "", err
	}
	return run, owner.makeDir(run)
}

// openLog returns the given writer, or the log file of dir, begun anew when it has grown too large.
func openLog(dir string, given io.Writer) (io.Writer, error) {
	if given != nil {
		return given, nil
	}
	name, flags := filepath.Join(dir, "postgres.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND
	if info, err := os.Stat(name); err == nil && info.Size() > logSizeMax {
		flags |= os.O_TRUNC
	}
	return os.OpenFile(name, flags, 0o600)
}

// initdb creates the data unless they exist. It works beside the final place, so that an interrupted first start is just redone.
func (s *Server) initdb(ctx context.Context) error {
	if dataMajor(s.data) != 0 {
		return nil
	}
	fresh := s.data + ".init"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	args := []string{"-D", fresh, "-U", superuser, "--encoding=UTF8", "--data-checksums", "--auth=trust", "--no-instructions"}
	args = append(args, localeArgs(runtime.GOOS)...)
	if !s.opts.Fsync {
		args = append(args, "--no-sync")
	}
	cmd := s.command(ctx, "initdb", args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return os.Rename(fresh, s.data)
}

// localeArgs ask for code point order with Unicode letters; macOS has no C.UTF-8, so its parts are named.
func localeArgs(system string) []string {
	if system == "darwin" {
		return []string{"--locale=C", "--lc-ctype=en_US.UTF-8"}
	}
	return []string{"--locale=C.UTF-8"}
}

// command prepares one of the binaries to run as the server's account, in its folder and without this program's environment
// (a PGDATA or PGPORT of the user must not lead elsewhere).
func (s *Server) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, s.bin.path(name), args...)
	cmd.Dir = filepath.Dir(s.data)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.owner.credential()}
	return cmd
}

// settings are the server's parameters as command line arguments, so that each start has the ones of this program's version.
func (s *Server) settings() []string {
	all := map[string]string{
		"listen_addresses":                    "",
		"unix_socket_directories":             s.socket,
		"unix_socket_permissions":             "0700",
		"port":                                port,
		"timezone":                            "UTC",
		"log_timezone":                        "UTC",
		"shared_buffers":                      "64MB",
		"max_connections":                     "200",
		"max_locks_per_transaction":           "512", // many small schemas: one migration touches hundreds of relations
		"wal_level":                           "logical",
		"max_slot_wal_keep_size":              "8GB", // a log that nobody fetches must not fill the disk
		"jit":                                 "off",
		"recovery_init_sync_method":           "syncfs", // one call instead of opening each of very many files
		"autovacuum_naptime":                  "1min",
		"idle_in_transaction_session_timeout": "30s",
	}
	if runtime.GOOS != "linux" {
		delete(all, "recovery_init_sync_method")
	}
	if !s.opts.Fsync {
		maps.Copy(all, map[string]string{"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
	}
	maps.Copy(all, s.opts.Extra)
	var args []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	return args
}
