package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const scheme = "s3://"

// address is where a bucket is, and who opens it.
type address struct {
	host, bucket, region, key, secret string
	plain                             bool // without TLS
}

var buckets = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// parse reads s3://key:secret@host/bucket?region=…&tls=none. No sentence repeats the setting, which holds a secret.
func parse(setting string) (a address, err error) {
	u, err := url.Parse(setting)
	if err != nil {
		return a, errors.New("KITH_FILES can't be read: in key and secret, write / as %2F, + as %2B, @ as %40")
	}
	secret, _ := u.User.Password()
	q := u.Query()
	a = address{u.Host, strings.Trim(u.Path, "/"), q.Get("region"), u.User.Username(), secret, q.Get("tls") == "none"}
	if q.Has("tls") && !a.plain {
		return a, errors.New("KITH_FILES: tls can only be none, for a server on the same machine or network")
	}
	q.Del("region")
	q.Del("tls")
	switch {
	case a.key == "" || a.secret == "":
		return a, errors.New("KITH_FILES has no key and secret: s3://key:secret@host/bucket")
	case a.host == "":
		return a, errors.New("KITH_FILES names no server: s3://key:secret@host/bucket")
	case !buckets.MatchString(a.bucket):
		return a, errors.New("KITH_FILES names no bucket: s3://key:secret@host/bucket")
	case len(q) > 0:
		return a, errors.New("KITH_FILES has a parameter that is neither region nor tls")
	}
	return a, nil
}

// bucket keeps files in a bucket of a server that speaks S3.
type bucket struct {
	core minio.Core
	name string
}

const retries = 3 // of what may be repeated, while the request has time

func newBucket(a address) (*bucket, error) {
	region := a.region
	if region == "" {
		region = "us-east-1" // what servers take that have no regions
	}
	c, err := minio.New(a.host, &minio.Options{Creds: credentials.NewStaticV4(a.key, a.secret, ""), Secure: !a.plain, Region: region, MaxRetries: retries})
	if err != nil {
		return nil, errors.New("KITH_FILES: the server's name is not one: s3://key:secret@host/bucket")
	}
	return &bucket{minio.Core{Client: c}, a.bucket}, nil
}

// Put implements Store. Who reads the bucket directly gets a file to save, whatever it holds.
func (b *bucket) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := checkKey(key); err != nil {
		return err
	}
	from := io.Reader(&whole{r, size})
	if size == 0 {
		from = http.NoBody // no other says that its length is known
	}
	_, err := b.core.Client.PutObject(ctx, b.name, key, from, size,
		minio.PutObjectOptions{ContentType: "application/octet-stream", ContentDisposition: "attachment"})
	return err
}

// whole fails when a reader ends early, so that half a file is never stored as a whole one.
type whole struct {
	r    io.Reader
	left int64
}

// Read implements io.Reader.
func (w *whole) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.left -= int64(n)
	if errors.Is(err, io.EOF) && w.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Get implements Store.
func (b *bucket) Get(ctx context.Context, key string, from, n int64) (io.ReadCloser, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	var opts minio.GetObjectOptions
	if from > 0 || n >= 0 {
		i, err := b.Stat(ctx, key)
		if err != nil {
			return nil, err
		}
		end := i.Size
		if n >= 0 {
			end = min(end, from+n)
		}
		if end <= from {
			return io.NopCloser(bytes.NewReader(nil)), nil // S3 can't say nothing
		}
		if err := opts.SetRange(from, end-1); err != nil {
			return nil, err
		}
	}
	r, _, _, err := b.core.GetObject(ctx, b.name, key, opts)
	return r, unknown(err)
}

// Stat implements Store.
func (b *bucket) Stat(ctx context.Context, key string) (Item, error) {
	if err := checkKey(key); err != nil {
		return Item{}, err
	}
	i, err := b.core.StatObject(ctx, b.name, key, minio.StatObjectOptions{})
	return Item{key, i.Size, i.LastModified}, unknown(err)
}

// Delete implements Store.
func (b *bucket) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	err := b.core.RemoveObject(ctx, b.name, key, minio.RemoveObjectOptions{})
	if errors.Is(unknown(err), ErrNotFound) {
		return nil
	}
	return err
}

// List implements Store.
func (b *bucket) List(ctx context.Context, folder string, f func(Item) error) error {
	if err := checkFolder(folder); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.core.Client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: folder + "/", Recursive: true}) {
		if o.Err != nil {
			return o.Err
		}
		if err := f(Item{o.Key, o.Size, o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func unknown(err error) error {
	if err != nil && minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return ErrNotFound
	}
	return err
}
