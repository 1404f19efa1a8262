package trail

import (
	"context"
	"fmt"

	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
)

// batch is how many entries are checked at a time.
const batch = 1000

// Verify follows both chains of the caller's company from their beginning, compares them with the signed ends that were
// kept, and signs the present ends when all is well. It opens its own units of work, and is called outside of one.
func (s *Service) Verify(ctx context.Context) (Report, error) {
	r := Report{At: clock.Now(), OK: true}
	for _, name := range []string{partCompany, partPlatform} {
		p, err := s.verify(ctx, name)
		if err != nil {
			return r, err
		}
		r.Parts = append(r.Parts, p)
		r.OK = r.OK && p.OK
	}
	return r, nil
}

func (s *Service) verify(ctx context.Context, name string) (Part, error) {
	t := caller.From(ctx).Tenant.ID
	c := check{part: Part{Part: name}}
	err := s.platform(ctx, func(ctx context.Context) (err error) {
		c.anchor, err = lastAnchor(ctx, t, name)
		return err
	})
	if err != nil {
		return c.part, err
	}
	if c.anchor.Seq > 0 && !s.keys.Verify(anchorPurpose, c.anchor.form(t, name), c.anchor.MAC) {
		c.fail(c.anchor.Seq, "changed")
	}
	in := s.inTenant
	if name == partPlatform {
		in = s.platform
	}
	if err := in(ctx, func(ctx context.Context) error { return c.run(ctx, name) }); err != nil || !c.part.OK || c.at.Seq == 0 {
		return c.part, err
	}
	a := anchor{Seq: c.at.Seq, Hash: c.at.Hash}
	a.MAC = s.keys.Sign(anchorPurpose, a.form(t, name))
	return c.part, s.platform(ctx, func(ctx context.Context) error { return insertAnchor(ctx, t, name, a, clock.Now()) })
}

// run follows a chain in one unit of work. Its end is read first: what is added meanwhile is left for the next time.
func (c *check) run(ctx context.Context, name string) error {
	e, err := endOf(ctx, name)
	if err != nil {
		return err
	}
	c.part.Older = e.Older
	for c.at.Seq < e.Seq {
		ls, err := chain(ctx, name, c.at.Seq, batch)
		if err != nil {
			return err
		}
		for len(ls) > 0 && ls[len(ls)-1].Seq > e.Seq {
			ls = ls[:len(ls)-1]
		}
		if len(ls) == 0 {
			break
		}
		if err := c.follow(ls); err != nil {
			return err
		}
	}
	c.finish(head{e.Seq, e.Hash})
	return nil
}

// anchorPurpose is what ends of chains are signed for.
const anchorPurpose = "audit/anchor"

func (a anchor) form(tenantID int64, name string) []byte {
	return fmt.Appendf(nil, "%d %s %d %s", tenantID, name, a.Seq, a.Hash)
}
