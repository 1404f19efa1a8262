// Package frontend carries the built page, so that one file is the whole program.
package frontend

import "embed"

// Dist is the output of the front end's build; it holds only a marker until that build has run.
//
//go:embed all:dist
var Dist embed.FS
