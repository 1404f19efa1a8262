package main

import (
	"context"
	"os"
	"path/filepath"
)

// The stamps say for which contents the packages were installed and the page was built.
const (
	packagesStamp = ".kith-packages"
	pageStamp     = ".kith-page"
)

// installPackages installs the front end's packages unless they are those of the lock file.
func (r repo) installPackages(ctx context.Context) error {
	now, err := fingerprint(r.path("frontend", "package.json"), r.path("frontend", "package-lock.json"))
	if err != nil || r.stamped(packagesStamp) == now {
		return err
	}
	return step("Install the page's packages (npm ci)", func() error {
		if err := quiet(ctx, r.frontend(), nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"); err != nil {
			return err
		}
		return r.stamp(packagesStamp, now)
	})
}

// buildPage builds the page into frontend/dist unless it was built from the same sources.
func (r repo) buildPage(ctx context.Context) error {
	now, err := r.pageSources()
	if err != nil {
		return err
	}
	_, missing := os.Stat(r.path("frontend", "dist", "index.html"))
	if missing == nil && r.stamped(pageStamp) == now {
		return nil
	}
	return step("Build the page (vite)", func() error { return r.rebuildPage(ctx, now) })
}

func (r repo) rebuildPage(ctx context.Context, now string) error {
	if err := quiet(ctx, r.frontend(), nil, "npm", "run", "build"); err != nil {
		return err
	}
	// The build empties dist, but git keeps the folder by this file: the program embeds it even before the first build.
	if err := os.WriteFile(r.path("frontend", "dist", ".keep"), nil, 0o644); err != nil {
		return err
	}
	return r.stamp(pageStamp, now)
}

func (r repo) pageSources() (string, error) {
	var paths []string
	for _, name := range []string{"src", "public", "tools", "index.html", "package-lock.json"} {
		paths = append(paths, r.path("frontend", name))
	}
	configs, err := filepath.Glob(r.path("frontend", "*.config.*"))
	if err != nil {
		return "", err
	}
	return fingerprint(append(paths, configs...)...)
}

// stamped reads a stamp; "" if there is none. The stamps live among the packages, so they vanish together.
func (r repo) stamped(name string) string {
	raw, _ := os.ReadFile(r.path("frontend", "node_modules", name))
	return string(raw)
}

func (r repo) stamp(name, value string) error {
	return os.WriteFile(r.path("frontend", "node_modules", name), []byte(value), 0o644)
}
