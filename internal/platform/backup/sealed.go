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
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/kith-crm/kith/internal/kit/blob"
)

// archive is the folder of one server in the backup place:
//
//	base/NAME/part-00001 …   the database as one compressed stream, in parts
//	base/NAME/sums, files    what PostgreSQL says of its files; the list of people's files
//	base/NAME/manifest       written last
//	wal/SEGMENT[-partial]    the write-ahead log
//	wal/reached              how far it is
//	seen/TIME                people's files that came after the last list
//	files/SHA256             people's files, by what is in them
//
// All but the last are sealed: whatever changes in them is noticed.
type archive struct {
	store  blob.Store
	folder string
}

func (a archive) key(name string) string { return a.folder + "/" + name }

// servers is the folder that names the servers of which there are backups.
const servers = "servers"

func (a archive) register(ctx context.Context) error {
	return a.store.Put(ctx, servers+"/"+a.folder, strings.NewReader("."), 1)
}

// put writes an object, all at once or not at all, with its sum behind it.
func (a archive) put(ctx context.Context, name string, data []byte) (Part, error) {
	sum := sha256.Sum256(data)
	sealed := io.MultiReader(bytes.NewReader(data), bytes.NewReader(sum[:]))
	err := a.store.Put(ctx, a.key(name), sealed, int64(len(data)+len(sum)))
	if err != nil {
		err = fmt.Errorf("writing %s: %w", name, err)
	}
	return Part{name, int64(len(data)), hex.EncodeToString(sum[:])}, err
}

// get reads an object that put wrote.
func (a archive) get(ctx context.Context, name string) ([]byte, error) {
	r, err := a.store.Get(ctx, a.key(name), 0, -1)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, fmt.Errorf("%s %w", name, ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer r.Close() //nolint:errcheck // it was read
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	end := len(data) - sha256.Size
	if end < 0 {
		return nil, fmt.Errorf("%s %w", name, ErrDamaged)
	}
	if sum := sha256.Sum256(data[:end]); !bytes.Equal(sum[:], data[end:]) {
		return nil, fmt.Errorf("%s %w", name, ErrDamaged)
	}
	return data[:end], nil
}

// part reads an object of a manifest.
func (a archive) part(ctx context.Context, p Part) ([]byte, error) {
	data, err := a.get(ctx, p.Name)
	if err == nil && sumOf(data) != p.SHA256 {
		err = fmt.Errorf("%s %w", p.Name, ErrDamaged)
	}
	return data, err
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func (a archive) putJSON(ctx context.Context, name string, v any) error {
	data, err := json.MarshalIndent(v, "", " ")
	if err == nil {
		_, err = a.put(ctx, name, data)
	}
	return err
}

func (a archive) getJSON(ctx context.Context, name string, v any) error {
	data, err := a.get(ctx, name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s %w: %w", name, ErrDamaged, err)
	}
	return nil
}

// list are the objects in a folder, in order of their names.
func (a archive) list(ctx context.Context, folder string) (all []blob.Item, err error) {
	err = a.store.List(ctx, a.key(folder), func(i blob.Item) error {
		i.Key = strings.TrimPrefix(i.Key, a.folder+"/")
		all = append(all, i)
		return nil
	})
	slices.SortFunc(all, func(x, y blob.Item) int { return strings.Compare(x.Key, y.Key) })
	return all, err
}

func (a archive) remove(ctx context.Context, name string) error {
	return a.store.Delete(ctx, a.key(name))
}

// squeeze compresses what is small enough for the memory.
func squeeze(data []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // the options are constants
	}
	defer w.Close() //nolint:errcheck // it wrote to memory
	return w.EncodeAll(data, nil)
}

// unsqueeze undoes squeeze; what would be larger than most is refused.
func unsqueeze(data []byte, most uint64) ([]byte, error) {
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(most), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.DecodeAll(data, nil)
}
