package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
)

func auditCommand() *cobra.Command {
	c := &cobra.Command{Use: "audit", Short: "Look after the audit trails"}
	c.AddCommand(&cobra.Command{Use: "verify [COMPANY]", Short: "Check the hash chains of one company, or of all; fails when one is broken", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			slug := ""
			if len(args) > 0 {
				slug = args[0]
			}
			return run(c.Context(), func(ctx context.Context, a *app.App) error { return verifyTrails(ctx, a, slug) })
		}})
	return c
}

func verifyTrails(ctx context.Context, a *app.App, slug string) error {
	all, err := a.VerifyTrails(ctx, slug)
	rows := [][]string{{"COMPANY", "PART", "ENTRIES", "RESULT"}}
	for _, v := range all {
		for _, p := range v.Report.Parts {
			result := "whole"
			if !p.OK {
				result = fmt.Sprintf("broken at entry %d: %s", p.Broken, p.Reason)
			}
			rows = append(rows, []string{v.Company, p.Part, fmt.Sprint(p.Entries), result})
		}
	}
	return errors.Join(table(os.Stdout, rows...), err)
}
