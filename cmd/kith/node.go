package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/platform/move"
	"github.com/kith-crm/kith/internal/platform/node"
)

// nodeCommand looks after the database servers on which companies live.
func nodeCommand() *cobra.Command {
	c := &cobra.Command{Use: "node", Short: "Look after the database servers of the companies"}
	c.AddCommand(addNodeCommand(), leaf("list", "List the nodes, what is on them, and whether they answer", listNodes),
		nodeStateCommand("open", "Let new companies come to a node", node.Open),
		nodeStateCommand("close", "Let no new companies come to a node", node.Closed))
	return c
}

func addNodeCommand() *cobra.Command {
	var variable string
	c := &cobra.Command{Use: "add NAME", Short: "Prepare a database server for companies and add it to the registry", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error {
				n, err := a.AddNode(ctx, args[0], variable)
				if err == nil {
					fmt.Printf("%s is node %d and open for new companies\n", n.Name, n.ID)
				}
				return err
			})
		}}
	c.Flags().StringVar(&variable, "url-from", "", "the environment variable that holds its address, such as KITH_NODE2_URL; every process of the program needs it")
	c.MarkFlagRequired("url-from") //nolint:errcheck // the flag is there
	return c
}

func nodeStateCommand(use, short, state string) *cobra.Command {
	return &cobra.Command{Use: use + " NAME", Short: short, Args: cobra.ExactArgs(1), RunE: func(c *cobra.Command, args []string) error {
		return run(c.Context(), func(ctx context.Context, a *app.App) error { return a.Nodes.SetState(ctx, args[0], state) })
	}}
}

func listNodes(ctx context.Context, a *app.App) error {
	all, err := a.Nodes.Lines(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"NODE", "NAME", "ADDRESS FROM", "STATE", "COMPANIES", "SPARE", "MOVING", "JOBS", "HEALTH"}}
	for _, l := range all {
		health, jobs := "ok", fmt.Sprint(l.Jobs)
		if l.Trouble != nil {
			health, jobs = l.Trouble.Error(), "?"
		}
		rows = append(rows, []string{fmt.Sprint(l.ID), l.Name, l.URLFrom, l.State, fmt.Sprint(l.Tenants), fmt.Sprint(l.Spares), fmt.Sprint(l.Moving), jobs, health})
	}
	return table(os.Stdout, rows...)
}

// tenantCommand looks at the companies and moves them between nodes.
func tenantCommand() *cobra.Command {
	c := &cobra.Command{Use: "tenant", Short: "Look at the companies, and move them between nodes"}
	c.AddCommand(leaf("list", "List the companies", listTenants), moveCommand(), leaf("moves", "List the companies that are being moved, or have left a copy behind", listMoves))
	return c
}

func listTenants(ctx context.Context, a *app.App) error {
	all, err := a.ListTenants(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"ID", "ADDRESS", "NAME", "STATE", "PLAN", "NODE", "VERSION", "ERROR"}}
	for _, t := range all {
		rows = append(rows, []string{fmt.Sprint(t.ID), t.Caller().Slug, t.Name, t.State, t.Plan, fmt.Sprint(t.Node), fmt.Sprint(t.SchemaVersion), t.MigrateError})
	}
	return table(os.Stdout, rows...)
}

// moveOptions are what is to be done about a move: exactly one of to, abort and dropOld.
type moveOptions struct {
	to                        string
	abort, dropOld, unchecked bool
}

var errOneOf = errors.New("say one of --to NODE, --abort and --drop-old")

func moveCommand() *cobra.Command {
	var o moveOptions
	c := &cobra.Command{Use: "move COMPANY", Short: "Move a company to another node while it is being used", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error { return o.run(ctx, a, args[0]) })
		}}
	c.Flags().StringVar(&o.to, "to", "", "name of the node; goes on with a move that was broken off")
	c.Flags().BoolVar(&o.abort, "abort", false, "stop a move that was broken off; the company stays where it is")
	c.Flags().BoolVar(&o.dropOld, "drop-old", false, "drop the copy that a move has left on the old node, now instead of after a day")
	c.Flags().BoolVar(&o.unchecked, "unchecked", false, "with --drop-old: although both copies were not found to be equal")
	c.MarkFlagsMutuallyExclusive("to", "abort", "drop-old")
	return c
}

func (o moveOptions) run(ctx context.Context, a *app.App, company string) error {
	t, err := a.TenantBySlug(ctx, company)
	if err != nil {
		return err
	}
	switch {
	case o.abort:
		return a.Moves.Abort(ctx, t)
	case o.dropOld:
		return a.Moves.DropOld(ctx, t, o.unchecked)
	case o.to == "":
		return errOneOf
	}
	r, err := a.Moves.Move(ctx, t, o.to, func(step string) { fmt.Println(step) })
	if err != nil {
		return err
	}
	return tellMove(t.Name, o.to, r)
}

func tellMove(name, to string, r move.Report) error {
	_, err := fmt.Printf("%s is served by %s: %d rows, equal on both; copied in %s, held up for %s, %s in all\nThe old copy is dropped after a day, or now with --drop-old.\n",
		name, to, r.Rows, r.Copy.Round(time.Millisecond), r.Stall.Round(time.Millisecond), r.Took.Round(time.Millisecond))
	return err
}

func listMoves(ctx context.Context, a *app.App) error {
	all, err := a.Moves.List(ctx)
	if err != nil {
		return err
	}
	rows := [][]string{{"ID", "FROM", "TO", "PHASE", "SINCE", "COPIES"}}
	for _, m := range all {
		copies := m.Problem
		if m.CheckedAt == nil {
			copies = "not compared"
		} else if copies == "" {
			copies = fmt.Sprintf("equal, %d rows", m.Rows)
		}
		rows = append(rows, []string{fmt.Sprint(m.TenantID), fmt.Sprint(m.Source), fmt.Sprint(m.Target), m.Phase, m.StartedAt.Format(time.DateTime), copies})
	}
	return table(os.Stdout, rows...)
}
