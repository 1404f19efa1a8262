package stripefake_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// The contract with Stripe. Everything that the tests of this package send through stripe-go is kept. After the last
// test (a) it is sent again to stripe-mock of the same API version, which checks the names and types of parameters, and
// (b) what the stand-in answered is compared with Stripe's OpenAPI document. So the stand-in accepts nothing that
// Stripe refuses, and shows nothing that Stripe does not.

const (
	mockModule = "github.com/stripe/stripe-mock"
	toolFolder = "../../../tools/stripemock" // pins stripe-mock's version, apart from the product's go.mod
)

// exchange is one request of a test and its answer.
type exchange struct {
	method, path, query, body string
	status                    int
	answer                    []byte
}

func (e exchange) String() string {
	return fmt.Sprintf("%s %s?%s %s", e.method, e.path, e.query, e.body)
}

var tape struct {
	sync.Mutex
	all []exchange
}

// recorder is the HTTP client under stripe-go.
var recorder = &http.Client{Transport: taping{}}

type taping struct{}

func (taping) RoundTrip(r *http.Request) (*http.Response, error) {
	e := exchange{method: r.Method, path: r.URL.Path, query: r.URL.RawQuery}
	if r.Body != nil {
		body, _ := io.ReadAll(r.Body)
		e.body = string(body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	e.status = resp.StatusCode
	e.answer, _ = io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(e.answer))
	tape.Lock()
	defer tape.Unlock()
	tape.all = append(tape.all, e)
	return resp, nil
}

func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && len(tape.all) > 0 && !testing.Short() {
		if problems := contract(tape.all); len(problems) > 0 {
			fmt.Println("--- FAIL: contract with Stripe's API", "\n   ", strings.Join(problems, "\n    "))
			code = 1
		}
	}
	os.Exit(code)
}

func contract(all []exchange) []string {
	folder, err := os.MkdirTemp("", "stripe-mock")
	if err != nil {
		return []string{err.Error()}
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	binary := filepath.Join(folder, "stripe-mock")
	if _, err := goTool("build", "-o", binary, mockModule); err != nil {
		return []string{"building stripe-mock: " + err.Error()}
	}
	module, err := goTool("list", "-m", "-f", "{{.Dir}}", mockModule)
	if err != nil {
		return []string{"finding stripe-mock: " + err.Error()}
	}
	return append(replay(binary, all), conform(filepath.Join(module, "embedded", "openapi", "spec3.json"), all)...)
}

func goTool(args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = toolFolder
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

// replay sends each different request to stripe-mock; it must accept them all.
func replay(binary string, all []exchange) (problems []string) {
	cmd := exec.Command(binary, "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return []string{err.Error()}
	}
	if err := cmd.Start(); err != nil {
		return []string{err.Error()}
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	address := ""
	for lines := bufio.NewScanner(out); address == "" && lines.Scan(); {
		_, address, _ = strings.Cut(lines.Text(), "Listening for HTTP at address: ")
	}
	if address == "" {
		return []string{"stripe-mock did not say where it listens"}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	seen := map[string]bool{}
	for _, e := range all {
		if !seen[e.String()] {
			seen[e.String()] = true
			problems = append(problems, e.ask("http://"+address)...)
		}
	}
	return problems
}

// ask sends the request to stripe-mock.
func (e exchange) ask(mock string) []string {
	req, err := http.NewRequest(e.method, mock+e.path+"?"+e.query, strings.NewReader(e.body))
	if err != nil {
		return []string{err.Error()}
	}
	req.Header.Set("Authorization", "Bearer sk_test_123")
	if e.method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return []string{err.Error()}
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	answer, _ := io.ReadAll(resp.Body)
	if resp.StatusCode >= 300 {
		return []string{fmt.Sprintf("stripe-mock answers %d to %s: %s", resp.StatusCode, e, answer)}
	}
	return nil
}

// conform compares the stand-in's answers with Stripe's description of them.
func conform(file string, all []exchange) []string {
	raw, err := os.ReadFile(file)
	if err != nil {
		return []string{err.Error()}
	}
	doc := &spec{}
	if err := json.Unmarshal(raw, doc); err != nil {
		return []string{err.Error()}
	}
	found := map[string]bool{}
	var problems []string
	for _, e := range all {
		for _, p := range doc.check(e) {
			text := fmt.Sprintf("%s %s (%d): %s", e.method, template(e.path), e.status, p)
			if !found[text] {
				found[text] = true
				problems = append(problems, text)
			}
		}
	}
	return problems
}

// template hides ids, so that the same problem is told once.
func template(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.Contains(part, "_") && strings.ToLower(part) != part {
			parts[i] = "{id}"
		}
	}
	return strings.Join(parts, "/")
}
