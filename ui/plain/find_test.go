package plain

import "testing"

// TestTheQuestionForALineOffersWhatWorks holds that a name is offered only once names are known, and that all makes some known.
func TestTheQuestionForALineOffersWhatWorks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	said, err := w.talk(t, true, "line", "zzyzx", "all", "menu", "line", "quit")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "No names are known here yet: all reads the list", "A name can't be asked for", "all reads the list, and looks up names",
		"Lines, ", "Whose line?", "a part of one of the 15 names known here", "Goodbye")
}
