// Package keys holds every binding of the program as data. The help, the status line, the palette and the
// README's table are made from it; nothing else names a key.
package keys

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Action is something a person may do.
type Action string

// Actions. What one means on a screen stands in that screen's hints.
const (
	Choose   Action = "choose"
	Back     Action = "back"
	Up       Action = "up"
	Down     Action = "down"
	Left     Action = "left"
	Right    Action = "right"
	HalfUp   Action = "half-up"
	HalfDown Action = "half-down"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"
	Top      Action = "top"
	Bottom   Action = "bottom"
	Next     Action = "next"
	Previous Action = "previous"
	Filter   Action = "filter"
	Sort     Action = "sort"
	Mark     Action = "mark"
	Compare  Action = "compare"
	Reveal   Action = "reveal"
	Sign     Action = "sign"
	Refresh  Action = "refresh"
	Copy     Action = "copy"
	Export   Action = "export"
	Raw      Action = "raw"
	Orders   Action = "orders"
	Stock    Action = "inventory"
	Audit    Action = "audit"
	Requests Action = "requests"
	Swap     Action = "swap"
	Status   Action = "status"
	Live     Action = "live"
	Device   Action = "device"
	Radius   Action = "radius"
	Usage    Action = "usage"
	Diagnose Action = "diagnose"
	Edit     Action = "edit"
	Create   Action = "create"
	Changes  Action = "changes"
	Forget   Action = "forget"
	Pin      Action = "pin"
	Pins     Action = "pins"
	Share    Action = "share"
	New      Action = "new"
	Tree     Action = "tree"
	Note     Action = "note"
	Remove   Action = "remove"
	Help     Action = "help"
	Palette  Action = "palette"
	Redraw   Action = "redraw"
	Quit     Action = "quit"
	Abort    Action = "abort"
)

// Binding is an action, the keys that mean it and what it does in a few words.
type Binding struct {
	Action Action
	Keys   []string // as the terminal layer spells them: "enter", "ctrl+k", "G"
	Words  string
	Group  string
}

// Map is a set of bindings. It is a value: each session may have its own.
type Map struct {
	list []Binding
	by   map[Action]Binding
}

// NewMap makes a map of bindings, in the order in which help lists them.
func NewMap(list []Binding) Map {
	m := Map{list: list, by: make(map[Action]Binding, len(list))}
	for _, b := range list {
		m.by[b.Action] = b
	}
	return m
}

// Is tells whether a pressed key, as its String, means the action.
func (m Map) Is(key string, a Action) bool { return slices.Contains(m.by[a].Keys, key) }

// Any tells which of the actions a pressed key means; "" when none.
func (m Map) Any(key string, actions ...Action) Action {
	for _, a := range actions {
		if m.Is(key, a) {
			return a
		}
	}
	return ""
}

// Printable tells whether a key types a character: while a text field has the focus such keys belong to it.
func Printable(key string) bool { return key == "space" || utf8.RuneCountInString(key) == 1 }

// Binding gives the binding of an action.
func (m Map) Binding(a Action) Binding { return m.by[a] }

// All lists the bindings in order.
func (m Map) All() []Binding { return m.list }

// Label is how the first key of an action is shown: "↵", "esc", "^k". ascii spells arrows as words.
func (m Map) Label(a Action, ascii bool) string {
	b, ok := m.by[a]
	if !ok || len(b.Keys) == 0 {
		return ""
	}
	return Label(b.Keys[0], ascii)
}

// TypingLabel is Label while a text field has the focus: the first key that isn't the field's, "" when all are.
func (m Map) TypingLabel(a Action, ascii bool) string {
	for _, k := range m.by[a].Keys {
		if !Printable(k) {
			return Label(k, ascii)
		}
	}
	return ""
}

// Label is how one key is shown.
func Label(key string, ascii bool) string {
	if !ascii {
		switch key {
		case "enter":
			return "↵"
		case "up":
			return "↑"
		case "down":
			return "↓"
		case "left":
			return "←"
		case "right":
			return "→"
		}
	}
	if rest, ok := strings.CutPrefix(key, "ctrl+"); ok {
		return "^" + rest
	}
	return key
}

// Conflicts lists keys that mean two actions, as sentences. Screens share actions rather than keys: a list that moves by a key
// would never let it through to its screen.
func (m Map) Conflicts() []string {
	var out []string
	for i, b := range m.list {
		for _, other := range m.list[:i] {
			for _, k := range b.Keys {
				if slices.Contains(other.Keys, k) {
					out = append(out, fmt.Sprintf("%q means both %s and %s: give one of them another key.", k, other.Action, b.Action))
				}
			}
		}
	}
	return out
}

// Hint is an action that a screen offers, in its own words. Off says why it can't be done now; "" means it can.
type Hint struct {
	Action Action
	Words  string
	Off    string
	// Before is the opposite action where one hint stands for both: "←/→ choose". "" for none.
	Before Action
}
