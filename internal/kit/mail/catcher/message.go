package catcher

import (
	"bytes"
	"errors"
	"html"
	"io"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "github.com/emersion/go-message/charset" // lets the parser read mails that are not UTF-8
	"github.com/emersion/go-message/mail"
)

// Message is one caught mail.
type Message struct {
	ID      string    `json:"id"`   // counts the mails, from "1"
	At      time.Time `json:"at"`   // its Date header; zero if it has none
	From    string    `json:"from"` // the envelope's addresses, not the header's
	To      []string  `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	Links   []string  `json:"links"` // the web addresses in Text, then those only in HTML; each once

	Header textproto.MIMEHeader `json:"header"`
}

func (m Message) isTo(address string) bool {
	return address == "" || slices.ContainsFunc(m.To, func(to string) bool { return strings.EqualFold(to, address) })
}

// read takes a mail apart; only its first text and first HTML part are kept.
func read(raw []byte) (Message, error) {
	reader, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		return Message{}, err
	}
	defer reader.Close()
	m := Message{Header: textproto.MIMEHeader(reader.Header.Map())}
	m.At, _ = reader.Header.Date()
	m.Subject, _ = reader.Header.Subject() // undecodable ones stay as they came
	if err = m.readParts(reader); err != nil {
		return m, err
	}
	m.Links = links(m.Text, m.HTML)
	return m, nil
}

func (m *Message) readParts(reader *mail.Reader) error {
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		header, inline := part.Header.(*mail.InlineHeader)
		if !inline {
			continue
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return err
		}
		kind, _, _ := header.ContentType()
		switch text := strings.ReplaceAll(string(body), "\r\n", "\n"); {
		case kind == "text/html" && m.HTML == "":
			m.HTML = text
		case kind == "text/plain" && m.Text == "":
			m.Text = text
		}
	}
}

var (
	webAddress = regexp.MustCompile(`https?://[^\s<>"']+`)
	href       = regexp.MustCompile(`(?i)href="(https?://[^"]+)"`)
)

func links(text, markup string) []string {
	found := []string{}
	add := func(link string) {
		if !slices.Contains(found, link) {
			found = append(found, link)
		}
	}
	for _, link := range webAddress.FindAllString(text, -1) {
		add(strings.TrimRight(link, ".,;:!?)"))
	}
	for _, match := range href.FindAllStringSubmatch(markup, -1) {
		add(html.UnescapeString(match[1]))
	}
	return found
}

// mailbox keeps the newest messages and tells who waits for more.
type mailbox struct {
	sync.Mutex
	messages []Message // newest first; never changed in place, so that list can hand it out
	count    int
	changed  chan struct{} // closed, and replaced, when a message arrives
}

func (b *mailbox) add(m Message) {
	b.Lock()
	defer b.Unlock()
	b.count++
	m.ID = strconv.Itoa(b.count)
	kept := b.messages[:min(len(b.messages), capacity-1)]
	b.messages = append([]Message{m}, kept...)
	close(b.changed)
	b.changed = make(chan struct{})
}

func (b *mailbox) list() ([]Message, <-chan struct{}) {
	b.Lock()
	defer b.Unlock()
	return slices.Clone(b.messages), b.changed
}
