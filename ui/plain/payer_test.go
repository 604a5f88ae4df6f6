package plain

import (
	"strings"
	"testing"
)

// TestThePayerIsNeverGuessed holds that a short name which nobody sees chooses no payer, that what was chosen is said, and what
// speaks against it before that.
func TestThePayerIsNeverGuessed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	said, err := w.talk(t, true, "order", "Kestrel", "6", "back", "/kestrelpath", "", "quit")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "MFA required, which your user has", "6. Kestrel Health Group Ltd, AU555100, your roles there are", "only to look", "> ", `2 entries hold "Kestrel", of 7.`, "type the number of one",
		"Payer: Kestrel Health Group Ltd, AU555100.", `1 entry holds "kestrelpath"`, "Payer: Kestrel Health Group Ltd, AU555100.", "Goodbye")
	if strings.Contains(said, "AU123456, your roles") {
		t.Error("a company that may be bought for is warned of")
	}
	if _, err := w.talk(t, false, "order", "Kestrel", "1"); err == nil {
		t.Error("a script goes on behind a payer who isn't one")
	}
}
