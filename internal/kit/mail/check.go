package mail

import "context"

// Check connects to the mail server as for a letter, logs in, and sends none.
func (s *SMTP) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	client, err := s.client(ctx)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return verdict(ctx, err)
	}
	return client.Close()
}
