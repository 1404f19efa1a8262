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
		"KITH_DATABASE_URL_DIRECT":   &c.DatabaseDirect,
		"KITH_SECRET":                &c.Secret,
		"KITH_FILES":                 &c.Files,
		"KITH_BACKUPS":               &c.Backups,
		"KITH_BACKUP_URL":            &c.BackupURL,
		"KITH_SMTP_URL":              &c.SMTPURL,
		"KITH_STRIPE_KEY":            &c.StripeKey,
		"KITH_STRIPE_WEBHOOK_SECRET": &c.StripeWebhookSecret,
	} {
		if *field != "" {
			continue
		}
		var err error
		if *field, err = fromFile(name); err != nil {
			return err
		}
	}
	return nil
}

// Lookup returns a setting whose name is known at run time only, such as the address of a node; "" when it is not set.
func Lookup(name string) (string, error) {
	if v := os.Getenv(name); v != "" {
		return v, nil
	}
	return fromFile(name)
}

func fromFile(name string) (string, error) {
	path := os.Getenv(name + "_FILE")
	if path == "" {
		return "", nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimSpace(string(text)), nil
}
