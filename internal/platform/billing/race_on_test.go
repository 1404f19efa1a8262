//go:build race

package billing

// slower is by how much the race detector slows this package down.
const slower = 10
