package views

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// WriteNote keeps a note and tags of a port or a service, on this machine alone.
type WriteNote struct {
	asker
	desk *Desk
	kind order.Kind
	of   string
	it   stockItem
	form parts.Form
	err  error
}

const (
	askNote   = "note"
	fieldNote = "note"
	fieldTags = "tags"

	mostTags = 32
	longTag  = 40 // characters
)

// NewWriteNote makes the screen for a port or a service of the inventory.
func NewWriteNote(d *Desk, kind order.Kind, guid string) *WriteNote {
	s := &WriteNote{asker: d.newAsker(), desk: d, kind: kind, of: guid}
	s.form.Check = s.check
	i, _ := d.findItem(kind, guid)
	s.it = i
	s.form.Set([]parts.Input{
		{Name: fieldNote, Label: "Note", Help: "For staff; it is kept with the journal and never sent."},
		{Name: fieldTags, Label: "Tags", Help: "Words with spaces between them; the inventory's filter finds them."},
	}, map[string]string{fieldNote: i.note.Text, fieldTags: strings.Join(i.note.Tags, " ")})
	return s
}

// Init asks nothing: the notes came with the inventory.
func (s *WriteNote) Init() tea.Cmd { return nil }

func (s *WriteNote) check(name, text string) []string {
	if name != fieldTags {
		return nil
	}
	tags := strings.Fields(text)
	if len(tags) > mostTags {
		return []string{"At most 32 tags are kept of one thing."}
	}
	for _, t := range tags {
		if len([]rune(t)) > longTag {
			return []string{"A tag has at most 40 characters; longer texts are notes."}
		}
	}
	return nil
}

// Update feeds the form, and keeps the note from its last field on.
func (s *WriteNote) Update(msg tea.Msg) tea.Cmd {
	if m, ok := msg.(Answer[order.Note]); ok {
		return s.got(m)
	}
	if s.busy(askNote) || s.form.Update(msg, s.desk.Keys) {
		return nil
	}
	m, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch s.desk.Keys.Any(m.String(), keys.Choose, keys.Back) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Choose:
		if !s.form.Last() {
			s.form.Step(1)
			return nil
		}
		if s.form.Show() {
			return nil
		}
		return s.keep()
	}
	return nil
}

func (s *WriteNote) keep() tea.Cmd {
	typed, j := s.form.Values(), s.desk.Journal
	if j == nil {
		return send(Flash{Text: "There is no journal to keep notes in.", Bad: true})
	}
	n := order.Note{GUID: s.of, At: s.desk.Now, User: s.desk.Login(), Text: strings.TrimSpace(typed[fieldNote]), Tags: strings.Fields(typed[fieldTags])}
	return ask(&s.asker, askNote, limitRead, func(ctx context.Context) (order.Note, error) { return n, j.PutNote(ctx, j.Scope, n) })
}

func (s *WriteNote) got(m Answer[order.Note]) tea.Cmd {
	if !fresh(&s.asker, askNote, m) {
		return nil
	}
	if s.err = m.Err; m.Err != nil {
		return nil
	}
	return tea.Sequence(send(Finished{s.id}), send(Flash{Text: "Kept with the journal."}))
}

// View draws the form.
func (s *WriteNote) View(w, h int) string {
	var out []string
	if s.err != nil {
		out = append(out, s.desk.errorLines(s.err, w)...)
	}
	out = append(out, "")
	return s.desk.page(append(out, s.form.View(w, max(1, h-len(out)), s.desk.Theme)...), w, h)
}

// Head is the title and what the note is of.
func (s *WriteNote) Head() Head {
	return Head{Title: "Note on " + s.it.name, Note: wire.Short(s.of)}
}

// Hints are what can be done here.
func (s *WriteNote) Hints() []keys.Hint {
	words := "next field"
	if s.form.Last() {
		words = "keep it"
	}
	return []keys.Hint{{Action: keys.Choose, Words: words}, {Action: keys.Back, Words: "back"}}
}

// Copies are the note.
func (s *WriteNote) Copies() []Copy { return some(Copy{"note", s.form.Values()[fieldNote]}) }

// Typing is true: the form has the focus.
func (s *WriteNote) Typing() bool { return !s.busy(askNote) }

// Pace is short while the note is written.
func (s *WriteNote) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
