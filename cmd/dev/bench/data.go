package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/kith-crm/kith/internal/kit/id"
)

// importRows is how many rows a file has; one in a hundred is bad.
const importRows = 100_000

// haul is one file on its way in and out again.
type haul struct {
	what, head          string
	row                 func(n int) string
	rows                int
	in, out             time.Duration
	before, after, peak float64 // memory of the program in MiB
	Total               int
	Created, Failed     int
	ID, State           string
}

// hauls are files of 100,000 contacts, companies and deals.
func hauls() []*haul {
	mark := func(n int, good, bad string) string {
		if n%100 == 99 {
			return bad
		}
		return good
	}
	return []*haul{
		{what: "contacts", rows: importRows, head: "First name,Last name,E-mail,Phone,Company,City", row: func(n int) string {
			return fmt.Sprintf("Person,%d,%s,+4860%07d,Firm %d,City %d", n, mark(n, fmt.Sprintf("in%d@bench.example", n), "nowhere"), n, n%500, n%100)
		}},
		{what: "companies", rows: importRows, head: "Company name,Website,Industry,City", row: func(n int) string {
			return fmt.Sprintf("Works %d,%s,Trade,City %d", n, mark(n, fmt.Sprintf("works%d.example", n), "no address"), n%100)
		}},
		{what: "deals", rows: importRows, head: "Deal name,Value,Currency,Company,Expected close date", row: func(n int) string {
			return fmt.Sprintf("Sale %d,%s,EUR,Firm %d,2030-06-30", n, mark(n, fmt.Sprint(n), "a lot"), n%500)
		}},
	}
}

// Data measures how long files of 100,000 rows take on their way in and out again, and how much memory the program takes meanwhile.
func Data(ctx context.Context, out io.Writer, repo string) error {
	r := &rig{out: out, spares: 1}
	defer r.close()
	if err := r.start(ctx, repo); err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\n\trows\tin\trows/s\tcreated\tbad\tmemory before\tpeak\tafter\tgrowth\tundo\t\n")
	for _, h := range hauls() {
		if err := r.haul(ctx, h); err != nil {
			return err
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%.0f\t%d\t%d\t%.0f MiB\t%.0f MiB\t%.0f MiB\t%.0f MiB\t%s\t\n", h.what, h.Total, h.in.Round(time.Millisecond*100), float64(h.Total)/h.in.Seconds(),
			h.Created, h.Failed, h.before, h.peak, h.after, h.peak-h.before, h.out.Round(time.Millisecond*100))
	}
	return t.Flush()
}

// haul uploads a file, brings it in, and takes it back.
func (r *rig) haul(ctx context.Context, h *haul) error {
	h.before = pss(r.server.PID())
	begin := time.Now() //nolint:forbidigo // a duration
	if err := r.bringIn(ctx, h); err != nil {
		return err
	}
	h.in, h.after = time.Since(begin), pss(r.server.PID()) //nolint:forbidigo // a duration
	if h.what == "contacts" {
		if err := r.files(ctx); err != nil {
			return err
		}
	}
	begin = time.Now() //nolint:forbidigo // a duration
	made := *h
	if err := r.ask(ctx, "/changesets/"+h.ID+"/undo", struct{}{}, &made); err != nil {
		return err
	}
	if err := r.until(ctx, "/changesets/"+h.ID, &made, "undone"); err != nil {
		return err
	}
	h.out, h.peak = time.Since(begin), max(h.peak, made.peak) //nolint:forbidigo // a duration
	return nil
}

// bringIn uploads a file and waits until all of it is in.
func (r *rig) bringIn(ctx context.Context, h *haul) error {
	stop := r.watch(&h.peak)
	err := r.upload(ctx, h)
	stop()
	if err != nil {
		return err
	}
	if err := r.ask(ctx, "/imports/"+h.ID+"/start", struct{}{}, h); err != nil {
		return err
	}
	return r.until(ctx, "/imports/"+h.ID, h, "done")
}

// file is what is sent.
func (h *haul) file() string {
	var file strings.Builder
	file.WriteString(h.head + "\n")
	for n := range h.rows {
		file.WriteString(h.row(n) + "\n")
	}
	return file.String()
}

// upload sends the file, as the page does.
func (r *rig) upload(ctx context.Context, h *haul) error {
	token, err := r.token(ctx)
	if err != nil {
		return err
	}
	return upload(ctx, request{url: r.base + "/api/v1/imports?fileName=" + h.what + ".csv", token: token}, h.file(), h)
}

// upload posts a file and reads the answer into v.
func upload(ctx context.Context, r request, file string, v any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, strings.NewReader(file))
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"Content-Type": "application/octet-stream", "X-Kith": "1", "Idempotency-Key": id.New().String(), "Authorization": "Bearer " + r.token} {
		req.Header.Set(name, value)
	}
	slow := &http.Client{Timeout: 5 * time.Minute, Transport: client.Transport}
	res, err := slow.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	var text bytes.Buffer
	if _, err := text.ReadFrom(res.Body); err != nil {
		return err
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the upload to %s answers %s: %s", r.url, res.Status, text.String())
	}
	return json.Unmarshal(text.Bytes(), v)
}

