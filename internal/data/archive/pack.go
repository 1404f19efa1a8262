package archive

import (
	"archive/zip"
	"crypto/ed25519"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"slices"
)

//go:embed README.txt
var readme []byte

const (
	manifestName  = "manifest.json"
	signatureName = "manifest.sig"
	readmeName    = "README.txt"
	peopleName    = "people.jsonl"
	tablesFolder  = "tables/"
	filesFolder   = "files/"
	lines         = ".jsonl"
)

// packer writes an archive, part by part.
type packer struct {
	zip *zip.Writer
	m   Manifest
}

func newPacker(w io.Writer, m Manifest) *packer {
	m.Format, m.Version = format, Version
	return &packer{zip.NewWriter(w), m}
}

// part writes one part; write tells how many rows it has.
func (p *packer) part(name string, write func(io.Writer) (rows int64, err error)) error {
	to, err := p.zip.Create(name)
	if err != nil {
		return err
	}
	c := &counted{to: to, sum: sha256.New()}
	rows, err := write(c)
	p.m.Parts = append(p.m.Parts, Part{Name: name, Rows: rows, Bytes: c.n, SHA256: hex.EncodeToString(c.sum.Sum(nil))})
	return err
}

// close writes what is in the archive, signed, and ends it.
func (p *packer) close(key ed25519.PrivateKey) (Manifest, error) {
	p.m.Key = hex.EncodeToString(key.Public().(ed25519.PublicKey))
	text, err := json.MarshalIndent(p.m, "", " ")
	if err != nil {
		return p.m, err
	}
	for _, end := range []struct {
		name string
		text []byte
	}{{readmeName, readme}, {manifestName, text}, {signatureName, ed25519.Sign(key, text)}} {
		to, err := p.zip.Create(end.name)
		if err != nil {
			return p.m, err
		}
		if _, err := to.Write(end.text); err != nil {
			return p.m, err
		}
	}
	return p.m, p.zip.Close()
}

// counted counts and sums up what passes.
type counted struct {
	to  io.Writer
	sum hash.Hash
	n   int64
}

// Write implements io.Writer.
func (c *counted) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	c.n += int64(n)
	c.sum.Write(b[:n])
	return n, err
}

// whole are the parts that stand beside those in the manifest.
var whole = []string{readmeName, manifestName, signatureName}

func isWhole(name string) bool { return slices.Contains(whole, name) }
