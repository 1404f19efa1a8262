package user

import "strings"

var browsers = []struct{ mark, name string }{
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"YaBrowser", "Yandex Browser"}, {"Vivaldi", "Vivaldi"},
	{"Firefox/", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"},
}

var systems = []struct{ mark, name string }{
	{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
}

// Device names browser and system in a user agent, such as «Firefox, Windows»; empty when neither is known.
func Device(agent string) string {
	var found []string
	for _, list := range [][]struct{ mark, name string }{browsers, systems} {
		for _, x := range list {
			if strings.Contains(agent, x.mark) {
				found = append(found, x.name)
				break
			}
		}
	}
	return strings.Join(found, ", ")
}
