package screentest

import (
	"fmt"
	"strings"
	"testing/synctest"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// named are the keys that have a name, as the bytes a terminal sends. Escape goes in the unambiguous form of newer
// terminals: a bare ESC would have to be told from the start of a sequence by waiting.
var named = map[string]string{
	"enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f", "esc": "\x1b[27u",
	"delete": "\x1b[3~", "insert": "\x1b[2~", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "ctrl+space": "\x00",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
}

// arrows are the keys that take modifiers in one same way: ESC [ letter, or ESC [ 1 ; modifier letter.
var arrows = map[string]string{"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}

var modifiers = map[string]string{"shift": "2", "alt": "3", "ctrl": "5"}

// encode gives the bytes of one key, or an error that says the name is unknown.
func encode(key string) (string, error) {
	if seq, ok := named[key]; ok {
		return seq, nil
	}
	if letter, ok := arrows[key]; ok {
		return "\x1b[" + letter, nil
	}
	if utf8.RuneCountInString(key) == 1 {
		return key, nil
	}
	modifier, base, ok := strings.Cut(key, "+")
	if !ok {
		return "", fmt.Errorf("no key is called %q", key)
	}
	if letter, ok := arrows[base]; ok && modifiers[modifier] != "" {
		return "\x1b[1;" + modifiers[modifier] + letter, nil
	}
	if utf8.RuneCountInString(base) != 1 {
		return "", fmt.Errorf("no key is called %q", key)
	}
	switch modifier {
	case "alt":
		return "\x1b" + base, nil
	case "shift":
		return strings.ToUpper(base), nil
	case "ctrl":
		// Control keeps the low five bits of a letter's code: ctrl+k is 0x0b.
		if c := strings.ToUpper(base)[0]; c >= '@' && c <= '_' {
			return string(rune(c & 0x1f)), nil
		}
	}
	return "", fmt.Errorf("no key is called %q", key)
}

// Press presses keys one after another: a character, or "enter", "esc", "tab", "shift+tab", "up", "pgdown", "ctrl+k",
// "alt+x" and the like. After each it waits for the frame that shows what the key did.
func (s *Screen) Press(keys ...string) {
	s.tb.Helper()
	for _, key := range keys {
		seq, err := encode(key)
		if s.pty != nil && key == "esc" {
			seq = "\x1b" // what is between the test and the program may not know the newer form
		}
		if err != nil {
			s.tb.Fatal(err)
		}
		s.send(key, seq)
		if (key == "esc" || key == "enter") && !s.fake && !s.ended() {
			// These move by an intent, which comes back as a message of its own: the next key is for what it leads to.
			s.settle()
		}
	}
}

// Type types text as fast as a terminal can deliver it, in one piece; a newline in it is Enter.
func (s *Screen) Type(text string) {
	s.tb.Helper()
	s.send(text, strings.ReplaceAll(text, "\n", "\r"))
}

// Paste delivers text as one bracketed paste.
func (s *Screen) Paste(text string) {
	s.tb.Helper()
	s.send("a paste", ansi.BracketedPasteStart+text+ansi.BracketedPasteEnd)
}

func (s *Screen) send(what, seq string) {
	s.tb.Helper()
	if s.ended() {
		s.tb.Fatalf("%q comes too late: the program has ended (error: %v)", what, s.err)
	}
	s.in.push([]byte(seq))
	s.settle()
}

// Resize changes the terminal's size, in cells, and tells the program.
func (s *Screen) Resize(width, height int) {
	s.tb.Helper()
	s.mu.Lock()
	s.term.Resize(width, height)
	s.mu.Unlock()
	if s.pty != nil {
		if err := s.pty.Resize(width, height); err != nil {
			s.tb.Fatal(err)
		}
		return
	}
	s.program.Send(tea.WindowSizeMsg{Width: width, Height: height})
	s.settle()
}

// Send gives the program a message of the test's own, for what can't be typed.
func (s *Screen) Send(msg tea.Msg) {
	s.tb.Helper()
	s.program.Send(msg)
	s.settle()
}

// Advance lets fake time pass, and whatever is due in it happen. Real time can't be advanced: it fails under RunLive.
func (s *Screen) Advance(d time.Duration) {
	s.tb.Helper()
	if !s.fake {
		s.tb.Fatal("Advance needs the fake clock of Run; wait for something on the screen instead")
	}
	time.Sleep(d)
	synctest.Wait()
}

// Ended waits until the program has ended by itself and returns its error.
func (s *Screen) Ended() error {
	s.tb.Helper()
	s.mu.Lock()
	s.awaited = true
	s.mu.Unlock()
	if !s.await(s.ended) {
		s.tb.Fatalf("the program has not ended within %s; the screen:\n%s", patience, s.Text())
	}
	return s.err
}
