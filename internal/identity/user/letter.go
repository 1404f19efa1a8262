package user

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/mail"
)

// Letters are the mails that one package sends. Their texts are under keys such as confirm.subject, confirm.heading,
// confirm.p1 (as many paragraphs as there are), confirm.button and confirm.footnote.
type Letters struct {
	Texts  *i18n.Texts
	sender mail.Sender
	base   string
}

// Letters loads a package's texts from its folder letters. It panics when one is missing: they are part of the program.
func (t Tools) Letters(files fs.FS) *Letters {
	return &Letters{i18n.Embedded(files, "letters"), t.Sender, t.BaseURL}
}

// Letter is one mail to write.
type Letter struct {
	Name     string // which one
	ID       string // what it is about: the same letter with the same id is the same mail
	To       mail.Address
	Language string
	Path     string         // of the button's link, token and all; empty for a letter without a button
	Args     map[string]any // for the texts; name and base are always there
}

// Send writes a letter and hands it over. What the mail server refuses for good is logged, without its content, and not
// reported: trying again would not help.
func (l *Letters) Send(ctx context.Context, x Letter) error {
	err := l.sender.Send(ctx, l.Write(x))
	if err != nil && mail.Permanent(err) {
		slog.WarnContext(ctx, "letter refused for good", "letter", x.Name, "about", x.ID)
		return nil
	}
	return err
}

// Write puts a letter into words.
func (l *Letters) Write(x Letter) mail.Letter {
	args := map[string]any{"name": x.To.Name, "base": l.base}
	for k, v := range x.Args {
		args[k] = v
	}
	say := func(part string) string { return l.Texts.Say(x.Language, x.Name+"."+part, args) }
	m := mail.Letter{Key: x.Name + "/" + x.ID, To: x.To, Language: i18n.Match(x.Language),
		Subject: say("subject"), Heading: say("heading"), Footnote: say("footnote")}
	for n := 1; l.Texts.Has(fmt.Sprintf("%s.p%d", x.Name, n)); n++ {
		m.Paragraphs = append(m.Paragraphs, say(fmt.Sprintf("p%d", n)))
	}
	if x.Path != "" {
		m.Button = &mail.Button{Text: say("button"), URL: l.base + x.Path}
	}
	return m
}
