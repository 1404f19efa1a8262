package capture

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/kith-crm/kith/internal/kit/money"
)

var (
	stuck   = regexp.MustCompile(`^(\d+(?:[.,]\d+)?)([^\d.,]+)(\d+)?$`) // 15m, 1.5h, 1h30, 12k
	numeral = regexp.MustCompile(`^\d[\d.,']*$`)
	three   = regexp.MustCompile(`^\d{3}([.,]\d+)?$`)
	priced  = regexp.MustCompile(`^([^\d\s]*)(\d[\d.,']*)([^\d\s]*)$`) // €1,200, 12k€, 500zł
)

// duration finds how long it took, the first time of a length: 15m, 1h30, 45 minutes.
func (r *reader) duration() {
	for at, w := range r.all {
		if w.used {
			continue
		}
		if m := stuck.FindStringSubmatch(w.key); m != nil && r.minutes(m[1], m[2], m[3]) {
			r.use(at, 1)
			return
		}
		if at+1 < len(r.all) && numeral.MatchString(w.key) && r.minutes(w.key, strings.TrimSuffix(r.all[at+1].key, "."), "") {
			r.use(at, 2)
			return
		}
	}
}

// minutes sets how long it took from a number, its unit and the minutes behind hours.
func (r *reader) minutes(count, unit, rest string) bool {
	n, err := strconv.ParseFloat(strings.ReplaceAll(count, ",", "."), 64)
	if err != nil {
		return false
	}
	switch r.Units[unit] {
	case "minute":
	case "hour":
		n = n*60 + float64(number(rest))
	default:
		return false
	}
	if n < 1 || n > 24*60 {
		return false
	}
	r.out.Minutes = int(n)
	return true
}

// amount finds the first sum of money. It stays in the text. A bare number is none: it may be a room, a year, a model.
func (r *reader) amount() {
	for at := range r.all {
		if sum, ok := r.sum(at); ok {
			r.out.Amount = &sum
			return
		}
	}
}

// sum reads the sum that begins at a word: 12k, €1,200, 12 000 zł, EUR 500, 2 lakh.
func (r *reader) sum(at int) (money.Money, bool) {
	if r.all[at].used {
		return money.Money{}, false
	}
	code, i := r.Money[r.all[at].key], at
	if code != "" && at+1 < len(r.all) {
		i++
	}
	m := priced.FindStringSubmatch(r.all[i].key)
	if m == nil || r.all[i].used {
		return money.Money{}, false
	}
	digits, times := m[2], int64(1)
	if c := r.Money[m[1]]; c != "" {
		code = c
	} else if m[1] != "" {
		return money.Money{}, false
	}
	for i+1 < len(r.all) && m[3] == "" && three.MatchString(r.all[i+1].key) && !r.all[i+1].used {
		i++
		digits += "," + r.all[i].key
	}
	marked := false
	for _, mark := range []string{m[3], r.key(i + 1), r.key(i + 2)} {
		if t := r.Times[strings.TrimSuffix(mark, ".")]; t > 0 && times == 1 {
			times, marked = t, true
		} else if c := r.Money[strings.TrimSuffix(mark, ".")]; c != "" && code == "" {
			code = c
		} else if t, c := r.both(mark); c != "" {
			times, code, marked = t, c, true
		} else if mark != "" {
			break
		}
	}
	if code == "" && !marked && !strings.Contains(digits, ",") {
		return money.Money{}, false
	}
	if code == "" {
		code = r.currency
	}
	sum, err := money.Parse(plain(digits, times == 1), code, times)
	return sum, err == nil && sum.Amount > 0
}

// both reads a multiplier and a currency that are written as one: k€, tyszł.
func (r *reader) both(mark string) (int64, string) {
	for word, t := range r.Times {
		if rest, ok := strings.CutPrefix(mark, word); ok && r.Money[rest] != "" {
			return t, r.Money[rest]
		}
	}
	return 1, ""
}

func (r *reader) key(i int) string {
	if i < len(r.all) && !r.all[i].used {
		return r.all[i].key
	}
	return ""
}

// plain is a number with a point before its decimals and nothing else in it. Three digits behind the last mark are thousands,
// unless a multiplier follows: 1.250 is a thousand, 1.250k is not.
func plain(s string, grouped bool) string {
	s = strings.ReplaceAll(strings.TrimRight(s, ".,"), "'", "")
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s
	}
	whole, part := s[:last], s[last+1:]
	whole = strings.NewReplacer(".", "", ",", "").Replace(whole)
	if len(part) == 3 && grouped {
		return whole + part
	}
	return whole + "." + part
}
