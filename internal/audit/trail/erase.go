package trail

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/diff"
)

// Erased is the action of the entry that says whose values were taken out of others. What is left of those is sealed in it.
const Erased = "erased"

// sealField is the field of such an entry that has the seal.
const sealField = "seal"

// bare is an entry without what it says of a record: who did something to which, and when.
func (l link) bare() link {
	l.RecordName, l.Changes, l.Salt = "", nil, ""
	return l
}

// seal is the hash of entries without values, in the order of the chain, each with the digest that was kept of it.
type seal struct {
	hash.Hash
	first int64 // in the chain
}

func newSeal(first int64) *seal { return &seal{sha256.New(), first} }

func (s *seal) add(l link) error {
	rest, err := l.digest()
	if err == nil {
		_, err = s.Write([]byte(l.Kept + rest))
	}
	return err
}

func (s *seal) sum() string { return hex.EncodeToString(s.Sum(nil)) }

// seals are those that a check has met: made of entries without values, and said by the entries that took them.
type seals struct {
	made map[uuid.UUID]*seal
	said map[uuid.UUID]string
}

func (s *seals) meet(l link) error {
	if s.made == nil {
		s.made, s.said = map[uuid.UUID]*seal{}, map[uuid.UUID]string{}
	}
	if l.Action == Erased && l.ErasedBy == nil {
		s.said[l.ID] = sealOf(l.Changes)
	}
	if l.ErasedBy == nil {
		return nil
	}
	if s.made[*l.ErasedBy] == nil {
		s.made[*l.ErasedBy] = newSeal(l.Seq)
	}
	return s.made[*l.ErasedBy].add(l)
}

// broken is the place of the first entry without values that no seal holds; 0 when all are sealed.
func (s *seals) broken() (seq int64) {
	for id, made := range s.made {
		if made.sum() != s.said[id] && (seq == 0 || made.first < seq) {
			seq = made.first
		}
	}
	return seq
}

func sealOf(all changes) string {
	for _, c := range all {
		if text, ok := c.To.(string); ok && c.Field == sealField {
			return text
		}
	}
	return ""
}

func sealed(sum string) changes { return changes{diff.Change{Field: sealField, To: sum}} }
