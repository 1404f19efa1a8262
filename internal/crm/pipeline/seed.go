package pipeline

import (
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/clock"
)

// steps is what a new company starts with.
var steps = []Stage{
	{Probability: 10, Kind: Open},
	{Probability: 25, Kind: Open},
	{Probability: 50, Kind: Open},
	{Probability: 75, Kind: Open},
	{Probability: 100, Kind: Won},
	{Probability: 0, Kind: Lost},
}

// names are those of the first pipeline and its steps, by language.
var names = map[string][]string{
	"en":  {"Sales", "Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"},
	"hi":  {"बिक्री", "लीड", "योग्य", "प्रस्ताव", "बातचीत", "जीता", "हारा"},
	"pl":  {"Sprzedaż", "Szansa", "Zakwalifikowane", "Oferta", "Negocjacje", "Wygrane", "Przegrane"},
	"fil": {"Benta", "Lead", "Kwalipikado", "Panukala", "Negosasyon", "Panalo", "Talo"},
	"ru":  {"Продажи", "Лид", "Квалификация", "Предложение", "Переговоры", "Выиграно", "Проиграно"},
}

// first makes the pipeline that a tenant starts with. Its ids follow from the tenant's, so that making it again makes
// the same one.
func first(tenant uuid.UUID, language string) Pipeline {
	words, ok := names[language]
	if !ok {
		words = names["en"]
	}
	now := clock.Now()
	p := Pipeline{ID: uuid.NewSHA1(tenant, []byte("pipeline")), Name: words[0], Mode: Companies, Version: 1, CreatedAt: now, UpdatedAt: now}
	for i, s := range steps {
		s.ID = uuid.NewSHA1(p.ID, []byte{byte(i)})
		s.PipelineID, s.Position, s.Name = p.ID, i, words[i+1]
		p.Stages = append(p.Stages, s)
	}
	return p
}
