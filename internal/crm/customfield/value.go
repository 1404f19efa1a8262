package customfield

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
	"github.com/google/uuid"

	"github.com/kith-crm/kith/internal/kit/date"
	"github.com/kith-crm/kith/internal/kit/diff"
	"github.com/kith-crm/kith/internal/kit/errs"
	"github.com/kith-crm/kith/internal/kit/money"
	"github.com/kith-crm/kith/internal/kit/reach"
	"github.com/kith-crm/kith/internal/kit/record"
	"github.com/kith-crm/kith/internal/kit/text"
)

// Values are what a record has in the company's fields, by the field's id, each in the one form of its type. The zero
// Values have nothing.
type Values struct {
	of      map[string]any
	fields  Fields         // to tell changes by; set when a change is about to be told
	changes map[string]any // what was set since it was read; nil is taken out
	beside  beside         // asked before they are saved
}

// beside refuses files that do not stand beside a record.
type beside func(ctx context.Context, of record.Ref) error

// IDOf is the id of the field that a key names.
func IDOf(key string) string {
	u, _ := keyed(key)
	return u.String()
}

// TextOf is what a record has in a field of text, of a number or of something else that is written in one way only.
func TextOf(v Values, key string) string { return Field{}.told(v.of[IDOf(key)]) }

// with is the values after some were set; nil takes one out.
func (v Values) with(changes map[string]any) Values {
	of := maps.Clone(v.of)
	if of == nil {
		of = map[string]any{}
	}
	for id, value := range changes {
		if value == nil {
			delete(of, id)
		} else {
			of[id] = value
		}
	}
	return Values{of, v.fields, changes, v.beside}
}

// Facts implements diff.Facts: a history tells of each field by itself, under the name that it had then.
func (v Values) Facts() map[string]diff.Fact {
	all := map[string]diff.Fact{}
	for _, f := range v.fields {
		value, there := v.of[f.ID.String()]
		if !there || f.Computed() {
			continue
		}
		fact := diff.Fact{Label: f.Label, Value: f.told(value)}
		fact.As = map[string]string{Person: "ownerId", Company: "companyId", Contact: "contactId", Deal: "dealId", File: "fileId"}[f.Type]
		all[f.Key()] = fact
	}
	return all
}

const (
	maxText, maxLong = 200, 5000
	maxNumber        = 1e11 // with four decimals it is still exact
	maxMoney         = 1e13
)

// What can go wrong with a value.
var (
	ErrUnknown  = errs.New(errs.Invalid, "field.unknown", "There is no such field.")
	ErrFixed    = errs.New(errs.Forbidden, "field.fixed", "Nobody fills in this field at present.")
	ErrNeeded   = errs.New(errs.Invalid, "field.required", "Please fill this in.")
	ErrValue    = errs.New(errs.Invalid, "field.bad", "This does not fit into the field.")
	ErrTooLong  = errs.New(errs.Invalid, "field.long", "This is too long.")
	ErrRange    = errs.New(errs.Invalid, "field.range", "This number is too large.")
	ErrNoChoice = errs.New(errs.Invalid, "field.choice", "There is no such choice.")
	ErrLink     = errs.New(errs.Invalid, "field.format", "This is not a web or mail address.")
	ErrSame     = errs.New(errs.Conflict, "field.taken", "Another record has the same value here.")
)

// place is where a value comes from: telephone numbers and amounts without a code are of its country and currency.
type place struct{ country, currency string }

// read brings a value, as JSON has it or as a person wrote it, into the one form of the field's type; nil is nothing. The
// same form read again is itself.
func (f Field) read(v any, at place) (any, error) {
	if s, is := v.(string); is && strings.TrimSpace(s) == "" || v == nil {
		return nil, nil
	}
	switch f.Type {
	case Text:
		return line(v, maxText)
	case Long:
		return block(v)
	case Number:
		return f.number(v)
	case Money:
		return amount(v, at.currency)
	case Date:
		return day(v)
	case Choice:
		return f.choice(v)
	case Choices:
		return f.several(v)
	case YesNo:
		return yesNo(v)
	case Person, Company, Contact, Deal, File:
		return referred(v)
	}
	return address(f.Type, v, at.country)
}

func line(v any, limit int) (any, error) {
	s, is := v.(string)
	if s = text.Line(s); !is {
		return nil, ErrValue
	}
	if text.Long(s, limit) {
		return nil, ErrTooLong
	}
	return some(s), nil
}

func block(v any) (any, error) {
	s, is := v.(string)
	if s = text.Block(s); !is {
		return nil, ErrValue
	}
	if text.Long(s, maxLong) {
		return nil, ErrTooLong
	}
	return some(s), nil
}

func some(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// number reads a number, rounded to the field's decimals. 1 234,5 and 1,234.50 are read as well; a single comma or point
// is the decimal one, unless it is a comma before just three digits.
func (f Field) number(v any) (any, error) {
	n, err := float(v)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return nil, ErrValue
	}
	if math.Abs(n) > maxNumber {
		return nil, ErrRange
	}
	scale := math.Pow10(f.Settings.Decimals)
	if n = math.Round(n*scale) / scale; n == 0 {
		n = 0 // never minus zero
	}
	return n, nil
}

func float(v any) (float64, error) {
	switch v := v.(type) {
	case float64:
		return v, nil
	case json.Number:
		return v.Float64()
	case string:
		return strconv.ParseFloat(plainNumber(v), 64)
	}
	return 0, ErrValue
}

