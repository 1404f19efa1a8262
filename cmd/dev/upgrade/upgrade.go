// Package upgrade tries an upgrade and its rollback while people work: the previous release and this one serve side by side on
// one database, behind a small proxy. Nobody may meet an error, and nothing that was acknowledged may be missing. It owns the
// trial; not how programs are built and configured.
package upgrade

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kith-crm/kith/cmd/dev/child"
)

// Trial says what to try where.
type Trial struct {
	Repo string   // the working copy of the new release
	From string   // the previous release: a tag or a commit
	Dir  string   // for what is made
	Env  []string // configuration of both programs, without their address
	Port int      // the first of two that nobody uses
}

// settle is for how long people work in each phase.
const settle = 3 * time.Second

func key() string { return rand.Text() }

// release is one version of the program.
type release struct {
	program, address, log string
	drains                bool // it says that it is about to stop, and waits for the proxy to hear it
	running               *child.Child
}

// Run tries it and tells each step.
func (t Trial) Run(ctx context.Context) error {
	old, now, err := t.build(ctx)
	if err != nil {
		return err
	}
	token, err := t.prepare(ctx, old)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer func() { _ = errors.Join(old.end(), now.end()) }()
	p := startProxy(ctx)
	defer p.server.Close()
	if err := old.start(ctx, t); err != nil {
		return err
	}
	p.use(old.address)
	l := startLoad(ctx, p.server.URL, token(p.server.URL))
	err = t.steps(ctx, l, p, old, now)
	l.end()
	return errors.Join(err, l.verdict(ctx))
}

// steps are the upgrade, the rollback and the upgrade again.
func (t Trial) steps(ctx context.Context, l *load, p *proxy, old, now *release) error {
	time.Sleep(settle)
	for _, s := range []struct {
		name string
		do   func() error
	}{
		{"migrate the canaries", func() error { return t.run(ctx, now, "migrate", "run", "--until", "canary") }},
		{"both releases serve", func() error { return now.join(ctx, t, p, old.address, now.address) }},
		{"the old one is stopped", func() error { return old.leave(p, now.address) }},
		{"migrate everybody", func() error { return t.run(ctx, now, "migrate", "run", "--until", "100") }},
		{"rollback: the old one is back", func() error { return old.join(ctx, t, p, now.address, old.address) }},
		{"rollback: the new one is stopped", func() error { return now.leave(p, now.address, old.address) }},
		{"upgrade again: both serve", func() error { return now.join(ctx, t, p, old.address, now.address) }},
		{"upgrade again: the old one is stopped", func() error { return old.leave(p, now.address) }},
	} {
		l.enter(s.name)
		if err := s.do(); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		time.Sleep(settle)
	}
	return nil
}

// build makes both programs.
func (t Trial) build(ctx context.Context) (old, now *release, err error) {
	source := filepath.Join(t.Dir, "source")
	if err := run(ctx, t.Repo, nil, "git", "worktree", "add", "--detach", "--force", source, t.From); err != nil {
		return nil, nil, err
	}
	defer func() {
		err = errors.Join(err, run(context.WithoutCancel(ctx), t.Repo, nil, "git", "worktree", "remove", "--force", source))
	}()
	made := func(name string, port int, drains bool) *release {
		return &release{program: filepath.Join(t.Dir, name), address: fmt.Sprintf("http://127.0.0.1:%d", port), log: filepath.Join(t.Dir, name+".log"), drains: drains}
	}
	old, now = made("old", t.Port, drains(source)), made("new", t.Port+1, true)
	err = errors.Join(run(ctx, source, nil, "go", "build", "-o", old.program, "./cmd/kith"), run(ctx, t.Repo, nil, "go", "build", "-o", now.program, "./cmd/kith"))
	return old, now, err
}

// drains tells whether a release waits at its end, as its source says.
func drains(source string) bool {
	text, err := os.ReadFile(filepath.Join(source, "internal", "kit", "config", "config.go"))
	return err == nil && strings.Contains(string(text), "KITH_STOP_DELAY")
}

// prepare brings the database to the old release and makes a company; who logs in at a page gets the token.
func (t Trial) prepare(ctx context.Context, old *release) (func(page string) string, error) {
	if err := t.run(ctx, old, "migrate"); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, old.program, "seed")
	cmd.Env = append(os.Environ(), t.Env...)
	seeded, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("seed: %w", err)
	}
	f := strings.Split(string(seeded), "\t")
	if len(f) < 3 {
		return nil, fmt.Errorf("the seed names no log-in: %q", seeded)
	}
	body, err := json.Marshal(map[string]string{"email": f[1], "password": f[2]})
	return func(page string) string {
		answer, _ := request(ctx, http.MethodPost, page+"/api/v1/auth/login", "", body) // without a token everything fails
		var session struct{ AccessToken string }
		_ = json.Unmarshal(answer, &session) // as above
		return session.AccessToken
	}, err
}

func (t Trial) run(ctx context.Context, r *release, args ...string) error {
	return run(ctx, t.Dir, t.Env, append([]string{r.program}, args...)...)
}

func run(ctx context.Context, dir string, env []string, args ...string) error {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return err
}

func (r *release) start(ctx context.Context, t Trial) (err error) {
	env := slices.Concat(t.Env, []string{"KITH_ADDRESS=" + strings.TrimPrefix(r.address, "http://"), "KITH_STOP_DELAY=1s"}) // the last one counts
	if r.running, err = child.Start(t.Dir, r.log, env, r.program, "serve"); err != nil {
		return err
	}
	return r.running.AwaitReady(ctx, r.address+"/readyz")
}

// join starts a release and has the proxy use it and the other.
func (r *release) join(ctx context.Context, t Trial, p *proxy, all ...string) error {
	if err := r.start(ctx, t); err != nil {
		return err
	}
	p.use(all...)
	return nil
}

// leave stops a release. One that says so itself stays with the proxy until it is gone; an older one is taken out before.
func (r *release) leave(p *proxy, rest ...string) error {
	if !r.drains {
		p.use(rest...)
		time.Sleep(time.Second) // for what it has begun
	}
	return r.end()
}

func (r *release) end() error {
	if r.running == nil {
		return nil
	}
	return r.running.Stop()
}

// verdict prints what people met, and is an error unless it was nothing.
func (l *load) verdict(ctx context.Context) error {
	fmt.Printf("  %-40s %9s %7s %9s\n", "while", "requests", "failed", "slowest")
	failed := 0
	for _, p := range l.phases {
		failed += p.Failed
		fmt.Printf("  %-40s %9d %7d %9s\n", p.Name, p.Requests, p.Failed, p.Slowest.Round(time.Millisecond))
	}
	lost := 0
	for _, id := range l.saved {
		if _, err := request(ctx, http.MethodGet, l.page+"/api/v1/companies/"+id, l.token, nil); err != nil {
			lost++
		}
	}
	fmt.Printf("  %d companies were saved, %d of them are missing\n", len(l.saved), lost)
	if failed+lost > 0 || len(l.saved) == 0 {
		return fmt.Errorf("%d requests failed, %d saved companies are missing\n%s", failed, lost, strings.Join(l.trouble[:min(5, len(l.trouble))], "\n"))
	}
	return nil
}
