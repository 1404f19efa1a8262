package archive

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// What can be wrong with keys.
var (
	ErrRecipient = errors.New("this is not a public key of age")
	ErrSealed    = errors.New("the archive is sealed to somebody's key: give the file with it as --identity")
	ErrIdentity  = errors.New("the archive is not sealed to this key")
)

// sealedBegin is how a file begins that age has made.
const sealedBegin = "age-encryption.org/"

// CheckRecipient tells whether a text is one public key of age.
func CheckRecipient(text string) error {
	_, err := recipient(text)
	return err
}

func recipient(text string) (age.Recipient, error) {
	all, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil || len(all) != 1 {
		return nil, ErrRecipient
	}
	return all[0], nil
}

// Seal writes what it reads so that only the owner of a public key can read it (https://age-encryption.org/v1).
func Seal(w io.Writer, r io.Reader, to string) error {
	key, err := recipient(to)
	if err != nil {
		return err
	}
	sealed, err := age.Encrypt(w, key)
	if err != nil {
		return err
	}
	if _, err := io.Copy(sealed, r); err != nil {
		return err
	}
	return sealed.Close()
}

// IsSealed tells by how a file begins whether it is sealed.
func IsSealed(r io.ReaderAt) bool {
	begin := make([]byte, len(sealedBegin))
	n, _ := r.ReadAt(begin, 0)
	return string(begin[:n]) == sealedBegin
}

// Unseal writes what was sealed, opened with the private keys in a file of age: ErrIdentity, ErrDamaged.
func Unseal(w io.Writer, r io.Reader, identities io.Reader) error {
	keys, err := age.ParseIdentities(identities)
	if err != nil {
		return fmt.Errorf("the file with the key: %w", err)
	}
	open, err := age.Decrypt(r, keys...)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return ErrIdentity
	}
	if err == nil {
		_, err = io.Copy(w, open)
	}
	if err != nil {
		return fmt.Errorf("%w: it can't be opened (%w)", ErrDamaged, err)
	}
	return nil
}
