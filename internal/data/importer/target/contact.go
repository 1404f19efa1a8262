package target

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/bring"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/customfield"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Contacts brings contacts in.
type Contacts struct {
	Service *contact.Service
	Own     *customfield.Service
	// Companies finds or makes companies by name; the result is by name in lower case.
	Companies func(ctx context.Context, names []string) (map[string]uuid.UUID, error)
}

// Kind implements Target.
func (Contacts) Kind() string { return contact.Kind }

// Fields implements Target.
func (Contacts) Fields() []Field { return contactFields }

// Keys implements Target.
func (Contacts) Keys() []string { return nil }

// Enough implements Target.
func (Contacts) Enough(mapped func(string) bool) bool {
	return mapped("firstName") || mapped("lastName") || mapped("name") || mapped("email") || mapped("phone")
}

// Open implements Target.
func (c Contacts) Open(ctx context.Context, how How) (Intake, error) {
	if !how.Dry {
		return contactIntake{c, how}, nil
	}
	sheet, err := c.Own.Sheet(ctx, contact.Kind, how.Own, false)
	past := bring.NewFound(func(s contact.Standing) string { return s.Key })
	return &contactJudge{c, how, sheet, past}, err
}

// contactIntake takes contacts in.
type contactIntake struct {
	Contacts
	How
}

// Take implements Intake.
func (in contactIntake) Take(ctx context.Context, rows []Row) ([]bring.Outcome, error) {
	all := make([]contact.Row, len(rows))
	for i, r := range rows {
		all[i] = r.Contact()
		all[i].OwnerID = in.owner(r)
	}
	return in.Service.ImportBatch(ctx, contact.Batch{Rows: all, Overwrite: in.Overwrite, Match: in.Match, Companies: in.Companies})
}

// contactJudge tells what would become of rows. Whether a row's contact is there already depends on the rows before it.
type contactJudge struct {
	Contacts
	How
	sheet *customfield.Sheet
	past  bring.Found[contact.Standing]
}

// Take implements Intake.
func (j *contactJudge) Take(ctx context.Context, rows []Row) ([]bring.Outcome, error) {
	outcomes := make([]bring.Outcome, len(rows))
	traces := contact.Traces{Field: j.Match, Emails: make([]string, len(rows)), Keys: make([]string, len(rows))}
	people, custom := make([]contact.Row, len(rows)), make([]map[string]any, len(rows))
	for i, r := range rows {
		people[i] = r.Contact()
		own, wrong := j.sheet.Read(r.Own)
		key := j.sheet.Told(own, j.Match)
		email, bad := j.Service.CheckTraced(ctx, people[i], key != "")
		traces.Emails[i], traces.Keys[i], custom[i], outcomes[i].Err = email, key, own, errs.All(bad, wrong)
	}
	if err := j.sheet.Meet(ctx, custom); err != nil {
		return nil, err
	}
	known, err := j.Service.Known(ctx, traces)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		key, email := traces.Keys[i], traces.Emails[i]
		standing, there := known.Of(key, email)
		if !there {
			standing, there = j.past.Of(key, email)
		}
		switch {
		case outcomes[i].Err != nil:
		case !there:
			_, nobody := j.Service.CheckRow(ctx, people[i])
			outcomes[i] = bring.Outcome{Fate: bring.Created, Err: errs.All(nobody, j.sheet.Claim(custom[i], customfield.Values{}))}
		case !standing.Writable && j.Overwrite:
			outcomes[i].Err = errs.ErrDenied
		case j.Overwrite:
			outcomes[i].Fate = bring.Updated
		default:
			outcomes[i].Fate = bring.Skipped
		}
		if outcomes[i].Err == nil {
			j.past.Take(contact.Standing{Key: key, Writable: true}, email)
		}
	}
	return outcomes, nil
}

// Contact makes a row a contact. A whole name is split at its last space, or at its comma.
func (r Row) Contact() contact.Row {
	v := r.Values
	c := contact.Row{FirstName: v["firstName"], LastName: v["lastName"], PreferredName: v["preferredName"], JobTitle: v["jobTitle"], Company: v["company"],
		Street: v["street"], City: v["city"], Postcode: v["postcode"], Country: v["country"], Source: v["source"], Note: v["note"], Custom: r.Own}
	if b := v["birthday"]; b != "" {
		birthday := date.Date(b)
		c.Birthday = &birthday
	}
	if c.FirstName == "" && c.LastName == "" {
		c.FirstName, c.LastName = split(v["name"])
	}
	fill(&c, r.Emails, r.Phones)
	traits(&c, v["language"], v["tags"])
	return c
}

func split(name string) (first, last string) {
	if last, first, ok := strings.Cut(name, ","); ok {
		return strings.TrimSpace(first), strings.TrimSpace(last)
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		return name, ""
	}
	return strings.Join(words[:len(words)-1], " "), words[len(words)-1]
}

// most is how many further addresses, and numbers, a contact takes from a file; those beyond are written down as a note.
const most = 9

// fill puts a row's ways to reach the person into a contact. The first is the primary one, and has to be right; further ones
// that are none are written down instead of refused.
func fill(r *contact.Row, emails, phones []contact.Channel) {
	number := func(value string) (string, bool) { return reach.Phone(value, "") }
	r.Email, r.EmailLabel, r.MoreEmails = share(r, emails, reach.Email)
	r.Phone, r.PhoneLabel, r.MorePhones = share(r, phones, number)
}

func share(r *contact.Row, all []contact.Channel, form func(string) (string, bool)) (primary, label string, more []contact.Channel) {
	if len(all) == 0 {
		return "", "", nil
	}
	for _, c := range all[1:] {
		if _, ok := form(c.Value); !ok || len(more) == most {
			r.Note = strings.TrimSpace(r.Note + "\n" + c.Value)
			continue
		}
		more = append(more, c)
	}
	return all[0].Value, all[0].Label, more
}

// traits puts a row's language and tags into a contact; a language that is none is written down.
func traits(r *contact.Row, language, tags string) {
	if base, ok := text.Language(language); ok {
		r.Language = base
	} else {
		r.Note = strings.TrimSpace(r.Note + "\n" + language)
	}
	r.Tags = Tags(tags)
}

// Several is how Google writes several values into one cell.
const Several = ":::"

// Tags are the tags in a cell, without Google's own groups.
func Tags(cell string) (tags []string) {
	cell = strings.ReplaceAll(cell, Several, ",")
	for _, t := range strings.FieldsFunc(cell, func(c rune) bool { return c == ',' || c == ';' }) {
		if t = strings.TrimSpace(t); t != "" && !strings.HasPrefix(t, "*") {
			tags = append(tags, t)
		}
	}
	return tags
}
