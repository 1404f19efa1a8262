package member

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/kith-crm/kith/internal/identity/user"
	"github.com/kith-crm/kith/internal/kit/caller"
	"github.com/kith-crm/kith/internal/kit/clock"
	"github.com/kith-crm/kith/internal/kit/i18n"
	"github.com/kith-crm/kith/internal/kit/job"
	"github.com/kith-crm/kith/internal/kit/mail"
)

// mail tells a member, by a letter, that something about the membership or the company is different.
func (s *Service) mail(ctx context.Context, a Mail) error {
	var m Member
	var u user.User
	err := s.tools.Platform(ctx, func(ctx context.Context) (err error) {
		if m, err = byID(ctx, caller.From(ctx).Tenant.ID, a.MemberID); err == nil {
			u, err = s.users.Find(ctx, m.UserID)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.letters.Send(ctx, s.letter(a, m, u, caller.From(ctx).Tenant))
}

// paths are where the buttons of letters lead: to log in, or to a page of the company.
var paths = map[string]string{"changed": "/login", "excess": "/%s/settings/members", "suspended_owner": "/%s/settings/members",
	"back": "/%s/today", "pass_booked": "/%s/today", "pass_full": "/%s/settings/members",
	"retention": "/%s/settings/privacy", "retention_stopped": "/%s/settings/privacy", "archive_unsent": "/%s/settings/archives",
	"in_my_way": "/%s/settings/feedback", "in_my_way_answered": "/%s/today"}

func (s *Service) letter(a Mail, m Member, u user.User, t caller.Tenant) user.Letter {
	x := user.Letter{Name: a.Letter, ID: fmt.Sprintf("%s/%d", a.MemberID, a.At), To: mail.Address{Name: u.Name, Email: u.Email},
		Language: u.Language, Path: paths[a.Letter], Args: map[string]any{"company": t.Name, "role": s.letters.Texts.Say(u.Language, "role."+m.Role, nil)}}
	if a.About != "" {
		x.ID += "/" + a.About
	}
	for name, v := range a.Args {
		x.Args[name] = v
	}
	if kind, ok := a.Args["kind"]; ok {
		x.Args["kind"] = s.letters.Texts.Say(u.Language, "kind."+kind, nil)
	}
	if day, err := time.Parse(dayForm, a.Args["day"]); err == nil {
		x.Args["day"] = i18n.FormatDate(u.Language, day, time.UTC)
	}
	if x.Path != "" && x.Path[1] == '%' {
		x.Path = fmt.Sprintf(x.Path, t.Slug)
	}
	return x
}

func (s *Service) notify(ctx context.Context, m Member, letter string) error {
	return job.EnqueueFor(ctx, m.TenantID, Kind, Mail{MemberID: m.ID, Letter: letter, At: m.UpdatedAt.UnixMicro()})
}

// Write has a letter sent to a member. Of the args, kind is a kind of seat and day a date; both are put into words.
func (s *Service) Write(ctx context.Context, m Member, letter, about string, args map[string]string) error {
	return job.EnqueueFor(ctx, m.TenantID, Kind, Mail{MemberID: m.ID, Letter: letter, At: clock.Now().UnixMicro(), About: about, Args: maps.Clone(args)})
}

// WriteOwners has a letter sent to every owner of a company.
func (s *Service) WriteOwners(ctx context.Context, tenantID int64, letter, about string, args map[string]string) error {
	owners, err := s.ByRole(ctx, tenantID, Owner)
	for _, m := range owners {
		if err == nil {
			err = s.Write(ctx, m.Member, letter, about, args)
		}
	}
	return err
}
