package aex

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"axdesk/client/loose"
)

const (
	// Hidden stands in raw answers where a password was.
	Hidden = "[hidden]"
	// maskDepth is the deepest nesting that is kept of an answer with a password in it.
	maskDepth = 64
	// shortest is the fewest characters of a password that is looked for in other texts: a shorter one would blot out
	// plain language.
	shortest = 4
	// mostPasswords bounds how many are looked for in other texts.
	mostPasswords = 100
)

// secretWords are found in the keys of passwords, without case and separators.
var secretWords = []string{"password", "passwd", "passphrase", "passkey", "secret", "psk", "pwd", "wifikey", "wpakey", "presharedkey"}

func secretKey(key string) bool {
	key = strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(key))
	return key == "pass" || slices.ContainsFunc(secretWords, func(w string) bool { return strings.Contains(key, w) })
}

// masker takes passwords out of an answer: the values of keys that name one, however deep, and the same passwords
// wherever else a text holds them.
type masker struct{ known []string }

// maskerOf collects the passwords of an answer.
func maskerOf(v loose.Value) masker {
	m := masker{}
	m.collect(v, false, maskDepth)
	// The longest first: one that begins with another is blotted out whole.
	slices.SortFunc(m.known, func(a, b string) int { return len(b) - len(a) })
	return m
}

func (m *masker) collect(v loose.Value, secret bool, depth int) {
	if len(m.known) >= mostPasswords || depth == 0 {
		return
	}
	switch v.Kind() {
	case '{':
		for key, f := range v.Fields() {
			m.collect(f, secret || secretKey(string(key)), depth-1)
		}
	case '[':
		for item := range v.Items() {
			m.collect(item, secret, depth-1)
		}
	default:
		if s := v.Scalar(); secret && len([]rune(s)) >= shortest && s != "true" && s != "false" && !slices.Contains(m.known, s) {
			m.known = append(m.known, s)
		}
	}
}

// text blots known passwords out of a sentence.
func (m masker) text(s string) string {
	for _, secret := range m.known {
		s = strings.ReplaceAll(s, secret, Hidden)
	}
	return s
}

// masked is an answer as it came, but for its passwords. It is the same bytes when there are none.
func masked(v loose.Value) json.RawMessage {
	if !mayHoldSecret(v) {
		return v.Raw()
	}
	return maskerOf(v).raw(v)
}

// mayHoldSecret looks at the bytes alone: most answers hold no such key. Separators or escapes could hide one.
func mayHoldSecret(v loose.Value) bool {
	low := bytes.ToLower(v)
	return slices.ContainsFunc([]string{"pass", "pwd", "psk", "secret", "key", `\u`}, func(w string) bool {
		return bytes.Contains(low, []byte(w))
	})
}

// raw rewrites an answer without its passwords.
func (m masker) raw(v loose.Value) json.RawMessage {
	var out bytes.Buffer
	m.write(&out, v, false, maskDepth)
	return out.Bytes()
}

func (m masker) write(out *bytes.Buffer, v loose.Value, secret bool, depth int) {
	switch {
	case depth == 0:
		quote(out, Hidden)
	case v.IsObject():
		first := true
		for key, f := range v.Fields() {
			separate(out, '{', &first)
			quote(out, string(key))
			out.WriteByte(':')
			m.write(out, f, secret || secretKey(string(key)), depth-1)
		}
		finish(out, '{', '}', first)
	case v.Kind() == '[':
		first := true
		for item := range v.Items() {
			separate(out, '[', &first)
			m.write(out, item, secret, depth-1)
		}
		finish(out, '[', ']', first)
	case secret && !v.IsNone() && v.Scalar() != "":
		quote(out, Hidden)
	case v.Kind() == '"' && len(m.known) > 0:
		quote(out, m.text(v.Scalar()))
	default:
		out.Write(v)
	}
}

func separate(out *bytes.Buffer, opening byte, first *bool) {
	if *first {
		out.WriteByte(opening)
	} else {
		out.WriteByte(',')
	}
	*first = false
}

func finish(out *bytes.Buffer, opening, closing byte, empty bool) {
	if empty {
		out.WriteByte(opening)
	}
	out.WriteByte(closing)
}

func quote(out *bytes.Buffer, s string) {
	// A string always has a JSON form.
	b, _ := json.Marshal(s)
	out.Write(b)
}
