// Command kith is the whole program: page, API, background work, and the operator's commands.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/kit/config"
	"github.com/kith-crm/kith/internal/kit/log"
)

// version, and the day on which the program was built (2006-01-02), are set at build time.
var (
	version = "dev"
	built   = ""
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{Use: "kith", Short: "A CRM for many companies", Version: version, SilenceUsage: true, SilenceErrors: true}
	root.AddCommand(serveCommand(), workCommand(), migrateCommand(), seedCommand(), tenantCommand(), openapiCommand(), healthCommand(), billingCommand(),
		operatorCommand(), licenceCommand(), nodeCommand(), auditCommand(), doctorCommand(), archiveCommand(), backupCommand(), formerRestoreCommand())
	if err := root.ExecuteContext(ctx); err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(os.Stderr, "kith: "+strings.TrimSpace(line))
		}
		os.Exit(1)
	}
}

// configured reads the configuration and sets up the log; a mistake in it ends the program with one sentence each.
func configured() (config.Config, error) {
	cfg, err := config.Load()
	if err != nil {
		return cfg, err
	}
	if built != "" {
		if cfg.Built, err = time.Parse(time.DateOnly, built); err != nil {
			return cfg, fmt.Errorf("this program says it was built on %q: build it again", built)
		}
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		return cfg, fmt.Errorf("KITH_LOG_LEVEL is %q: it must be debug, info, warn or error", cfg.LogLevel)
	}
	slog.SetDefault(log.New(os.Stderr, cfg.LogFormat, level))
	return cfg, nil
}
