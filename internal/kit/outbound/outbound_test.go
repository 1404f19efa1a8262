package outbound_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/apptest/testdb"
	"github.com/kith-crm/kith/internal/kit/outbound"
)

func get(ctx context.Context, t *testing.T, c *http.Client, url string) (int, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	answer, err := c.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close() //nolint:errcheck // read to the end
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), err
}

// The corpus of S18: every way to write an address inside. Names are resolved first, so what a name stands for counts.
func TestPublicReachesNothingInside(t *testing.T) {
	c := outbound.Public(time.Second)
	for _, host := range []string{
		"127.0.0.1", "127.1", "localhost", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "10.0.0.1", "172.16.3.4", "192.168.1.1",
		"169.254.169.254", "100.64.0.1", "[fd00::1]", "[fe80::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255",
	} {
		_, _, err := get(t.Context(), t, c, "http://"+host+"/")
		require.Error(t, err, host)
		require.NotContains(t, err.Error(), "connection refused", host)
	}
	for _, literal := range []string{"127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1"} {
		_, _, err := get(t.Context(), t, c, "http://"+literal+"/")
		require.ErrorIs(t, err, outbound.ErrInside, literal)
	}
}

func TestPublicKeepsToPorts(t *testing.T) {
	_, _, err := get(t.Context(), t, outbound.Public(time.Second), "http://93.184.216.34:22/")
	require.ErrorIs(t, err, outbound.ErrInside)
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
	}))
	defer server.Close()
	c := outbound.Public(time.Second, netip.MustParsePrefix("127.0.0.0/8"))
	status, _, err := get(t.Context(), t, c, server.URL+"/hook")
	require.NoError(t, err)
	require.Equal(t, http.StatusFound, status)
	require.Equal(t, []string{"/hook"}, asked)
}

func TestAnswersHaveAnEnd(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := 16 << 20
		if r.URL.Path == "/longer" {
			n++
		}
		_, _ = io.Copy(w, io.LimitReader(endless{}, int64(n)))
	}))
	defer server.Close()
	c := outbound.Service(10 * time.Second)
	_, body, err := get(t.Context(), t, c, server.URL+"/")
	require.NoError(t, err)
	require.Len(t, body, 16<<20)
	_, _, err = get(t.Context(), t, c, server.URL+"/longer")
	require.ErrorIs(t, err, outbound.ErrTooLong)
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, strings.Repeat("x", len(p))), nil }

func TestSilenceEnds(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close() //nolint:errcheck // the test is over
	_, _, err = get(t.Context(), t, outbound.Service(50*time.Millisecond), "http://"+l.Addr().String())
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

// No connection and no lock of the database is held while somebody else thinks.
func TestNoCallInAUnitOfWork(t *testing.T) {
	reached := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer server.Close()
	d := testdb.Shared(t).Open(t)
	err := d.InPlatform(t.Context(), func(ctx context.Context) error {
		_, _, err := get(ctx, t, outbound.Service(time.Second), server.URL)
		return err
	})
	require.ErrorIs(t, err, outbound.ErrInUnit)
	require.False(t, reached)
}
