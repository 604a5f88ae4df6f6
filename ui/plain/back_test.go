package plain

import "testing"

// TestBackFromASummaryGoesToTheQuestionBefore holds that it is the last question of the options, and not their first.
func TestBackFromASummaryGoesToTheQuestionBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	said, err := w.talk(t, true, append(join(portAnswers), "back", "back", "", "", "back", "back", "quit")...)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "Summary of the port.", "Back to Port options", "Is the port to stand on other equipment", "Public description", "Summary of the port.")
}
