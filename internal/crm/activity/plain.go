package activity

import "regexp"

// marks are those by which notes are written bold, italic or as a link, with the words in them.
var marks = regexp.MustCompile(`\*\*(\S[^\n]*?)\*\*|\*([^\s*][^*\n]*)\*|\[([^\]\n]+)\]\((?:https?://|mailto:)[^\s()]+\)`)

// Plain is a text without its marks, for where nothing draws them: a mail, a line in a list.
func Plain(text string) string { return marks.ReplaceAllString(text, "$1$2$3") }
