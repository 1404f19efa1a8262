package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// browser is one that the tests drive: what it is called, the setting that points to it, the package that brings it, and where it may be.
type browser struct {
	title, setting, pkg string
	names               []string
}

var (
	chromium = browser{title: "Chromium", setting: "KITH_CHROMIUM", pkg: "chromium", names: []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	}}
	firefox = browser{title: "Firefox", setting: "KITH_FIREFOX", pkg: "firefox-esr", names: []string{
		"firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox",
	}}
)

// find returns the browser for the tests: the one its setting names, one that is installed, or one that it installs.
func (b browser) find(ctx context.Context) (string, error) {
	if named := os.Getenv(b.setting); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			err = fmt.Errorf("%s: %w", b.setting, err)
		}
		return path, err
	}
	if path := b.installed(); path != "" {
		return path, nil
	}
	if err := install(ctx, fmt.Sprintf("%s, for the browser tests (or point %s to one)", b.title, b.setting), b.pkg); err != nil {
		return "", err
	}
	if path := b.installed(); path != "" {
		return path, nil
	}
	return "", fmt.Errorf("%s was installed but is not found: point %s to it", b.title, b.setting)
}

func (b browser) installed() string {
	for _, name := range b.names {
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
