package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/platform/licence"
	"github.com/kith-crm/kith/internal/platform/operator"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// operatorCommand is what those who run the service do to single companies. Each act is written into the company's trail,
// except those that only concern the program's own versions: retry and canary.
func operatorCommand() *cobra.Command {
	c := &cobra.Command{Use: "operator", Short: "Look after the companies: hold, extend, give, retry, support"}
	name := c.PersistentFlags().String("as", os.Getenv("USER"), "your name, as the company reads it in its trail")
	on := func(use, short string, f func(context.Context, *app.App, operator.Who) error) *cobra.Command {
		return &cobra.Command{Use: use + " COMPANY", Short: short, Args: cobra.ExactArgs(1), RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error {
				return f(ctx, a, operator.Who{Name: *name, Slug: args[0]})
			})
		}}
	}
	c.AddCommand(leaf("list", "List the companies", listCompanies),
		holdCommand(on, "suspend", "Make a company read-only, whatever is paid", tenant.Suspended),
		holdCommand(on, "lock", "Close a company to everybody, whatever is paid", tenant.Locked),
		on("release", "End a suspension or a lock", func(ctx context.Context, a *app.App, who operator.Who) error { return a.Operator.Release(ctx, who) }),
		extendCommand(on), giveCommand(on),
		on("retry", "Migrate a company again whose migration failed", retry),
		canaryCommand(on), supportCommand(on))
	c.AddCommand(accountCommands()...)
	return c
}

// onCompany makes a command on one company, named by its part of the address.
type onCompany func(use, short string, f func(context.Context, *app.App, operator.Who) error) *cobra.Command

func listCompanies(ctx context.Context, a *app.App) error {
	all, err := a.Operator.List(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"ID", "COMPANY", "NAME", "STATE", "PLAN", "SEATS", "SIZE", "NODE", "VERSION", "LAST ACTIVITY", "HEALTH"}}
	for _, l := range all {
		active := "never"
		if l.ActiveAt != nil {
			active = l.ActiveAt.Format("2006-01-02 15:04")
		}
		rows = append(rows, []string{fmt.Sprint(l.ID), l.Slug, l.Name, l.State, l.Plan, fmt.Sprintf("%d/%d", l.SeatsUsed, l.SeatsGranted),
			size(l.Megabytes), l.Server, fmt.Sprint(l.SchemaVersion), active, health(l, a.Maker().Serves())})
	}
	return table(os.Stdout, rows...)
}

// size is how much is on disk, as far as the node tells.
func size(megabytes *float64) string {
	if megabytes == nil {
		return "?"
	}
	return fmt.Sprintf("%.1f MB", *megabytes)
}

func health(l operator.Line, r tenant.Range) string {
	switch l.Health(r) {
	case operator.Failed:
		return "migration failed: " + l.MigrateError
	case operator.Held:
		return "held: " + l.HoldReason
	case operator.Unserved:
		return "not on a version that this program serves"
	}
	if l.State == tenant.Purged {
		return "-"
	}
	return "ok"
}

func holdCommand(on onCompany, use, short, state string) *cobra.Command {
	var reason string
	c := on(use, short, func(ctx context.Context, a *app.App, who operator.Who) error {
		return a.Operator.Hold(ctx, who, state, reason)
	})
	c.Flags().StringVar(&reason, "reason", "", "why; the company reads it")
	return c
}

func extendCommand(on onCompany) *cobra.Command {
	var until string
	c := on("extend-trial", "Make a trial longer", func(ctx context.Context, a *app.App, who operator.Who) error {
		t, err := endOf(until)
		if err != nil {
			return err
		}
		return a.Operator.ExtendTrial(ctx, who, t)
	})
	c.Flags().StringVar(&until, "until", "", "the last day, such as 2030-01-31")
	return c
}

func giveCommand(on onCompany) *cobra.Command {
	var until, kind, reason string
	var seats int
	c := on("give-seats", "Give seats for nothing until a day", func(ctx context.Context, a *app.App, who operator.Who) error {
		t, err := endOf(until)
		if err != nil {
			return err
		}
		return a.Operator.GiveSeats(ctx, who, licence.Allotment{Kind: licence.Kind(kind), Granted: seats}, t, reason)
	})
	c.Flags().StringVar(&until, "until", "", "the last day, such as 2030-01-31")
	c.Flags().StringVar(&kind, "kind", "full", "full, light or viewer")
	c.Flags().IntVar(&seats, "seats", 1, "how many")
	c.Flags().StringVar(&reason, "reason", "", "why; the company reads it")
	return c
}

// endOf is the end of a day, in UTC.
func endOf(day string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return t, fmt.Errorf("%q is not a day such as 2030-01-31", day)
	}
	return t.AddDate(0, 0, 1), nil
}

func retry(ctx context.Context, a *app.App, who operator.Who) error {
	t, err := a.TenantBySlug(ctx, who.Slug)
	if err != nil {
		return err
	}
	return a.Maker().Retry(ctx, t.ID)
}

func canaryCommand(on onCompany) *cobra.Command {
	var off bool
	c := on("canary", "Migrate a company before all others", func(ctx context.Context, a *app.App, who operator.Who) error {
		t, err := a.TenantBySlug(ctx, who.Slug)
		if err != nil {
			return err
		}
		return a.Maker().SetCanary(ctx, t.ID, !off)
	})
	c.Flags().BoolVar(&off, "off", false, "not any more")
	return c
}

func supportCommand(on onCompany) *cobra.Command {
	c := &cobra.Command{Use: "support", Short: "Look into a company for a while, to read only"}
	var reason, access string
	var life time.Duration
	begin := on("open", "Print a token for the API; the company sees it and may end it", func(ctx context.Context, a *app.App, who operator.Who) error {
		x, token, err := a.Operator.OpenSupport(ctx, who, life, reason)
		if err == nil {
			fmt.Printf("access\t%s\nuntil\t%s\ntoken\t%s\n", x.ID, x.EndsAt.Format(time.RFC3339), token)
		}
		return err
	})
	begin.Flags().StringVar(&reason, "reason", "", "why; the company reads it")
	begin.Flags().DurationVar(&life, "for", time.Hour, "for how long, up to 24h")
	end := on("end", "End an access before its time", func(ctx context.Context, a *app.App, who operator.Who) error {
		id, err := uuid.Parse(access)
		if err != nil {
			return fmt.Errorf("--access %q is not the id that was printed", access)
		}
		return a.Operator.EndSupport(ctx, who, id)
	})
	end.Flags().StringVar(&access, "access", "", "its id")
	c.AddCommand(begin, end)
	return c
}
