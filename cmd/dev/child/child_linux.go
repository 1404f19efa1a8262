package child

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

// endWithParent asks the kernel to stop a child in good order when the parent is killed.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGTERM }

// EndWithGoRun ends ctx when the `go run` that started this program is gone: a signal sent to it alone does not come through.
func EndWithGoRun(ctx context.Context) context.Context {
	parent := os.Getppid()
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", parent))
	if err != nil || strings.TrimSpace(string(name)) != "go" {
		return ctx
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for os.Getppid() == parent {
			time.Sleep(time.Second)
		}
		cancel()
	}()
	return ctx
}
