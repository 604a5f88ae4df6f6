package axon

import (
	"net/url"
	"path"
	"strings"
	"unicode"
)

// longest bounds an id or path: longer ones are no ids.
const longest = 1024

// join makes a path below the base from a fixed part and ids that came from elsewhere. An id that could
// change the path's meaning, and with it what is asked or deleted, is refused.
func join(op, fixed string, ids ...string) (string, error) {
	for _, id := range ids {
		if id == "" {
			return "", local(op, "an id is missing, so the server can't be asked", "Choose it again from its list", nil)
		}
		if !plainSegment(id) {
			return "", local(op, "the id "+clip(id)+" holds characters that no id has", "Choose it again from its list", nil)
		}
		fixed += "/" + url.PathEscape(id)
	}
	return fixed, nil
}

// plainSegment tells whether s is one segment of a path and stays one however a server decodes it.
func plainSegment(s string) bool {
	if s == "" || s == "." || s == ".." || len(s) > longest || strings.ContainsAny(s, `/\%?#`) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// definitionPath turns a schema's $id, or a reference resolved against one, into a path below the base. The
// host is never used: a schema must not be able to send the key elsewhere. A path of another host, or of
// another base on ours, counts from the document's own base.
func (c *Client) definitionPath(id string) (string, error) {
	const op = "fetch a schema definition"
	refuse := func(why string) (string, error) {
		return "", local(op, "the schema reference "+clip(id)+" "+why, "Type the fields that need it as plain text", nil)
	}
	u, err := url.Parse(id)
	if err != nil || len(id) > longest || u.Opaque != "" || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return refuse("isn't a web address")
	}
	rel := u.Path
	if strings.HasPrefix(rel, "/") || u.Host != "" {
		var ok bool
		if rel, ok = strings.CutPrefix(u.Path, c.base+"/"); !ok {
			if _, rel, ok = strings.Cut(u.Path, documentBase); !ok {
				return refuse("lies outside of this API")
			}
		}
	}
	for segment := range strings.SplitSeq(rel, "/") {
		if !plainSegment(segment) {
			return refuse("has a path that this program doesn't follow")
		}
	}
	return (&url.URL{Path: path.Clean(rel)}).EscapedPath(), nil
}
