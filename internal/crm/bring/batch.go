package bring

import (
	"context"

	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/errs"
)

// Row is what a file says of one record.
type Row[T any] struct {
	Key    string            // what it has in the field by which records are found again, unless that is one of the company's own
	Names  []string          // by what else its record is found again
	Custom map[string]string // the company's own fields, by their keys
	Err    error             // what is wrong with it, whatever is there already
	New    func() (*T, error)
	Set    func(to *T) error // writes what it says, and checks what comes of it
}

// One is a record that a row may change.
type One[T any] struct {
	Record   *T
	Key      string
	Writable bool // whether the caller may change it

	fresh, changed bool
}

// Rules are what a batch has to know of a kind of records.
type Rules[T any] struct {
	Object    string
	Fields    *customfield.Service
	Own       []string // the keys of the company's own fields that rows can have something in
	Match     string   // the key of the company's own field by which records are found again, if it is one
	Overwrite bool     // whether a row changes the record that is there already
	Dry       bool     // whether it is only to be told what would happen
	Custom    func(*T) *customfield.Values
	Names     func(*T) []string
	// Find reads the records that keys and names lead to, those first that the caller may change, and locks them unless it is Dry.
	Find func(ctx context.Context, keys, names []string) ([]One[T], error)
	// Stub stands for a record of an earlier batch, of which only its names are known any more.
	Stub func() *T
}

// Batch takes rows in. A Dry one can be asked again and again: it knows the rows before.
type Batch[T any] struct {
	Rules[T]
	Added, Changed []*T
	Became         []*T // the record of each row that was taken; nil for others

	sheet *customfield.Sheet
	known Found[*One[T]]
	past  Found[*One[T]]
}

// NewBatch returns an empty batch.
func NewBatch[T any](r Rules[T]) *Batch[T] {
	return &Batch[T]{Rules: r, past: NewFound(keyOf[T])}
}

func keyOf[T any](o *One[T]) string { return o.Key }

// incoming is a row with what was read of it.
type incoming[T any] struct {
	Row[T]
	own map[string]any
}

// Take decides the fate of rows. What is added and changed is for the caller to write.
func (b *Batch[T]) Take(ctx context.Context, rows []Row[T]) ([]Outcome, error) {
	all, err := b.read(ctx, rows)
	if err != nil {
		return nil, err
	}
	if err := b.find(ctx, all); err != nil {
		return nil, err
	}
	b.Added, b.Changed, b.Became = nil, nil, make([]*T, len(rows))
	outcomes := make([]Outcome, len(rows))
	for i, r := range all {
		if outcomes[i].Err = r.Err; r.Err == nil {
			outcomes[i], b.Became[i] = b.take(r)
		}
	}
	return outcomes, nil
}

// read brings what rows have in the company's own fields into its form.
func (b *Batch[T]) read(ctx context.Context, rows []Row[T]) ([]incoming[T], error) {
	if err := b.open(ctx); err != nil {
		return nil, err
	}
	all, read := make([]incoming[T], len(rows)), make([]map[string]any, len(rows))
	for i, r := range rows {
		own, wrong := b.sheet.Read(r.Custom)
		r.Err = errs.All(r.Err, wrong)
		if told := b.sheet.Told(own, b.Match); told != "" {
			r.Key = told
		}
		all[i], read[i] = incoming[T]{r, own}, own
	}
	return all, b.sheet.Meet(ctx, read)
}

func (b *Batch[T]) open(ctx context.Context) (err error) {
	if b.sheet != nil && b.Dry {
		return nil
	}
	b.sheet, err = b.Fields.Sheet(ctx, b.Object, b.Own, !b.Dry)
	return err
}

// find reads the records that are there already.
func (b *Batch[T]) find(ctx context.Context, rows []incoming[T]) error {
	var keys, names []string
	for _, r := range rows {
		if r.Key != "" {
			keys = append(keys, r.Key)
		}
		names = append(names, r.Names...)
	}
	found, err := b.Find(ctx, keys, names)
	if err != nil {
		return err
	}
	b.known = NewFound(keyOf[T])
	for i := range found {
		b.known.Put(&found[i], b.Names(found[i].Record)...)
	}
	return nil
}

// take decides one row's fate.
func (b *Batch[T]) take(r incoming[T]) (Outcome, *T) {
	one, there := b.known.Of(r.Key, r.Names...)
	if !there {
		one, there = b.past.Of(r.Key, r.Names...)
	}
	switch {
	case there && !b.Overwrite:
		return Outcome{Fate: Skipped}, one.Record
	case there && !one.Writable:
		return Outcome{Err: errs.ErrDenied}, nil
	case there && one.Record == nil:
		if err := r.Set(b.Stub()); err != nil {
			return Outcome{Err: err}, nil
		}
		return Outcome{Fate: Updated}, nil
	case there:
		return b.overwrite(one, r)
	default:
		return b.add(r)
	}
}

func (b *Batch[T]) add(r incoming[T]) (Outcome, *T) {
	record, err := r.New()
	if err == nil {
		err = r.Set(record)
	}
	if err := errs.All(err, b.sheet.Claim(r.own, customfield.Values{})); err != nil {
		return Outcome{Err: err}, nil
	}
	own := b.Custom(record)
	*own = b.sheet.Onto(*own, r.own)
	one := &One[T]{Record: record, Key: r.Key, Writable: true, fresh: true}
	names := b.Names(record)
	if b.Dry {
		b.past.Put(&One[T]{Key: r.Key, Writable: true}, names...)
		return Outcome{Fate: Created}, nil
	}
	b.known.Put(one, names...)
	b.Added = append(b.Added, record)
	return Outcome{Fate: Created}, record
}

// overwrite changes a record; one that this batch adds is changed before it is written.
func (b *Batch[T]) overwrite(one *One[T], r incoming[T]) (Outcome, *T) {
	own := b.Custom(one.Record)
	if err := b.sheet.Claim(r.own, *own); err != nil {
		return Outcome{Err: err}, nil
	}
	*own = b.sheet.Onto(*own, nil)
	next := *one.Record
	values := b.Custom(&next)
	*values = b.sheet.Onto(*values, r.own)
	if err := r.Set(&next); err != nil {
		return Outcome{Err: err}, nil
	}
	if len(diff.Between(next, *one.Record)) == 0 {
		return Outcome{Fate: Skipped}, one.Record
	}
	*one.Record = next
	if one.Key == "" {
		one.Key = r.Key
	}
	b.known.Put(one) // under the key that it may have got
	if !one.fresh && !one.changed {
		one.changed = true
		b.Changed = append(b.Changed, one.Record)
	}
	return Outcome{Fate: Updated}, one.Record
}
