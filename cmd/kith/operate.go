package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
)

func seedCommand() *cobra.Command {
	var language string
	c := &cobra.Command{Use: "seed", Short: "Make a demonstration company with people, deals and tasks", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return run(cmd.Context(), func(ctx context.Context, a *app.App) error {
				logins, err := a.Seed(ctx, language)
				for _, l := range logins {
					fmt.Printf("login\t%s\t%s\t%s\t%s\n", l.Email, l.Password, l.Role, l.Company)
				}
				return err
			})
		}}
	c.Flags().StringVar(&language, "language", "en", "language of the data: en, hi, pl, fil or ru")
	return c
}

func openapiCommand() *cobra.Command {
	return &cobra.Command{Use: "openapi", Short: "Print the description of the API (OpenAPI 3.1)", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			doc, err := app.Describe(version)
			if err != nil {
				return err
			}
			e := json.NewEncoder(os.Stdout)
			e.SetIndent("", "  ")
			return e.Encode(doc)
		}}
}

func billingCommand() *cobra.Command {
	c := &cobra.Command{Use: "billing", Short: "Work on plans and payments"}
	c.AddCommand(&cobra.Command{Use: "sync", Short: "Make Stripe's products and prices match the plans", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return run(cmd.Context(), func(ctx context.Context, a *app.App) error { return a.SyncPlans(ctx) })
		}})
	return c
}
