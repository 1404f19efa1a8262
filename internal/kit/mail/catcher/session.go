package catcher

import (
	"io"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// faults are what tests ask the server to do wrong.
type faults struct {
	sync.Mutex
	code, left int
	delay      time.Duration
}

// FailNext answers the next n recipients with an SMTP code: 4xx for "later", 5xx for "never". A later call replaces it.
func (s *Server) FailNext(code, n int) {
	s.faults.Lock()
	defer s.faults.Unlock()
	s.faults.code, s.faults.left = code, n
}

// Delay makes the server wait before it accepts a mail's content; zero ends that.
func (s *Server) Delay(d time.Duration) {
	s.faults.Lock()
	defer s.faults.Unlock()
	s.faults.delay = d
}

func (f *faults) next() error {
	f.Lock()
	defer f.Unlock()
	if f.left <= 0 {
		return nil
	}
	f.left--
	return &smtp.SMTPError{Code: f.code, EnhancedCode: smtp.EnhancedCode{f.code / 100, 0, 0}, Message: "refused on request"}
}

func (s *Server) wait() {
	s.faults.Lock()
	timer := time.NewTimer(s.faults.delay)
	s.faults.Unlock()
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.done:
	}
}

// session takes the mails of one connection.
type session struct {
	server *Server
	from   string
	to     []string
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	c.from = from
	return nil
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := c.server.faults.next(); err != nil {
		return err
	}
	c.to = append(c.to, to)
	return nil
}

func (c *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := read(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "this is not a mail"}
	}
	m.From, m.To = c.from, c.to
	c.server.wait()
	c.server.box.add(m)
	return nil
}

func (c *session) Reset()        { c.from, c.to = "", nil }
func (c *session) Logout() error { return nil }
