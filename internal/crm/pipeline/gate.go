package pipeline

import (
	"slices"
	"strings"

	"github.com/kith-crm/kith/internal/kit/errs"
)

// What a gate can ask for, by the field's name in the API. A contact can be asked for with a role: contact:decider. Why a
// deal was lost is always asked.
const (
	AskValue    = "value"
	AskDate     = "expectedOn"
	AskCompany  = "companyId"
	AskContact  = "contact"
	contactRole = AskContact + ":"
)

var askable = []string{AskValue, AskDate, AskCompany, AskContact, contactRole + "decider", contactRole + "influencer", contactRole + "user", contactRole + "buyer"}

// Gate is what a stage asks for, one after the other with commas between them.
type Gate string

// ErrGate is returned for a gate that asks for what nobody can give.
var ErrGate = errs.New(errs.Invalid, "stage.gate", "A stage can't ask for this.").On("stages")

// Fields are what the gate asks for.
func (g Gate) Fields() []string {
	if g == "" {
		return []string{}
	}
	return strings.Split(string(g), ",")
}

// gate makes a gate; each field is asked for once, always in the same order.
func gate(fields []string) (Gate, error) {
	var all []string
	for _, f := range askable {
		if slices.Contains(fields, f) {
			all = append(all, f)
		}
	}
	if slices.ContainsFunc(fields, func(f string) bool { return !slices.Contains(askable, f) }) {
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
