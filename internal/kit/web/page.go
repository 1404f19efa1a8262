package web

import (
	"io/fs"
	"mime"
	"path"
	"strings"

	"github.com/gofiber/fiber/v3"
)

// Page serves the built front end: files by name, hashed ones for ever, and the page itself for every other address
// that is not the API's.
func (s *Server) Page(dist fs.FS) {
	s.App.Get("/*", func(c fiber.Ctx) error {
		name := strings.TrimPrefix(path.Clean("/"+c.Params("*")), "/")
		if strings.HasPrefix(name, "api/") || name == "api" {
			return fiber.ErrNotFound
		}
		if data, err := fs.ReadFile(dist, name); err == nil && fs.ValidPath(name) {
			return sendFile(c, name, data)
		}
		if path.Ext(name) != "" {
			return fiber.ErrNotFound
		}
		data, err := fs.ReadFile(dist, "index.html")
		if err != nil {
			return c.Status(fiber.StatusNotFound).SendString("The page is not built. Run: go run ./cmd/dev up")
		}
		return sendFile(c, "index.html", data)
	})
}

func sendFile(c fiber.Ctx, name string, data []byte) error {
	kind := mime.TypeByExtension(path.Ext(name))
	if path.Ext(name) == ".webmanifest" {
		kind = "application/manifest+json"
	}
	c.Set(fiber.HeaderContentType, kind)
	if strings.HasPrefix(name, "assets/") {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	} else {
		c.Set(fiber.HeaderCacheControl, "no-cache")
	}
	return c.Send(data)
}
