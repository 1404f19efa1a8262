package bulk

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/crm/company"
	"github.com/kith-crm/kith/internal/crm/contact"
	"github.com/kith-crm/kith/internal/crm/deal"
	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/patch"
)

// What can go wrong with putting one field back.
var (
	ErrNoBack = errs.New(errs.Invalid, "bulk.no_back", "This change can't be put back.")
	ErrMoved  = errs.New(errs.Conflict, "bulk.moved", "Somebody has changed this field again since.")
)

// backable are the fields, by kind, whose earlier value a history tells as it was: one that is told in other words is not put
// back from there.
var backable = map[string]string{
	contact.Kind: " firstName lastName preferredName jobTitle email phone street city postcode country source language tags birthday ownerId companyId ",
	company.Kind: " name domain website industry email phone street city postcode country tags ownerId ",
	deal.Kind:    " name expectedOn companyId ownerId ",
}

// Backable tells whether a field of a kind of records can be put back from its history.
func Backable(kind, field string) bool { return strings.Contains(backable[kind], " "+field+" ") }

// told is a value as a history tells it.
func told(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// holds is what stands in a field of a record now, as a history would tell it.
func holds(record any, field string) string {
	v := reflect.ValueOf(record).FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, field) })
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		v = v.Elem()
	}
	if t, ok := v.Interface().(interface{ Told() string }); ok {
		return t.Told()
	}
	return fmt.Sprint(v.Interface())
}

// set puts a value, as a history tells it, into the field of a draft; draft points to it.
func set(draft any, field, value string) error {
	v := reflect.ValueOf(draft).Elem().FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, field) })
	switch to := v.Addr().Interface().(type) {
	case **string:
		*to = &value
	case **[]string:
		all := []string{}
		if value != "" {
			all = strings.Split(value, ", ")
		}
		*to = &all
	case *patch.Field[uuid.UUID]:
		return parsed(to, value, uuid.Parse)
	case *patch.Field[date.Date]:
		return parsed(to, value, func(s string) (date.Date, error) { return date.Date(s), nil })
	case **uuid.UUID:
		id, err := uuid.Parse(value)
		*to = &id
		return unless(err)
	}
	return nil
}

func parsed[T any](to *patch.Field[T], value string, parse func(string) (T, error)) error {
	to.Set, to.Null = true, value == ""
	if to.Null {
		return nil
	}
	var err error
	to.Value, err = parse(value)
	return unless(err)
}

func unless(err error) error {
	if err != nil {
		return ErrNoBack.Because(err)
	}
	return nil
}
