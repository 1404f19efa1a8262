//go:build race

package histories

// Raced: the race detector makes a history ten times as dear. The whole number is run without it besides.
const Raced = true
