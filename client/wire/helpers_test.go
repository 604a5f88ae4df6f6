package wire

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testKey    = "test-key-0001"
	testSecret = "s3cr3t/with+odd=characters&\"quotes\""
)

// roundTrip is an http.RoundTripper made of a function, for tests under fake time.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func reply(status int, body string, headers ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

// memory is Nonces as one process would have them.
type memory struct {
	mu    sync.Mutex
	last  time.Time
	given []string
	fail  error
}

func (m *memory) Next(_ context.Context, _ string, at time.Time) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return "", m.fail
	}
	if !at.After(m.last) {
		at = m.last.Add(1)
	}
	m.last = at
	m.given = append(m.given, fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond()))
	return m.given[len(m.given)-1], nil
}

func (m *memory) Hold(context.Context, string) (func(), error) { return func() {}, nil }

func hmacSign(h http.Header, method, path, nonce string) {
	mac := hmac.New(sha256.New, []byte(testSecret))
	mac.Write([]byte(method + path + nonce))
	h.Set("X-API-Key", testKey+":"+hex.EncodeToString(mac.Sum(nil)))
	h.Set("X-API-TS", nonce)
}

func config(t *testing.T, base string) Config {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	return Config{Name: "AXON", Base: u, Lane: "lane", Sign: hmacSign, Nonces: &memory{}, Secrets: []string{testKey, testSecret}}
}

// fake is a client whose wire is f.
func fake(t *testing.T, f roundTrip) *Client {
	t.Helper()
	cfg := config(t, "https://api.test/api/biz2")
	cfg.HTTP = &http.Client{Transport: f}
	return New(cfg)
}

func mustFail(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got %T (%v), want *Error", err, err)
	}
	return e
}
