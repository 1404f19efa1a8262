package trail

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// The parts of a company's trail, each a chain of its own.
const (
	partCompany  = "company"  // what happened in the company's own schema
	partPlatform = "platform" // log-ins, seats, billing
)

// Part is what a check found out about one chain.
type Part struct {
	Part    string
	Entries int64 // in the chain
	Older   int64 // made before there was a chain
	OK      bool
	Broken  int64  // number of the first entry that does not fit; 0 when all do
	Reason  string // changed, missing, cut: the entry, one before it, or the end of the chain
}

// Report is what a check of the whole trail found out.
type Report struct {
	At    time.Time
	OK    bool
	Parts []Part
}

// link is an entry with its place in the chain.
type link struct {
	Entry
	Seq      int64
	Hash     string
	Kept     string     // the digest that it had before its values were erased
	ErasedBy *uuid.UUID // the entry that says so; nil for one that is whole
}

// part of the chain that a link is: its digest, or the one that was kept of it.
func (l link) own() (string, error) {
	if l.ErasedBy != nil {
		return l.Kept, nil
	}
	return l.digest()
}

// head is the end of a chain.
type head struct {
	Seq  int64
	Hash string
}

// anchor is the end of a chain as it was, signed.
type anchor struct {
	Seq  int64
	Hash string
	MAC  []byte `gorm:"column:mac"`
}

// digest is the hash of an entry by itself. Changes are brought into the one form that survives the database's JSON.
func (e Entry) digest() (string, error) {
	raw, err := json.Marshal(e.Changes)
	if err != nil {
		return "", err
	}
	var plain any
	if err := json.Unmarshal(raw, &plain); err != nil {
		return "", err
	}
	if len(e.Changes) == 0 {
		plain = []any{}
	}
	parts := []any{e.ID, e.At.UTC().UnixMicro(), text(e.ActorID), e.ActorName, e.Action, e.Kind, text(e.RecordID), e.RecordName, plain}
	if e.Salt != "" {
		parts = append(parts, e.Salt)
	}
	form, err := json.Marshal(parts)
	if err != nil {
		return "", err
	}
	return sum(string(form)), nil
}

func text(id *uuid.UUID) string {
	if id == nil {
		return ""
	}
	return id.String()
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// check follows a chain, links in order, and compares it with its end and with an anchor.
type check struct {
	at     head
	anchor anchor
	part   Part
	seals  seals
}

func (c *check) fail(seq int64, reason string) {
	if c.part.Reason == "" {
		c.part.Broken, c.part.Reason = seq, reason
	}
}

func (c *check) follow(links []link) error {
	for _, l := range links {
		if l.Seq != c.at.Seq+1 {
			c.fail(c.at.Seq+1, "missing")
		}
		d, err := l.own()
		if err != nil {
			return err
		}
		if err := c.seals.meet(l); err != nil {
			return err
		}
		if l.Hash != sum(c.at.Hash+d) {
			c.fail(l.Seq, "changed")
		}
		c.at = head{l.Seq, l.Hash}
		c.part.Entries++
		if c.at.Seq == c.anchor.Seq && c.at.Hash != c.anchor.Hash {
			c.fail(l.Seq, "changed")
		}
	}
	return nil
}

func (c *check) finish(end head) Part {
	if c.at != end || c.at.Seq < c.anchor.Seq {
		c.fail(c.at.Seq+1, "cut")
	}
	if seq := c.seals.broken(); seq > 0 {
		c.fail(seq, "changed")
	}
	c.part.OK = c.part.Reason == ""
	return c.part
}
