package views

import (
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"axdesk/client/order"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// View draws the documents' tabs, the one in front, and what is to be done next.
func (s *Terms) View(w, h int) string {
	d := s.desk
	if s.busy(askPlace) {
		lines := d.loading("Placing the order", s.pending[askPlace], w)
		return d.page(append(lines, "", "  "+d.Theme.Dim.Render("It has left and is in the journal with the signatures. It is not sent twice.")), w, h)
	}
	r := s.front()
	if r == nil {
		return d.page(d.empty("There are no terms on offer for this order: go back to the summary and ask for them.", w), w, h)
	}
	room := max(0, h-len(s.above(w, h))-len(s.foot(w)))
	var body []string
	if r.made == (rendering{}) && !r.pager.Begun() {
		body = d.loading("Setting the text", d.Now, w)
	} else {
		body = indent(r.pager.View(w-2, room, d.Theme))
	}
	// Lines are seen by being drawn, and what stands around the text says how far that is: it is drawn after it.
	lines := append(s.above(w, h), parts.Pane(body, w, room, d.Theme.Glyphs.More)...)
	return d.page(append(lines, s.foot(w)...), w, h)
}

// above is what stands over the text: what went wrong, and the documents' tabs.
func (s *Terms) above(w, h int) []string {
	if s.Err == nil {
		return s.tabs(w, h)
	}
	return append(append(s.desk.errorLines(s.Err, w), s.lines(&s.asker, s.desk, w)...), s.tabs(w, h)...)
}

// tabs are the documents, each with whether it is read and signed. Of many only those around the one in front are
// shown: its text needs the room.
func (s *Terms) tabs(w, h int) []string {
	th := s.desk.Theme
	most := max(1, h/3)
	from := max(0, min(s.at-most/2, len(s.docs)-most))
	var out []string
	for i, r := range s.docs[:min(len(s.docs), from+most)] {
		if i < from {
			continue
		}
		mark, state := " ", ""
		if i == s.at {
			mark = th.Selected.Render(th.Glyphs.Cursor)
		}
		switch {
		case r.signed != nil:
			state = th.Good.Render(th.Glyphs.Tick + " signed " + s.signedBy(*r.signed))
		case r.pager.EndSeen():
			state = th.Accent.Render("read, not signed")
		default:
			state = th.Dim.Render("read " + strconv.Itoa(r.pager.Progress()) + " %")
		}
		title := r.doc.Title
		if title == "" {
			title = "untitled document " + strconv.Itoa(i+1)
		}
		if i == s.at {
			title = th.Selected.Render(title)
		}
		out = append(out, parts.Ends(" "+mark+" "+title, state+" ", w, th.Glyphs.More))
	}
	if r := s.front(); r.doc.Fault != "" {
		for _, l := range parts.Wrap(th.Warn.Render(r.doc.Fault), w-4) {
			out = append(out, "   "+l)
		}
	}
	return append(out, th.Rule.Render(strings.Repeat(th.Glyphs.Rule, w)))
}

// signedBy says when a document was signed, and by whom, if that was somebody else before this order was taken up.
func (s *Terms) signedBy(by order.Signature) string {
	d := s.desk
	at := by.At.In(d.Now.Location())
	when := at.Format("15:04:05")
	if now := d.Now; now.YearDay() != at.YearDay() || now.Year() != at.Year() {
		when = at.Format("2 Jan 15:04")
	}
	if by.By == "" || by.By == s.signer() {
		return when
	}
	name, _, _ := strings.Cut(by.By, ", key ") // the key stands in the journal
	return "by " + name + ", " + when
}

// foot says what is to be done next: read on, sign, or place by typing the word.
func (s *Terms) foot(w int) []string {
	d, th := s.desk, s.desk.Theme
	rule := th.Rule.Render(strings.Repeat(th.Glyphs.Rule, w))
	if s.word.asked() && !s.ready && !s.word.begun() {
		return []string{rule, " Every document is signed. " + th.Dim.Render("In a moment the order can be placed.")}
	}
	if s.word.asked() {
		price := ""
		if q, err := d.Walk.Quote(s.kind); err == nil {
			price = d.quoteWords(q) + ", "
		}
		standing := "Every document is signed. "
		if s.Unsure() {
			standing = "It may have been ordered already. "
		}
		ask := standing + `Type "` + th.Accent.Render(s.wantWord()) + `" to order for ` + price + "billed to " + payerWords(d) + "."
		return append([]string{rule}, s.word.lines(ask, w, th)...)
	}
	if s.allSigned() {
		return []string{rule, " Every document is signed. " + d.press(keys.Choose, "goes on to placing the order.")}
	}
	if why := s.cantSign(); why != "" {
		return append([]string{rule}, said(capitalised(strings.TrimSuffix(why, "."))+".", w, th.Dim)...)
	}
	// Whose key stands under it is read whole.
	return append([]string{rule}, said(d.press(keys.Sign, "signs this document, as "+s.signer()+"."), w, th.Text)...)
}

// said is a sentence of the foot on as many lines as it needs.
func said(text string, w int, ink lipgloss.Style) []string {
	lines := parts.Wrap(ink.Render(text), w-2)
	for i, l := range lines {
		lines[i] = " " + l
	}
	return lines
}

func (s *Terms) signer() string {
	if who := s.desk.hand(); !who.Local() {
		return who.Evidence()
	}
	if s.offer.Purchase.User != "" {
		return s.offer.Purchase.User
	}
	return "the holder of the API key"
}

func capitalised(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Head is the title, and which document is in front.
func (s *Terms) Head() Head {
	h := Head{Title: "Terms of the " + s.kind.Word()}
	if len(s.docs) > 0 {
		h.Note = "document " + strconv.Itoa(s.at+1) + " of " + strconv.Itoa(len(s.docs))
	}
	return h
}

// Hints are what can be done here.
func (s *Terms) Hints() []keys.Hint {
	if s.Holds() != "" {
		return nil
	}
	if s.word.asked() {
		return []keys.Hint{{Action: keys.Choose, Words: "place the order"}, {Action: keys.Back, Words: "back to the documents"}}
	}
	hints := []keys.Hint{
		{Action: keys.Sign, Words: "sign", Off: s.desk.off(s.cantSign())},
		{Action: keys.Next, Words: "next document"},
		{Action: keys.PageDown, Words: "page"},
		{Action: keys.Filter, Words: "search"},
	}
	if s.allSigned() {
		hints = append([]keys.Hint{{Action: keys.Choose, Words: "place the order"}}, hints...)
	}
	if s.Unsure() {
		hints = append([]keys.Hint{{Action: keys.Refresh, Words: "look for the order"}}, hints...)
	}
	hints = append(hints, keys.Hint{Action: keys.Back, Words: "back"}, keys.Hint{Action: keys.Copy, Words: "copy"}, keys.Hint{Action: keys.Raw, Words: "raw"})
	if r := s.front(); r != nil {
		return r.pager.Hints(hints)
	}
	return hints
}

// Copies are the document in front: its text, id and fingerprint.
func (s *Terms) Copies() []Copy {
	r := s.front()
	if r == nil {
		return nil
	}
	return []Copy{{"document", r.doc.Text}, {"document id", r.doc.ID}, {"SHA-256 of the document", r.doc.SHA256}}
}

// Typing tells whether the word or a search is being typed.
func (s *Terms) Typing() bool {
	r := s.front()
	return s.word.asked() || (r != nil && r.pager.Typing())
}

// Pace is short while an answer is awaited.
func (s *Terms) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
