package ui_test

import (
	"strings"
	"testing"

	"axdesk/ui/screentest"
)

// megabyte is what somebody pastes by mistake: one line, escape sequences and all.
var megabyte = strings.Repeat("pasted \x1b[31m\u202e", 1<<16)

// eighth of a megabyte is enough where the same field is elsewhere: reading a paste costs seconds under the race detector.
var eighth = megabyte[:len(megabyte)/8]

var badTyping = []badInput{
	{"a VLAN of 1", deskOptions{}, badVLAN("1", "at least 2|from 2|between 2")},
	{"a VLAN of 4000", deskOptions{}, badVLAN("4000", "at most 3999|to 3999")},
	{"a VLAN that is a word", deskOptions{}, badVLAN("twelve", "whole number|a number")},
	{"a VLAN that is taken", deskOptions{}, takenVLAN},
	{"a bandwidth outside the list", deskOptions{}, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "bandwidth", nil)
		s.Type("250M")
		s.Press("enter")
		says(s, "250 Mbps")
		says(s, "200 Mbps|300 Mbps")
		s.WaitFor("250M")
		s.Type("x")
		s.Press("enter")
		s.WaitFor("250Mx")
		s.Press("backspace", "backspace", "backspace", "backspace", "backspace")
		s.Type("0.3G")
		s.Press("enter")
		says(s, "Bandwidth 300 Mbps")
	}},
	{"a terminal of 20 by 5", deskOptions{}, tiny},
	{"a megabyte pasted into a field", deskOptions{}, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "port options", nil)
		s.Press("down", "down")
		s.Paste(megabyte)
		says(s, "longer than the field takes: only its beginning is here")
		s.WaitFor("pasted")
		s.Press("up", "up")
		s.WaitFor("S1 1000BASELX AX-")
		unharmed(tb, "what was written", s.Written())
		if n := s.Bytes(); n > 200_000 {
			tb.Errorf("%d bytes were written for what fits into a field", n)
		}
	}},
	{"a great deal pasted into a filter", deskOptions{}, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "location", nil)
		s.Press("/")
		s.Paste(eighth)
		says(s, "Nothing matches. Shorten the text, or clear it")
		s.Press("esc")
		s.WaitFor("1 of 32")
		unharmed(tb, "what was written", s.Written())
	}},
	{"a great deal pasted into a search", deskOptions{}, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "port terms", nil)
		s.Press("/")
		s.Paste(eighth)
		s.Press("enter", "esc")
		s.WaitFor("read 0 %")
		unharmed(tb, "what was written", s.Written())
	}},
	{"the order pasted instead of typed", deskOptions{}, func(tb testing.TB, s *screentest.Screen) {
		tourUntil(s, "port terms", nil)
		readAll(s, 2)
		s.Paste("place\r")
		says(s, "has to be typed, not pasted")
		s.Type("place")
		s.Press("enter")
		s.WaitFor("cross connect")
	}},
}

// badVLAN types a VLAN that can't be, and checks that the field says why, keeps what was typed, and doesn't go on.
func badVLAN(text, why string) func(testing.TB, *screentest.Screen) {
	return func(_ testing.TB, s *screentest.Screen) {
		tourUntil(s, "options", nil)
		s.Type(text)
		s.Press("down")
		s.Type("123456789012")
		s.Press("down", "down", "down", "enter")
		says(s, why)
		s.WaitFor("Something isn't right yet: the field says what.")
		s.Press("esc")
		s.WaitFor("50 Mbps")
		s.Press("enter")
		says(s, "Outer VLAN. "+text+" ")
		s.WaitFor("123456789012")
	}
}

// takenVLAN uses the port on which VLAN 222 is taken already: the field says so before AXON does.
func takenVLAN(_ testing.TB, s *screentest.Screen) {
	tourUntil(s, "port", nil)
	s.Press("/")
	s.Type("S2 Sydney core")
	s.WaitFor("1 of 1 found")
	s.Press("enter")
	tourBetween(s, "destination", "options", nil)
	s.Type("222")
	says(s, "222 is .*(taken|used|in use)")
	s.Press("backspace")
	s.Type("4")
	s.WaitFor("224")
	s.Gone("✕")
}

// tiny makes the terminal too small in the middle of typing, and large again.
func tiny(tb testing.TB, s *screentest.Screen) {
	tourUntil(s, "options", nil)
	s.Type("222")
	s.Press("down")
	s.Type("1234")
	before := s.Text()
	s.Resize(20, 5)
	says(s, "axdesk needs 60 columns and 18 lines")
	s.Resize(80, 24)
	s.WaitFor("is required")
	if after := s.Text(); after != before {
		tb.Errorf("the small terminal has cost something; before:\n%s\nafter:\n%s", before, after)
	}
	s.Resize(20, 5)
	s.Type("56")
	s.Resize(80, 24)
	s.WaitFor("123456")
}

func TestBadTypingIsToldAndKept(t *testing.T) { playBadInputs(t, badTyping) }
