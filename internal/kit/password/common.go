package password

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
)

// The list of leaked passwords: 49,193 of them, the most frequent first, lower case, one a line. It is passwords.json of
// @zxcvbn-ts/language-common 4.1.3 (https://github.com/zxcvbn-ts/zxcvbn), without entries of fewer than four characters.
//
// Copyright (c) 2012-2016 Dan Wheeler and Dropbox, Inc. Copyright (c) 2021 @zxcvbn-ts. MIT licence: permission is
// granted, free of charge, to deal in the Software without restriction, provided that this notice is included in all
// copies; it is provided "as is", without warranty of any kind.
//
//go:embed common.txt.gz
var packed []byte

// The lengths of the entries in characters.
const shortestWord, longestWord = 4, 20

// ranks numbers the list from 1. It is unpacked at the first check: many commands never make one.
var ranks = sync.OnceValue(func() map[string]int {
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(err) // the list is part of the program
	}
	list, err := io.ReadAll(unzip)
	if err != nil {
		panic(err)
	}
	all := make(map[string]int, 50_000)
	for entry := range strings.FieldsSeq(string(list)) {
		all[entry] = len(all) + 1
	}
	return all
})

// rank is the place of a folded password in the list, 0 if it is not on it.
func rank(folded string) int { return ranks()[folded] }
