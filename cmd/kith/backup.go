package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/platform/backup"
)

// backupCommand looks after backups of the whole server; archives are of one company.
func backupCommand() *cobra.Command {
	c := leaf("backup", "Back up the whole server now: database, log and people's files (a company alone: kith archive)", takeBackup)
	c.AddCommand(listBackupsCommand(), verifyBackupCommand(), restoreBackupCommand(), rehearseCommand())
	return c
}

func takeBackup(ctx context.Context, a *app.App) error {
	m, err := a.Backups.Take(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %s of database in %s, %d files of people (%s), in %s\n", m.Name, bytes(m.Bytes), bytes(m.Stored()), m.Files, bytes(m.FileBytes), clock.Since(m.StartedAt).Round(time.Millisecond))
	if m.FilesIn != "" {
		fmt.Println("not in it: people's files, which are in " + m.FilesIn)
	}
	return nil
}

func bytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// systemFlag adds the number of the server, for places with backups of several.
func systemFlag(c *cobra.Command, system *string) {
	c.Flags().StringVar(system, "system", "", "number of the server, where there are backups of several")
}

func listBackupsCommand() *cobra.Command {
	var system string
	c := &cobra.Command{Use: "list", Short: "List the backups of a server", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
		return run(c.Context(), func(ctx context.Context, a *app.App) error { return listBackups(ctx, a, system) })
	}}
	systemFlag(c, &system)
	return c
}

func listBackups(ctx context.Context, a *app.App, system string) error {
	all, err := a.Backups.List(ctx, system)
	if err != nil {
		return err
	}
	rows := [][]string{{"BACKUP", "OF", "DATABASE", "STORED", "FILES", "POSTGRESQL", "PROGRAM", "SERVER"}}
	for _, m := range all {
		rows = append(rows, []string{m.Name, m.At.Format(time.RFC3339), bytes(m.Bytes), bytes(m.Stored()), fmt.Sprint(m.Files), m.PostgreSQL, m.Program, m.System})
	}
	return table(os.Stdout, rows...)
}

func verifyBackupCommand() *cobra.Command {
	var system string
	c := &cobra.Command{Use: "verify [BACKUP]", Short: "Read a backup (the newest), the log since then and people's files; names everything that is not what was written", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error {
				r, err := a.Backups.Verify(ctx, system, strings.Join(args, ""))
				if err != nil {
					return err
				}
				tellReport(r)
				fmt.Printf("whole; looked at in %s\n", r.Took.Round(time.Millisecond))
				return nil
			})
		}}
	systemFlag(c, &system)
	return c
}

func tellReport(r backup.Report) {
	fmt.Printf("%s of %s: %d files of the database, %d of people\n", r.Manifest.Name, r.Manifest.At.Format(time.RFC3339), r.Rows, r.Files)
	if r.Follows {
		fmt.Printf("the log goes on from it without a gap to %s, that is to %s\n", r.To, r.At.Format(time.RFC3339))
	} else {
		fmt.Println("no log goes on from it: it restores its own moment only")
	}
}

// targetFlags are those of a restore that is meant and of one that is tried.
func targetFlags(c *cobra.Command, t *backup.Target, at *string) {
	systemFlag(c, &t.System)
	c.Flags().StringVar(&t.Name, "backup", "", "name of the backup; the newest that fits when it is not given")
	c.Flags().StringVar(at, "at", "", "the moment to go back to, as 2006-01-02T15:04:05Z; the latest there is when it is not given")
}

func moment(text string) (at time.Time, err error) {
	if text == "" {
		return at, nil
	}
	if at, err = time.Parse(time.RFC3339Nano, text); err != nil {
		return at, fmt.Errorf("--at %q is not a moment such as 2006-01-02T15:04:05Z", text)
	}
	return at, nil
}

func restoreBackupCommand() *cobra.Command {
	var t backup.Target
	var at string
	c := &cobra.Command{Use: "restore FOLDER", Short: "Make the server again in an empty folder: postgres/data and files", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			t.Folder = args[0]
			if t.At, err = moment(at); err != nil {
				return err
			}
			return run(c.Context(), func(ctx context.Context, a *app.App) error { return restoreBackup(ctx, a, t) })
		}}
	targetFlags(c, &t, &at)
	return c
}

func restoreBackup(ctx context.Context, a *app.App, t backup.Target) error {
	r, err := a.Backups.Restore(ctx, t)
	if err != nil {
		return err
	}
	tellRestored(r)
	if err := r.Close(ctx); err != nil {
		return err
	}
	fmt.Printf("%s/postgres/data is PostgreSQL %d, stopped in good order: start it, and point KITH_DATABASE_URL and KITH_FILES to it and to %s/files\n", t.Folder, r.Manifest.Major, t.Folder)
	return nil
}

func tellRestored(r *backup.Restored) {
	tellReport(r.Report)
	last := "nothing was changed after the backup"
	if r.Last != nil {
		last = "the last change in it is of " + r.Last.Format(time.RFC3339Nano)
	}
	fmt.Printf("restored in %s; %s\n", r.Took.Round(time.Millisecond), last)
}

func rehearseCommand() *cobra.Command {
	var t backup.Target
	var at, in string
	c := &cobra.Command{Use: "rehearse", Short: "Restore the newest backup out of sight, look at what has to be true of the data, and remove it again", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if t.At, err = moment(at); err != nil {
				return err
			}
			return run(c.Context(), func(ctx context.Context, a *app.App) error { return rehearse(ctx, a, in, t) })
		}}
	targetFlags(c, &t, &at)
	c.Flags().StringVar(&in, "in", "", "where there is room for the restored server; the folder for temporary files when it is not given")
	return c
}

func rehearse(ctx context.Context, a *app.App, in string, t backup.Target) error {
	r, err := a.Rehearse(ctx, in, t, tellRestored)
	rows := [][]string{{"COMPANY", "WHAT HAS TO BE TRUE", "IS NOT"}}
	for _, f := range r.Findings {
		rows = append(rows, []string{f.Company, f.Rule, f.Says})
	}
	if len(r.Findings) > 0 {
		err = errors.Join(table(os.Stdout, rows...), errFindings, err)
	}
	if err == nil {
		fmt.Printf("the data are as they have to be, and the audit trails of %d companies are whole\n", len(r.Trails))
	}
	return err
}
