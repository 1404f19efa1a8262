package main

import (
	"context"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/kith-crm/kith/internal/app"
	"github.com/kith-crm/kith/internal/app/doctor"
)

// errUnsound ends the doctor when something has to be put right.
var errUnsound = errors.New("something has to be put right, see above")

func doctorCommand() *cobra.Command {
	return leaf("doctor", "Look at configuration, database, hardening, clock, mail, Stripe, storage and licences, and say what to do",
		func(ctx context.Context, a *app.App) error { return tell(doctor.Examine(ctx, a)) })
}

// tell prints the findings; it fails when one is bad.
func tell(all []doctor.Finding) (err error) {
	rows := [][]string{{"PART", "RESULT", "WHAT", "WHAT TO DO"}}
	for _, f := range all {
		rows = append(rows, []string{f.Part, string(f.Severity), f.Says, f.Do})
		if f.Severity == doctor.Broken {
			err = errUnsound
		}
	}
	return errors.Join(table(os.Stdout, rows...), err)
}
