package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/db/setup"
	"github.com/kith-crm/kith/internal/kit/pgserver"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

func genCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "gen",
		Short: "make the generated files: the schema of new companies, the API's description and the page's types for it",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return gen(c.Context()) },
	}
}

func gen(ctx context.Context) error {
	r, err := findRepo()
	if err != nil {
		return err
	}
	fmt.Println("Generating")
	if err := r.installPackages(ctx); err != nil {
		return err
	}
	for _, g := range r.generated() {
		if err := step(g.file, func() error { return g.run(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

// generated is a committed file that a program writes.
type generated struct {
	file string // relative to the working copy
	run  func(context.Context) error
}

// generated lists the files in the order in which they follow from each other.
func (r repo) generated() []generated {
	const description = "frontend/src/shared/api/openapi.json"
	return []generated{
		{"migrations/tenant.sql", r.squash},
		{description, r.fromProgram(description, "openapi")},
		{"frontend/src/shared/api/schema.d.ts", func(ctx context.Context) error {
			return quiet(ctx, r.frontend(), nil, "npm", "run", "--silent", "gen:api")
		}},
	}
}

// squash writes all tenant migrations as one file, read off a schema that has run them on a database of its own.
func (r repo) squash(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "kith-gen-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)                      //nolint:errcheck // a temporary folder
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // the database's account must pass through
		return err
	}
	server, err := pgserver.Start(ctx, pgserver.Options{Dir: filepath.Join(dir, "postgres")})
	if err != nil {
		return err
	}
	defer server.Stop(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is lost with it
	files := os.DirFS(r.path("migrations"))
	platform, err := fs.Sub(files, "platform")
	if err != nil {
		return err
	}
	s := setup.New(db.Config{URL: server.URL("postgres"), Shards: 1, PoolSize: 1})
	if err := s.Run(ctx, platform, true); err != nil {
		return err
	}
	maker, err := tenant.NewMaker(s.Migrator, files, 1)
	if err != nil {
		return err
	}
	text, err := maker.Squash(ctx)
	if err != nil {
		return err
	}
	return os.WriteFile(r.path("migrations", "tenant.sql"), []byte(text), 0o644) //nolint:gosec // a file of the repository
}

// fromProgram writes what a subcommand of the program prints to a file.
func (r repo) fromProgram(file string, args ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		text, err := output(ctx, r.dir, nil, append([]string{"go", "run", "./cmd/kith"}, args...)...)
		if err != nil {
			return err
		}
		return os.WriteFile(r.path(file), []byte(text), 0o644)
	}
}
