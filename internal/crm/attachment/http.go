package attachment

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/web"
)

// maxRequest is more than MaxBytes, so that a file that is a little too large gets the answer about files.
const maxRequest = 32 << 20

// paths are where the records of each kind are.
var paths = map[string]string{"contact": "/contacts", "company": "/companies", "deal": "/deals", "object_record": "/object-records"}

// Routes registers the endpoints, below those of the records: the right to a file is the right to its record.
func (s *Service) Routes(r *web.Router) {
	for _, kind := range Kinds {
		s.routes(r, beside{s, kind})
	}
}

func (s *Service) routes(r *web.Router, b beside) {
	all := paths[b.kind] + "/:id/attachments"
	one := all + "/:attachmentId"
	upload, read := b.need("update"), b.need("read")
	upload.In, upload.MaxBytes = web.Outside, maxRequest
	read.In = web.Outside
	web.Handle(r, "GET", all, b.need("read"), 200, b.list)
	web.Handle(r, "POST", all, upload, 201, b.upload)
	web.HandleFile(r, one, read, b.download)
	web.HandleFile(r, one+"/small", read, b.small)
	web.HandleNone(r, "DELETE", one, b.need("update"), 204, b.delete)
	web.Handle(r, "POST", one+"/restore", b.need("update"), 200, b.restore)
}

// beside are the endpoints for the files of one kind of record.
type beside struct {
	s    *Service
	kind string
}

func (b beside) need(action string) web.Need {
	return web.Need{Access: web.Right, Object: b.kind, Action: action}
}

func (b beside) record(id uuid.UUID) record.Ref { return record.Ref{Kind: b.kind, ID: id} }

type (
	recordIn struct {
		ID uuid.UUID `path:"id"`
	}
	fileIn struct {
		ID           uuid.UUID `path:"id"`
		AttachmentID uuid.UUID `path:"attachmentId"`
	}
	uploadIn struct {
		ID       uuid.UUID `path:"id"`
		FileName string    `query:"fileName" required:"true" maxLength:"1000"`
		RawBody  []byte    `contentType:"application/octet-stream"`
	}
	view struct {
		ID            uuid.UUID  `json:"id"`
		Name          string     `json:"name"`
		MediaType     string     `json:"mediaType" doc:"By what the file holds."`
		Size          int64      `json:"size" doc:"In bytes."`
		SHA256        string     `json:"sha256" doc:"In hexadecimal."`
		CreatedByID   *uuid.UUID `json:"createdById" nullable:"true"`
		CreatedByName string     `json:"createdByName"`
		CreatedAt     time.Time  `json:"createdAt"`
	}
	spaceView struct {
		Used int64  `json:"used" doc:"In bytes."`
		Most int64  `json:"most"`
		Plan string `json:"plan" doc:"The smallest plan with more; empty when none has."`
	}
	listOut struct {
		Items []view     `json:"items" doc:"All of them, the newest first."`
		Space *spaceView `json:"space" doc:"How much all files of the company take, and may take; null without a limit."`
	}
)

func show(a Seen) view {
	return view{a.ID, a.Name, a.MediaType, a.Size, a.SHA256, a.CreatedBy, a.CreatedByName, a.CreatedAt.UTC()}
}

func (b beside) list(ctx context.Context, in *recordIn) (listOut, error) {
	all, err := b.s.List(ctx, b.record(in.ID))
	out := listOut{Items: make([]view, len(all))}
	for i, a := range all {
		out.Items[i] = show(a)
	}
	if err != nil {
		return out, err
	}
	space, err := b.s.Space(ctx)
	if space != nil {
		out.Space = &spaceView{space.Used, space.Most, space.Plan}
	}
	return out, err
}

// asked tells an upload from others to the same record.
type asked struct{ Name, SHA256 string }

func (b beside) upload(ctx context.Context, in *uploadIn) (view, error) {
	a, err := b.s.Receive(ctx, b.record(in.ID), in.FileName, bytes.NewReader(in.RawBody), int64(len(in.RawBody)))
	if err != nil {
		return view{}, err
	}
	v, err := web.Once(ctx, b.s.InTenant, asked{a.Name, a.SHA256}, func(ctx context.Context) (view, error) {
		seen, err := b.s.Create(ctx, a)
		return show(seen), err
	})
	if _, refused := errs.As(err); refused || err == nil && v.ID != a.ID { // of other failures nobody knows what was stored
		b.s.Discard(ctx, a)
	}
	return v, err
}

func (b beside) download(ctx context.Context, in *fileIn) (*web.File, error) {
	a, content, err := b.s.Open(ctx, b.record(in.ID), in.AttachmentID)
	if err != nil {
		return nil, err
	}
	return &web.File{Name: a.Name, Type: a.ServedType(), Size: a.Size, Content: content}, nil
}

func (b beside) small(ctx context.Context, in *fileIn) (*web.File, error) {
	a, data, err := b.s.Small(ctx, b.record(in.ID), in.AttachmentID)
	if err != nil {
		return nil, err
	}
	return &web.File{Name: a.Name, Type: http.DetectContentType(data), Size: int64(len(data)), Content: io.NopCloser(bytes.NewReader(data))}, nil
}

func (b beside) delete(ctx context.Context, in *fileIn) error {
	return b.s.Delete(ctx, b.record(in.ID), in.AttachmentID)
}

func (b beside) restore(ctx context.Context, in *fileIn) (view, error) {
	a, err := b.s.Restore(ctx, b.record(in.ID), in.AttachmentID)
	return show(a), err
}
