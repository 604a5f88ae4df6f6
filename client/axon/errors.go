package axon

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"axdesk/client/wire"
)

var (
	errNotJSON = errors.New("the answer isn't JSON")
	errShape   = errors.New("the answer has another shape than the document's")
	errExpired = errors.New("the candidate has expired")
)

// explain gives a copy of e other sentences and a mark that errors.Is finds. A copy, since one answer's error
// may be shared by several callers.
func explain(e *wire.Error, mark error, means, next string) error {
	told := *e
	told.Means, told.Next, told.Err = means, next, mark
	if e.Err != nil {
		told.Err = fmt.Errorf("%w: %w", mark, e.Err)
	}
	return &told
}

// local is an error of our own side: nothing was sent.
func local(op, what, next string, cause error) error {
	return &wire.Error{Kind: wire.KindLocal, Op: op, What: what, Means: "Nothing was sent", Next: next, Err: cause}
}

// unreadable is a 2xx answer of which nothing can be used. Where something was sent, the server took it.
func unreadable(op, method, path string, status int, why error) error {
	e := &wire.Error{Kind: wire.KindGarbled, Op: op, Method: method, Path: path, Status: status, What: why.Error(), Err: why}
	if method != http.MethodGet {
		e.MayHaveActed = true
		e.Means = "The server took the order, but its answer holds neither terms nor an id: the order may have been placed"
		e.Next = "Look at the company's services and ports before ordering again"
		return e
	}
	e.Means = "Nothing in the answer can be used"
	e.Next = "Try again; if it stays, check the API's address in the settings"
	return e
}

// Expired tells whether err says that a candidate service is gone: they are one-time and of this session only.
func Expired(err error) bool { return errors.Is(err, errExpired) }

// gone reads a refused question about a candidate. 400 and 404 are known to stand in for each other.
func gone(err error) error {
	var e *wire.Error
	if !errors.As(err, &e) || e.Status != http.StatusNotFound && e.Status != http.StatusBadRequest {
		return err
	}
	return explain(e, errExpired, "This candidate has expired; they are one-time and valid for this session",
		"Go back and look for candidates again")
}

// goneFromOrder is gone for an order, where a 400 may also be about what was filled in: then the server names
// a key of the body, or something else that was typed.
func goneFromOrder(err error, body []byte) error {
	var e *wire.Error
	if !errors.As(err, &e) {
		return err
	}
	said := strings.ToLower(e.Said)
	switch {
	case strings.Contains(said, "expire") || e.Status == http.StatusNotFound && !strings.Contains(said, "company"):
		return gone(err)
	case e.Status != http.StatusBadRequest || mentioned(said, options(body)) != "":
		return err
	}
	typed := containsAny(said, "vlan", "bandwidth", "option", "document", "term", "required", "schema", "invalid", "company")
	if !typed && (said == "" || containsAny(said, "candidate", "not found")) {
		return gone(err)
	}
	return err
}

func containsAny(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// clashError marks a 409 with the key of the body that clashes.
type clashError struct{ key string }

func (c *clashError) Error() string { return c.key + " clashes with what is already there" }

// Clash gives the key of the sent options that a 409 is about, such as "outer_vlan".
func Clash(err error) (key string, ok bool) {
	var c *clashError
	if !errors.As(err, &c) {
		return "", false
	}
	return c.key, true
}

// clash says which of the values that were sent a 409 is about: the key that the server names, else the VLAN,
// which is the duplicate that the document gives as its example. Servers also answer 409 while something is
// being changed or removed; no value is to blame for that.
func clash(err error, body []byte) error {
	var e *wire.Error
	if !errors.As(err, &e) || e.Status != http.StatusConflict {
		return err
	}
	sent := options(body)
	said := strings.ToLower(e.Said)
	key := mentioned(said, sent)
	if _, has := sent[keyVLAN]; key == "" && has && (said == "" || containsAny(said, "vlan", "duplicate", "conflict", "exist", "in use", "taken")) {
		key = keyVLAN
	}
	switch {
	case key == "":
		return err
	case strings.Contains(key, "vlan"):
		means := "VLAN " + clip(wire.Clean(strings.Trim(string(sent[key]), `"`))) + " is already used on this port"
		return explain(e, &clashError{key}, means, "Choose another VLAN between 2 and 3999")
	}
	return explain(e, &clashError{key}, "The server already has the value given for "+key, "Enter another "+key)
}

// options are the values that a body sends: the nested options of an order, else the flat body of a change.
func options(body []byte) map[string]json.RawMessage {
	var order struct {
		Product  map[string]json.RawMessage `json:"product_options"`
		Resource map[string]json.RawMessage `json:"resource_options"`
	}
	if err := json.Unmarshal(body, &order); err == nil && order.Product != nil {
		return order.Product
	} else if err == nil && order.Resource != nil {
		return order.Resource
	}
	var flat map[string]json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&flat); err != nil {
		return nil
	}
	return flat
}

// mentioned returns the longest key that the text names, written with underscores or with spaces.
func mentioned(said string, sent map[string]json.RawMessage) string {
	found := ""
	for _, key := range slices.Sorted(maps.Keys(sent)) {
		low := strings.ToLower(key)
		if len(key) > len(found) && (strings.Contains(said, low) || strings.Contains(said, strings.ReplaceAll(low, "_", " "))) {
			found = key
		}
	}
	return found
}
