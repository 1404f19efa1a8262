// Package histories runs property tests over random histories: everywhere as many, and the same in each run unless another
// seed is asked for, so that a red run is a change's doing. It owns no property.
package histories

import (
	"flag"
	"os"
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// Count is how many histories a property is held against by go run ./cmd/dev faults; in each run of the tests it is half of them, with
// -short or under the race detector a twentieth.
const Count = 2000

// N is how many histories this run has.
func N() int {
	switch {
	case testing.Short() || Raced:
		return Count / 20
	case os.Getenv("KITH_FAULTS") == "all":
		return Count
	default:
		return Count / 2
	}
}

// given is the seed that the command line asks for; 0 when it asks for none.
var given = sync.OnceValue(func() uint64 {
	seed, err := strconv.ParseUint(flag.Lookup("rapid.seed").Value.String(), 10, 64)
	if err != nil {
		return 0
	}
	return seed
})

// usual is the seed of runs that ask for none; a long run elsewhere asks for others.
const usual = 20261122

// Seed is the seed of a test, written into its log: -rapid.seed asks for another.
func Seed(t testing.TB) uint64 {
	t.Helper()
	seed := given()
	if seed == 0 {
		seed = usual
	}
	t.Logf("%d histories, -rapid.seed=%d", N(), seed)
	return seed
}

// Check holds a property against N histories. It must not run beside another Check of the same program.
func Check(t *testing.T, prop func(*rapid.T)) {
	t.Helper()
	for name, value := range map[string]string{"rapid.checks": strconv.Itoa(N()), "rapid.seed": strconv.FormatUint(Seed(t), 10)} {
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, prop)
}
