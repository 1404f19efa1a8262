package pipeline

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/record"
)

// LostReason is what deals are usually lost for. A deal keeps the words, not the reason: it can be lost for something else.
type LostReason struct {
	ID       uuid.UUID
	Name     string
	Position int
}

// usual are the reasons of a company that has not chosen its own, in the language of who asks.
var usual = map[string][]string{
	"en":  {"Too expensive", "Went to a competitor", "Not the right time", "No answer", "No need"},
	"hi":  {"बहुत महँगा", "प्रतिस्पर्धी को चुना", "सही समय नहीं", "कोई जवाब नहीं", "ज़रूरत नहीं"},
	"pl":  {"Za drogo", "Wybrano konkurencję", "Nie ten moment", "Brak odpowiedzi", "Brak potrzeby"},
	"fil": {"Masyadong mahal", "Pumili ng kakumpitensya", "Hindi pa tamang panahon", "Walang sagot", "Hindi kailangan"},
	"ru":  {"Слишком дорого", "Ушли к конкуренту", "Не время", "Нет ответа", "Нет потребности"},
}

const maxReasons = 30

// What can be wrong with a list of reasons.
var (
	ErrReasons = errs.New(errs.Invalid, "reason.count", "Keep between one and 30 reasons.").On("items")
	ErrReason  = errs.New(errs.Invalid, "reason.name", "Every reason needs a name of its own, of at most 80 characters.").On("items")
)

// ReasonsSet is published when a company chose its reasons.
type ReasonsSet struct{ Before, After []string }

// Change implements event.Change.
func (e ReasonsSet) Change() event.Changed {
	told := func(names []string) map[string]string { return map[string]string{"reasons": strings.Join(names, ", ")} }
	return event.Changed{Ref: record.Ref{Kind: Kind}, Action: "updated", Before: told(e.Before), After: told(e.After)}
}

// Reasons are what deals are usually lost for, in the company's order.
func (s *Service) Reasons(ctx context.Context) ([]string, error) {
	rows, err := reasons(ctx)
	if len(rows) > 0 || err != nil {
		names := make([]string, len(rows))
		for i, r := range rows {
			names[i] = r.Name
		}
		return names, err
	}
	if names, ok := usual[caller.From(ctx).Language]; ok {
		return names, nil
	}
	return usual["en"], nil
}

// SetReasons replaces the reasons, unless they are not any more what the caller saw. Deals keep what was written about them.
func (s *Service) SetReasons(ctx context.Context, saw, names []string) error {
	if err := lock(ctx); err != nil {
		return err
	}
	before, err := s.Reasons(ctx)
	if err != nil {
		return err
	}
	if strings.Join(before, "\n") != strings.Join(saw, "\n") {
		return ErrStale
	}
	rows, err := checked(names)
	if err != nil {
		return err
	}
	if err := replaceReasons(ctx, rows); err != nil {
		return err
	}
	return s.Bus.Publish(ctx, ReasonsSet{before, names})
}

func checked(names []string) ([]LostReason, error) {
	if len(names) == 0 || len(names) > maxReasons {
		return nil, ErrReasons
	}
	seen := map[string]bool{}
	rows := make([]LostReason, len(names))
	for i, name := range names {
		name = strings.Join(strings.Fields(name), " ")
		key := strings.ToLower(name)
		if name == "" || utf8.RuneCountInString(name) > maxName || seen[key] {
			return nil, ErrReason
		}
		seen[key] = true
		rows[i] = LostReason{id.New(), name, i}
	}
	return rows, nil
}
