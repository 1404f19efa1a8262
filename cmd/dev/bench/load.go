package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/mail/catcher"
)

var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// request is what is asked; a body is sent by POST.
type request struct {
	url, token string
	body       any
}

// call sends a request and reads the answer into v.
func call(ctx context.Context, r request, v any) error {
	method := http.MethodGet
	if r.body != nil {
		method = http.MethodPost
	}
	var b bytes.Buffer
	if r.body != nil {
		if err := json.NewEncoder(&b).Encode(r.body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, r.url, &b)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Kith", "1")
	req.Header.Set("Idempotency-Key", id.New().String())
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	var text bytes.Buffer
	if _, err := text.ReadFrom(res.Body); err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s answers %s: %s", method, r.url, res.Status, text.String())
	}
	if v == nil {
		return nil
	}
	return json.Unmarshal(text.Bytes(), v)
}

// times are durations of the same act.
type times []time.Duration

func (t times) String() string {
	slices.Sort(t)
	at := func(p float64) time.Duration {
		return t[min(len(t)-1, int(p*float64(len(t))))].Round(10 * time.Microsecond)
	}
	return fmt.Sprintf("p50 %s, p95 %s, p99 %s", at(0.5), at(0.95), at(0.99))
}

type session struct{ AccessToken string }

// signUp measures how long it takes from the click on the mailed link until the new company answers.
func (r *rig) signUp(ctx context.Context) error {
	var (
		mu    sync.Mutex
		all   times
		wg    sync.WaitGroup
		errs  []error
		slots = make(chan struct{}, atOnce)
	)
	for n := range r.comers {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			took, err := r.oneSignUp(ctx, n)
			mu.Lock()
			defer mu.Unlock()
			all, errs = append(all, took), append(errs, err)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	fmt.Fprintf(r.out, "%d sign-ups, %d at a time, from the link to a usable company: %s\n", r.comers, atOnce, all)
	return nil
}

func (r *rig) oneSignUp(ctx context.Context, n int) (time.Duration, error) {
	_, took, err := r.found(ctx, n)
	return took, err
}

// found makes the company "Bench n" and tells how long it took from the click on the mailed link until it answered.
func (r *rig) found(ctx context.Context, n int) (s session, took time.Duration, err error) {
	email := fmt.Sprintf("founder%d@bench%d.example", n, n)
	form := map[string]string{"company": fmt.Sprintf("Bench %d", n), "name": "Ana", "email": email, "password": "Harbour-Lantern-27",
		"language": "en", "currency": "EUR", "timezone": "Europe/Warsaw"}
	if err := call(ctx, request{url: r.base + "/api/v1/signups", body: form}, nil); err != nil {
		return s, 0, err
	}
	wait, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	m, err := r.mail.WaitFor(wait, email, func(catcher.Message) bool { return true })
	if err != nil {
		return s, 0, err
	}
	_, token, _ := strings.Cut(m.Links[0], "#")
	begin := time.Now() //nolint:forbidigo // a duration
	if err := call(ctx, request{url: r.base + "/api/v1/signups/confirm", body: map[string]string{"token": token}}, &s); err != nil {
		return s, 0, err
	}
	err = call(ctx, request{url: r.base + "/api/v1/board", token: s.AccessToken}, nil)
	return s, time.Since(begin), err //nolint:forbidigo // a duration
}
