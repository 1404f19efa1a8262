// Package mfa owns how people show a second time who they are: the codes of an authenticator app, recovery codes, and the
// devices that are not asked for a while. It also keeps what a half-finished log-in has to remember (challenges). It does
// not know passwords (user), passkeys (passkey) nor who is logged in (session).
package mfa

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"image/png"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/event"
	"github.com/kith-crm/kith/internal/kit/record"
)

// Factor is a person's authenticator app.
type Factor struct {
	UserID      uuid.UUID
	Secret      []byte // sealed
	ConfirmedAt *time.Time
	LastStep    int64 // newest time step whose code was used: no code is good twice
	CreatedAt   time.Time
}

// TableName implements gorm's Tabler.
func (Factor) TableName() string { return "second_factor" }

// Device is a browser that is not asked for the second step until it expires.
type Device struct {
	ID, UserID                   uuid.UUID
	TokenHash                    []byte
	IP, Agent                    string
	CreatedAt, SeenAt, ExpiresAt time.Time
}

// Setup is what an authenticator app needs to know. It is shown once.
type Setup struct {
	Secret string // base32, for typing
	URI    string // otpauth://…
	QR     string // the same as a picture, a data: URL
}

// Status is what a person has.
type Status struct {
	App          bool // an authenticator app is set up
	RecoveryLeft int
	Devices      []Device
}

// Changed is published when something about a person's second factor becomes different.
type Changed struct {
	User user.User
	What string // second_factor_added, second_factor_removed, recovery_codes_renewed, recovery_code_used, device_remembered, device_forgotten
}

// Change implements event.Change.
func (e Changed) Change() event.Changed {
	return event.Changed{Ref: record.Ref{Kind: user.Kind, ID: e.User.ID}, Action: e.What, Name: e.User.Name}
}

// What can go wrong.
var (
	ErrCode    = errs.New(errs.Invalid, "mfa.code", "This code is wrong, or was used before.").On("code")
	ErrPresent = errs.New(errs.Conflict, "mfa.present", "An authenticator app is set up already. Remove it first.")
	ErrAbsent  = errs.New(errs.Conflict, "mfa.absent", "No authenticator app is set up.")
	ErrDevice  = errs.New(errs.NotFound, "device.not_found", "There is no such device.")
	ErrGone    = errs.New(errs.Gone, "challenge.gone", "This took too long. Start again.")
	ErrTooMany = errs.New(errs.TooMany, "mfa.too_many", "Too many codes were wrong. Wait a little.")
)

// A time step is 30 seconds; codes of the step before and the one after count too (RFC 6238, 5.2).
const (
	period = 30
	digits = 6
	drift  = 1
)

// Step finds the time step that a code of an authenticator app belongs to, newer than the last one used; 0 when there is
// none, because the code is wrong or was used.
func Step(secret, code string, last int64, now time.Time) int64 {
	current := now.Unix() / period
	for s := current - drift; s <= current+drift; s++ {
		ok, err := hotp.ValidateCustom(code, uint64(s), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // a time step is positive
		if err == nil && ok && s > last {
			return s
		}
	}
	return 0
}

const qrSize = 220

// NewSetup makes the secret of an authenticator app for an account.
func NewSetup(account string) (Setup, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Kith", AccountName: account, Period: period})
	if err != nil {
		return Setup{}, err
	}
	return setupOf(key)
}

// OldSetup is a setup that was made before, by its address (URI).
func OldSetup(uri string) (Setup, error) {
	key, err := otp.NewKeyFromURL(uri)
	if err != nil {
		return Setup{}, err
	}
	return setupOf(key)
}

func setupOf(key *otp.Key) (Setup, error) {
	picture, err := key.Image(qrSize, qrSize)
	if err != nil {
		return Setup{}, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return Setup{}, err
	}
	return Setup{key.Secret(), key.URL(), "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())}, nil
}

// Clean takes out what people type between the characters of a code.
func Clean(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(strings.TrimSpace(code)))
}

func looksLikeApp(code string) bool {
	return len(code) == digits && strings.Trim(code, "0123456789") == ""
}

// recoveryCodes is how many recovery codes a person gets; each has 80 random bits.
const recoveryCodes = 10

func newRecoveryCodes() (codes []string) {
	for range recoveryCodes {
		raw := make([]byte, 10)
		rand.Read(raw) //nolint:errcheck // crypto/rand never fails since Go 1.24: it stops the program instead
		c := base32.StdEncoding.EncodeToString(raw)
		codes = append(codes, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
	}
	return codes
}
