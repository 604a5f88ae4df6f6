package triage

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ageWords is an age in its largest unit: "12 s", "4 min", "5 h", "3 d".
func ageWords(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(max(d, 0)/time.Second))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d/time.Hour))
	default:
		return fmt.Sprintf("%d d", int(d/(24*time.Hour)))
	}
}

// byteWords is a count of bytes in powers of ten, as line speeds are.
func byteWords(n int64) string {
	if n < 0 {
		return "an impossible count"
	}
	units := []string{"B", "kB", "MB", "GB", "TB"}
	v, u := float64(n), 0
	for v >= 999.95 && u < len(units)-1 {
		v /= 1000
		u++
	}
	if u == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[u])
}

// tidy puts remote text on one line: a ticket's line is ours, and no field may forge another.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// maxText bounds a fact, in runes.
const maxText = 300

func short(s string) string {
	if utf8.RuneCountInString(s) <= maxText {
		return s
	}
	return string([]rune(s)[:maxText-1]) + "…"
}

// secrets are what no text of ours may hold.
type secrets []string

// minSecret is the length from which a password is hidden where it stands in another field. A shorter one is a
// placeholder ("-"), and hiding it would tear dates and names apart.
const minSecret = 3

// secrets of an input: passwords come in clear, and a field that somebody filled by hand may repeat them.
func (in Input) secrets() secrets {
	all := []string{in.Service.WiFiPassword}
	if in.Radius != nil {
		all = append(all, in.Radius.Password)
	}
	if in.Earlier != nil {
		all = append(all, in.Earlier.Password)
	}
	var kept secrets
	for _, pw := range all {
		// What a text shows of it is its tidied form.
		for _, s := range []string{pw, tidy(pw)} {
			if utf8.RuneCountInString(s) >= minSecret {
				kept = append(kept, s)
			}
		}
	}
	return kept
}

// hide takes every secret out, and whatever new one its going has put together. It ends, since each turn takes out
// what is no asterisk, or else makes the text shorter.
func (x secrets) hide(s string) string {
	for again := true; again; {
		again = false
		for _, pw := range x {
			if !strings.Contains(s, pw) {
				continue
			}
			again = true
			mask := "***"
			if strings.Trim(pw, "*") == "" {
				mask = ""
			}
			s = strings.ReplaceAll(s, pw, mask)
		}
	}
	return s
}

func (x secrets) clean(v Verdict) Verdict {
	for i := range v.Evidence {
		v.Evidence[i].Text = short(x.hide(v.Evidence[i].Text))
	}
	for i := range v.Missing {
		v.Missing[i] = short(x.hide(v.Missing[i]))
	}
	return v
}
