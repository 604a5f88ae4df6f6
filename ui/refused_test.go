package ui

import (
	"context"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/keys"
	"axdesk/ui/views"
)

// closed is a screen whose keys are off, the first because a viewer is here; says is what it does with any key.
type closed struct {
	views.Screen
	says tea.Cmd
}

func (c *closed) Init() tea.Cmd          { return nil }
func (c *closed) Update(tea.Msg) tea.Cmd { return c.says }
func (c *closed) Head() views.Head       { return views.Head{Title: "Stub"} }
func (c *closed) Typing() bool           { return false }
func (c *closed) Pace() time.Duration    { return 0 }
func (c *closed) Hints() []keys.Hint {
	return []keys.Hint{
		{Action: keys.Edit, Words: "change it", Off: "you are signed in as a viewer"},
		{Action: keys.Remove, Words: "delete it", Off: "it is gone already"},
	}
}

// paper is an audit.
type paper struct{ entries []access.Entry }

func (p *paper) KeepAudit(_ context.Context, e access.Entry) error {
	p.entries = append(p.entries, e)
	return nil
}

// TestWhatAScreenRefusesIsInTheAudit as what the client layer refuses is: by the key's hint, by the screen's own words, in the palette.
func TestWhatAScreenRefusesIsInTheAudit(t *testing.T) {
	viewer := access.Person{Name: "Vic", Key: "SHA256:v", Role: access.Viewer, Session: "s1"}
	for name, tc := range map[string]struct {
		act  func(m *Model, s *closed) tea.Cmd
		want []string
	}{
		"a key that is off": {func(m *Model, _ *closed) tea.Cmd { return m.key(press("e")) }, []string{"", "change it, at People: Stub"}},
		"a screen's own words": {func(m *Model, _ *closed) tea.Cmd {
			_, cmd := m.Update(views.Flash{Text: "No.", Refused: "order a port", Subject: "AX-9"})
			return cmd
		}, []string{"AX-9", "order a port, at People: Stub"}},
		"the palette": {func(m *Model, _ *closed) tea.Cmd {
			o := newMenu(m, "Palette", "", []entry{{name: "Change it", off: m.desk.MayNot()}})
			return o.Update(press("enter"))
		}, []string{"", "Change it, at People: Stub"}},
		"another reason": {func(m *Model, _ *closed) tea.Cmd { return m.key(press(keys.Default().Binding(keys.Remove).Keys[0])) }, nil},
		"a sentence":     {func(m *Model, _ *closed) tea.Cmd { _, cmd := m.Update(views.Flash{Text: "Well."}); return cmd }, nil},
		"a key that does something else there": {func(m *Model, s *closed) tea.Cmd {
			s.says = func() tea.Msg { return nil }
			return m.key(press("e"))
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			kept := &paper{}
			m := New(Config{Person: viewer, Audit: kept, Keys: keys.Default(), NewRef: func() string { return "AX-1" }, Now: time.Now()})
			m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
			stub := &closed{}
			m.put(atPeople, "stub", func() views.Screen { return stub })
			for range 2 { // a key is held down
				carried(tc.act(m, stub))
			}
			var got []string
			for _, e := range kept.entries {
				if got = append(got, e.Subject, e.Detail); e.What != access.Refused || e.Who != "Vic" {
					t.Errorf("the audit has %+v", e)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("the audit has %q, want %q", got, tc.want)
			}
		})
	}
}
