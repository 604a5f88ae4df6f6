package views

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/theme"
)

// TestAnOpeningIsWhatTheWholeBeginsWith, so that nothing moves under the reader's eyes when the whole comes; and it is a small part of it.
func TestAnOpeningIsWhatTheWholeBeginsWith(t *testing.T) {
	t.Parallel()
	standard, err := os.ReadFile("../../client/sandbox/terms/standard-terms.md")
	if err != nil {
		t.Fatal(err)
	}
	linked := strings.Replace(longTerms(16_000).Text, "These terms", "These [terms][all], in *part*, ", 1) + "\n[all]: https://example.com/all\n"
	for name, c := range map[string]struct {
		text   string
		widths []int
	}{"standard": {string(standard), []int{60, 118}}, "linked": {linked, []int{78}}} {
		doc := axon.Document{Text: c.text, Whole: true}
		for _, w := range c.widths {
			th := theme.New(theme.Options{})
			lines, total := renderOpening(doc, w, th)
			whole := renderDocument(doc, w, th)
			if len(lines) < 40 || len(lines) > len(whole)/2 || !slices.Equal(lines, whole[:len(lines)]) {
				t.Errorf("%s at %d columns: the %d lines of the opening aren't the first of the whole's %d", name, w, len(lines), len(whole))
			}
			if total < len(whole)*2/3 || total > len(whole)*3/2 {
				t.Errorf("%s at %d columns: it promises %d lines, and has %d", name, w, total, len(whole))
			}
		}
	}
}

// TestAnOpeningEndsWhereNothingGoesOn: neither in a list, a table, code or HTML, nor before a definition.
func TestAnOpeningEndsWhereNothingGoesOn(t *testing.T) {
	t.Parallel()
	lead := strings.Repeat("A paragraph of some words.\n\n", openingLeast/28+1)
	lead = strings.TrimSuffix(lead, "\n") // the blank line is the test's
	for name, c := range map[string]struct{ text, rest string }{
		"a paragraph":           {"\nNext.\n", "Next."},
		"a heading":             {"\n# Next\n", "# Next"},
		"a list goes on":        {"\n- one\n\n- two\n\n  of it\n\nNext.\n", "Next."},
		"code":                  {"\n```\nin code\n\nstill\n```\n\nNext.\n", "Next."},
		"HTML that hides":       {"\n<!-- hidden\n\nstill\n-->\n\nNext.\n", "Next."},
		"a term that's defined": {"\nterm\n: meaning\n\nNext.\n", "Next."},
		"a table":               {"\n| a |\n|---|\n| b |\n\nNext.\n", "Next."},
	} {
		text := lead + c.text + strings.Repeat("x\n", openingMost)
		head := opening(text)
		if got := text[len(head):]; head == "" || !strings.HasPrefix(got, c.rest) {
			t.Errorf("%s: it goes on with %.20q, want %q", name, got, c.rest)
		}
	}
	if head := opening(strings.Repeat("no blank line\n", 5000)); head != "" {
		t.Errorf("a text of one paragraph opens with %d bytes", len(head))
	}
	for name, doc := range map[string]axon.Document{
		"short": {Text: "# short\n"}, "faulty": {Text: longTerms(16_000).Text, Fault: "not base64"}, "smuggling": {Text: longTerms(16_000).Text + "&#27;[2J"},
	} {
		if lines, _ := renderOpening(doc, 80, theme.New(theme.Options{})); lines != nil {
			t.Errorf("a %s document opens with %d lines", name, len(lines))
		}
	}
}

// opened are terms of which the beginning is shown, and the command that sets the whole.
func opened(t *testing.T) (*Terms, tea.Cmd) {
	t.Helper()
	d := buyDesk(t, &fakeAPI{}, order.KindPort)
	d.Offers = map[order.Kind]*Offer{order.KindPort: {Placement: axon.Placement{Documents: []axon.Document{longTerms(16_000)}}}}
	s := NewTerms(d, order.KindPort)
	enter(t, s)
	set := s.Update(Sized{W: 100})
	return s, s.Update(set())
}

// TestALongDocumentIsReadBeforeItIsSetWhole, and signed only after; whoever asked for its end is there when the whole comes.
func TestALongDocumentIsReadBeforeItIsSetWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, whole := opened(t)
		text := ansi.Strip(s.View(100, 30))
		if whole == nil || !strings.Contains(text, "These terms bind both parties") {
			t.Fatalf("before the whole is set there is:\n%s", text)
		}
		for _, k := range []string{"pgdown", "end"} {
			s.Update(keyPress(k))
			s.View(100, 30)
		}
		r := s.front()
		if why := s.cantSign(); r.pager.EndSeen() || why != "its text is being set" || r.pager.Progress() > 50 {
			t.Errorf("before the whole is set it is read to %d %%, and not signed because %q", r.pager.Progress(), why)
		}
		run(t, s, whole)
		last := ansi.Strip(s.View(100, 30))
		if !r.pager.EndSeen() || !strings.Contains(last, "Nothing here limits") {
			t.Errorf("the end was asked for, and isn't in sight:\n%s", last)
		}
	})
}

// TestTheWholeMovesNothing under the eyes of somebody who reads what came first.
func TestTheWholeMovesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, whole := opened(t)
		s.View(100, 30)
		s.Update(keyPress("pgdown"))
		body := func() string {
			return strings.Join(strings.Split(ansi.Strip(s.View(100, 30)), "\n")[2:27], "\n") // without the share that is read
		}
		before := body()
		run(t, s, whole)
		if after := body(); after != before {
			t.Errorf("there was\n%s\nand then\n%s", before, after)
		}
	})
}
