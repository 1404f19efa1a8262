package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// browsers are the names and places under which Chromium and its relatives are found.
var browsers = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
	"/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

// findBrowser returns the browser for the tests: KITH_CHROMIUM, one that is installed, or one that it installs.
func findBrowser(ctx context.Context) (string, error) {
	if named := os.Getenv("KITH_CHROMIUM"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			err = fmt.Errorf("KITH_CHROMIUM: %w", err)
		}
		return path, err
	}
	if path := installedBrowser(); path != "" {
		return path, nil
	}
	if err := install(ctx, "Chromium, for the browser tests (or point KITH_CHROMIUM to one)", "chromium"); err != nil {
		return "", err
	}
	if path := installedBrowser(); path != "" {
		return path, nil
	}
	return "", errors.New("Chromium was installed but is not found: point KITH_CHROMIUM to it")
}

func installedBrowser() string {
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// ensurePooler installs PgBouncer, before which the program is tested. Where it can't be had those tests are skipped, which
// they do not let pass in CI.
func ensurePooler(ctx context.Context) {
	for _, name := range []string{"pgbouncer", "/usr/sbin/pgbouncer"} {
		if _, err := exec.LookPath(name); err == nil {
			return
		}
	}
	if err := install(ctx, "PgBouncer, for the tests behind a pooler", "pgbouncer"); err != nil {
		fmt.Println("  the tests behind PgBouncer are left out:", err)
	}
}

// install adds Debian packages where this user may, and otherwise says what is missing.
func install(ctx context.Context, what string, packages ...string) error {
	apt, ok := aptGet(ctx)
	if !ok {
		return fmt.Errorf("this machine lacks %s; install it and try again (on Debian: apt-get install %s)", what, strings.Join(packages, " "))
	}
	return step("Install "+strings.Join(packages, ", "), func() error {
		env := []string{"DEBIAN_FRONTEND=noninteractive"}
		if err := quiet(ctx, "/", env, append(apt, "update")...); err != nil {
			return err
		}
		return quiet(ctx, "/", env, append(append(apt, "install", "-y", "--no-install-recommends"), packages...)...)
	})
}

// aptGet returns the command that installs packages without asking for a password, if there is one.
func aptGet(ctx context.Context) (args []string, ok bool) {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return nil, false
	}
	if os.Geteuid() == 0 {
		return []string{"apt-get"}, true
	}
	if exec.CommandContext(ctx, "sudo", "-n", "true").Run() == nil {
		return []string{"sudo", "-n", "apt-get"}, true
	}
	return nil, false
}
