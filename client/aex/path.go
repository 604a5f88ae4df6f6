package aex

import (
	"net/url"
	"strings"
	"unicode"
)

// longest bounds an id: longer ones are none.
const longest = 256

// below makes the path of one thing in a collection. An id comes from people or servers: one that could change the
// path's meaning is refused.
func below(op, collection, id, rest string) (string, error) {
	if !plainSegment(id) {
		return "", local(op, "that is not an id of AEx's, so the server can't be asked", "Choose it from its list, or type it again")
	}
	return collection + "/" + url.PathEscape(id) + rest, nil
}

// plainSegment tells whether s is one segment of a path and stays one however a server decodes it.
func plainSegment(s string) bool {
	if s == "" || s == "." || s == ".." || len(s) > longest || strings.ContainsAny(s, `/\%?#`) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// placed takes the id out of a Location: what follows the collection's name in its path. Only the id is ever used,
// below our own base, so that no Location can send the token elsewhere.
func placed(location, collection string) string {
	u, err := url.Parse(strings.TrimSpace(location))
	if err != nil {
		return ""
	}
	parts := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	id := ""
	for i, part := range parts {
		if part == collection && i+1 < len(parts) {
			id = parts[i+1]
		}
	}
	if len(parts) == 1 && u.Host == "" && parts[0] != collection {
		id = parts[0] // relative to the collection that was posted to
	}
	if id, err = url.PathUnescape(id); err != nil || !plainSegment(id) {
		return ""
	}
	return id
}
