package web

import (
	"runtime/debug"
	"strings"

	"github.com/gofiber/fiber/v3"
)

// policy lets a page run nothing but its own scripts. Frames hold only what the page itself made: a PDF that is looked at
// (ADR 33), under this same policy.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self'; frame-src blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers tells browsers what the page may do; the API's answers are never kept.
func headers(cfg Config) fiber.Handler {
	return func(c fiber.Ctx) error {
		c.Set("Content-Security-Policy", policy)
		c.Set("X-Content-Type-Options", "nosniff")
		c.Set("Referrer-Policy", "no-referrer")
		c.Set("Cross-Origin-Opener-Policy", "same-origin")
		c.Set("Cross-Origin-Resource-Policy", "same-origin")
		c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if cfg.Secure {
			c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		if strings.HasPrefix(c.Path(), "/api/") {
			c.Set("Cache-Control", "no-store")
		}
		return c.Next()
	}
}

func stack() string { return string(debug.Stack()) }
