package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/cmd/dev/bench"

	"github.com/kith-crm/kith/internal/kit/pgserver"
)

func dbCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "db",
		Short: "open psql on the database of a running `dev up`; `db reset` forgets all data",
		Args:  cobra.NoArgs,
	}
	dir := stateFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error { return openDatabase(c, *dir) }
	c.AddCommand(resetCommand())
	return c
}

// openDatabase opens psql, or says how to connect where psql is not installed.
func openDatabase(c *cobra.Command, dir string) error {
	s, err := openState(dir)
	if err != nil {
		return err
	}
	url, ok := pgserver.Running(s.postgres(), database)
	if !ok {
		return errors.New("the database is not running: start it with `go run ./cmd/dev up`")
	}
	fmt.Printf("psql '%s'\n", url)
	psql, err := exec.LookPath("psql")
	if err != nil || !terminal() {
		return nil
	}
	cmd := exec.CommandContext(c.Context(), psql, url)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

func resetCommand() *cobra.Command {
	c := &cobra.Command{Use: "reset", Short: "delete the private database with all its data, after a yes", Args: cobra.NoArgs}
	yes := c.Flags().Bool("yes", false, "do not ask")
	dir := stateFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		s, err := openState(*dir)
		if err != nil {
			return err
		}
		return reset(s, *yes, c.InOrStdin())
	}
	return c
}

func reset(s state, yes bool, answer io.Reader) error {
	if _, ok := pgserver.Running(s.postgres(), database); ok {
		return errors.New("the database is running: stop `dev up` first")
	}
	if !yes {
		fmt.Printf("Delete the database in %s with all its data? Type yes: ", s.postgres())
		line, _ := bufio.NewReader(answer).ReadString('\n')
		if strings.TrimSpace(line) != "yes" {
			return errors.New("nothing was deleted")
		}
	}
	return errors.Join(os.RemoveAll(s.postgres()), os.RemoveAll(s.stripe())) // the stand-in knows the companies' customers
}

// benchCommand measures the program; see the package bench.
func benchCommand() *cobra.Command {
	var (
		floor  string
		people int
	)
	c := &cobra.Command{
		Use:   "bench",
		Short: "measure what any CRM does beside a hand-written floor: create, read, list, search, move, board, import",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if floor != "" {
				return bench.Floor(c.Context(), floor)
			}
			r, err := findRepo()
			if err != nil {
				return err
			}
			return bench.Run(c.Context(), os.Stdout, r.dir, people)
		},
	}
	c.AddCommand(benchTenantsCommand(), benchNeighbourCommand(), benchCRMCommand(), benchDataCommand(), benchLoadCommand())
	c.Flags().IntVar(&people, "people", 100_000, "how many people are in the company; few are for a trial")
	c.Flags().StringVar(&floor, "floor", "", "serve the floor on this schema")
	c.Flags().Lookup("floor").Hidden = true
	return c
}

// benchTenantsCommand measures what many companies cost; see bench.Tenants.
func benchTenantsCommand() *cobra.Command {
	var count int
	c := &cobra.Command{Use: "tenants", Short: "measure many companies against ten: pages, memory, sign-up, migrations", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := findRepo()
			if err != nil {
				return err
			}
			return bench.Tenants(c.Context(), os.Stdout, r.dir, count)
		}}
	c.Flags().IntVar(&count, "count", 1000, "how many companies to make")
	return c
}

// benchCRMCommand measures the daily requests of a large company; see bench.CRM.
func benchCRMCommand() *cobra.Command {
	return &cobra.Command{Use: "crm", Short: "measure lists, pages, search, board and timeline of a large company beside the floor", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := findRepo()
			if err != nil {
				return err
			}
			return bench.CRM(c.Context(), os.Stdout, r.dir)
		}}
}

// benchDataCommand measures files of 100,000 rows; see bench.Data.
func benchDataCommand() *cobra.Command {
	return &cobra.Command{Use: "data", Short: "measure the import of 100,000 contacts, companies and deals: time, memory, undo", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := findRepo()
			if err != nil {
				return err
			}
			return bench.Data(c.Context(), os.Stdout, r.dir)
		}}
}

// benchNeighbourCommand measures what a company notices of another one's trouble; see bench.Neighbour.
func benchNeighbourCommand() *cobra.Command {
	return &cobra.Command{Use: "neighbour", Short: "measure a company beside one with an endless report, a locked table and a full pool", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := findRepo()
			if err != nil {
				return err
			}
			return bench.Neighbour(c.Context(), os.Stdout, r.dir)
		}}
}

// benchLoadCommand asks a program with many companies for ten minutes; see bench.Load.
func benchLoadCommand() *cobra.Command {
	var crowd bench.Crowd
	c := &cobra.Command{Use: "load", Short: "ask a program with 1,000 companies for ten minutes: errors, times, memory, leaks, what is lost", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			r, err := findRepo()
			if err != nil {
				return err
			}
			return bench.Load(c.Context(), os.Stdout, r.dir, crowd)
		}}
	c.Flags().IntVar(&crowd.Tenants, "tenants", 1000, "how many companies there are")
	c.Flags().IntVar(&crowd.Minutes, "minutes", 10, "how long they ask, after a warm-up of two minutes at most")
	c.Flags().Float64Var(&crowd.Rate, "rate", 40, "visits a second")
	c.Flags().Uint64Var(&crowd.Seed, "seed", 1, "of the order of visits")
	return c
}
