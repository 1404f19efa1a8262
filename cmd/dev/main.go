// Command dev is the developer's tool: it starts, tests and checks Kith on a machine that has only Go and Node.
//
// Without arguments it lists its commands. It owns nothing that the product needs at run time.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/cmd/dev/child"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	ctx = child.EndWithGoRun(ctx)
	err := root().ExecuteContext(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "\n"+err.Error())
		os.Exit(1)
	}
}

func root() *cobra.Command {
	c := &cobra.Command{
		Use:           "dev",
		Short:         "The developer's tool of Kith",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		Run:           func(c *cobra.Command, _ []string) { list(c) },
	}
	c.CompletionOptions.DisableDefaultCmd = true
	c.SetHelpCommand(&cobra.Command{Hidden: true})
	c.AddCommand(upCommand(), testCommand(), checkCommand(), newCommand(), genCommand(), dbCommand(), benchCommand(), mutantsCommand(), upgradeCommand(), faultsCommand())
	cobra.EnableCommandSorting = false
	return c
}

func list(c *cobra.Command) {
	fmt.Println("go run ./cmd/dev COMMAND")
	for _, sub := range c.Commands() {
		if !sub.Hidden {
			fmt.Printf("  %-8s %s\n", sub.Name(), sub.Short)
		}
	}
	fmt.Println("Each command tells its flags with --help.")
}
