package importer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// known is a field with the headers that mean it.
type known struct {
	name    string
	headers []string
}

// fields are the fields of a contact that a column can be mapped to, with the headers under which Google Contacts,
// Outlook and people's own tables have them, in the five languages of the product. Case and punctuation do not matter.
var fields = []known{
	{"firstName", []string{"first name", "given name", "forename", "middle name", "additional name", "imię", "drugie imię", "имя", "отчество",
		"पहला नाम", "प्रथम नाम", "मध्य नाम", "unang pangalan", "gitnang pangalan"}},
	{"lastName", []string{"last name", "family name", "surname", "nazwisko", "фамилия", "उपनाम", "कुलनाम", "अंतिम नाम", "apelyido"}},
	{"name", []string{"name", "full name", "display name", "contact", "contact name", "imię i nazwisko", "nazwisko i imię", "kontakt", "фио",
		"полное имя", "имя и фамилия", "контакт", "नाम", "पूरा नाम", "संपर्क", "pangalan", "buong pangalan"}},
	{"email", []string{"email", "e mail address", "email address", "mail", "email value", "adres e mail", "adres email", "poczta", "adres poczty elektronicznej", "эл почта", "электронная почта", "почта",
		"адрес электронной почты", "адрес эл почты", "имейл", "ईमेल", "ई मेल", "ईमेल पता", "email adres"}},
	{"phone", []string{"phone", "telephone", "phone number", "mobile", "mobile phone", "cell", "cell phone", "tel", "primary phone", "business phone",
		"home phone", "other phone", "phone value", "telefon", "komórka", "numer telefonu", "telefon komórkowy",
		"telefon służbowy", "telefon domowy", "телефон", "мобильный", "мобильный телефон", "рабочий телефон", "номер телефона",
		"फ़ोन", "फोन", "मोबाइल", "फ़ोन नंबर", "मोबाइल नंबर", "telepono", "numero ng telepono", "selpon"}},
	{"jobTitle", []string{"job title", "position", "job", "role", "organization title", "organization 1 title", "stanowisko", "должность",
		"पद", "पदनाम", "posisyon", "katungkulan", "tungkulin"}},
	{"company", []string{"company", "company name", "organization", "organisation", "organization name", "organization 1 name", "account", "employer",
		"firma", "nazwa firmy", "organizacja", "компания", "организация", "фирма", "название компании", "कंपनी", "कम्पनी", "संगठन",
		"kumpanya", "kompanya", "organisasyon"}},
	{"street", []string{"street", "address", "street address", "address 1 street", "business street", "home street", "other street",
		"ulica", "adres", "улица", "адрес", "पता", "सड़क", "kalye", "tirahan"}},
	{"city", []string{"city", "town", "address 1 city", "business city", "home city", "other city", "miasto", "miejscowość", "город",
		"शहर", "lungsod", "siyudad", "bayan"}},
	{"postcode", []string{"postcode", "post code", "zip", "zip code", "postal code", "address 1 postal code", "business postal code",
		"home postal code", "other postal code", "kod pocztowy", "kod", "индекс", "почтовый индекс", "पिन कोड", "पिनकोड", "डाक कोड", "kodigo postal"}},
	{"country", []string{"country", "country region", "address 1 country", "business country region", "business country", "home country region",
		"home country", "other country region", "other country", "kraj", "państwo", "страна", "देश", "bansa"}},
	{"birthday", []string{"birthday", "birth date", "date of birth", "dob", "data urodzenia", "urodziny", "день рождения", "дата рождения",
		"जन्मदिन", "जन्म तिथि", "जन्मतिथि", "kaarawan", "petsa ng kapanganakan"}},
	{"note", []string{"note", "notes", "comment", "comments", "notatka", "notatki", "uwagi", "komentarz", "заметка", "заметки", "примечание",
		"примечания", "комментарий", "नोट", "नोट्स", "टिप्पणी", "tala", "mga tala", "puna"}},
	{"preferredName", []string{"preferred name", "nickname", "called", "zdrobnienie", "pseudonim", "прозвище", "как обращаться", "पुकार नाम", "palayaw"}},
	{"emailLabel", []string{"email label"}},
	{"phoneLabel", []string{"phone label"}},
	{"language", []string{"language", "język", "язык", "भाषा", "wika"}},
	{"tags", []string{"tags", "labels", "categories", "group membership", "tagi", "etykiety", "теги", "метки", "टैग", "mga tag"}},
	{"owner", []string{"owner", "contact owner", "responsible", "responsible user", "opiekun", "właściciel", "ответственный", "मालिक", "may-ari"}},
	{"source", []string{"source", "lead source", "źródło", "источник", "स्रोत", "pinagmulan"}},
}

var byHeader = func() map[string]string {
	all := map[string]string{}
	for _, f := range fields {
		for _, h := range f.headers {
			all[plain(h)] = f.name
		}
		all[plain(f.name)] = f.name
	}
	return all
}()

// field is the one that a header names. Of those that a contact has several of, a header may have a number.
func field(header string) string {
	h := plain(header)
	if f := byHeader[h]; f != "" {
		return f
	}
	f := byHeader[strings.Map(func(c rune) rune {
		if unicode.IsDigit(c) {
			return -1
		}
		return c
	}, h)]
	if f == "email" || f == "phone" || f == "emailLabel" || f == "phoneLabel" {
		return f
	}
	return ""
}

// plain is a header without case, punctuation and spaces. Marks stay: in Hindi they are vowels.
func plain(header string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFC.String(header))
}

// Sources of files; those of other products stand in presets.json.
const (
	google  = "google"
	outlook = "outlook"
	excel   = "excel"
	vcard   = "vcard"
	other   = "other"
)

// addresses are the beginnings of headers that belong to one address: a file may have several, a contact has one.
var addresses = []string{"address1", "business", "home", "other"}

// recognise maps columns to fields by their headers; filled is how many rows have something in each.
func recognise(p preset, headers []string, filled []int) []string {
	mapped := make([]string, len(headers))
	whole := false // whether there are separate first and last names
	for i, h := range headers {
		mapped[i] = p.field(h)
		whole = whole || mapped[i] == "firstName" || mapped[i] == "lastName"
	}
	keep := fullest(headers, mapped, filled)
	for i, h := range headers {
		switch mapped[i] {
		case "name":
			if whole {
				mapped[i] = ""
			}
		case "street", "city", "postcode", "country":
			if g := group(h); g != "" && g != keep {
				mapped[i] = ""
			}
		}
	}
	return mapped
}

// fullest is the address in which most is filled in.
func fullest(headers, mapped []string, filled []int) string {
	sums := map[string]int{}
	for i, h := range headers {
		switch mapped[i] {
		case "street", "city", "postcode", "country":
			sums[group(h)] += filled[i]
		}
	}
	best := ""
	for _, g := range addresses {
		if sums[g] > sums[best] {
			best = g
		}
	}
	return best
}

func group(header string) string {
	for _, g := range addresses {
		if strings.HasPrefix(plain(header), g) {
			return g
		}
	}
	return ""
}
