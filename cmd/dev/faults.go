package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// fault is something that goes wrong in the world, and the test that lets it happen to the real program.
type fault struct{ id, says, pkg, test string }

// faults are all that can be let happen.
var faults = []fault{
	{"F1", "the server is killed under load", "./internal/apptest/faults", "TestF1KillServer"},
	{"F4", "all processes of the database are killed under load", "./internal/apptest/faults", "TestF4KillDatabase"},
	{"F7", "the way to the database is slow and uneven", "./internal/apptest/faults", "TestF7SlowNetwork"},
	{"F8", "nothing arrives at the database, then every connection is cut", "./internal/apptest/faults", "TestF8BlackHole"},
	{"F9", "somebody holds a table of a company", "./internal/app", "TestNeighbourOfALockedCompany"},
	{"F12", "Stripe's events come three times, in any order, or never", "./internal/platform/billing", "TestAnyHistoryEndsInTheTruth"},
	{"F13", "Stripe's API fails in every way", "./internal/platform/billing", "TestF13FaultsHaveOneEffect"},
	{"F14", "thirty-two people want the last seat", "./internal/platform/licence", "TestF14TheLastSeatByHTTP"},
	{"F15", "seats are taken while their number is cut", "./internal/platform/licence", "TestF15ClaimsAgainstCutsAndRoleChanges"},
	{"F16", "a migration is killed half-way", "./internal/platform/tenant", "TestMigratorKilled"},
	{"F17", "two programs migrate at once", "./internal/platform/tenant", "TestMigrateTwiceAtOnce"},
	{"F18", "a right is taken away on another instance", "./internal/app", "TestRevocationReachesOtherInstances"},
	{"F28", "a licence is spoilt, expires or is removed while the program runs", "./internal/app", "TestF28TheLicenceOfARunningServer"},
}

// everyFault in the environment lets happen what is too slow for each run of the tests.
const everyFault = "KITH_FAULTS=all"

func faultsCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "faults [F1 …]",
		Short:   "let things go wrong, all or those that are named: nothing that was acknowledged may be lost, and nothing be there twice",
		Example: "  go run ./cmd/dev faults F8\n\n" + strings.Join(faultLines(), "\n"),
		RunE:    func(c *cobra.Command, ids []string) error { return letHappen(c.Context(), ids) },
	}
}

func faultLines() (lines []string) {
	for _, f := range faults {
		lines = append(lines, fmt.Sprintf("  %-4s %s", f.id, f.says))
	}
	return lines
}

func chosenFaults(ids []string) (chosen []fault, err error) {
	for _, id := range ids {
		if !slices.ContainsFunc(faults, func(f fault) bool { return f.id == id }) {
			return nil, fmt.Errorf("there is no fault %s; there are:\n%s", id, strings.Join(faultLines(), "\n"))
		}
	}
	for _, f := range faults {
		if len(ids) == 0 || slices.Contains(ids, f.id) {
			chosen = append(chosen, f)
		}
	}
	return chosen, nil
}

// letHappen runs the tests of faults one after the other, each anew, and goes on after one that fails.
func letHappen(ctx context.Context, ids []string) error {
	chosen, err := chosenFaults(ids)
	if err != nil {
		return err
	}
	return onDatabase(ctx, func(t *tester) (err error) {
		for _, f := range chosen {
			fmt.Printf("\n== %s: %s\n", f.id, f.says)
			failed := loud(ctx, t.repo.dir, append(slices.Clone(t.env), everyFault), "go", "test", "-count", "1", "-timeout", "30m", "-run", "^"+f.test+"$", f.pkg)
			if failed != nil {
				err = errors.Join(err, fmt.Errorf("%s: %w", f.id, failed))
			}
		}
		return err
	})
}
