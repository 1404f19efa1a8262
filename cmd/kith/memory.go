package main

import (
	"os"
	"runtime/debug"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/bytedance/gopkg/util/gctuner"
)

const (
	// roomy is how large the heap may grow before garbage is collected, at most to five times what lives. Little lives in this
	// program, so that by Go's own measure a third of the processor's time would go into looking through it; beyond, Go's holds.
	roomy       = 128 << 20
	least, most = 100, 400 // percent of what lives
	// ofContainer is the part of a container's memory that Go may take; what it does not count needs room, too.
	ofContainer = 0.9
	settled     = 10 * time.Second
)

// manageMemory has garbage collected less often than Go does by itself while the heap is small, and more often near the limit of
// the container, if there is one. GOGC and GOMEMLIMIT say otherwise. What only the start needed is given back soon after it.
func manageMemory() {
	if os.Getenv("GOGC") == "" {
		gctuner.SetMinGCPercent(least)
		gctuner.SetMaxGCPercent(most)
		gctuner.Tuning(roomy)
	}
	memlimit.Set(memlimit.WithProvider(memlimit.FromCgroup), memlimit.WithRatio(ofContainer)) //nolint:errcheck // without a container there is no limit
	time.AfterFunc(settled, debug.FreeOSMemory)
}
