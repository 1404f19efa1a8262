package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/platform/tenant"
)

// table prints rows in columns; the first row is the heading.
func table(to io.Writer, rows ...[]string) error {
	w := tabwriter.NewWriter(to, 0, 4, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	return w.Flush()
}

// migrateCommand brings everything up to date; its subcommands do it in steps and tell what is where.
func migrateCommand() *cobra.Command {
	c := &cobra.Command{Use: "migrate", Short: "Prepare the database: roles, hardening, migrations, spare schemas", Args: cobra.NoArgs}
	migrateFlags(c)
	c.AddCommand(
		migrateFlags(&cobra.Command{Use: "run", Short: "The same; --until stops after a wave", Args: cobra.NoArgs}),
		leaf("status", "Tell how many tenants are at which version, and what failed", status),
		leaf("plan", "Tell which tenants a run would migrate, wave by wave", migrationPlan),
		pauseCommand(),
		leaf("resume", "End a pause", func(ctx context.Context, a *app.App) error { return a.Maker().Resume(ctx) }))
	return c
}

// leaf is a subcommand without arguments.
func leaf(name, short string, f func(context.Context, *app.App) error) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return run(c.Context(), f) }}
}

func migrateFlags(c *cobra.Command) *cobra.Command {
	var how tenant.Rollout
	c.Flags().StringVar(&how.Until, "until", "", "the last wave of this run: canary, 1, 5, 25 or 100 (percent of the tenants)")
	c.Flags().IntVar(&how.Workers, "workers", 4, "tenants migrated at the same time")
	c.Flags().IntVar(&how.MaxFailures, "max-failures", 3, "stop when more tenants than this have failed")
	c.RunE = func(c *cobra.Command, _ []string) error {
		how, err := asked(how)
		if err != nil {
			return err
		}
		return run(c.Context(), func(ctx context.Context, a *app.App) error {
			r, err := a.Migrate(ctx, how)
			if err != nil {
				return err
			}
			return report(r)
		})
	}
	return c
}

// asked is what the flags of a run mean: what is given counts as it is, 0 failures too.
func asked(how tenant.Rollout) (tenant.Rollout, error) {
	switch {
	case how.Workers < 1:
		return how, errors.New("--workers: at least one is needed")
	case how.MaxFailures < 0:
		return how, errors.New("--max-failures: none is 0, there are no fewer")
	case how.MaxFailures == 0:
		how.MaxFailures = tenant.NoFailure
	}
	return how, nil
}

func report(r tenant.Report) error {
	for _, w := range r.Waves {
		fmt.Printf("wave %s: %d migrated, %d failed, %s\n", w.Wave.Name, w.Done, w.Failed, w.Took.Round(time.Millisecond))
	}
	fmt.Printf("migrated %d tenants, %d failed\n", r.Done, len(r.Failures))
	for _, f := range r.Failures {
		fmt.Printf("%s: %v\n", f.Schema, f.Err)
	}
	switch {
	case r.Stopped != "":
		return fmt.Errorf("the roll-out stopped: %s", r.Stopped)
	case len(r.Failures) > 0:
		return fmt.Errorf("%d tenants stayed on their old version", len(r.Failures))
	}
	return nil
}

func status(ctx context.Context, a *app.App) error {
	s, err := a.Maker().Status(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("this program serves versions %d to %d\n", s.Min, s.Head)
	if s.Paused != "" {
		fmt.Println("the roll-out is " + s.Paused)
	}
	rows := [][]string{{"VERSION", "TENANTS", "OF THEM SPARE"}}
	for _, v := range s.Versions {
		rows = append(rows, []string{fmt.Sprint(v.Version), fmt.Sprint(v.Tenants), fmt.Sprint(v.Spares)})
	}
	if err := table(os.Stdout, rows...); err != nil || len(s.Failures) == 0 {
		return err
	}
	rows = [][]string{{"FAILED", "SCHEMA", "NAME", "VERSION", "AT", "WHY"}}
	for _, f := range s.Failures {
		rows = append(rows, []string{fmt.Sprint(f.ID), f.SchemaName, f.Name, fmt.Sprint(f.SchemaVersion), f.FailedAt.Format(time.DateTime), f.MigrateError})
	}
	return table(os.Stdout, rows...)
}

func migrationPlan(ctx context.Context, a *app.App) error {
	plan, err := a.Maker().Plan(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"WAVE", "TENANTS", "FROM VERSION", "MIGRATIONS"}}
	for _, p := range plan {
		rows = append(rows, []string{p.Wave.Name, fmt.Sprint(p.Tenants), fmt.Sprint(p.From), strings.Join(p.Migrations, ", ")})
	}
	return table(os.Stdout, rows...)
}

func pauseCommand() *cobra.Command {
	return &cobra.Command{Use: "pause REASON", Short: "Stop runs before their next tenant, until resume", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error { return a.Maker().Pause(ctx, args[0]) })
		}}
}
