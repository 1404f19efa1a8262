package i18n

import (
	"fmt"
	"strings"
	"time"
)

// The names of the months as they stand after a day (Polish and Russian genitive).
var months = map[string][]string{
	"en":  strings.Fields("January February March April May June July August September October November December"),
	"hi":  strings.Fields("जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
	"pl":  strings.Fields("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
	"fil": strings.Fields("Enero Pebrero Marso Abril Mayo Hunyo Hulyo Agosto Setyembre Oktubre Nobyembre Disyembre"),
	"ru":  strings.Fields("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
}

// FormatDate writes the day of t in loc (nil is UTC) in full, so that no reader mistakes the month for the day.
func FormatDate(lang string, t time.Time, loc *time.Location) string {
	if loc == nil {
		loc = time.UTC
	}
	lang = Match(lang)
	year, m, day := t.In(loc).Date()
	month := months[lang][m-1]
	switch lang {
	case "fil":
		return fmt.Sprintf("%s %d, %d", month, day, year)
	case "ru":
		return fmt.Sprintf("%d %s %d г.", day, month, year)
	default:
		return fmt.Sprintf("%d %s %d", day, month, year)
	}
}
