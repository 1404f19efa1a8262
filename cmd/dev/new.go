package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/cmd/dev/scaffold"
)

func newCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "new GROUP NAME",
		Short:   "make a new domain from a template: Go files, tests, migration",
		Example: "  go run ./cmd/dev new crm ticket",
		Args:    cobra.ExactArgs(2),
		RunE:    func(_ *cobra.Command, args []string) error { return newDomain(args[0], args[1]) },
	}
}

func newDomain(group, name string) error {
	r, err := findRepo()
	if err != nil {
		return err
	}
	d, err := scaffold.New(r.dir, group, name)
	if err != nil {
		return err
	}
	files, err := d.Files()
	if err != nil {
		return err
	}
	if err := scaffold.Write(r.dir, files); err != nil {
		return err
	}
	fmt.Println("Made")
	for _, file := range slices.Sorted(maps.Keys(files)) {
		fmt.Println("  " + file)
	}
	fmt.Printf("\nNow add it to internal/app, give its rights to roles in internal/access, and run `go run ./cmd/dev gen`:\n\n%s\n", d.Wiring())
	return nil
}
