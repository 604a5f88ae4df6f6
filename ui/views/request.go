package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/export"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Request is one request of the log: how it was asked and answered, headers and bodies without secrets, of the answer the head.
type Request struct {
	asker
	desk  *Desk
	of    wire.Record
	pager parts.Pager
	width int
	look  int
}

// NewRequest makes the screen.
func NewRequest(d *Desk, of wire.Record) *Request {
	return &Request{asker: d.newAsker(), desk: d, of: of}
}

// Init asks nothing.
func (s *Request) Init() tea.Cmd { return nil }

// Update scrolls and searches.
func (s *Request) Update(msg tea.Msg) tea.Cmd {
	if s.pager.Update(msg, s.desk.Keys) {
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok && s.desk.Keys.Is(k.String(), keys.Back) {
		return send(BackMsg{})
	}
	return nil
}

// title is a request's method and path, without its query.
func title(r wire.Record) string {
	path, _, _ := strings.Cut(r.Short, "?")
	return r.Method + " " + path
}

// facts are what is known of the request besides its texts.
func (s *Request) facts() []parts.Fact {
	r := s.of
	status := statusWord(r)
	if r.Err == "" && r.Status != 0 {
		status += ", " + words.Bytes(int64(r.Bytes))
	}
	waited := ""
	if r.How == wire.Sent {
		waited = tookWord(r.Waited) + " for its turn, then " + tookWord(r.Took) + " for the answer"
	}
	return []parts.Fact{
		{Name: "Asked", Value: r.Op + ", of " + r.API},
		{Name: "At", Value: r.At.In(s.desk.Now.Location()).Format("2006-01-02 15:04:05.000 MST")},
		{Name: "Request", Value: r.Method + " " + r.Base + r.Path},
		{Name: "How", Value: howWords(r)},
		{Name: "Answer", Value: status},
		{Name: "Waited", Value: waited},
		{Name: "Error", Value: r.Err},
		{Name: "Session", Value: r.By},
	}
}

// sections are the texts, each under its title.
func (s *Request) sections() []export.Section {
	r := s.of
	var out []export.Section
	add := func(what, body string, of wire.Part) {
		if head := strings.Join(of.Headers, "\n"); head != "" {
			out = append(out, export.Section{Title: "Headers of the " + what, Plain: head})
		}
		switch {
		case of.Body == "":
			return
		case of.Cut:
			body += ", of which the head is kept"
		case of.Altered:
			body += ", of which a text isn't whole"
		}
		out = append(out, export.Section{Title: body, Plain: of.Body})
	}
	add("request", "Body of the request", r.Sent)
	add("answer", "Answer", r.Got)
	return out
}

// View draws the facts and under them the texts.
func (s *Request) View(w, h int) string {
	if s.width != w || s.look != s.desk.Look {
		s.pager.Set(s.lines(w), s.width != 0)
		s.width, s.look = w, s.desk.Look
	}
	return strings.Join(s.pager.View(w, h, s.desk.Theme), "\n")
}

func (s *Request) lines(w int) []string {
	th := s.desk.Theme
	out := append([]string{""}, indent(parts.Sheet(s.facts(), max(1, w-4), th))...)
	for _, p := range s.sections() {
		out = append(out, "", "  "+th.Title.Render(p.Title))
		for _, l := range strings.Split(p.Plain, "\n") {
			for _, part := range parts.Wrap(l, max(1, w-4)) {
				out = append(out, "  "+part)
			}
		}
	}
	return append(out, "", "  "+th.Dim.Render("What proves who we are, and passwords, are never kept: "+wire.Hidden+" stands for them."))
}

// Head is the title.
func (s *Request) Head() Head {
	return Head{Title: title(s.of), Note: statusWord(s.of)}
}

// Hints are what can be done here.
func (s *Request) Hints() []keys.Hint {
	none := ""
	if curlOf(s.of) == "" {
		none = "it wasn't sent"
	}
	return s.pager.Hints([]keys.Hint{
		{Action: keys.Copy, Words: "copy as curl", Off: none},
		{Action: keys.Export, Words: "export"},
		{Action: keys.Filter, Words: "search"},
		{Action: keys.Back, Words: "back"},
	})
}

// curlOf is a request as a command, its secrets left to variables; "" of what wasn't sent.
func curlOf(r wire.Record) string {
	switch {
	case r.How != wire.Sent:
		return ""
	case r.API == "AEx":
		return r.Curl(aex.Shell())
	}
	return r.Curl(axon.Shell(r))
}

// Copies are the request as a command.
func (s *Request) Copies() []Copy { return some(Copy{"curl command", curlOf(s.of)}) }

// Exports are the request as a command, and all of it for a ticket.
func (s *Request) Exports() []Export {
	all := append([]export.Section{{Facts: factsOf(s.facts())}}, s.sections()...)
	out := []Export{detailed("request", title(s.of), all...)}
	if c := curlOf(s.of); c != "" {
		out = append([]Export{asked("this request", c)}, out...)
	}
	return out
}

// Typing tells whether the search field is open.
func (s *Request) Typing() bool { return s.pager.Typing() }

// Pace is 0: it is as it was.
func (s *Request) Pace() time.Duration { return 0 }
