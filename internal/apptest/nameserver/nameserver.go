// Package nameserver is a DNS server on this machine, for tests: it knows the TXT records that it was given.
package nameserver

import (
	"context"
	"net"
	"sync"

	"github.com/miekg/dns"
)

// Server is one server.
type Server struct {
	Address string
	mu      sync.Mutex
	texts   map[string][]string
}

// Start begins to answer on a port of this machine, for as long as the program runs.
func Start(ctx context.Context) (*Server, error) {
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{Address: conn.LocalAddr().String(), texts: map[string][]string{}}
	ready := make(chan struct{})
	server := &dns.Server{PacketConn: conn, Handler: dns.HandlerFunc(s.answer), NotifyStartedFunc: func() { close(ready) }}
	go func() { _ = server.ActivateAndServe() }()
	<-ready
	return s, nil
}

// Set gives a name its TXT records; none takes the name away.
func (s *Server) Set(name string, texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts[dns.CanonicalName(name)] = texts
}

func (s *Server) answer(w dns.ResponseWriter, q *dns.Msg) {
	a := new(dns.Msg)
	a.SetReply(q)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range q.Question {
		texts := s.texts[dns.CanonicalName(x.Name)]
		if len(texts) == 0 {
			a.Rcode = dns.RcodeNameError
		}
		for _, t := range texts {
			if x.Qtype == dns.TypeTXT {
				a.Answer = append(a.Answer, &dns.TXT{Hdr: dns.RR_Header{Name: x.Name, Rrtype: dns.TypeTXT, Class: dns.ClassINET, Ttl: 1}, Txt: []string{t}})
			}
		}
	}
	_ = w.WriteMsg(a)
}
