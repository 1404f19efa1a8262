package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/kith-crm/kith/internal/kit/blob"
)

// copied is one of people's files, as it is in the backup place.
type copied struct {
	Key    string    `json:"key"`
	Size   int64     `json:"size"`
	At     time.Time `json:"at"` // when it was stored
	SHA256 string    `json:"sha256"`
}

// known are people's files that are in the backup place, by their keys.
type known struct{ files map[string]copied }

func newKnown() known { return known{map[string]copied{}} }

func (k known) bytes() (n int64) {
	for _, f := range k.files {
		n += f.Size
	}
	return n
}

// encode writes one file a line, compressed.
func (k known) encode() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for _, key := range slices.Sorted(maps.Keys(k.files)) {
		_ = e.Encode(k.files[key]) // to memory, of texts and numbers
	}
	return squeeze(b.Bytes())
}

const mostList = 4 << 30

// add reads what encode wrote; a later list wins.
func (k known) add(data []byte) error {
	text, err := unsqueeze(data, mostList)
	if err != nil {
		return err
	}
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var f copied
		if err := d.Decode(&f); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		k.files[f.Key] = f
	}
}

// merge adds others, which win.
func (k known) merge(others known) known {
	all := known{maps.Clone(k.files)}
	maps.Copy(all.files, others.files)
	return all
}

// mirror brings people's files into the place that are not known to be there, and returns those that there are now.
func (s *Service) mirror(ctx context.Context, a archive, have known) (known, error) {
	now := newKnown()
	if s.live == nil {
		return now, nil
	}
	err := blob.All(ctx, s.live, func(i blob.Item) (err error) {
		f, ok := have.files[i.Key]
		if !ok || f.Size != i.Size || !f.At.Equal(i.At) {
			f, err = s.bring(ctx, a, i)
		}
		if errors.Is(err, blob.ErrNotFound) { // it went after it was listed; its row did before
			return nil
		}
		now.files[i.Key] = f
		return err
	})
	if err != nil {
		err = fmt.Errorf("people's files: %w", err)
	}
	return now, err
}

// bring copies a file under the sum of its content. It is read twice, so that it need not be held.
func (s *Service) bring(ctx context.Context, a archive, i blob.Item) (copied, error) {
	f := copied{Key: i.Key, Size: i.Size, At: i.At.UTC()}
	r, err := s.live.Get(ctx, i.Key, 0, -1)
	if err != nil {
		return f, err
	}
	defer r.Close() //nolint:errcheck // it was read
	if f.SHA256, err = sumOfStream(r); err != nil {
		return f, err
	}
	again, err := s.live.Get(ctx, i.Key, 0, -1)
	if err != nil {
		return f, err
	}
	defer again.Close() //nolint:errcheck // it was read
	return f, a.store.Put(ctx, a.key(fileName(f.SHA256)), again, i.Size)
}

// brought are the files that are in the place as far as its newest backup, and what was seen since, tell. A file that has gone from the
// place is brought again.
func (a archive) brought(ctx context.Context) (known, error) {
	all, err := a.backups(ctx)
	if err != nil || len(all) == 0 {
		return newKnown(), err
	}
	have, err := a.filesSince(ctx, all[len(all)-1])
	if err != nil {
		return newKnown(), nil //nolint:nilerr // a list that can't be read only makes the next one take longer
	}
	there := map[string]int64{}
	items, err := a.list(ctx, "files")
	for _, i := range items {
		there[i.Key] = i.Size
	}
	maps.DeleteFunc(have.files, func(_ string, f copied) bool { size, ok := there[fileName(f.SHA256)]; return !ok || size != f.Size })
	return have, err
}

func fileName(sum string) string { return "files/" + sum }

func sumOfStream(r io.Reader) (string, error) {
	h := sha256.New()
	_, err := io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), err
}

// verifyFile reads a file in the place and compares it with its name.
func (a archive) verifyFile(ctx context.Context, f copied) (int64, error) {
	name := fileName(f.SHA256)
	r, err := a.store.Get(ctx, a.key(name), 0, -1)
	if errors.Is(err, blob.ErrNotFound) {
		return 0, fmt.Errorf("%s (%s) %w", name, f.Key, ErrMissing)
	}
	if err != nil {
		return 0, err
	}
	defer r.Close() //nolint:errcheck // it was read
	sum, err := sumOfStream(r)
	if err == nil && sum != f.SHA256 {
		err = fmt.Errorf("%s (%s) %w", name, f.Key, ErrDamaged)
	}
	return f.Size, err
}

// filesSince are the files that a backup lists and those that were seen since.
func (a archive) filesSince(ctx context.Context, m Manifest) (known, error) {
	all := newKnown()
	data, err := a.part(ctx, m.FileList)
	if err == nil {
		err = all.add(data)
	}
	if err != nil {
		return all, err
	}
	seen, err := a.list(ctx, "seen")
	for _, i := range seen {
		if err != nil {
			return all, err
		}
		if i.Key >= seenName(m.StartedAt) {
			if data, err = a.get(ctx, i.Key); err == nil {
				err = all.add(data)
			}
		}
	}
	return all, err
}

// seenName orders lists of files by time.
func seenName(at time.Time) string { return fmt.Sprintf("seen/%020d", at.UnixMicro()) }
