package search

import (
	"context"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/web"
)

// Routes registers the endpoint.
func (s *Service) Routes(r *web.Router) {
	web.Handle(r, "GET", "/search", web.Need{Access: web.Right, Object: "search", Action: "read"}, 200, s.search)
}

type (
	searchIn struct {
		Text string `query:"q" maxLength:"200" doc:"At least two characters."`
	}
	view struct {
		Kind     string    `json:"kind" enum:"contact,company,deal"`
		ID       uuid.UUID `json:"id"`
		Title    string    `json:"title"`
		Subtitle string    `json:"subtitle"`
	}
	searchOut struct {
		Items []view `json:"items" doc:"The best 20, the best first."`
	}
)

func (s *Service) search(ctx context.Context, in *searchIn) (searchOut, error) {
	hits, err := s.Find(ctx, in.Text)
	out := searchOut{Items: make([]view, len(hits))}
	for i, h := range hits {
		out.Items[i] = view{h.Kind, h.ID, h.Title, h.Subtitle}
	}
	return out, err
}
