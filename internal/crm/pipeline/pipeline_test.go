package pipeline_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest"
	"github.com/kith-crm/kith/internal/crm/pipeline"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/db"
)

func TestPipelines(t *testing.T) {
	w := apptest.New(t)
	w.Run(
		apptest.Call{Name: "the first one", As: "acme/fred", Do: "GET /pipelines", Want: 200,
			Has: []string{`"name":"Sales"`, `"name":"Lead","position":0,"probability":10,"kind":"open"`, `"name":"Won","position":4,"probability":100,"kind":"won"`, `"kind":"lost"`}},
		apptest.Call{Name: "technicians see none", As: "acme/tess", Do: "GET /pipelines", Want: 403},
		apptest.Call{Name: "strangers see none", Do: "GET /pipelines", Want: 401},
	)
	a := w.Do(apptest.Call{As: "acme/ana", Do: "GET /pipelines"})
	b := w.Do(apptest.Call{As: "globex/gus", Do: "GET /pipelines"})
	require.NotEqual(t, a.Body, b.Body, "each company has its own")
}

func TestSeed(t *testing.T) {
	w := apptest.New(t)
	for language, lead := range map[string]string{"en": "Lead", "hi": "लीड", "pl": "Szansa", "fil": "Lead", "ru": "Лид", "xx": "Lead"} {
		t.Run(language, func(t *testing.T) {
			require.NoError(t, w.App.DB.InTenant(w.System("globex"), func(ctx context.Context) error {
				require.NoError(t, clear(ctx))
				for range 3 {
					require.NoError(t, w.App.Pipelines.Seed(ctx, language))
				}
				ps, err := w.App.Pipelines.List(ctx)
				require.NoError(t, err)
				require.Len(t, ps, 1, "seeding again changes nothing")
				require.Len(t, ps[0].Stages, 6)
				require.Equal(t, lead, ps[0].Stages[0].Name)
				for i, s := range ps[0].Stages {
					require.Equal(t, i, s.Position, fmt.Sprint(s))
				}
				first, err := pipeline.Stages(ps[0].Stages).First(caller.System("test", caller.Tenant{}))
				require.NoError(t, err)
				require.Equal(t, lead, first.Name)
				return nil
			}))
		})
	}
}

func clear(ctx context.Context) error {
	if err := db.Orm(ctx).Exec("DELETE FROM stage WHERE true").Error; err != nil {
		return err
	}
	return db.Orm(ctx).Exec("DELETE FROM pipeline WHERE true").Error
}
