package call

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/activity"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/outbound"
	"github.com/kith-crm/kith/internal/platform/licence"
)

// patience is for how long a phone system that does not answer is asked again: nobody wants to be rung much later.
const patience = time.Minute

// request is what a phone system is asked: to ring From, then To. CallID is the same each time that it is asked for the same
// call.
type request struct {
	Event  string    `json:"event"` // call or test
	CallID uuid.UUID `json:"callId,omitzero"`
	From   string    `json:"from,omitempty"`
	To     string    `json:"to,omitempty"`
	At     time.Time `json:"at"`
}

// asking is a call that is about to be asked for.
type asking struct {
	activity activity.Activity
	how      How
	system   System
	to, why  string
}

// ask asks for one call, outside of a unit of work, and notes how that went.
func (s *Service) ask(ctx context.Context, id uuid.UUID) error {
	if licence.Access(caller.From(ctx).Tenant.State) != licence.Write {
		return job.ErrLater
	}
	var c asking
	err := s.InTenant(ctx, func(ctx context.Context) (err error) {
		c, err = s.read(ctx, id)
		return err
	})
	if err != nil || c.how.State != Asked {
		return err
	}
	from, err := s.from(ctx, &c)
	if err != nil {
		return err
	}
	if clock.Now().Sub(c.how.Since) > patience {
		c.why = Unreachable
	}
	if c.why == "" {
		why, err := s.post(ctx, c.system, request{Event: "call", CallID: id, From: from, To: c.to, At: clock.Now()})
		if c.why = why; err != nil {
			return err
		}
	}
	return s.InTenant(ctx, func(ctx context.Context) error { return s.asked(ctx, id, c.why) })
}

// from is the own number of who asked.
func (s *Service) from(ctx context.Context, c *asking) (string, error) {
	if c.activity.OwnerID == nil {
		c.why = Left
		return "", nil
	}
	number, here, err := s.Phone(ctx, *c.activity.OwnerID)
	if !here || number == "" {
		c.why = Left
	}
	return number, err
}

// read reads a call with all that stands in the company's own schema.
func (s *Service) read(ctx context.Context, id uuid.UUID) (c asking, err error) {
	if c.activity, err = s.Activities.Carried(ctx, id, &c.how); err != nil || c.how.State != Asked {
		return c, err
	}
	if c.system, err = system(ctx); err != nil {
		return c, err
	}
	if !c.system.on() {
		c.why = Off
		return c, nil
	}
	about := c.activity.About()
	ways, err := s.Records[about.Kind].Reach(ctx, about.ID)
	if errs.KindOf(err) == errs.NotFound {
		c.why = Gone
		return c, nil
	}
	way, ok := s.pick(about, ways, c.how.Way)
	if !ok {
		c.why = Gone
	}
	c.to = way.Value
	return c, err
}

// errBusy has the queue ask again; what the other side said is not kept, for it may hold a number.
var errBusy = errors.New("call: the phone system does not answer")

// post sends a signed request. why says that it came to nothing for good; an error, that it is worth trying again.
func (s *Service) post(ctx context.Context, y System, r request) (why string, err error) {
	body, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, y.URL, bytes.NewReader(body))
	if err != nil {
		return Refused, nil //nolint:nilerr // an address that can't be asked
	}
	at := strconv.FormatInt(clock.Now().Unix(), 10)
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set(TimeHeader, at)
	q.Header.Set(SignatureHeader, Signature(s.secret(*y.KeyID), at, body))
	answer, err := s.Client.Do(q)
	if errors.Is(err, outbound.ErrInside) {
		return Inside, nil
	}
	if err != nil {
		return "", errBusy
	}
	_ = answer.Body.Close() // what it says beside the status is not asked for
	switch {
	case answer.StatusCode < http.StatusMultipleChoices:
		return "", nil
	case answer.StatusCode >= http.StatusInternalServerError || answer.StatusCode == http.StatusTooManyRequests:
		return "", errBusy
	default:
		return Refused, nil
	}
}

// asked notes that the phone system will call, or why not. It may have told already how the call goes: then that stays.
func (s *Service) asked(ctx context.Context, id uuid.UUID, why string) error {
	var how How
	a, err := s.Activities.Carried(ctx, id, &how)
	if errors.Is(err, activity.ErrNotFound) || err == nil && how.State != Asked {
		return nil
	}
	if err != nil {
		return err
	}
	how.State, how.Why = Taken, why
	if why != "" {
		how.State = Failed
	}
	if err := s.Activities.Carries(ctx, a, how); err != nil || why == "" {
		return err
	}
	return s.Bus.Publish(ctx, Went{id, how})
}

// Try sends the phone system a test, outside of a unit of work, and tells why it came to nothing; empty when it answered well.
// ErrOff.
func (s *Service) Try(ctx context.Context) (why string, err error) {
	var y System
	err = s.InTenant(ctx, func(ctx context.Context) (err error) {
		y, err = system(ctx)
		return err
	})
	if err != nil {
		return "", err
	}
	if !y.on() {
		return "", ErrOff
	}
	why, err = s.post(ctx, y, request{Event: "test", At: clock.Now()})
	if errors.Is(err, errBusy) {
		return Unreachable, nil
	}
	return why, err
}
