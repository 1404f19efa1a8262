//go:build !linux

package child

import (
	"context"
	"syscall"
)

// endWithParent does nothing here: other systems do not tie a child's life to its parent's.
func endWithParent(*syscall.SysProcAttr) {}

// EndWithGoRun does nothing here: a Ctrl-C reaches the program without help.
func EndWithGoRun(ctx context.Context) context.Context { return ctx }
