package keys

import (
	"fmt"
	"slices"
	"strings"
)

// lost are keys that something on the way takes, or that arrive as another key.
var lost = map[string]string{
	"ctrl+s":     "stops the output of terminals that have flow control",
	"ctrl+q":     "starts the output again on terminals that have flow control",
	"ctrl+z":     "suspends programs, and some terminals and wrappers keep it for that",
	"ctrl+\\":    "kills programs, and some terminals and wrappers keep it for that",
	"ctrl+b":     "is what tmux takes for itself",
	"ctrl+a":     "is what screen takes for itself",
	"ctrl+]":     "is what telnet and consoles of machines take for themselves",
	"ctrl+space": "is what many desktops change the way of typing with",
	"ctrl+i":     "arrives as tab on most terminals",
	"ctrl+m":     "arrives as enter on most terminals",
	"ctrl+j":     "arrives as enter on some terminals",
	"ctrl+[":     "arrives as esc on most terminals",
	"ctrl+h":     "arrives as backspace on many terminals",
	"ctrl+@":     "arrives as ctrl+space on most terminals",
	"alt+tab":    "is what desktops change windows with",
	"alt+f4":     "is what desktops close windows with",
	"f11":        "is what many terminals fill the screen with",
	"shift+pgup": "is what terminals scroll back with", "shift+pgdown": "is what terminals scroll back with",
	"shift+home": "is what terminals scroll back with", "shift+end": "is what terminals scroll back with",
	"shift+insert": "is what terminals paste with",
}

// around are keys that are only taken inside another program, which says by a variable that it is there.
var around = []struct {
	env, value string // "" for any value
	name       string
	keys       []string
}{
	{"ZELLIJ", "", "Zellij", []string{"ctrl+g", "ctrl+h", "ctrl+n", "ctrl+o", "ctrl+p", "ctrl+q", "ctrl+s", "ctrl+t"}},
	{"TERM_PROGRAM", "vscode", "the terminal of Visual Studio Code", []string{"ctrl+k", "ctrl+p"}},
}

// Swallowed lists the keys that may never arrive, as sentences: those that terminals and multiplexers take everywhere, and
// those that the program around this one takes, as env tells (as os.Getenv does), where they leave an action without any key.
func (m Map) Swallowed(env func(string) string) []string {
	var out []string
	for _, b := range m.list {
		for _, k := range b.Keys {
			if why := taken(k); why != "" {
				out = append(out, fmt.Sprintf("%s (%s) may not arrive: it %s.", k, b.Action, why))
			}
		}
		for _, p := range around {
			if v := env(p.env); v == "" || p.value != "" && v != p.value {
				continue
			}
			if !slices.ContainsFunc(b.Keys, func(k string) bool { return !slices.Contains(p.keys, k) }) {
				out = append(out, fmt.Sprintf("%s (%s) may not arrive: %s takes it. Another key for it can stand in keys.toml.", strings.Join(b.Keys, " "), b.Action, p.name))
			}
		}
	}
	return out
}

// taken says who takes a key, or that it can't be sent; "" when it arrives.
func taken(k string) string {
	if why := lost[k]; why != "" {
		return why
	}
	mods, base := Parts(k)
	ctrl := slices.Contains(mods, "ctrl")
	switch {
	case len(mods) == 0:
		return ""
	case slices.Contains([]string{"enter", "tab", "esc", "space"}, base) && k != "shift+tab" && k != "alt+enter",
		ctrl && len(base) == 1 && (base < "a" || base > "z") && !strings.Contains("]^_", base):
		return "can't be sent by most terminals"
	}
	return ""
}

// Told is what Swallowed lists, short enough for the lines that a program begins with.
func Told(list []string) string {
	if n := len(list); n > 2 {
		return fmt.Sprintf("%s And %d more such keys: docs/keys.md.", list[0], n-1)
	}
	return strings.Join(list, " ")
}
