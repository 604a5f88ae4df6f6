package wire

import (
	"net/http"
	"strings"
	"testing"
)

func TestOnceIsNotRepeated(t *testing.T) {
	for _, status := range []int{429, 503} {
		n := 0
		c := fake(t, func(*http.Request) (*http.Response, error) { n++; return reply(status, "busy"), nil })
		e := mustFail(t, second(c.Get(Once(t.Context()), "ask", "v1/x", nil)))
		if n != 1 || e.Status != status || strings.Contains(e.Error(), "attempts") {
			t.Errorf("%d: asked %d times, %v", status, n, e)
		}
	}
}

func TestPrivateAnswersAreNotQuoted(t *testing.T) {
	for _, answer := range []struct {
		status      int
		body        string
		told, known bool
	}{
		{200, `{"username":"u","password":"hunter22"`, false, false},
		{500, `{"username":"u","password":"hunter22"`, false, false},
		{500, `{"message":"out of order","radius":{"Password":"hunter22"}}`, true, false},
		{500, `{"message":"out of order: hunter22","old":[{"pwd":["hunter22"]}]}`, true, false},
		{400, `{"errors":{"wifi_password":["out of order: hunter22 is too short"]}}`, true, true},
		{200, `hunter22`, false, true},
	} {
		c := fake(t, func(*http.Request) (*http.Response, error) { return reply(answer.status, answer.body), nil })
		ctx := Private(Once(t.Context()))
		if answer.known {
			ctx = Private(ctx, "hunter22")
		}
		e := mustFail(t, second(c.Get(ctx, "ask", "v1/x", nil)))
		if text := e.Error() + e.Said + c.Log().Snapshot()[0].Err; strings.Contains(text, "hunter22") || strings.Contains(text, "out of order") != answer.told {
			t.Errorf("%s: %s", answer.body, text)
		}
	}
	c := fake(t, func(*http.Request) (*http.Response, error) { return reply(200, "hunter22"), nil })
	if e := mustFail(t, second(c.Get(Once(t.Context()), "ask", "v1/x", nil))); !strings.Contains(e.What, "hunter22") {
		t.Errorf("an answer that is not private is not shown: %v", e)
	}
}

func TestMarksAddUp(t *testing.T) {
	m := marksOf(Private(Once(Background(Private(t.Context(), "a"))), "b"))
	if !m.background || !m.once || !m.private || strings.Join(m.secrets, "") != "ab" || m.unquotable() {
		t.Errorf("%+v", m)
	}
	if m := marksOf(t.Context()); m.background || m.once || m.private {
		t.Errorf("a bare context is marked: %+v", m)
	}
}

func TestRefusalsInTheAPIsOwnTerms(t *testing.T) {
	cfg := config(t, "https://api.test")
	cfg.HTTP = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return reply(401, "", "X", "y"), nil })}
	cfg.Explain = func(e *Error) { e.Means, e.Next = "The token has expired", "Ask for a new one" }
	c := New(cfg)
	e := mustFail(t, second(c.Get(t.Context(), "ask", "v1/x", nil)))
	if want := "The token has expired. Ask for a new one."; !strings.HasSuffix(e.Error(), want) || !strings.HasSuffix(c.Log().Snapshot()[0].Err, want) {
		t.Errorf("%v", e)
	}
}

func TestAnswersThatMayBeEmpty(t *testing.T) {
	for _, answer := range []struct {
		status         int
		body, location string
		ok             bool
	}{
		{201, "", "/services/x", true},
		{201, "made it", "/services/x", false},
		{201, "", "", false},
		{200, "", "/services/x", false},
		{204, "", "", true},
	} {
		c := fake(t, func(*http.Request) (*http.Response, error) {
			return reply(answer.status, answer.body, "Location", answer.location), nil
		})
		got, err := c.Send(t.Context(), "make it", "POST", "v1/x", []byte("{}"))
		if (err == nil) != answer.ok || answer.ok && got.Header.Get("Location") != answer.location {
			t.Errorf("%d %q at %q: %v", answer.status, answer.body, answer.location, err)
		}
	}
	c := fake(t, func(*http.Request) (*http.Response, error) { return reply(204, ""), nil })
	if _, err := c.Get(t.Context(), "ask", "v1/x", nil); err != nil {
		t.Errorf("204: %v", err)
	}
}
