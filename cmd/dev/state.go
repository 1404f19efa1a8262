package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/kit/pgserver"
)

// database is the name of the database on the private server.
const database = "kith"

// state is the folder with what survives between two starts: database, secret, built program, log.
type state struct{ dir string }

// stateFlag adds --state to a command.
func stateFlag(c *cobra.Command) *string {
	return c.Flags().String("state", os.Getenv("KITH_STATE"), "folder for database, secret and log (default: the user's data folder)")
}

func openState(dir string) (state, error) {
	if dir == "" {
		var err error
		if dir, err = pgserver.StateDir(); err != nil {
			return state{}, err
		}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return state{}, err
	}
	return state{dir}, os.MkdirAll(filepath.Join(dir, "bin"), 0o755)
}

func (s state) postgres() string { return filepath.Join(s.dir, "postgres") }
func (s state) program() string  { return filepath.Join(s.dir, "bin", "kith") }
func (s state) files() string    { return filepath.Join(s.dir, "files") }
func (s state) backups() string  { return filepath.Join(s.dir, "backups") }
func (s state) stripe() string   { return filepath.Join(s.dir, "stripe.json") }
func (s state) log() string      { return filepath.Join(s.dir, "kith.log") }

// secret returns the key that signs sessions, made at the first start.
func (s state) secret() (string, error) {
	name := filepath.Join(s.dir, "secret")
	raw, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		raw = []byte(rand.Text() + rand.Text())
		err = os.WriteFile(name, raw, 0o600)
	}
	return strings.TrimSpace(string(raw)), err
}

// build compiles the program, with the page inside, to file, once what it waits for is done (nil: nothing).
func (r repo) build(ctx context.Context, file string, after <-chan struct{}) error {
	return step("Build the program (go build)", func() error {
		if after != nil {
			<-after
		}
		return quiet(ctx, r.dir, nil, "go", "build", "-o", file, "./cmd/kith")
	})
}

// freePorts says in one sentence which port another program has.
func freePorts(ports ...int) error {
	for _, p := range ports {
		l, err := net.Listen("tcp", local(p))
		if err != nil {
			return fmt.Errorf("port %d is taken by another program: stop it, or choose other ports with --port (three in a row are needed)", p)
		}
		_ = l.Close()
	}
	return nil
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
