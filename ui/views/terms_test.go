package views

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/ansi"

	"axdesk/client/axon"
	"axdesk/client/order"
)

// TestTermsSayAtOnceThatTheEndWasReached: the frame that shows a document's last line says so too. Nothing happens after
// it that would draw another one.
func TestTermsSayAtOnceThatTheEndWasReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(&fakeAPI{})
		text := strings.Repeat("A line of the terms.\n\n", 100) + "The last line."
		doc := axon.Document{ID: "1", ContentType: "text/markdown", Title: "Terms", Text: text, Whole: true}
		d.Offers = map[order.Kind]*Offer{order.KindService: {Placement: axon.Placement{Documents: []axon.Document{doc}}}}
		s := NewTerms(d, order.KindService)
		enter(t, s)
		run(t, s, s.Update(Sized{W: 80}))
		if got := ansi.Strip(s.View(80, 20)); !strings.Contains(got, "Read it to its end first.") {
			t.Fatalf("a document that was just opened:\n%s", got)
		}
		s.Update(keyPress("end"))
		got := ansi.Strip(s.View(80, 20))
		for _, want := range []string{"The last line.", "read, not signed", "signs this document"} {
			if !strings.Contains(got, want) {
				t.Errorf("the frame with the document's end doesn't say %q:\n%s", want, got)
			}
		}
	})
}
