package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// The marks of a JPEG that are looked for: where its points begin, the frame that is sent in several passes, and what the
// camera says.
const (
	scan       = 0xda
	inPasses   = 0xc2
	fromCamera = 0xe1
)

// segments calls f for the parts of a JPEG before its points, until f says that it has seen enough.
func segments(data []byte, f func(mark byte, part []byte) (enough bool)) {
	if !bytes.HasPrefix(data, []byte("\xff\xd8")) {
		return
	}
	for data = data[2:]; len(data) >= 4 && data[0] == 0xff && data[1] != scan; {
		if data[1] == 0xff { // a filler
			data = data[1:]
			continue
		}
		size := int(binary.BigEndian.Uint16(data[2:]))
		if size < 2 || len(data) < 2+size || f(data[1], data[4:2+size]) {
			return
		}
		data = data[2+size:]
	}
}

// progressive tells whether a JPEG is sent in several passes. One whose parts can't be followed is taken for such a one.
func progressive(data []byte) bool {
	frames, passes := 0, 0
	segments(data, func(mark byte, _ []byte) bool {
		if mark >= 0xc0 && mark <= inPasses {
			frames++
		}
		if mark == inPasses {
			passes++
		}
		return false
	})
	return frames == 0 && bytes.HasPrefix(data, []byte("\xff\xd8")) || passes > 0
}

// framed is how many points the frames in a WebP have, whatever its first header says.
func framed(data []byte) (most int64) {
	if len(data) < 12 || string(data[8:12]) != "WEBP" {
		return 0
	}
	for data = data[12:]; len(data) >= 18; {
		size, part := int64(binary.LittleEndian.Uint32(data[4:])), data[8:]
		var width, height uint32
		switch string(data[:4]) {
		case "VP8 ":
			width, height = uint32(binary.LittleEndian.Uint16(part[6:])&0x3fff), uint32(binary.LittleEndian.Uint16(part[8:])&0x3fff)
		case "VP8L":
			bits := binary.LittleEndian.Uint32(part[1:])
			width, height = bits&0x3fff+1, bits>>14&0x3fff+1
		}
		most = max(most, int64(width)*int64(height))
		size += 8 + size&1
		if size >= int64(len(data)) {
			break
		}
		data = data[size:]
	}
	return most
}

// orientation is how the camera says that it was held, from 1 (upright) to 8; 1 when it says nothing.
func orientation(data []byte) (o int) {
	o = 1
	segments(data, func(mark byte, part []byte) bool {
		if tiff, is := bytes.CutPrefix(part, []byte("Exif\x00\x00")); mark == fromCamera && is {
			o = orientationIn(tiff)
			return true
		}
		return false
	})
	return o
}

// orientationIn reads the orientation from the first directory of a camera's notes.
func orientationIn(tiff []byte) int {
	const tag, entry = 0x0112, 12
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(tiff[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < entry {
			return 1
		}
		if order.Uint16(entries) == tag {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[entry:]
	}
	return 1
}

// turned is a picture as it was held.
func turned(m *image.NRGBA, orientation int) *image.NRGBA {
	if orientation == 1 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	size := image.Pt(w, h)
	if orientation >= 5 {
		size = image.Pt(h, w)
	}
	out := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range h {
		for x := range w {
			to := place(x, y, w, h, orientation)
			out.SetNRGBA(to.X, to.Y, m.NRGBAAt(x, y))
		}
	}
	return out
}

// place is where a point of a picture goes.
func place(x, y, w, h, orientation int) image.Point {
	switch orientation {
	case 2:
		return image.Pt(w-1-x, y)
	case 3:
		return image.Pt(w-1-x, h-1-y)
	case 4:
		return image.Pt(x, h-1-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(h-1-y, x)
	case 7:
		return image.Pt(h-1-y, w-1-x)
	case 8:
		return image.Pt(y, w-1-x)
	}
	return image.Pt(x, y)
}
