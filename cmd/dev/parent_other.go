//go:build !linux

package main

import (
	"context"
	"syscall"
)

// endWithParent does nothing here: other systems do not tie a child's life to its parent's.
func endWithParent(*syscall.SysProcAttr) {}

// endWithGoRun does nothing here: a Ctrl-C reaches the tool without help.
func endWithGoRun(ctx context.Context) context.Context { return ctx }
