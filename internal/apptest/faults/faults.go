// Package faults kills parts of the real program under load and checks that nothing acknowledged is lost and nothing is
// there twice. It builds and starts the program as an operator would; the ledger is kept by the client.
package faults

import (
	"os"
	"testing"
)

// Slow skips a fault that takes too long, or needs too much, for each run of the tests: go run ./cmd/dev faults has it happen.
func Slow(t testing.TB, id string) {
	t.Helper()
	if testing.Short() || os.Getenv("KITH_FAULTS") != "all" {
		t.Skip("takes its time: go run ./cmd/dev faults " + id)
	}
}
