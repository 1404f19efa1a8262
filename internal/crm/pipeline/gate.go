package pipeline

import (
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// What a gate can ask for, by the field's name in the API. A contact can be asked for with a role: contact:decider; a field
// that the company has added by its key: custom.ID. Why a deal was lost is always asked.
const (
	AskValue    = "value"
	AskDate     = "expectedOn"
	AskCompany  = "companyId"
	AskContact  = "contact"
	contactRole = AskContact + ":"
	own         = "custom."
)

var askable = []string{AskValue, AskDate, AskCompany, AskContact, contactRole + "decider", contactRole + "influencer", contactRole + "user", contactRole + "buyer"}

// Gate is what a stage asks for, one after the other with commas between them.
type Gate string

// maxGate is how long the names of all that a gate asks for may be together.
const maxGate = 300

// ErrGate is returned for a gate that asks for what nobody can give.
var ErrGate = errs.New(errs.Invalid, "stage.gate", "A stage can't ask for this.").On("stages")

// Fields are what the gate asks for.
func (g Gate) Fields() []string {
	if g == "" {
		return []string{}
	}
	return strings.Split(string(g), ",")
}

// gate makes a gate; each field is asked for once, always in the same order. Keys are those of the company's own fields.
func gate(fields, keys []string) (Gate, error) {
	var all []string
	may := slices.Concat(askable, keys)
	for _, f := range may {
		if slices.Contains(fields, f) {
			all = append(all, f)
		}
	}
	if slices.ContainsFunc(fields, func(f string) bool { return !slices.Contains(may, f) }) || len(strings.Join(all, ",")) > maxGate {
		return "", ErrGate
	}
	return Gate(strings.Join(all, ",")), nil
}

// RoleAsked is the role of the contact that a field of a gate asks for; ok is false when it asks for something else.
func RoleAsked(field string) (role string, ok bool) {
	role, with := strings.CutPrefix(field, contactRole)
	if with {
		return role, true
	}
	return "", field == AskContact
}

// OwnAsked is the id of the company's own field that a field of a gate asks for.
func OwnAsked(field string) (id string, ok bool) { return strings.CutPrefix(field, own) }

// keys are the company's own fields that gates name, whether or not they are in use.
func (ss Stages) keys() (all []string) {
	for _, s := range ss {
		for _, f := range s.Gate.Fields() {
			if _, is := OwnAsked(f); is {
				all = append(all, f)
			}
		}
	}
	return all
}
