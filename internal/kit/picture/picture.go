// Package picture makes small copies of the pictures that people upload. It trusts nothing about them: how much memory one
// takes is told by its header, and looked at before anything is decoded, and what comes out is drawn anew, so that a copy
// carries nothing of the original but its looks.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// ErrNot is the answer about what is no picture, or one that takes too much to draw.
var ErrNot = errors.New("picture: no picture that can be made small")

const (
	maxMemory = 256 << 20 // bytes that a decoded picture may take
	quality   = 82        // of a JPEG, in percent
)

// Small draws a picture in a square of side points, as it is meant to be held, and answers with a JPEG or, when something
// shows through it, a PNG. A smaller one keeps its size.
func Small(data []byte, side int) ([]byte, error) {
	source, err := decode(data)
	if err != nil {
		return nil, err
	}
	size := fit(source.Bounds().Dx(), source.Bounds().Dy(), side)
	small := image.NewNRGBA(image.Rectangle{Max: size})
	draw.BiLinear.Scale(small, small.Bounds(), source, source.Bounds(), draw.Src, nil)
	return encode(turned(small, orientation(data)))
}

// fit is the largest size within a square that keeps the proportions.
func fit(width, height, side int) image.Point {
	if most := max(width, height); most > side {
		width, height = width*side/most, height*side/most
	}
	return image.Pt(max(width, 1), max(height, 1))
}

func encode(m *image.NRGBA) ([]byte, error) {
	var out bytes.Buffer
	var err error
	if m.Opaque() {
		err = jpeg.Encode(&out, m, &jpeg.Options{Quality: quality})
	} else {
		err = png.Encode(&out, m)
	}
	return out.Bytes(), err
}

// kind is how one kind of picture is read.
type kind struct {
	magic  string // from the first byte on
	header func(*bytes.Reader) (image.Config, error)
	decode func(*bytes.Reader) (image.Image, error)
}

var kinds = []kind{
	{"\xff\xd8\xff", func(r *bytes.Reader) (image.Config, error) { return jpeg.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }},
	{"\x89PNG\r\n\x1a\n", func(r *bytes.Reader) (image.Config, error) { return png.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }},
	{"GIF8", func(r *bytes.Reader) (image.Config, error) { return gif.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return gif.Decode(r) }},
	{"RIFF", func(r *bytes.Reader) (image.Config, error) { return webp.DecodeConfig(r) }, func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) }},
}

// decode draws a picture that takes little enough. The decoders are written for pictures that lie; should one fall over
// such a picture all the same, it is no picture.
func decode(data []byte) (m image.Image, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			m, err = nil, fmt.Errorf("%w: %v", ErrNot, fault)
		}
	}()
	for _, k := range kinds {
		if !bytes.HasPrefix(data, []byte(k.magic)) {
			continue
		}
		c, err := k.header(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNot, err)
		}
		if memory(c, data) > maxMemory {
			return nil, fmt.Errorf("%w: %d times %d points", ErrNot, c.Width, c.Height)
		}
		if m, err = k.decode(bytes.NewReader(data)); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNot, err)
		}
		if m.Bounds().Empty() {
			return nil, ErrNot
		}
		return m, nil
	}
	return nil, ErrNot
}

// memory is how many bytes it takes, at most, to decode a picture.
func memory(c image.Config, data []byte) int64 {
	points := max(int64(c.Width)*int64(c.Height), framed(data))
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		return points * 8
	case color.YCbCrModel, color.CMYKModel:
		if progressive(data) {
			return points * 20 // the coefficients of all points are kept until the end
		}
	}
	return points * 4
}
