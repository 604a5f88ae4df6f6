package backend

import (
	"strings"
	"testing"
)

// TestTheSecondDeskSaysThatItForgets has two desks' sandboxes on one state directory, and then the first again.
func TestTheSecondDeskSaysThatItForgets(t *testing.T) {
	dir := t.TempDir()
	start := func() *embeddedSandbox {
		t.Helper()
		run, err := embedded(t.Context(), Options{Seed: DefaultSeed}, dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	const sentence = "gone when you quit"
	first := start()
	if note := first.note(nil); strings.Contains(note, sentence) {
		t.Errorf("the first desk says %q", note)
	}
	second := start()
	if note := second.note(nil); !strings.Contains(note, sentence) || !strings.Contains(note, "Another desk") {
		t.Errorf("the second desk says %q", note)
	}
	first.stop(t.Context())
	third := start() // the second one still runs
	if note := third.note(nil); strings.Contains(note, sentence) {
		t.Errorf("the third desk, after the first one went, says %q", note)
	}
	if first.creds.Secret != third.creds.Secret || first.lines.Secret != third.lines.Secret {
		t.Error("the credentials changed over a restart")
	}
	second.stop(t.Context())
	third.stop(t.Context())
}
