package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
)

func auditCommand() *cobra.Command {
	c := &cobra.Command{Use: "audit [COMPANY]", Short: "Look at what has to be true of one company's data, or of all, and at the audit trails; fails when something is not", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			slug := strings.Join(args, "")
			return run(c.Context(), func(ctx context.Context, a *app.App) error {
				return errors.Join(lookAtData(ctx, a, slug), verifyTrails(ctx, a, slug))
			})
		}}
	c.AddCommand(&cobra.Command{Use: "verify [COMPANY]", Short: "Check the hash chains of one company, or of all; fails when one is broken", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error { return verifyTrails(ctx, a, strings.Join(args, "")) })
		}})
	return c
}

// errFindings is returned when data are not as they have to be.
var errFindings = errors.New("the data are not as they have to be")

func lookAtData(ctx context.Context, a *app.App, slug string) error {
	all, err := a.Audit(ctx, slug)
	rows := [][]string{{"COMPANY", "WHAT HAS TO BE TRUE", "IS NOT"}}
	for _, f := range all {
		rows = append(rows, []string{f.Company, f.Rule, f.Says})
	}
	if len(all) == 0 {
		return err
	}
	return errors.Join(table(os.Stdout, rows...), errFindings, err)
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
