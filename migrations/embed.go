// Package migrations carries the SQL files: platform (one schema for the service) and tenant (one schema per company).
// They are numbered, forward only, and plain SQL.
package migrations

import "embed"

// Files holds platform/*.sql (goose's format), tenant/*.sql (statements that end with a semicolon at a line's end;
// {{role}} stands for the tenant's role), and tenant.sql, all of the latter in one, from which new schemas are made.
//
//go:embed platform/*.sql tenant/*.sql tenant.sql
var Files embed.FS
