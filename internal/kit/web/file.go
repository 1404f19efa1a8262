package web

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// File is an answer that a browser saves and never shows.
type File struct {
	Name    string // as it is saved
	Type    string // media type; empty for bytes that nothing should be made of
	Size    int64  // bytes
	Content io.ReadCloser
}

// inert keeps what a file holds from doing anything, should a browser show it after all.
const inert = "default-src 'none'; sandbox"

type fileOut struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Body        func(huma.Context)
}

// HandleFile registers a route that answers with somebody's file, which is sent as it is read. The handler's context ends
// before that: what the content is read with must not end with it.
func HandleFile[I any](r *Router, path string, need Need, h func(context.Context, *I) (*File, error)) {
	op := r.operation(http.MethodGet, path, need, http.StatusOK)
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op.Responses = map[string]*huma.Response{strconv.Itoa(http.StatusOK): {Description: "The file.",
		Content: map[string]*huma.MediaType{bytesType: {Schema: binary}}}}
	huma.Register(r.api, op, func(ctx context.Context, in *I) (*fileOut, error) {
		f, err := run(ctx, r.edge, need, in, h)
		if err != nil {
			return nil, problem(ctx, err)
		}
		return f.out(), nil
	})
}

const bytesType = "application/octet-stream"

func (f *File) out() *fileOut {
	out := &fileOut{Type: f.Type, Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}), Policy: inert}
	if out.Type == "" {
		out.Type = bytesType
	}
	if out.Disposition == "" {
		out.Disposition = "attachment"
	}
	out.Body = func(c huma.Context) {
		c.SetStatus(http.StatusOK)
		c.(*exchange).c.Response().SetBodyStream(f.Content, int(f.Size)) // and closes it
	}
	return out
}
