package sso

import (
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// texts finds TXT records; a *net.Resolver does.
type texts interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
}

// Resolver asks the DNS server at an address, host:port; the machine's own one when it is empty.
func Resolver(server string) *net.Resolver {
	if server == "" {
		return net.DefaultResolver
	}
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: lookTime}).DialContext(ctx, network, server)
	}
	return &net.Resolver{PreferGo: true, Dial: dial}
}

const (
	lookTime = 5 * time.Second
	maxProof = 1 << 10
)

// published tells whether the proof of a domain can be found by anybody, in a record or a file.
func (s *Service) published(ctx context.Context, d Domain) bool {
	looking, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	records, err := s.Texts.LookupTXT(looking, txtName+d.Domain+".")
	if err == nil && slices.Contains(records, d.Proof()) {
		return true
	}
	text, err := fetch(looking, s.Client, "https://"+d.Domain+filePath)
	return err == nil && strings.TrimSpace(text) == d.Proof()
}

// fetch returns the beginning of a file. It follows no redirect: a domain that sends everybody elsewhere proves nothing.
func fetch(ctx context.Context, c *http.Client, url string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	answer, err := c.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is lost with it
	if answer.StatusCode != http.StatusOK {
		return "", ErrUnproven
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxProof))
	return string(data), err
}
