package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// peekBytes is how much of a body is looked at, and keptBytes how much of its text is kept.
	peekBytes = 64 << 10
	keptBytes = 4 << 10
	// keptText is the most characters that are kept of one text in a body: terms come as one of megabytes.
	keptText = 200
	// Hidden stands for what proves who we are, and for passwords.
	Hidden = "[hidden]"
)

// Part is a request or an answer as it may be shown: without secrets, sanitised, and of a body the head.
type Part struct {
	Headers  []string // "Name: value"; a value that isn't known to be harmless is Hidden
	Body     string   // JSON indented; a sentence in brackets where it can't be shown
	Cut      bool     // there was more of it
	Withheld bool     // something of the body is hidden
	Altered  bool     // a text of the body is shortened, or lacks what a terminal must not get
}

// harmless are the headers of which values are shown. All others may prove who we are, or name somebody.
var harmless = []string{
	"Accept", "User-Agent", "Content-Type", "Content-Length", "Date", "Retry-After", "Cache-Control", "Server", "Allow", "Location",
	"X-Request-Id",
}

func (r redactor) headers(h http.Header) []string {
	var out []string
	for name, values := range h {
		for _, v := range values[:min(len(values), 8)] {
			if !slices.Contains(harmless, http.CanonicalHeaderKey(name)) {
				v = Hidden
			}
			out = append(out, cut(r.text(name), 100)+": "+cut(r.text(v), keptText))
		}
	}
	slices.Sort(out)
	return out[:min(len(out), 40)]
}

// part is a request's or an answer's headers and body.
func (r redactor) part(h http.Header, body []byte, m marks) Part {
	p := Part{Headers: r.headers(h)}
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return p
	}
	w := &peeker{red: r, hider: hider(m.withhold), dec: json.NewDecoder(bytes.NewReader(body[:min(len(body), peekBytes)]))}
	w.dec.UseNumber()
	if body[0] == '{' || body[0] == '[' {
		w.known = newRedactor(w.values(context.Background(), body[:min(len(body), peekBytes)])...)
		w.value("", bare, 0)
		p.Body, p.Cut, p.Withheld = w.out.String(), w.full || len(body) > peekBytes || w.dec.More(), w.hid
		p.Altered = w.altered || !utf8.Valid(body)
		return p
	}
	switch title, page := webPage(body); {
	case page:
		p.Body = "[" + cut(r.text(title), keptText) + "]"
	case m.private:
		p.Body, p.Withheld = fmt.Sprintf("[%d bytes that are no JSON, not shown, since a password may be in them]", len(body)), true
	default:
		head := string(body[:min(len(body), keptBytes)])
		text := r.text(head)
		p.Body, p.Cut = cut(text, keptBytes/4), len(body) > keptBytes || utf8.RuneCountInString(text) > keptBytes/4
		p.Withheld = strings.Count(text, redacted) > strings.Count(head, redacted)
		p.Altered = text != head
	}
	return p
}

// peeker writes the head of a JSON body anew, indented: token by token, so that half a body is shown as far as it goes.
type peeker struct {
	hider
	red, known redactor
	dec        *json.Decoder
	out        strings.Builder
	full       bool // no more is written
	hid        bool // something was hidden
	altered    bool // a text isn't what it was
}

// value writes the next value, and tells whether there is more to come.
func (w *peeker) value(indent string, under cover, depth int) bool {
	t, err := w.dec.Token()
	if err != nil || depth > 64 {
		w.stop()
		return false
	}
	delim, ok := t.(json.Delim)
	if !ok {
		w.scalar(t, under)
		return !w.full
	}
	return w.inside(delim, indent, under, depth)
}

// inside writes an object or an array.
func (w *peeker) inside(delim json.Delim, indent string, under cover, depth int) bool {
	w.out.WriteString(delim.String())
	first := true
	for w.dec.More() {
		if !first {
			w.out.WriteByte(',')
		}
		first = false
		w.out.WriteString("\n" + indent + "  ")
		inner := w.item(under)
		if delim == '{' {
			key, err := w.dec.Token()
			if err != nil {
				w.stop()
				return false
			}
			name := fmt.Sprint(key)
			inner = w.below(under, name)
			w.text(name)
			w.out.WriteString(": ")
		}
		if w.out.Len() > keptBytes {
			w.stop()
			return false
		}
		if !w.value(indent+"  ", inner, depth+1) {
			return false
		}
	}
	end, err := w.dec.Token()
	if err != nil {
		w.stop()
		return false
	}
	if !first {
		w.out.WriteString("\n" + indent)
	}
	fmt.Fprint(&w.out, end)
	return true
}

func (w *peeker) stop() {
	if !w.full {
		w.full = true
		w.out.WriteString(ellipsis)
	}
}

func (w *peeker) scalar(t json.Token, under cover) {
	s, isText := t.(string)
	switch {
	case under.hidesScalar(t):
		w.hid = true
		w.out.WriteString(`"` + Hidden + `"`)
	case isText:
		w.text(s)
	case t == nil:
		w.out.WriteString("null")
	default:
		w.out.WriteString(Clean(fmt.Sprint(t)))
	}
}

// text writes a string, blotted, sanitised and not too long.
func (w *peeker) text(s string) {
	long := utf8.RuneCountInString(s)
	if long > keptText {
		// What is blotted out must not be cut in two first.
		s = string([]rune(s)[:min(long, 8*keptText)])
	}
	blotted := w.red.text(w.known.text(s))
	w.altered = w.altered || long > keptText || blotted != s
	w.hid = w.hid || strings.Count(blotted, redacted) > strings.Count(s, redacted)
	if blotted = cut(blotted, keptText); long > keptText {
		blotted += fmt.Sprintf(" (%d characters)", long)
	}
	quote(&w.out, blotted)
}
