package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/id"
	"github.com/kith-crm/kith/internal/kit/mail/catcher"
)

const (
	memoryLimit = 512 // MiB that the program is told to take at most
	memoryMost  = 640 // MiB that it may have had: what GOMEMLIMIT does not count comes on top
	importRows  = 25_000
	uploads     = 200
	firms       = 4
)

// uploaded is what became of one upload.
type uploaded struct {
	company, status int
	code, again, id string
}

// F25: two hundred people of several companies bring large files at once. Each file is taken whole or its sender is told when to
// come again, the program stays within its memory, and others are served meanwhile.
func TestF25MemoryPressure(t *testing.T) {
	Slow(t, "F25")
	post, err := catcher.Start(t.Context(), "127.0.0.1:0", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(post.Close)
	r := startWith(t, world{env: []string{"KITH_SMTP_URL=" + post.SMTPURL(), "KITH_LOGIN_LIMIT=100000", "KITH_SPARE_TENANTS=5", "KITH_REQUEST_TIMEOUT=15s", fmt.Sprintf("GOMEMLIMIT=%dMiB", memoryLimit)}})
	pid := r.child.Process.Pid
	companies := []*rig{r}
	for n := range firms - 1 {
		companies = append(companies, r.founded(post, n))
	}
	file := largeFile()
	all := make([]uploaded, uploads)
	var coming sync.WaitGroup
	for n := range all {
		coming.Go(func() { all[n] = companies[n%firms].bring(n%firms, file) })
	}
	r.read(15*time.Second).only(t, http.StatusOK)
	coming.Wait()
	accepted, taken := answered(t, all)
	t.Logf("%d of %d files of %d kB taken; memory at most %.0f MiB of %d", taken, uploads, len(file)>>10, r.peak(), memoryMost)
	assert.Less(t, r.peak(), float64(memoryMost))
	for n, c := range companies {
		require.ElementsMatch(t, accepted[n], c.imports(), "what was acknowledged is there once, and nothing else")
	}
	for n, ids := range accepted {
		if len(ids) > 0 {
			companies[n].arrives(ids[0])
			break
		}
	}
	r.well(pid)
	assert.Less(t, r.peak(), float64(memoryMost))
	r.command("audit")
}

// founded is the same program as somebody of another company sees it, which is signed up.
func (r *rig) founded(post *catcher.Server, n int) *rig {
	r.t.Helper()
	email := fmt.Sprintf("ana@firm%d.example", n)
	status, body := r.post("/signups", "", fmt.Sprintf(`{"company":"Firm %d","name":"Ana","email":%q,"password":"Harbour-Lantern-27","language":"en","currency":"EUR","timezone":"UTC"}`, n, email))
	require.Equal(r.t, http.StatusAccepted, status, string(body))
	wait, cancel := context.WithTimeout(r.t.Context(), time.Minute)
	defer cancel()
	m, err := post.WaitFor(wait, email, func(catcher.Message) bool { return true })
	require.NoError(r.t, err)
	_, token, _ := strings.Cut(m.Links[0], "#")
	c := *r
	var s struct{ AccessToken string }
	c.ask(http.MethodPost, "/signups/confirm", fmt.Sprintf(`{"token":%q}`, token), http.StatusOK, &s)
	c.token, c.name = s.AccessToken, fmt.Sprintf("Firm %d", n)
	return &c
}

// largeFile has people with addresses that nobody else has.
func largeFile() string {
	var b strings.Builder
	b.WriteString("First name,Last name,E-mail,Phone,Company,City\n")
	for n := range importRows {
		fmt.Fprintf(&b, "Person,%d,in%d@faults.example,+4860%07d,Firm %d,City %d\n", n, n, n, n%500, n%100)
	}
	return b.String()
}

var patient = &http.Client{Timeout: 2 * time.Minute}

// bring uploads a file. Status 0 stands for no answer.
func (r *rig) bring(company int, file string) uploaded {
	u := uploaded{company: company}
	req, err := http.NewRequest(http.MethodPost, r.base+"/api/v1/imports?fileName=people.csv", strings.NewReader(file)) //nolint:noctx // bounded by the client
	if err != nil {
		return u
	}
	for name, value := range map[string]string{"Content-Type": "application/octet-stream", "X-Kith": "1", "Authorization": "Bearer " + r.token, "Idempotency-Key": id.New().String()} {
		req.Header.Set(name, value)
	}
	res, err := patient.Do(req)
	if err != nil {
		u.code = err.Error()
		return u
	}
	defer res.Body.Close() //nolint:errcheck // it is read
	var said struct{ ID, Code string }
	if err := json.NewDecoder(res.Body).Decode(&said); err != nil {
		u.code = err.Error()
		return u
	}
	u.status, u.again, u.id, u.code = res.StatusCode, res.Header.Get("Retry-After"), said.ID, said.Code
	return u
}

// answered demands that every upload was taken or refused with the time to come again, and some of each; it sorts what was taken
// by company.
func answered(t *testing.T, all []uploaded) (accepted [firms][]string, taken int) {
	t.Helper()
	of := map[string]int{}
	for _, u := range all {
		of[fmt.Sprint(u.status, " ", u.code)]++
		if u.status == http.StatusCreated {
			accepted[u.company] = append(accepted[u.company], u.id)
			taken++
			continue
		}
		assert.Equal(t, http.StatusServiceUnavailable, u.status, u.code)
		assert.Equal(t, "unavailable", u.code)
		assert.NotEmpty(t, u.again)
	}
	t.Log("answers:", of)
	require.Positive(t, taken)
	require.Less(t, taken, uploads, "it was too much at once")
	return accepted, taken
}

// imports are the ids of those that a company has; all have all their rows.
func (r *rig) imports() (ids []string) {
	r.t.Helper()
	var list struct {
		Items []struct {
			ID    string
			Total int
		}
	}
	r.ask(http.MethodGet, "/imports", "", http.StatusOK, &list)
	for _, i := range list.Items {
		require.Equal(r.t, importRows, i.Total)
		ids = append(ids, i.ID)
	}
	return ids
}

// arrives starts an import and demands that every row comes in once.
func (r *rig) arrives(one string) {
	r.t.Helper()
	var i struct {
		State   string
		Created int
	}
	r.ask(http.MethodPost, "/imports/"+one+"/start", "{}", http.StatusAccepted, nil)
	require.Eventually(r.t, func() bool {
		r.ask(http.MethodGet, "/imports/"+one, "", http.StatusOK, &i)
		return i.State == "done" || i.State == "failed"
	}, 3*time.Minute, time.Second)
	require.Equal(r.t, "done", i.State)
	require.Equal(r.t, importRows, i.Created)
	counts := r.rows(`SELECT count(*)::text, count(DISTINCT email) FROM %s.contact WHERE email LIKE '%%@faults.example'`)
	require.Equal(r.t, map[string]int64{strconv.Itoa(importRows): importRows}, counts, "each once")
}

var highest = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that the program has had so far, in MiB.
func (r *rig) peak() float64 {
	r.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.child.Process.Pid))
	require.NoError(r.t, err)
	m := highest.FindSubmatch(status)
	require.NotNil(r.t, m)
	kB, err := strconv.ParseFloat(string(m[1]), 64)
	require.NoError(r.t, err)
	return kB / 1024
}
