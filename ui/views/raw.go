package views

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// Raw shows the API's answer as it came, or a request as it will be sent, indented and sanitised, without what the log of requests
// withholds too.
type Raw struct {
	asker
	desk  *Desk
	title string
	json  []byte
	note  string // of a request, how it stands to what is sent
	pager parts.Pager
	names []string // of the fields that this session's forms call secret
	text  string   // sanitised and whole, but for secrets
	hid   bool     // some of it is hidden
	count int      // lines of text, before wrapping
	width int      // of the last View
	err   error    // why it can't be shown
	laid  int      // that the pager's lines were wrapped to; 0 before the first
}

// sheet is a text wrapped to a width.
type sheet struct {
	text  string
	hid   bool
	count int
	lines []string
	width int
}

const askSheet = "sheet"

// rawWidth is what the first layout assumes: View tells the true width only after it.
const rawWidth = 80

// NewRaw makes the screen for one answer, or one request.
func NewRaw(d *Desk, r ShowRaw) *Raw {
	var names []string
	for _, of := range d.Secrets() {
		names = append(names, of...)
	}
	return &Raw{asker: d.newAsker(), desk: d, title: r.Title, json: r.JSON, note: r.Note, names: names, width: rawWidth}
}

// Init indents and wraps the answer in a command: it may have megabytes.
func (s *Raw) Init() tea.Cmd {
	if s.laid > 0 || s.busy(askSheet) {
		return nil
	}
	return s.lay()
}

func (s *Raw) lay() tea.Cmd {
	raw, text, hid, w := s.json, s.text, s.hid, s.width
	log, names := s.desk.Requests, s.names
	return ask(&s.asker, askSheet, limitRead, func(ctx context.Context) (sheet, error) {
		if text == "" {
			shown, some, err := log.Conceal(ctx, raw, names...)
			if err != nil {
				return sheet{}, &wire.Error{
					Kind: wire.KindLocal, Op: "show the answer", Err: err, What: "looking it through for secrets takes too long",
					Means: "It is large, and is shown whole or not at all", Next: "Go back, and ask for less of it",
				}
			}
			text, hid = indented(shown), some || order.Withheld(shown)
		}
		return sheet{text: text, hid: hid, count: strings.Count(text, "\n") + 1, lines: wrapped(text, w), width: w}, nil
	})
}

// indented is an answer made readable. What is no JSON stays as it is, but for what a terminal must not get.
func indented(raw []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return wire.CleanText(string(raw))
	}
	return wire.CleanText(b.String())
}

func wrapped(text string, w int) []string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if len(line) <= w {
			lines = append(lines, line)
			continue
		}
		lines = append(lines, parts.Wrap(line, w)...)
	}
	return lines
}

// Update scrolls, searches, and lays the text out anew when the width has changed.
func (s *Raw) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[sheet]:
		if !fresh(&s.asker, askSheet, m) {
			return nil
		}
		if s.err = m.Err; m.Err == nil {
			s.pager.Set(m.Value.lines, s.laid > 0)
			s.text, s.hid, s.count, s.laid = m.Value.text, m.Value.hid, m.Value.count, m.Value.width
		}
	case Tick:
		if s.laid > 0 && s.laid != s.width && !s.busy(askSheet) {
			return s.lay()
		}
	default:
		if s.pager.Update(msg, s.desk.Keys) {
			return nil
		}
		if k, ok := msg.(tea.KeyPressMsg); ok && s.desk.Keys.Any(k.String(), keys.Back, keys.Raw) != "" {
			return send(BackMsg{})
		}
	}
	return nil
}

// View draws the part of the answer that is in sight.
func (s *Raw) View(w, h int) string {
	s.width = max(1, w)
	switch {
	case len(bytes.TrimSpace(s.json)) == 0:
		return strings.Join(s.desk.empty("The API's answer was empty, or isn't kept.", w), "\n")
	case s.err != nil:
		return strings.Join(s.desk.failure(s.err, w), "\n")
	case s.laid == 0:
		return strings.Join(s.desk.loading("Laying out the text", s.pending[askSheet], w), "\n")
	}
	return strings.Join(s.pager.View(w, h, s.desk.Theme), "\n")
}

// Head is what the answer is to, and how far it was read.
func (s *Raw) Head() Head {
	h := Head{Title: wire.Clean(s.title)}
	if s.laid > 0 {
		h.Note = cmp.Or(wire.Clean(s.note), "as it came")
		if s.hid {
			h.Note += ", without its secrets"
		}
		h.Note += ", " + parts.Plural(s.count, "line", "lines")
	}
	return h
}

// Hints are what can be done here.
func (s *Raw) Hints() []keys.Hint {
	return s.pager.Hints([]keys.Hint{
		{Action: keys.Filter, Words: "search"}, {Action: keys.Copy, Words: "copy"}, {Action: keys.Back, Words: "close"},
	})
}

// Copies are the whole text, as it is shown.
func (s *Raw) Copies() []Copy {
	label := "answer"
	if s.note != "" {
		label = "request"
	}
	return some(Copy{label, s.text})
}

// Typing tells whether the search field is open.
func (s *Raw) Typing() bool { return s.pager.Typing() }

// Pace is short while the text is laid out, or has to be for another width.
func (s *Raw) Pace() time.Duration {
	if s.waiting() || s.laid != s.width {
		return paceLoading
	}
	return 0
}
