// Package catcher is an SMTP server for development and tests: it takes every mail, delivers none, keeps the last 500
// in memory and shows them on a small web page. It listens on this machine only and is no part of the product's servers.
package catcher

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

const (
	capacity = 500
	maxBytes = 20 << 20
)

// Server is a running catcher.
type Server struct {
	smtp    *smtp.Server
	http    *http.Server
	smtpAt  net.Listener
	httpAt  net.Listener
	running sync.WaitGroup
	done    chan struct{} // closed by Close; ends delays and waits
	close   func()        // once
	forget  func() bool   // no longer minds the context of Start

	box    mailbox
	faults faults
}

// Start listens on both addresses ("127.0.0.1:0" picks a free port) until ctx ends or Close is called. Addresses that
// other machines could reach are refused: mails hold log-in links.
func Start(ctx context.Context, smtpAddr, httpAddr string) (*Server, error) {
	s := &Server{done: make(chan struct{})}
	s.box.changed = make(chan struct{})
	var err error
	if s.smtpAt, err = listen(smtpAddr); err != nil {
		return nil, err
	}
	if s.httpAt, err = listen(httpAddr); err != nil {
		return nil, errors.Join(err, s.smtpAt.Close())
	}
	s.serve()
	s.close = sync.OnceFunc(s.shut)
	s.forget = context.AfterFunc(ctx, s.close)
	return s, nil
}

func listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("catcher: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("catcher: %s is not an address of this machine only", address)
	}
	return net.Listen("tcp", address)
}

func (s *Server) serve() {
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	s.smtp.Domain, s.smtp.MaxMessageBytes, s.smtp.EnableSMTPUTF8 = "localhost", maxBytes, true
	s.http = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	s.running.Go(func() { _ = s.smtp.Serve(s.smtpAt) })
	s.running.Go(func() { _ = s.http.Serve(s.httpAt) })
}

func (s *Server) shut() {
	close(s.done)
	_, _ = s.smtp.Close(), s.http.Close()
	_, _ = s.smtpAt.Close(), s.httpAt.Close() // in case Serve had not begun
	s.running.Wait()
}

// Close stops both servers and frees their ports. The mails stay readable by Messages.
func (s *Server) Close() {
	s.forget()
	s.close()
}

// SMTPURL is the address for mail.NewSMTP.
func (s *Server) SMTPURL() string { return "smtp://" + s.smtpAt.Addr().String() + "?tls=none" }

// HTTPURL is the address of the page, without a slash at the end.
func (s *Server) HTTPURL() string { return "http://" + s.httpAt.Addr().String() }

// Messages returns the mails that are kept, newest first.
func (s *Server) Messages() []Message {
	all, _ := s.box.list()
	return all
}

// WaitFor returns the newest mail to the given address (any if empty) that match accepts (all if nil), as soon as there
// is one. It fails when ctx ends or the catcher is closed.
func (s *Server) WaitFor(ctx context.Context, to string, match func(Message) bool) (Message, error) {
	for {
		all, changed := s.box.list()
		for _, m := range all {
			if m.isTo(to) && (match == nil || match(m)) {
				return m, nil
			}
		}
		select {
		case <-changed:
		case <-s.done:
			return Message{}, errors.New("catcher: closed while waiting")
		case <-ctx.Done():
			return Message{}, fmt.Errorf("catcher: no such mail to %q among %d: %w", to, len(all), context.Cause(ctx))
		}
	}
}
