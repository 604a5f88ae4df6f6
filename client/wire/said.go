package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	saidRunes = 500     // most characters of what a server said
	saidBytes = 1 << 20 // most bytes of an error's body that are looked at
	saidDepth = 8       // deepest nesting in which a message is looked for
	saidItems = 20      // most items of one list or object that are told
)

// The keys under which servers put their message, the best first, and those that only repeat what is known.
var (
	messageKeys = []string{"error", "message", "errors", "detail", "error_description", "description", "reason", "title"}
	noiseKeys   = []string{"status", "status_code", "statusCode", "timestamp", "path", "success", "trace", "type"}
)

// said extracts what a server said in an error's body: {"error": …} and its kin however nested, or plain text.
// Of a private answer, what names a password is left out, and the passwords in it are redacted elsewhere too.
func (r redactor) said(body []byte, private bool) string {
	body = body[:min(len(body), saidBytes)]
	if title, ok := webPage(body); ok {
		return cut(r.text(title), saidRunes)
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	phrases := []string{string(body)}
	if err := dec.Decode(&v); err == nil && !dec.More() {
		phrases = flatten(v, 0)
	}
	text := ""
	if private {
		text = newRedactor(passwords(v, false, 0)...).text(strings.Join(slices.DeleteFunc(phrases, namesPassword), "; "))
	} else {
		text = strings.Join(phrases, "; ")
	}
	return strings.TrimSpace(cut(strings.TrimSpace(r.text(text)), saidRunes))
}

// flatten tells a JSON value as phrases, without saying any of them twice.
func flatten(v any, depth int) []string {
	if depth > saidDepth {
		return nil
	}
	var list []string
	add := func(prefix string, phrases []string) {
		for _, p := range phrases {
			if p = prefix + p; !slices.Contains(list, p) && len(list) < saidItems {
				list = append(list, p)
			}
		}
	}
	switch v := v.(type) {
	case nil:
	case string:
		if s := strings.TrimSpace(v); s != "" {
			add("", []string{s})
		}
	case []any:
		for _, item := range v[:min(len(v), saidItems)] {
			add("", flatten(item, depth+1))
		}
	case map[string]any:
		for _, key := range messageKeys {
			add("", flatten(v[key], depth+1))
		}
		for _, key := range otherKeys(v) {
			add(key+": ", flatten(v[key], depth+1))
		}
	default:
		add("", []string{fmt.Sprint(v)})
	}
	return list
}

// otherKeys are those that may name the field at fault, in a fixed order.
func otherKeys(v map[string]any) []string {
	var keys []string
	for key := range v {
		if !slices.Contains(messageKeys, key) && !slices.Contains(noiseKeys, key) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys[:min(len(keys), saidItems)]
}

// webPage recognises an HTML page, and tells its title as a phrase.
func webPage(body []byte) (phrase string, ok bool) {
	head := string(bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(body[:min(len(body), 4096)], []byte("\ufeff")))))
	if !strings.HasPrefix(head, "<!doctype html") && !strings.HasPrefix(head, "<html") {
		return "", false
	}
	text := string(body)
	if start := strings.Index(head, "<title"); start >= 0 {
		// Lower-casing may change lengths outside ASCII, so the title is found again in the text itself.
		text = text[max(indexFold(text, "<title"), 0):]
		_, after, found := strings.Cut(text, ">")
		if end := indexFold(after, "</title"); found && end >= 0 {
			if title := strings.TrimSpace(Clean(html.UnescapeString(after[:end]))); title != "" {
				return fmt.Sprintf("a web page titled %q", title), true
			}
		}
	}
	return "a web page without a title", true
}

// indexFold is strings.Index without ASCII case, for a needle in lower case.
func indexFold(s, needle string) int {
	for i := 0; i+len(needle) <= len(s); i++ {
		if s[i]|0x20 == needle[0]|0x20 && strings.EqualFold(s[i:i+len(needle)], needle) {
			return i
		}
	}
	return -1
}

// cut shortens s to at most limit characters, and shows where.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit-1]) + ellipsis
}
