package ui_test

import (
	"bytes"
	"encoding/base64"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// marker is in every attack, and in nothing that the program or the sandbox says by itself.
const marker = "7331"

// silent are sequences that sanitising has to take out to the last character: a value with them appended still works,
// so they can be put on ids, letters and prices too.
const silent = "\x1b]52;c;NzMzMQ==\a" + "\x1b]0;7331\x1b\\" + "\x1b[7331h" + "\x1bP+q7331\x1b\\" + "\x1b_G7331\x1b\\" +
	"\u009b7331h" + "\u009d52;c;NzMzMQ==\u009c" + "\u202e\u2066\u200f\u2069\ufeff\u200b\u00ad"

// loud are attacks that leave something to be seen: raw bytes, line breaks, and what only a renderer would make of it.
// rawBytes stands for bytes that aren't UTF-8, a bare C1 control among them.
const (
	rawBytes = "\ue000"
	loud     = rawBytes + " \b\r\n\t\u2028&#27;]52;c;NzMzMQ==&#7; %1b[7331h " + silent
)

// badBytes is what rawBytes becomes on the wire.
const badBytes = "\xff\x9b7331h\x9d52;c;NzMzMQ==\x9c\xc3"

// structural are the keys of a schema that say what it is; with other texts it would only be another schema.
var structural = map[string]bool{
	"$ref": true, "$id": true, "$schema": true, "type": true, "pattern": true, "format": true, "required": true,
	"enum": true, "const": true, "default": true, "document_id": true,
}

// wording are the keys whose texts are only read by people.
var wording = map[string]bool{
	"company_name": true, "company_short_name": true, "user_full_name": true, "user_phone": true, "description": true,
	"city": true, "location_description": true, "port_mode_descrip": true, "sku_descrip": true, "title": true,
	"candidate_service_description": true, "document_title": true, "meetme": true, "message": true, "error": true,
	"user_roles": true, "resource_type_description": true, "examples": true, "$comment": true,
}

// hostile rewrites every answer: silent attacks on all texts, or loud ones on all wording with one line of a megabyte
// for each key.
func hostile(tb testing.TB, attack string) func(r *http.Response, body []byte) []byte {
	return func(_ *http.Response, body []byte) []byte {
		long := map[string]bool{}
		body = texts(body, func(key, text string) string {
			switch {
			case key == "body_base64":
				plain, err := base64.StdEncoding.DecodeString(text)
				if err != nil {
					tb.Error(err)
				}
				return base64.StdEncoding.EncodeToString([]byte(attack + "\n\n" + string(plain) + "\n\n" + attack + "\n"))
			case attack == silent && !structural[key]:
				return text + attack
			case attack != silent && wording[key]:
				if !long[key] {
					long[key] = true
					return text + attack + strings.Repeat(marker+" ", 1<<18)
				}
				return text + attack
			}
			return text
		})
		return bytes.ReplaceAll(body, []byte(rawBytes), []byte(badBytes))
	}
}

func TestRemoteTextCantReachTheTerminal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, attack string }{{"silent", silent}, {"loud", loud}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var log syncBuffer
			var d *desk
			build := func(tb testing.TB) tea.Model {
				var m tea.Model
				d, m = newDesk(tb, deskOptions{wrap: tampering(hostile(tb, c.attack)), log: slog.New(slog.NewJSONHandler(&log, nil))}) //nolint:bodyclose // hostile makes no request
				return m
			}
			screentest.RunLive(t, screentest.Options{}, build, func(tb testing.TB, s *screentest.Screen) {
				tour(s, func(st stop) { everywhere(tb, s, st) })
				s.WaitFor("ready for service")
				unharmed(tb, "what was written", s.Written())
			})
			unharmed(t, "the log", log.String())
			journalIsClean(t, d)
			boughtOnce(t, d)
		})
	}
}

// everywhere opens all that a screen offers and looks at what it copies and at the title.
func everywhere(tb testing.TB, s *screentest.Screen, st stop) {
	tb.Helper()
	unharmed(tb, st.name+"'s title", s.Title())
	s.Press("f1")
	s.WaitFor("On this screen")
	s.Press("esc")
	if st.raw {
		s.Press("J")
		s.WaitMatch(rawNote)
		s.Press("end", "esc")
		s.Gone("as it came")
		s.Gone("as it will be sent")
	}
	for n := range 20 {
		if !copyNth(s, n) {
			break
		}
		unharmed(tb, st.name+"'s copy", s.Clipboard())
	}
	st.wait(s)
}

// copyNth copies the nth thing that a screen offers, by the palette. It is false when there are no more.
func copyNth(s *screentest.Screen, n int) bool {
	before := s.Copied()
	s.Press("ctrl+k")
	s.WaitFor("Palette")
	s.Type("Copy the")
	if strings.Count(s.Text(), "Copy the ") <= n {
		s.Press("esc")
		return false
	}
	for range n {
		s.Press("down")
	}
	s.Press("enter")
	s.WaitCopied(before + 1)
	return true
}

var (
	// ours are the control strings that the program itself sends: title, clipboard, progress, colours, links.
	ours = regexp.MustCompile("\x1b\\](?:[02]|52|9;4|1[012]|8)[;\a][^\x1b\a]*(?:\a|\x1b\\\\)|\x1bP\\+q[0-9A-Fa-f;]*\x1b\\\\")
	// foreign is what begins a sequence that came with an answer.
	foreign = regexp.MustCompile("\x1b\\[\\??7331|\x1b\\]52;c;NzMzMQ|\x1b\\]0;7331|\x1bP\\+q7331|\x1b_G|\u009b|\u009d")
)

// unharmed fails for anything in a text that speaks to a terminal and isn't the program's own.
func unharmed(tb testing.TB, what, text string) {
	tb.Helper()
	if !utf8.ValidString(text) {
		tb.Errorf("%s isn't valid UTF-8", what)
	}
	if at := foreign.FindStringIndex(text); at != nil {
		tb.Errorf("%s holds a sequence of an answer: %q", what, around(text, at[0]))
	}
	for i, r := range ours.ReplaceAllString(text, "") {
		control := r < ' ' && !strings.ContainsRune("\x1b\r\n\t\b\a", r) || r >= 0x7f && r < 0xa0
		if control || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			tb.Errorf("%s holds %U: %q", what, r, around(text, i))
			return
		}
	}
}

func around(text string, at int) string { return text[max(0, at-60):min(len(text), at+60)] }

func journalIsClean(t *testing.T, d *desk) {
	t.Helper()
	for _, e := range d.entries(t) {
		all := []string{e.Ref, e.CompanyID, e.Company, e.Title, e.User, e.Path, string(e.Body), e.Said, e.GUID}
		for _, d := range e.Documents {
			all = append(all, d.ID, d.Title)
		}
		for _, text := range all {
			unharmed(t, "the journal", text)
		}
	}
}

// syncBuffer is a buffer that a logger may write to while a test reads it.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
