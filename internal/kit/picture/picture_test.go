package picture_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kith-crm/kith/internal/kit/picture"
)

// drawn is a picture with a red left half and a blue right one.
func drawn(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: 220, A: 255}
			if x >= w/2 {
				c = color.NRGBA{B: 220, A: 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func asPNG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

// held puts a camera's note of how it was held into a JPEG.
func held(data []byte, o byte, order binary.AppendByteOrder) []byte {
	begin := "MM"
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		begin = "II"
	}
	tiff := order.AppendUint32(order.AppendUint16([]byte(begin), 42), 8)
	tiff = order.AppendUint16(order.AppendUint16(order.AppendUint16(tiff, 1), 0x0112), 3)
	tiff = order.AppendUint16(order.AppendUint16(order.AppendUint32(tiff, 1), uint16(o)), 0)
	tiff = order.AppendUint32(tiff, 0)
	note := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(note)+2)) //nolint:gosec // a few bytes
	return append(append(head, note...), data[2:]...)
}

func small(t *testing.T, data []byte) image.Image {
	t.Helper()
	out, err := picture.Small(data, 100)
	require.NoError(t, err)
	m, _, err := image.Decode(bytes.NewReader(out))
	require.NoError(t, err)
	return m
}

func red(m image.Image, x, y int) bool {
	r, _, b, _ := m.At(x, y).RGBA()
	return r > b
}

func TestSmall(t *testing.T) {
	var moving bytes.Buffer
	require.NoError(t, gif.Encode(&moving, drawn(400, 200), nil))
	for name, data := range map[string][]byte{"png": asPNG(t, drawn(400, 200)), "jpeg": asJPEG(t, drawn(400, 200)), "gif": moving.Bytes()} {
		m := small(t, data)
		require.Equal(t, image.Pt(100, 50), m.Bounds().Size(), name)
		require.True(t, red(m, 5, 25) && !red(m, 95, 25), name)
	}
	require.Equal(t, image.Pt(30, 10), small(t, asPNG(t, drawn(30, 10))).Bounds().Size(), "none is made larger")
	require.Equal(t, image.Pt(100, 1), small(t, asPNG(t, drawn(2000, 1))).Bounds().Size())
	lossy, err := base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
	require.NoError(t, err)
	require.Equal(t, image.Pt(1, 1), small(t, lossy).Bounds().Size(), "webp")
}

// What shows through stays so; everything else is a JPEG, which is smaller.
func TestFormat(t *testing.T) {
	out, err := picture.Small(asPNG(t, drawn(400, 200)), 100)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(out, []byte("\xff\xd8\xff")))
	out, err = picture.Small(asPNG(t, image.NewNRGBA(image.Rect(0, 0, 40, 40))), 100)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(out, []byte("\x89PNG")))
}

// A picture is shown as the camera was held, whichever way round the numbers are; what else the camera said is left out.
func TestOrientation(t *testing.T) {
	plain := asJPEG(t, drawn(80, 40))
	for o, at := range map[byte]image.Point{1: {5, 20}, 2: {75, 20}, 3: {75, 20}, 4: {5, 20}, 5: {20, 5}, 6: {20, 5}, 7: {20, 75}, 8: {20, 75}} {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			data := held(plain, o, order)
			m := small(t, data)
			require.Equal(t, o >= 5, m.Bounds().Dy() > m.Bounds().Dx(), o)
			require.True(t, red(m, at.X, at.Y), o)
			require.False(t, red(m, m.Bounds().Dx()-1-at.X, m.Bounds().Dy()-1-at.Y), o)
			out, err := picture.Small(data, 100)
			require.NoError(t, err)
			require.NotContains(t, string(out), "Exif")
		}
	}
	require.Equal(t, image.Pt(80, 40), small(t, held(plain, 99, binary.BigEndian)).Bounds().Size())
}

// A few bytes can claim any size: that is looked at before anything is drawn.
func TestBombs(t *testing.T) {
	huge := func(data []byte) []byte { // a PNG that says it is 60,000 points wide and high
		binary.BigEndian.PutUint32(data[16:], 60_000)
		binary.BigEndian.PutUint32(data[20:], 60_000)
		return fixed(data)
	}
	wide := asJPEG(t, drawn(16, 16))
	at := bytes.Index(wide, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(wide[at+5:], 65_000)
	binary.BigEndian.PutUint16(wide[at+7:], 65_000)
	canvas := append([]byte("RIFF\x2e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x01\x00\x00VP8 \x10\x00\x00\x00"),
		[]byte("\x30\x01\x00\x9d\x01\x2a\xff\x3f\xff\x3f\x0e\xc0\xfe\x25\xa4\x00")...) // says 2 times 2, and holds a frame of 16,383 times 16,383
	for name, data := range map[string][]byte{
		"png": huge(asPNG(t, drawn(16, 16))), "jpeg": wide, "webp": canvas, "text": []byte("hello"), "nothing": nil,
		"half": asPNG(t, drawn(400, 400))[:60], "svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := picture.Small(data, 100)
		runtime.ReadMemStats(&after)
		require.ErrorIs(t, err, picture.ErrNot, name)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20), name)
	}
}

// fixed gives the header of a PNG the sum that its bytes have now.
func fixed(data []byte) []byte {
	binary.BigEndian.PutUint32(data[29:], crc(data[12:29]))
	return data
}

// FuzzSmall: whatever is uploaded, there is a small picture or ErrNot.
func FuzzSmall(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\x00\x00\x00\x08"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	f.Fuzz(func(t *testing.T, data []byte) {
		if out, err := picture.Small(data, 32); err == nil {
			require.NotEmpty(t, out)
		} else {
			require.ErrorIs(t, err, picture.ErrNot)
		}
	})
}

func crc(data []byte) uint32 { return crc32.ChecksumIEEE(data) }
