package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// The names of the cookies: the session's refresh token, and the device that need not take the second step. The __Host-
// prefix binds them to this host and to secure transport.
const (
	RefreshCookie = "__Host-kith_refresh"
	DeviceCookie  = "__Host-kith_device"
)

// OperatorCookie carries the session of somebody who runs the service. Browsers send it to the console's routes only.
const (
	OperatorCookie = "__Secure-kith_operator"
	operatorPath   = "/api/v1/operator"
)

// Operator is the token of an operator's session that came with the request; empty when there is none.
func Operator(ctx context.Context) string { return infoFrom(ctx).operator }

// SetOperator is the header that stores the token of an operator's session; an empty one removes it.
func SetOperator(token string, life time.Duration) string {
	return cookieAt(operatorPath, OperatorCookie, token, life)
}

// Device is the token of the remembered device that came with the request; empty when there is none.
func Device(ctx context.Context) string { return infoFrom(ctx).device }

// SetDevice is the header that stores the token of a remembered device.
func SetDevice(token string, life time.Duration) string { return cookie(DeviceCookie, token, life) }

// Refresh is the refresh token that came with the request; empty when there is none.
func Refresh(ctx context.Context) string { return infoFrom(ctx).cookie }

// SetRefresh is the header that stores a refresh token; an empty one removes it.
func SetRefresh(token string, life time.Duration) string { return cookie(RefreshCookie, token, life) }

func cookie(name, token string, life time.Duration) string { return cookieAt("/", name, token, life) }

func cookieAt(path, name, token string, life time.Duration) string {
	c := http.Cookie{Name: name, Value: token, Path: path, HttpOnly: true, Secure: true, SameSite: http.SameSiteStrictMode, MaxAge: int(life.Seconds())}
	if token == "" {
		c.MaxAge = -1
	}
	return c.String()
}

// ErrForeign is returned when another site's page tries to use the cookie.
var ErrForeign = errs.New(errs.Forbidden, "auth.foreign", "This request did not come from Kith's own page.")

// OwnPage refuses requests that use the cookie but do not come from our page: it sends a header that forms of other
// sites can't, and browsers tell the origin.
func OwnPage(ctx context.Context, base string) error {
	i := infoFrom(ctx)
	if i.csrf == "" {
		return ErrForeign
	}
	if i.origin == "" {
		return nil
	}
	ours, err := url.Parse(base)
	theirs, err2 := url.Parse(i.origin)
	if err != nil || err2 != nil || ours.Scheme != theirs.Scheme || ours.Host != theirs.Host {
		return ErrForeign
	}
	return nil
}
