package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/platform/selfhost"
)

func licenceCommand() *cobra.Command {
	c := &cobra.Command{Use: "licence", Short: "Work on licence files of servers that run at customers'"}
	c.AddCommand(issueCommand(), inspectCommand(), installCommand(), removeCommand())
	return c
}

func issueCommand() *cobra.Command {
	var p selfhost.Payload
	var key, kid, expires, updates string
	var full, light, viewer int
	c := &cobra.Command{Use: "issue", Short: "Sign a licence (needs the vendor's private key) and print it", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			text, err := os.ReadFile(key)
			if err != nil {
				return err
			}
			private, err := selfhost.ReadPrivate(text)
			if err != nil {
				return err
			}
			p.Issued = clock.Now().UTC().Truncate(time.Second)
			p.NotBefore, p.Seats = p.Issued, map[string]int{"full": full, "light": light, "viewer": viewer}
			if p.ID == "" {
				p.ID = id.New().String()
			}
			if p.Expires, err = lastMoment(expires); err != nil {
				return err
			}
			if p.UpdatesUntil, err = lastMoment(updates); err != nil {
				return err
			}
			licence, err := selfhost.Issue(p, kid, private)
			fmt.Print(licence)
			return err
		}}
	f := c.Flags()
	f.StringVar(&key, "key", "", "file with the private key (openssl genpkey -algorithm ed25519)")
	f.StringVar(&kid, "kid", "2026a", "id of the key, as in the program's list of public keys")
	f.StringVar(&p.ID, "id", "", "id of the licence; the same as before to renew it, made when empty")
	f.StringVar(&p.Customer, "customer", "", "who bought it")
	f.StringVar(&p.Kind, "kind", selfhost.Subscription, "subscription or perpetual")
	f.StringVar(&p.Plan, "plan", "business", "starter, business or enterprise")
	f.IntVar(&full, "full", 0, "full seats of each company")
	f.IntVar(&light, "light", 0, "light seats of each company")
	f.IntVar(&viewer, "viewer", 0, "viewers of each company")
	f.StringVar(&expires, "expires", "", "last day of a subscription, 2006-01-02")
	f.StringVar(&updates, "updates-until", "", "last day of a perpetual licence's updates, 2006-01-02")
	f.IntVar(&p.MaxTenants, "companies", 1, "how many companies of the server it is for")
	f.IntVar(&p.GraceDays, "grace", 30, "days after the end in which everything still works")
	f.BoolVar(&p.Additive, "additive", false, "adds its seats to those of another licence")
	f.StringSliceVar(&p.Supersedes, "supersedes", nil, "ids of licences that it replaces")
	return c
}

// lastMoment is the end of a day, nil when none is given.
func lastMoment(day string) (*time.Time, error) {
	if day == "" {
		return nil, nil
	}
	end, err := endOf(day)
	return &end, err
}

func inspectCommand() *cobra.Command {
	return &cobra.Command{Use: "inspect FILE", Short: "Check a licence file (- for standard input) and print what it says", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := readLicence(args[0])
			if err != nil {
				return err
			}
			p, err := selfhost.Read(text, selfhost.Vendor)
			if err != nil {
				return err
			}
			return printJSON(p)
		}}
}

func installCommand() *cobra.Command {
	return &cobra.Command{Use: "install FILE", Short: "Install a licence file (- for standard input) on this server", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := readLicence(args[0])
			if err != nil {
				return err
			}
			return run(cmd.Context(), func(ctx context.Context, a *app.App) error {
				standing, err := a.InstallLicence(ctx, text)
				if err != nil {
					return err
				}
				return printJSON(standing)
			})
		}}
}

func removeCommand() *cobra.Command {
	return &cobra.Command{Use: "remove ID", Short: "Remove a licence from this server", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return run(cmd.Context(), func(ctx context.Context, a *app.App) error { return a.RemoveLicence(ctx, args[0]) })
		}}
}

func readLicence(name string) (string, error) {
	if name == "-" {
		text, err := io.ReadAll(os.Stdin)
		return string(text), err
	}
	text, err := os.ReadFile(name)
	return string(text), err
}

func printJSON(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
