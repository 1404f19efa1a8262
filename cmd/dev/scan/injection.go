package scan

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
)

// Injection has sqlmap try the running program at page, logged in as somebody who may read everything: each way of asking
// for records, and the forms that anybody can send. A target that does not answer at first is an error: nothing would be tried.
func Injection(ctx context.Context, page, email, password string) error {
	dir, err := os.MkdirTemp("", "kith-sqlmap-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	for _, t := range targets(email) {
		token, err := "", error(nil)
		if !t.public() {
			token, err = logIn(ctx, page, email, password) // a token lives for minutes
		}
		if err == nil {
			err = t.answers(ctx, page, token)
		}
		if err == nil {
			err = t.attack(ctx, page, token, dir)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// target is a request whose values sqlmap replaces: those of the query, of the body, or, where an asterisk stands in the
// path, what the asterisk marks.
type target struct{ path, body string }

func (t target) public() bool { return strings.HasPrefix(t.path, "/auth/") }

func targets(email string) []target {
	const list = "?q=an&sort=-createdAt&limit=20&filter="
	nobody := "0190a000-0000-7000-8000-000000000001"
	return []target{
		{path: "/contacts" + list + "city:is:Oslo*"}, {path: "/contacts?q=an&sort=name*"}, {path: "/contacts?q=an&limit=5"},
		{path: "/companies" + list + "city:is:Oslo*"}, {path: "/companies?q=an&sort=name*"},
		{path: "/deals?q=an&sort=-createdAt*"}, {path: "/tasks?q=an&status=open"},
		{path: "/contacts/export?q=an&sort=name"}, {path: "/contacts/count?q=an"}, {path: "/board?q=an"}, {path: "/search?q=anna"},
		{path: "/audit?q=an&kind=contact&action=created"}, {path: "/timeline?kind=contact&id=" + nobody + "*"},
		// The last two, because their limits for strangers then hold for the log-in above as well.
		{path: "/auth/login", body: fmt.Sprintf(`{"email":%q,"password":"Wrong-Lantern-27"}`, email)},
		{path: "/auth/forgot", body: fmt.Sprintf(`{"email":%q}`, email)},
	}
}

func (t target) request(ctx context.Context, page, token string) (*http.Request, error) {
	method := http.MethodGet
	if t.body != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(ctx, method, page+"/api/v1"+strings.ReplaceAll(t.path, "*", ""), strings.NewReader(t.body))
	if err != nil {
		return nil, err
	}
	for _, h := range headers(token) {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	return r, nil
}

func headers(token string) []string {
	return []string{"Authorization: Bearer " + token, "Content-Type: application/json", "X-Kith: 1"}
}

// answers makes sure that the request, unchanged, is one that the program understands.
func (t target) answers(ctx context.Context, page, token string) error {
	r, err := t.request(ctx, page, token)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	refused := res.StatusCode == http.StatusUnauthorized && t.path == "/auth/login" // the wrong password
	if res.StatusCode >= 300 && res.StatusCode != http.StatusNotFound && !refused {
		return fmt.Errorf("%s answers %s before anything was tried", t.path, res.Status)
	}
	return nil
}

var errOpen = errors.New("can be injected")

// attack fails when sqlmap finds a way in.
func (t target) attack(ctx context.Context, page, token, dir string) error {
	args := []string{"sqlmap", "-u", page + "/api/v1" + t.path, "--headers", strings.Join(headers(token), "\n"), "--dbms", "PostgreSQL",
		"--technique", "BEUSQ", "--level", "2", "--risk", "1", "--threads", "4", "--time-sec", "3", "--batch", "--disable-coloring", "--flush-session",
		"--ignore-code", "401,404,429", "--output-dir", dir}
	if t.body != "" {
		args = append(args, "--data", t.body)
	}
	said, err := output(ctx, dir, args...)
	switch {
	case err != nil:
		return err
	case strings.Contains(said, "identified the following injection point"), strings.Contains(said, "appears to be injectable"):
		return fmt.Errorf("%s %w:\n%s", t.path, errOpen, said)
	case !strings.Contains(said, "do not appear to be injectable"):
		return fmt.Errorf("%s was not tried to the end:\n%s", t.path, said)
	}
	return nil
}

func logIn(ctx context.Context, page, email, password string) (token string, err error) {
	body, err := json.Marshal(map[string]string{"email": email, "password": password})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, page+"/api/v1/auth/login", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Kith", "1")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	var session struct{ AccessToken string }
	if err := json.NewDecoder(res.Body).Decode(&session); err != nil {
		return "", err
	}
	if session.AccessToken == "" {
		return "", fmt.Errorf("the demo log-in answers %s", res.Status)
	}
	return session.AccessToken, nil
}
