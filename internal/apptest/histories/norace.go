//go:build !race

package histories

const raced = false