// watch keeps the most memory that the program takes until it is stopped.
func (r *rig) watch(peak *float64) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			*peak = max(*peak, pss(r.server.PID()))
			select {
			case <-done:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return func() { close(done); <-ended }
}

// token is one with which the program is asked. It lasts for five minutes, so it is taken anew sooner.
func (r *rig) token(ctx context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.session.AccessToken != "" && time.Since(r.since) < 3*time.Minute { //nolint:forbidigo // a duration
		return r.session.AccessToken, nil
	}
	r.since = time.Now() //nolint:forbidigo // a duration
	err := call(ctx, request{url: r.base + "/api/v1/auth/login", body: map[string]string{"email": "ana@en.demo.example", "password": "Harbour-Lantern-27"}}, &r.session)
	return r.session.AccessToken, err
}

func (r *rig) ask(ctx context.Context, path string, body, to any) error {
	token, err := r.token(ctx)
	if err != nil {
		return err
	}
	return call(ctx, request{url: r.base + "/api/v1" + path, token: token, body: body}, to)
}

// until waits for something to come to its last state.
func (r *rig) until(ctx context.Context, path string, h *haul, state string) error {
	for h.State != state {
		if h.State == "failed" || h.State == "partly" {
			return fmt.Errorf("%s of %s ended as %s", path, h.what, h.State)
		}
		time.Sleep(100 * time.Millisecond)
		h.peak = max(h.peak, pss(r.server.PID()))
		if err := r.ask(ctx, path, nil, h); err != nil {
			return err
		}
	}
	return nil
}

// What a list that is made into a file may cost: memory of the program in MiB, and how much longer the p99 of others' writes may be
// than without it.
const (
	maxFileMemory = 64.0
	maxWriters    = 2.0
)

const (
	writers    = 4
	writerRest = 25 * time.Millisecond
	calmFor    = 10 * time.Second
)

// file is a list on its way into a file.
type file struct {
	ID, State   string
	Total, Size int64
}

// files has the contacts made into files while people write, and prints what they noticed beside the same without files.
func (r *rig) files(ctx context.Context) error {
	var calm, meanwhile times
	err := r.whileWriting(ctx, &calm, func() error { time.Sleep(calmFor); return ctx.Err() })
	if err != nil {
		return err
	}
	before, peak := pss(r.server.PID()), 0.0
	stop := r.watch(&peak)
	begin := time.Now() //nolint:forbidigo // a duration
	var f file
	err = r.whileWriting(ctx, &meanwhile, func() error {
		for _, format := range []string{"csv", "xlsx", "jsonl"} {
			if f, err = r.file(ctx, format); err != nil {
				return err
			}
		}
		return nil
	})
	took := time.Since(begin) //nolint:forbidigo // a duration
	stop()
	if err != nil {
		return err
	}
	slower := ratio(at(calm, 0.99), at(meanwhile, 0.99))
	fmt.Fprintf(r.out, "\n%d contacts as csv, xlsx and jsonl, one after the other: %s; memory grew by %.0f MiB (at most %.0f)\n", f.Total, took.Round(time.Millisecond*100), peak-before, maxFileMemory)
	fmt.Fprintf(r.out, "  who writes meanwhile: %s; without: %s; p99 %.2f times as long (at most %.0f)\n", meanwhile, calm, slower, maxWriters)
	if peak-before > maxFileMemory || slower > maxWriters {
		return errors.New("files of a list cost more than they may")
	}
	return nil
}

// file has the contacts made into a file.
func (r *rig) file(ctx context.Context, format string) (f file, err error) {
	err = r.ask(ctx, "/contacts/exports", map[string]string{"format": format}, &f)
	for err == nil && f.State != "ready" {
		if f.State == "failed" {
			return f, fmt.Errorf("no file was made as %s", format)
		}
		time.Sleep(100 * time.Millisecond)
		err = r.ask(ctx, "/exports/"+f.ID, nil, &f)
	}
	return f, err
}

// whileWriting does something while people write tasks down, and keeps how long each took.
func (r *rig) whileWriting(ctx context.Context, all *times, do func() error) error {
	token, err := r.token(ctx)
	if err != nil {
		return err
	}
	var (
		mu   sync.Mutex
		wg   sync.WaitGroup
		errs []error
	)
	writing, stop := context.WithCancel(ctx)
	defer stop()
	for range writers {
		wg.Go(func() {
			for writing.Err() == nil {
				begin := time.Now() //nolint:forbidigo // a duration
				err := call(ctx, request{url: r.base + "/api/v1/tasks", token: token, body: map[string]string{"title": "Call back"}}, nil)
				mu.Lock()
				*all, errs = append(*all, time.Since(begin)), append(errs, err) //nolint:forbidigo // a duration
				mu.Unlock()
				time.Sleep(writerRest)
			}
		})
	}
	err = do()
	stop()
	wg.Wait()
	return errors.Join(append(errs, err)...)
}
