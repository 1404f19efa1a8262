package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Foreign is a bucket of somebody else's, to which files are handed over. It is reached through a transport of the caller's,
// who answers for where that leads.
type Foreign struct {
	Endpoint, Bucket, Region, Key, Secret string
	Through                               http.RoundTripper
	Plain                                 bool // an endpoint that begins with http:// is reached without TLS
}

// ErrEndpoint is returned for an endpoint that is no address of a server.
var ErrEndpoint = errors.New("blob: the endpoint is not the address of a server")

// host reads the address of the server: a name, with https:// before it or without.
func (f Foreign) host() (host string, tls bool, err error) {
	text := f.Endpoint
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return "", false, ErrEndpoint
	case u.Scheme == "http" && f.Plain:
		return u.Host, false, nil
	case u.Scheme != "https":
		return "", false, ErrEndpoint
	}
	return u.Host, true, nil
}

// Check tells whether there can be such a bucket; it connects to nothing.
func (f Foreign) Check() error {
	if _, _, err := f.host(); err != nil {
		return err
	}
	_, err := f.client()
	return err
}

func (f Foreign) client() (*minio.Client, error) {
	host, tls, err := f.host()
	if err != nil {
		return nil, err
	}
	region := f.Region
	if region == "" {
		region = "us-east-1" // what servers take that have no regions
	}
	c, err := minio.New(host, &minio.Options{Creds: credentials.NewStaticV4(f.Key, f.Secret, ""), Secure: tls, Region: region, Transport: f.Through, MaxRetries: 1})
	if err != nil {
		return nil, ErrEndpoint
	}
	return c, nil
}

// Put hands a file of size bytes over, under a name; it is there whole or not at all.
func (f Foreign) Put(ctx context.Context, name string, r io.Reader, size int64) error {
	c, err := f.client()
	if err != nil {
		return err
	}
	_, err = c.PutObject(ctx, f.Bucket, name, &whole{r, size}, size, minio.PutObjectOptions{ContentType: "application/octet-stream", ContentDisposition: "attachment"})
	return err
}

// Probe hands a small file over under a name and removes it again.
func (f Foreign) Probe(ctx context.Context, name string) error {
	if err := f.Put(ctx, name, bytes.NewReader([]byte("Kith")), 4); err != nil {
		return err
	}
	c, err := f.client()
	if err != nil {
		return err
	}
	return c.RemoveObject(ctx, f.Bucket, name, minio.RemoveObjectOptions{})
}

// Why is what a bucket said, in one of few words: bucket (there is none of that name), key (it does not know the key), secret
// (the secret does not fit the key), denied (the key may not), region (it is elsewhere), unreachable, or other.
func Why(err error) string {
	var refused net.Error
	var dns *net.DNSError
	said := minio.ToErrorResponse(err)
	switch {
	case said.Code == minio.NoSuchBucket || said.Code == "InvalidBucketName":
		return "bucket"
	case said.Code == "InvalidAccessKeyId":
		return "key"
	case said.Code == "SignatureDoesNotMatch":
		return "secret"
	case said.Code == minio.AccessDenied || said.StatusCode == http.StatusForbidden:
		return "denied"
	case said.Code == "AuthorizationHeaderMalformed" || said.Code == "PermanentRedirect" || said.StatusCode == http.StatusMovedPermanently || said.StatusCode == http.StatusTemporaryRedirect:
		return "region"
	case errors.As(err, &dns), errors.As(err, &refused), said.StatusCode >= http.StatusInternalServerError:
		return "unreachable"
	}
	return "other"
}
