package blob

import (
	"errors"
	"io"
	"os"
)

// ErrFull is returned when more is written than a spool takes.
var ErrFull = errors.New("blob: the file would be too large")

// Spool is a file that is being made before it is stored, when it is known how large it is. It has no name: whatever becomes of the
// program, nothing of it stays.
type Spool struct {
	file *os.File
	left int64
}

// NewSpool opens a spool for at most so many bytes.
func NewSpool(most int64) (*Spool, error) {
	f, err := os.CreateTemp("", "kith-spool-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &Spool{f, most}, nil
}

// Write implements io.Writer.
func (s *Spool) Write(b []byte) (int, error) {
	if s.left -= int64(len(b)); s.left < 0 {
		return 0, ErrFull
	}
	return s.file.Write(b)
}

// Close gives the room back.
func (s *Spool) Close() error { return s.file.Close() }

// Content returns what was written, from its beginning, and how much it is.
func (s *Spool) Content() (io.Reader, int64, error) {
	size, err := s.file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0, err
	}
	_, err = s.file.Seek(0, io.SeekStart)
	return s.file, size, err
}
