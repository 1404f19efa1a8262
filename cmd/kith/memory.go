package main

import (
	"os"
	"runtime/debug"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// garbage is how much of it, in percent of what lives, there may be before it is collected. Little lives in this program, so
	// that by Go's own 100 a third of the processor's time would go into looking through it.
	garbage = 400
	// ofContainer is the part of a container's memory that Go may take; what it does not count needs room, too.
	ofContainer = 0.9
	settled     = 10 * time.Second
)

// manageMemory has garbage collected less often than Go does by itself, but more often near the limit of the container, if there
// is one. GOGC and GOMEMLIMIT say otherwise. What only the start needed is given back soon after it.
func manageMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	memlimit.Set(memlimit.WithProvider(memlimit.FromCgroup), memlimit.WithRatio(ofContainer)) //nolint:errcheck // without a container there is no limit
	time.AfterFunc(settled, debug.FreeOSMemory)
}