// plainNumber is a number as people write it, as Go reads it.
func plainNumber(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0\u202f'’", r) {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	if strings.ContainsAny(s, "xXpPiInN_") { // Go would read more than people mean
		return ""
	}
	comma, point := strings.LastIndex(s, ","), strings.LastIndex(s, ".")
	switch {
	case comma < 0:
		return s
	case point > comma, strings.Count(s, ",") > 1, len(s)-comma == 4 && point < 0:
		return strings.ReplaceAll(s, ",", "")
	}
	return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
}

func amount(v any, standard string) (any, error) {
	m := money.Money{Currency: standard}
	switch v := v.(type) {
	case map[string]any:
		n, err := float(v["amount"])
		if err != nil || n != math.Trunc(n) {
			return nil, ErrValue
		}
		if math.Abs(n) > maxMoney {
			return nil, ErrRange
		}
		m.Amount = int64(n)
		m.Currency, _ = v["currency"].(string)
	case string:
		words := strings.Fields(v)
		if last := words[len(words)-1]; len(words) > 1 && currency.IsValid(strings.ToUpper(last)) {
			m.Currency, words = strings.ToUpper(last), words[:len(words)-1]
		}
		n, err := strconv.ParseFloat(plainNumber(strings.Join(words, "")), 64)
		digits, _ := currency.GetDigits(m.Currency)
		if n = math.Round(n * math.Pow10(int(digits))); err != nil || math.IsNaN(n) {
			return nil, ErrValue
		}
		if math.Abs(n) > maxMoney {
			return nil, ErrRange
		}
		m.Amount = int64(n)
	default:
		return nil, ErrValue
	}
	if m.Check() != nil {
		return nil, ErrValue
	}
	return map[string]any{"amount": float64(m.Amount), "currency": m.Currency}, nil
}

func day(v any) (any, error) {
	s, _ := v.(string)
	if d := date.Date(strings.TrimSpace(s)); d.Valid() {
		return string(d), nil
	}
	return nil, ErrValue
}

// choice finds a choice by its id, or by its name as people write it.
func (f Field) choice(v any) (any, error) {
	s, _ := v.(string)
	if o := f.option(s); o != nil {
		return o.ID, nil
	}
	for _, o := range f.Settings.Choices {
		if !o.Gone && strings.EqualFold(o.Label, text.Line(s)) {
			return o.ID, nil
		}
	}
	return nil, ErrNoChoice
}

// several are choices in the field's order, each once.
func (f Field) several(v any) (any, error) {
	parts, is := v.([]any)
	if s, written := v.(string); written {
		is = true
		for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == ',' }) {
			parts = append(parts, p)
		}
		if _, err := f.choice(s); err == nil { // a name with a comma in it
			parts = []any{s}
		}
	}
	if !is {
		return nil, ErrValue
	}
	chosen := map[any]bool{}
	for _, p := range parts {
		one, err := f.choice(p)
		if err != nil {
			return nil, err
		}
		chosen[one] = true
	}
	all := []any{}
	for _, o := range f.Settings.Choices {
		if chosen[o.ID] {
			all = append(all, o.ID)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

var (
	yes = map[string]bool{"yes": true, "true": true, "1": true, "tak": true, "да": true, "हाँ": true, "हां": true, "oo": true, "y": true}
	no  = map[string]bool{"no": true, "false": true, "0": true, "nie": true, "нет": true, "नहीं": true, "hindi": true, "n": true}
)

func yesNo(v any) (any, error) {
	if b, is := v.(bool); is {
		return b, nil
	}
	s, _ := v.(string)
	switch s = strings.ToLower(text.Line(s)); {
	case yes[s]:
		return true, nil
	case no[s]:
		return false, nil
	}
	return nil, ErrValue
}

func referred(v any) (any, error) {
	s, _ := v.(string)
	u, err := uuid.Parse(s)
	if err != nil {
		return nil, ErrValue
	}
	return u.String(), nil
}

func address(kind string, v any, country string) (any, error) {
	s, is := v.(string)
	if !is {
		return nil, ErrValue
	}
	var ok bool
	switch kind {
	case Email:
		s, ok = reach.Email(s)
	case Phone:
		s, ok = reach.Phone(s, country)
	default:
		s, ok = link(text.Line(s))
	}
	if !ok {
		return nil, cmp.Or(map[string]*errs.Error{Link: ErrLink}[kind], ErrValue)
	}
	if text.Long(s, maxLong/10) {
		return nil, ErrTooLong
	}
	return some(s), nil
}

// link is an address that a browser opens; only web and mail addresses are, so that no link runs a script.
func link(s string) (string, bool) {
	if mail, is := strings.CutPrefix(s, "mailto:"); is {
		address, ok := reach.Email(mail)
		return "mailto:" + address, ok && address != ""
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	return s, err == nil && u.Scheme == "https" && strings.Contains(u.Host, ".") && u.User == nil
}

// told is a value as people read it in a file or a history. References stay ids.
func (f Field) told(v any) string {
	switch v := v.(type) {
	case string:
		if o := f.option(v); f.Type == Choice && o != nil {
			return o.Label
		}
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case []any:
		labels := make([]string, len(v))
		for i, one := range v { // choices, or amounts of several currencies
			labels[i] = Field{Type: Choice, Settings: f.Settings}.told(one)
		}
		return strings.Join(labels, "; ")
	case map[string]any:
		n, _ := v["amount"].(float64)
		code, _ := v["currency"].(string)
		digits, _ := currency.GetDigits(code)
		return strconv.FormatFloat(n/math.Pow10(int(digits)), 'f', int(digits), 64) + " " + code
	}
	return ""
}
