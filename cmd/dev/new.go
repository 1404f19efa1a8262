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
	fmt.Printf(`
Next
  add it to internal/app:
%s
  give its rights to the roles in internal/access/role
  run go run ./cmd/dev gen, and make its page in frontend/src/features/%s/%s (frontend/README.md)
`, d.Wiring(), d.Group, d.Name)
	return nil
}
