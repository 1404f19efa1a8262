package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func genCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "gen",
		Short: "make the generated files: the API's description and the page's types for it",
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
		{description, r.fromProgram(description, "openapi")},
		{"frontend/src/shared/api/schema.d.ts", func(ctx context.Context) error {
			return quiet(ctx, r.frontend(), nil, "npm", "run", "--silent", "gen:api")
		}},
	}
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
