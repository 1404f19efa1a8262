// Package faults lists what can be let go wrong with the real program, and which test does it.
package faults

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is something that goes wrong in the world, and the test that lets it happen. One that has several sides is there with each.
type Fault struct{ ID, Says, Package, Test string }

// Rolling is the fault that has no test but a trial of its own, which needs two programs: cmd/dev/upgrade.
const Rolling = "F2"

// All are all that can be let happen.
var All = []Fault{
	{"F1", "the server is killed under load", "./internal/apptest/faults", "TestF1KillServer"},
	{Rolling, "programs are stopped and started in turn while people work", "", ""},
	{"F3", "the server is killed while it sends mails", "./internal/apptest/faults", "TestF3KillDuringJobs"},
	{"F4", "all processes of the database are killed under load", "./internal/apptest/faults", "TestF4KillDatabase"},
	{"F5", "the disk of the database is full", "./internal/apptest/faults", "TestF5DatabaseDiskFull"},
	{"F6", "the disk of the files is full", "./internal/apptest/faults", "TestF6FilesDiskFull"},
	{"F6", "the disk of the backups is full", "./internal/platform/backup", "TestFullDisk"},
	{"F7", "the way to the database is slow and uneven", "./internal/apptest/faults", "TestF7SlowNetwork"},
	{"F8", "nothing arrives at the database, then every connection is cut", "./internal/apptest/faults", "TestF8BlackHole"},
	{"F9", "somebody holds a table of a company", "./internal/app", "TestNeighbourOfALockedCompany"},
	{"F10", "others take every connection of the database", "./internal/apptest/faults", "TestF10NoConnectionLeft"},
	{"F11", "the clock jumps while a company is past due", "./internal/platform/billing", "TestClockJumpAddsOneDay"},
	{"F11", "the clock jumps while leads are held", "./internal/crm/overflow", "TestHeldLeadsAndClockJumps"},
	{"F11", "the clock of a server of one's own is set back", "./internal/platform/selfhost", "TestClockSetBack"},
	{"F12", "Stripe's events come three times, in any order, or never", "./internal/platform/billing", "TestAnyHistoryEndsInTheTruth"},
	{"F13", "Stripe's API fails in every way", "./internal/platform/billing", "TestF13FaultsHaveOneEffect"},
	{"F14", "thirty-two people want the last seat", "./internal/platform/licence", "TestF14TheLastSeatByHTTP"},
	{"F15", "seats are taken while their number is cut", "./internal/platform/licence", "TestF15ClaimsAgainstCutsAndRoleChanges"},
	{"F16", "a migration is killed half-way", "./internal/platform/tenant", "TestMigratorKilled"},
	{"F17", "two programs migrate at once", "./internal/platform/tenant", "TestMigrateTwiceAtOnce"},
	{"F18", "a right is taken away on another instance", "./internal/app", "TestRevocationReachesOtherInstances"},
	{"F19", "a list is exported while others write", "./internal/data/export", "TestOfOneMoment"},
	{"F20", "an import is killed half-way", "./internal/data/importer", "TestKilled"},
	{"F21", "a company is restored from its archive", "./internal/data/archive", "TestRestoredIsTheSame"},
	{"F21", "a whole server with companies is restored", "./internal/platform/backup", "TestWholeServerIsRestored"},
	{"F22", "a backup of a server is damaged", "./internal/platform/backup", "TestDamageIsNamed"},
	{"F22", "an archive is damaged", "./internal/data/archive", "TestDamagedArchivesAreRefused"},
	{"F23", "an archive is made while others write", "./internal/data/archive", "TestArchiveIsOfOneMoment"},
	{"F23", "a server is backed up while others write", "./internal/platform/backup", "TestRestoredUnderLoad"},
	{"F24", "a mail server falls silent", "./internal/kit/mail", "TestSlowServerEndsWithContext"},
	{"F24", "an address falls silent", "./internal/kit/outbound", "TestSilenceEnds"},
	{"F24", "an address says too much", "./internal/kit/outbound", "TestAnswersHaveAnEnd"},
	{"F25", "two hundred large files come at once", "./internal/apptest/faults", "TestF25MemoryPressure"},
	{"F26", "a handler panics", "./internal/kit/web", "TestS52ErrorsTellNothing"},
	{"F27", "two thousand connections say a byte in a second", "./internal/apptest/faults", "TestF27SlowRequests"},
	{"F28", "a licence is spoilt, expires or is removed while the program runs", "./internal/app", "TestF28TheLicenceOfARunningServer"},
	{"R8", "mails can't be sent, files can't be kept, then the database is gone", "./internal/apptest/faults", "TestR8OnlyWhatNeedsItFails"},
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
