package views

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/order"
	"axdesk/client/schema"
)

const rawSample = `{"total":2,"resources":[{"resource_guid":"f54326cd-b100-4563-90fc-9f7f473dba19","description":"My first port label"},{"note":"` +
	`a long line that goes on and on until it has to be broken somewhere because no terminal is that wide, is it"}]}`

func TestRawShowsTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewRaw(newDesk(&fakeAPI{}), ShowRaw{Title: "GET resources", JSON: []byte(rawSample)})
		cmd := s.Init()
		golden(t, "raw-loading", grid(s, 80, 19))
		run(t, s, cmd)
		golden(t, "raw-80x19", grid(s, 80, 19))
		anySize(t, s)
		if !strings.Contains(s.Copies()[0].Text, "until it has to be broken somewhere because") {
			t.Error("the copy is broken into lines")
		}
		typeIn(t, s, "/first")
		if !s.Typing() || !strings.Contains(grid(s, 80, 19), "1 line found") {
			t.Errorf("searching finds nothing:\n%s", grid(s, 80, 19))
		}
		press(t, s, "esc")
		if _, closed := intent[BackMsg](press(t, s, "esc")); !closed {
			t.Error("esc doesn't close it")
		}
	})
}

// TestRawSaysWhyItShowsNothing: an answer that takes too long to look through for secrets isn't being laid out for ever.
func TestRawSaysWhyItShowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewRaw(newDesk(&fakeAPI{}), ShowRaw{Title: "GET resources", JSON: []byte(rawSample)})
		s.ctx, s.cancel = context.WithTimeout(t.Context(), 0)
		enter(t, s)
		if text := grid(s, 80, 19); !strings.Contains(text, "Could not show the answer") || len(s.Copies()) != 0 {
			t.Errorf("it says\n%s", text)
		}
	})
}

func TestRawFollowsTheWidth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewRaw(newDesk(&fakeAPI{}), ShowRaw{Title: "GET resources", JSON: []byte(rawSample)})
		enter(t, s)
		s.View(80, 19)
		if s.Pace() != 0 {
			t.Error("a text that is laid out wants ticks")
		}
		s.View(120, 35)
		if s.Pace() == 0 {
			t.Fatal("a text of another width wants no tick")
		}
		run(t, s, s.Update(Tick{Now: testNow}))
		golden(t, "raw-120x35", grid(s, 120, 35))
		if s.Pace() != 0 {
			t.Error("it never comes to rest")
		}
	})
}

func TestRawSanitises(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, body := range map[string]string{
			"JSON":      `{"a":"` + "\x1b]0;owned\x07" + `","b":"\u001b[2J` + "\u202e" + `"}`,
			"valid":     `{"a":"` + "\u202e\u009b31m" + `"}`,
			"a page":    "<html>\x1b[31mred\x1b[0m\r\n" + strings.Repeat("x", 1<<20),
			"bytes":     "\xff\xfe\x00\x9b31m",
			"truncated": `{"a": [1, 2`,
			"nothing":   "",
		} {
			s := NewRaw(newDesk(&fakeAPI{}), ShowRaw{Title: "title\x1b[31m", JSON: []byte(body)})
			enter(t, s)
			text := s.Head().Title + s.View(80, 19)
			for _, c := range s.Copies() {
				text += c.Text
			}
			for _, r := range ansi.Strip(strings.ReplaceAll(text, "\n", "")) {
				if unicode.IsControl(r) || r == '\u202e' {
					t.Errorf("%s: %U reaches the terminal", name, r)
				}
			}
			if strings.Contains(text, "\x1b[31m") || strings.Contains(text, "\x1b[2J") {
				t.Errorf("%s: an escape sequence reaches the terminal", name)
			}
		}
	})
}

func TestRawOfARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewRaw(newDesk(&fakeAPI{}), ShowRaw{Title: "POST v1/x", JSON: []byte(`{"a":1}`), Note: "as it will be sent"})
		enter(t, s)
		if h := s.Head(); h.Title != "POST v1/x" || h.Note != "as it will be sent, 3 lines" {
			t.Errorf("the head is %+v", h)
		}
		if c := s.Copies(); len(c) != 1 || c[0].Label != "request" {
			t.Errorf("copies are %+v", c)
		}
	})
}

// TestRawHidesWhatTheLogHides holds that neither the screen nor the clipboard gets a secret that a form of this session or a
// request of anybody's was told to be one, nor what its name says is one.
func TestRawHidesWhatTheLogHides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := askedDesk(t) // somebody has sent bgp_key as a secret, "hunter22"
		d.Forms = map[order.Kind]schema.Form{order.KindService: {Fields: []schema.Field{{Name: "tunnel_key", Secret: true}, {Name: "mtu"}}}}
		for _, tc := range []struct{ body, note, want, head string }{
			{`{"a":"hunter22","bgp_key":"other77","mtu":1500}`, "", `{"a":"[redacted]","bgp_key":"[hidden]","mtu":1500}`, "as it came, without its secrets"},
			{`{"wifi_password":"blue4711"}`, "", `{"wifi_password":"[hidden]"}`, "as it came, without its secrets"},
			{`{"tunnel_key":"green512"}`, "as it will be sent", `{"tunnel_key":"[hidden]"}`, "as it will be sent, without its secrets"},
			{`{"x":"(a secret, not kept)"}`, "as it was sent", `{"x":"(a secret, not kept)"}`, "as it was sent, without its secrets"},
			{`{"mtu":1500}`, "", `{"mtu":1500}`, "as it came"},
		} {
			s := NewRaw(d, ShowRaw{Title: "Service", JSON: []byte(tc.body), Note: tc.note})
			enter(t, s)
			s.View(120, 35)
			run(t, s, s.Update(Tick{Now: testNow}))
			for where, text := range map[string]string{"screen": ansi.Strip(s.View(120, 35)), "copy": s.Copies()[0].Text} {
				if got := strings.Join(strings.Fields(text), ""); !strings.HasPrefix(got, strings.ReplaceAll(tc.want, " ", "")) {
					t.Errorf("the %s of %s is %s", where, tc.body, text)
				}
			}
			if h := s.Head(); !strings.HasPrefix(h.Note, tc.head+", ") || strings.Count(h.Note, "secret") > 1 {
				t.Errorf("of %s the head says %q", tc.body, h.Note)
			}
		}
	})
}
