package aex

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// dateStyles are tried after those of loose.
var dateStyles = []string{
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006/01/02 15:04:05", "2006/01/02",
	time.RFC1123Z, "Mon, 02 Jan 2006 15:04:05 GMT",
}

// when reads a time in any of the API's styles. What stands for none is none: null, year 1 as .NET writes it, the unix
// epoch, the zeros of MySQL.
func when(v loose.Value) time.Time {
	t := v.When()
	if n := v.Integer(); v.Kind() != '"' && n >= 1<<40 {
		t = time.UnixMilli(n).UTC()
	}
	if s := strings.ToUpper(strings.TrimSpace(v.Scalar())); t.IsZero() && v.Kind() == '"' {
		if t, _ = time.Parse(time.RFC3339, s); t.IsZero() {
			t = styled(strings.TrimSpace(v.Scalar()))
		}
	}
	if t.Year() <= 1970 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

func styled(s string) time.Time {
	for _, style := range dateStyles {
		// Go takes a zone that it doesn't know for UTC, so only UTC's own names may pass.
		if style == dateStyles[1] && !strings.HasSuffix(s, " UTC") && !strings.HasSuffix(s, " GMT") {
			continue
		}
		if t, err := time.Parse(style, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// noTime tells what stands for no time, as against a time that can't be read.
func noTime(v loose.Value) bool {
	s := strings.TrimSpace(v.Scalar())
	if t := v.When(); !t.IsZero() {
		return t.Year() <= 1970
	}
	return strings.Trim(s, "0-:. TZ+") == "" || strings.HasPrefix(s, "0001-01-01") || strings.EqualFold(s, "null")
}

// reading reads a number that may have its unit behind it, or a decimal comma. What isn't a finite number is no
// reading. 0 is one here: what it means is not the decoder's to say.
func reading(v loose.Value) Reading {
	if v.Kind() == 't' || v.Kind() == 'f' {
		return Reading{}
	}
	s := strings.Replace(strings.TrimSpace(v.Scalar()), "\u2212", "-", 1)
	if !strings.Contains(s, ".") {
		s = strings.Replace(s, ",", ".", 1)
	}
	s = strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsSpace(r) || r == '%' })
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return Reading{}
	}
	return Reading{Value: f, Known: true}
}

// firstOf reads the first of several spellings of a key that holds a scalar.
func firstOf(v loose.Value, keys []string) string { return v.Get(keys...).Text() }

// phrases reads a list of texts, of which an item may also be an object that holds its text under some key.
func phrases(v loose.Value) []string {
	var out []string
	for item := range v.Items() {
		s := item.Text()
		if item.IsObject() {
			s = item.Get("message", "description", "text", "name", "alarm", "alert", "type").Text()
			if s == "" {
				s = clip(string(item))
			}
		}
		if s != "" && len(out) < loose.MaxRows {
			out = append(out, s)
		}
	}
	return out
}

// mostClipped bounds what is shown of a value of unknown shape.
const mostClipped = 200

func clip(s string) string {
	s = wire.Clean(s)
	if r := []rune(s); len(r) > mostClipped {
		return string(r[:mostClipped]) + "…"
	}
	return s
}
