// Package faults lists what can be let go wrong with the real program, and which test does it.
package faults

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is something that goes wrong in the world, and the test that lets it happen to the real program.
type Fault struct{ ID, Says, Package, Test string }

// All are all that can be let happen.
var All = []Fault{
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

// Lines tell of each fault.
func Lines() (lines []string) {
	for _, f := range All {
		lines = append(lines, fmt.Sprintf("  %-4s %s", f.ID, f.Says))
	}
	return lines
}

// Chosen are the faults with the ids; all without any.
func Chosen(ids []string) (chosen []Fault, err error) {
	for _, id := range ids {
		if !slices.ContainsFunc(All, func(f Fault) bool { return f.ID == id }) {
			return nil, fmt.Errorf("there is no fault %s; there are:\n%s", id, strings.Join(Lines(), "\n"))
		}
	}
	for _, f := range All {
		if len(ids) == 0 || slices.Contains(ids, f.ID) {
			chosen = append(chosen, f)
		}
	}
	return chosen, nil
}
