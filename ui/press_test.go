package ui

import (
	"testing"

	"axdesk/keys"
)

// TestEveryKeyThatMayBeBoundCanBePressed from the palette, which presses keys for whoever chooses by name.
func TestEveryKeyThatMayBeBoundCanBePressed(t *testing.T) {
	t.Parallel()
	var all []string
	for _, m := range keys.Sets() {
		for _, b := range m.All() {
			all = append(all, b.Keys...)
		}
	}
	for _, base := range []string{"f1", "f", "f12", "f20", "insert", "space", "enter", "tab", "+", "ß", "世"} {
		all = append(all, base, "alt+"+base, "ctrl+alt+"+base)
	}
	all = append(all, "shift+f5", "ctrl+alt+shift+left", "Ä", "_", "ctrl+_")
	for _, k := range all {
		if why := keys.Unknown(k); why != "" {
			t.Error(why)
		}
		if got := press(k).String(); got != k {
			t.Errorf("%q is pressed as %q", k, got)
		}
	}
}
