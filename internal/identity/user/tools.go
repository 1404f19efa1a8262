package user

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/mail"
	"github.com/kith-crm/kith/internal/kit/secret"
)

// Unit runs a function in a unit of work.
type Unit = func(ctx context.Context, f func(context.Context) error) error

// Tools is what every package of identity is made with.
type Tools struct {
	Platform Unit // on the platform's schema
	Keys     secret.Keys
	Bus      *event.Bus
	Sender   mail.Sender
	BaseURL  string // of the page, without a slash at the end; never taken from a request
}

// Token makes the secret of a link in a mail, and the hash by which it is found. It is a MAC of the link's id, so the job
// that mails it makes it again from the id: neither a table nor a job's arguments ever hold it, and a mail that is sent a
// second time has the same link. A new link id makes the old link void.
func (t Tools) Token(purpose string, link uuid.UUID) (token string, hash []byte) {
	token = base64.RawURLEncoding.EncodeToString(t.Keys.Sign("link/"+purpose, link[:]))
	return token, secret.Hash(token)
}

// Limit is how often something may be tried: Max times in a window of the given length that begins with the first try.
type Limit struct {
	Key    string // what is counted, such as mail:ana@example.com
	Max    int
	Window time.Duration
}

// MailsTo limits the mails that strangers can have sent to one address.
func MailsTo(email string) Limit { return Limit{"mail:" + email, 5, time.Hour} }
