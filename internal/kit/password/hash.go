package password

import (
	"context"
	"runtime"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// params are OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. Hashes carry theirs, so that these can be
// raised without locking anybody out.
var params = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobodys is a hash with these params of a random password that was thrown away.
const nobodys = "$argon2id$v=19$m=19456,t=2,p=1$oZby5ItLP6801o2h91lPFA$DI5kb7yiYKMHes25x4/mfAYO7rtqKLUpdVCIdCfiH60"

// slots bounds the memory of concurrent hashing: a flood of log-ins waits instead of exhausting the machine.
var slots = make(chan struct{}, runtime.NumCPU())

// Hash returns the PHC string to keep for pw. It fails only when ctx ends while it waits for its turn, or the system
// has no randomness. It does not check pw.
func Hash(ctx context.Context, pw string) (hash string, err error) {
	return inTurn(ctx, func() (string, error) { return argon2id.CreateHash(norm.NFKC.String(pw), params) })
}

// Verify tells whether hash was made of pw, typed on whatever keyboard. An error means that ctx ended while it waited,
// or that hash is not one of Hash.
func Verify(ctx context.Context, pw, hash string) (bool, error) {
	return inTurn(ctx, func() (bool, error) { return argon2id.ComparePasswordAndHash(norm.NFKC.String(pw), hash) })
}

// Dummy takes the time of Verify for an account that does not exist, so that the time of a log-in does not tell which
// ones do. Its error is that of ctx.
func Dummy(ctx context.Context, pw string) error {
	_, err := Verify(ctx, pw, nobodys)
	return err
}

func inTurn[T any](ctx context.Context, work func() (T, error)) (result T, err error) {
	if err := ctx.Err(); err != nil {
		return result, err
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
		return work()
	case <-ctx.Done():
		return result, ctx.Err()
	}
}
