// Package ownfile is what the user's own TOML files have in common: configuration, price book, bands of light, keys and theme.
package ownfile

import (
	"errors"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"
)

// mostText bounds what a mistake quotes of a file, in characters.
const mostText = 200

// Mistake is what a TOML reader found: the parts of a sentence that whoever asked for the file completes, since it knows what may
// stand there.
type Mistake struct {
	Unknown bool   // a key that no file of this kind has
	Line    int    // from 1; 0 where the reader names none
	Key     string // with its tables, "own.base"; "" where the mistake has none
	Why     string // the reader's words, for what isn't an unknown key
}

// Find reads an error of the TOML reader. Nothing of it can control a terminal.
func Find(err error) Mistake {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		return Mistake{Unknown: true, Line: line(&strict.Errors[0]), Key: plain(strings.Join(strict.Errors[0].Key(), "."))}
	}
	m := Mistake{Why: plain(strings.TrimPrefix(err.Error(), "toml: "))}
	var bad *toml.DecodeError
	if errors.As(err, &bad) {
		m.Line, m.Key = line(bad), plain(strings.Join(bad.Key(), "."))
		m.Why = plain(strings.TrimPrefix(bad.Error(), "toml: "))
	}
	return m
}

func line(e *toml.DecodeError) int {
	row, _ := e.Position()
	return row
}

// plain is a text of a file in one line, without what can't be shown, and bounded.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar || !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > mostText {
		return string(r[:mostText-1]) + "…"
	}
	return s
}
