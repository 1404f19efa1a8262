// Package id makes the keys of records.
package id

import "github.com/google/uuid"

// New returns a UUIDv7: unique everywhere and ascending in time, so that indexes grow at their end.
func New() uuid.UUID { return uuid.Must(uuid.NewV7()) }
