package ui_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// tamper stands between the client and the sandbox, and changes what comes back. change gets the whole body, gives
// another one, and may change the response beside it.
type tamper struct {
	next   http.RoundTripper
	change func(r *http.Response, body []byte) []byte
}

// tampering makes deskOptions.wrap of a change.
func tampering(change func(r *http.Response, body []byte) []byte) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper { return &tamper{next, change} }
}

func (t *tamper) RoundTrip(q *http.Request) (*http.Response, error) {
	r, err := t.next.RoundTrip(q)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if err := r.Body.Close(); err != nil {
		return nil, err
	}
	body = t.change(r, body)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	r.Header.Del("Content-Length")
	return r, nil
}

// asks tells whether a response answers a method, or any where that is "", and a path that contains part.
func asks(r *http.Response, method, part string) bool {
	return (method == "" || r.Request.Method == method) && strings.Contains(r.Request.URL.Path, part)
}

// texts puts every text of a JSON document through change, which gets the key that it stands under; a list's texts
// have the list's key. What is no JSON stays as it is.
func texts(body []byte, change func(key, text string) string) []byte {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return body
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if enc.Encode(walkTexts("", v, change)) != nil {
		return body
	}
	return out.Bytes()
}

func walkTexts(key string, v any, change func(key, text string) string) any {
	switch v := v.(type) {
	case string:
		return change(key, v)
	case []any:
		for i := range v {
			v[i] = walkTexts(key, v[i], change)
		}
	case map[string]any:
		for k := range v {
			v[k] = walkTexts(k, v[k], change)
		}
	}
	return v
}
