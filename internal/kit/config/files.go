package config

import (
	"fmt"
	"os"
	"strings"
)

// fromFiles fills the secrets that are given as files, as container platforms do.
func (c *Config) fromFiles() error {
	for name, field := range map[string]*string{
		"KITH_DATABASE_URL":          &c.DatabaseURL,
		"KITH_SECRET":                &c.Secret,
		"KITH_FILES":                 &c.Files,
		"KITH_SMTP_URL":              &c.SMTPURL,
		"KITH_STRIPE_KEY":            &c.StripeKey,
		"KITH_STRIPE_WEBHOOK_SECRET": &c.StripeWebhookSecret,
	} {
		path := os.Getenv(name + "_FILE")
		if path == "" || *field != "" {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%s_FILE: %w", name, err)
		}
		*field = strings.TrimSpace(string(text))
	}
	return nil
}
