//go:build !race

package billing

const slower = 1
