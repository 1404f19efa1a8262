package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/data/archive"
)

func archiveCommand() *cobra.Command {
	c := &cobra.Command{Use: "archive COMPANY FILE", Short: "Write everything that a company has into one file, and prove that it can be restored", Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error { return writeArchive(ctx, a, args[0], args[1]) })
		}}
	c.AddCommand(verifyCommand(), restoreCommand())
	return c
}

func verifyCommand() *cobra.Command {
	var identity string
	c := &cobra.Command{Use: "verify FILE", Short: "Restore an archive out of sight and compare every row; fails when anything differs", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error {
				return reading(args[0], identity, func(f *archive.File) error { return prove(ctx, a, f) })
			})
		}}
	c.Flags().StringVar(&identity, "identity", "", identityHelp)
	return c
}

const identityHelp = "a file with the private key of age to which the archive is sealed"

func restoreCommand() *cobra.Command {
	var key, identity string
	c := &cobra.Command{Use: "restore FILE", Short: "Make a new company of an archive", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return run(c.Context(), func(ctx context.Context, a *app.App) error {
				return reading(args[0], identity, func(f *archive.File) error { return restore(ctx, a, f, key) })
			})
		}}
	c.Flags().StringVar(&key, "key", "", "the key that has to have signed the archive, or its beginning; without it any key may have, and which one is shown")
	c.Flags().StringVar(&identity, "identity", "", identityHelp)
	return c
}

// formerRestoreCommand is the name that archives of earlier versions give the command.
func formerRestoreCommand() *cobra.Command {
	c := restoreCommand()
	c.Hidden, c.Deprecated = true, "it is kith archive restore now; a whole server is restored by kith backup restore"
	return c
}

// writeArchive writes into a file that is there only when it is whole and proved.
func writeArchive(ctx context.Context, a *app.App, slug, path string) (err error) {
	part := path + ".part"
	w, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(part) //nolint:errcheck // it is gone when all went well
	_, err = a.Archive(ctx, slug, w)
	if err = errors.Join(err, w.Sync(), w.Close()); err != nil {
		return err
	}
	if err := reading(part, "", func(f *archive.File) error { return prove(ctx, a, f) }); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// reading opens an archive for f, with the private key in a file when it is sealed.
func reading(path, identity string, f func(*archive.File) error) error {
	r, err := os.Open(path)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was read
	if archive.IsSealed(r) {
		if r, err = unsealed(r, identity); err != nil {
			return err
		}
		defer r.Close() //nolint:errcheck // it was read
	}
	info, err := r.Stat()
	if err != nil {
		return err
	}
	file, err := archive.Open(r, info.Size())
	if err != nil {
		return err
	}
	return f(file)
}

// unsealed is what was sealed, in a file that is gone when it is closed.
func unsealed(r io.Reader, identity string) (*os.File, error) {
	if identity == "" {
		return nil, archive.ErrSealed
	}
	keys, err := os.Open(identity)
	if err != nil {
		return nil, err
	}
	defer keys.Close() //nolint:errcheck // it was read
	plain, err := os.CreateTemp("", "kith-archive-")
	if err != nil {
		return nil, err
	}
	if err := errors.Join(os.Remove(plain.Name()), archive.Unseal(plain, r, keys)); err != nil {
		return nil, errors.Join(err, plain.Close())
	}
	return plain, nil
}

func prove(ctx context.Context, a *app.App, f *archive.File) error {
	p, err := a.Archives.Prove(ctx, f)
	if err != nil {
		return err
	}
	signed := "by another server, with the key"
	if f.Key == hex.EncodeToString(a.Archives.Public()) {
		signed = "by this server, with the key"
	}
	fmt.Printf("%s at %s: %d rows in %d parts, restored out of sight and the same in %s\nsigned %s %s\n", f.Company.Name, f.TakenAt.Format(time.RFC3339), p.Rows, len(f.Parts),
		p.Took.Round(time.Millisecond), signed, f.Fingerprint())
	return nil
}

func restore(ctx context.Context, a *app.App, f *archive.File, key string) error {
	if !strings.HasPrefix(f.Key, key) {
		return fmt.Errorf("the archive was signed with the key %s", f.Fingerprint())
	}
	r, err := a.Archives.Restore(ctx, f)
	if err != nil {
		if r.Tenant.ID != 0 {
			err = fmt.Errorf("%w\nthe half of a company that was made is locked; look at it with `kith tenant list`", err)
		}
		return err
	}
	fmt.Printf("%s is at %s/%s\n", r.Tenant.Name, a.Config.BaseURL, *r.Tenant.Slug)
	for _, e := range r.Invited {
		fmt.Printf("sent a link to choose a password to %s\n", e)
	}
	for _, e := range r.Outside {
		fmt.Printf("no seat for %s: give one in Settings, People\n", e)
	}
	return nil
}
