package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
)

// accountCommands look after who may open the operator's console. There is no other way to an account.
func accountCommands() []*cobra.Command {
	var name, language string
	add := onAccount("add", "Make an account for the console; prints the address at which its owner sets it up", func(ctx context.Context, a *app.App, email string) error {
		link, err := a.Console.Add(ctx, email, name, language)
		return printLink(link, err)
	})
	add.Flags().StringVar(&name, "name", "", "the person's name, as companies read it in their trails")
	add.Flags().StringVar(&language, "language", "en", "en, hi, pl, fil or ru")
	reset := onAccount("reset", "Set an account up anew, for who has lost the password or the authenticator app", func(ctx context.Context, a *app.App, email string) error {
		link, err := a.Console.Reset(ctx, email)
		return printLink(link, err)
	})
	remove := onAccount("remove", "End an account and its sessions at once", func(ctx context.Context, a *app.App, email string) error {
		return a.Console.Remove(ctx, email)
	})
	return []*cobra.Command{add, reset, remove, leaf("accounts", "List who may open the console", listAccounts)}
}

func onAccount(use, short string, f func(context.Context, *app.App, string) error) *cobra.Command {
	return &cobra.Command{Use: use + " E-MAIL", Short: short, Args: cobra.ExactArgs(1), RunE: func(c *cobra.Command, args []string) error {
		return run(c.Context(), func(ctx context.Context, a *app.App) error { return f(ctx, a, args[0]) })
	}}
}

// printLink shows the address once; it is good once, and for a day.
func printLink(link string, err error) error {
	if err == nil {
		fmt.Printf("setup\t%s\n", link)
	}
	return err
}

func listAccounts(ctx context.Context, a *app.App) error {
	all, err := a.Console.List(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"E-MAIL", "NAME", "SET UP"}}
	for _, x := range all {
		ready := "not yet"
		if x.ReadyAt != nil {
			ready = x.ReadyAt.Format("2006-01-02 15:04")
		}
		rows = append(rows, []string{x.Email, x.Name, ready})
	}
	return table(os.Stdout, rows...)
}
