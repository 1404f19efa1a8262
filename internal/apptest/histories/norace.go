//go:build !race

package histories

// Raced tells whether the race detector runs.
const Raced = false
