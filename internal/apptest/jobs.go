package apptest

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/db"
	"github.com/kith-crm/kith/internal/kit/job"
)

// Waiting does the jobs of one kind that wait for a company, as the part of the program that left them, and returns what they
// were about.
func Waiting[A job.Args](w *World, company, system string) (done []A) {
	w.T.Helper()
	var jobs []struct{ Args string }
	var a A
	id := w.tenant[company].ID
	require.NoError(w.T, w.platform(func(ctx context.Context) error {
		return db.Orm(ctx).Raw(`DELETE FROM river.river_job WHERE args->>'name' = ? AND args->>'tenant' = ?::text RETURNING args->>'args' AS args`, a.Kind(), id).Scan(&jobs).Error
	}))
	for _, j := range jobs {
		var a A
		require.NoError(w.T, json.Unmarshal([]byte(j.Args), &a))
		require.NoError(w.T, w.App.Workers.Run(w.T.Context(), job.Who{Tenant: id, System: system}, a))
		done = append(done, a)
	}
	return done
}

// Subjects are those of the mails that have come to a person, in their order.
func (w *World) Subjects(name string) (all []string) {
	w.T.Helper()
	for _, m := range Shared(w.T).Mail.Messages() {
		if slices.Contains(m.To, w.Person(name).Email) {
			all = append(all, m.Subject)
		}
	}
	return all
}
