package keys

// Groups of bindings, as help shows them.
const (
	GroupMove = "Move"
	GroupDo   = "Do"
	GroupDesk = "Desk"
)

// Sets of bindings that a keys.toml may begin with.
const (
	SetDefault = "default"
	SetVim     = "vim"
	SetArrows  = "arrows"
)

func setNames() []string { return []string{SetDefault, SetVim, SetArrows} }

// Sets are the bindings by the name of their set.
func Sets() map[string]Map {
	with := func(own map[Action][]string) Map { return (&file{own: own}).over(Default()) }
	return map[string]Map{
		SetDefault: Default(),
		// Letters stand first, so that they are what hints name. Arrows stay: in a form letters are typed.
		SetVim: with(map[Action][]string{
			Up: {"k", "up", "ctrl+y"}, Down: {"j", "down", "ctrl+e"}, Left: {"h", "left"}, Right: {"l", "right"},
			PageUp: {"b", "pgup"}, PageDown: {"f", "ctrl+f", "pgdown", "space"}, Top: {"g", "home"}, Bottom: {"G", "end"},
			Palette: {":", "ctrl+k"},
		}),
		// No letter moves, so that each is free for something else.
		SetArrows: with(map[Action][]string{
			Up: {"up"}, Down: {"down"}, Left: {"left"}, Right: {"right"}, PageUp: {"pgup"}, PageDown: {"pgdown", "space"},
			HalfUp: {"shift+up"}, HalfDown: {"shift+down"}, Top: {"home"}, Bottom: {"end"}, Filter: {"/", "ctrl+f"}, Palette: {"ctrl+k", "f2"},
		}),
	}
}

// Default is the usual set: arrows and vim's letters side by side.
func Default() Map {
	return NewMap([]Binding{
		{Up, []string{"up", "k"}, "up", GroupMove},
		{Down, []string{"down", "j"}, "down", GroupMove},
		{Left, []string{"left", "h"}, "left", GroupMove},
		{Right, []string{"right", "l"}, "right", GroupMove},
		{HalfUp, []string{"ctrl+u"}, "half a page up", GroupMove},
		{HalfDown, []string{"ctrl+d"}, "half a page down", GroupMove},
		{PageUp, []string{"pgup", "b"}, "a page up", GroupMove},
		{PageDown, []string{"pgdown", "space", "f"}, "a page down", GroupMove},
		{Top, []string{"home", "g"}, "to the first", GroupMove},
		{Bottom, []string{"end", "G"}, "to the last", GroupMove},
		{Next, []string{"tab"}, "next field, document or pane", GroupMove},
		{Previous, []string{"shift+tab"}, "previous field, document or pane", GroupMove},

		{Choose, []string{"enter"}, "choose and go on", GroupDo},
		{Back, []string{"esc"}, "back; nothing is lost", GroupDo},
		{Filter, []string{"/"}, "filter, or search in a text", GroupDo},
		{Sort, []string{"s"}, "sort by the next column", GroupDo},
		{Mark, []string{"m"}, "mark for comparing", GroupDo},
		{Compare, []string{"c"}, "compare the marked", GroupDo},
		{Reveal, []string{"v"}, "show what was left out", GroupDo},
		{Sign, []string{"S"}, "sign this document", GroupDo},
		{Refresh, []string{"r"}, "ask again", GroupDo},
		{Copy, []string{"y"}, "copy to the clipboard", GroupDo},
		{Export, []string{"E"}, "export a list or a detail: CSV, JSON, Markdown", GroupDo},
		{Raw, []string{"J"}, "the API's answer, without its secrets", GroupDo},
		{Status, []string{"t"}, "services of one status", GroupDo},
		{Live, []string{"L"}, "live: the device, or an order's provisioning", GroupDo},
		{Device, []string{"d"}, "the device and its light", GroupDo},
		{Radius, []string{"a"}, "RADIUS: attempts and sessions", GroupDo},
		{Usage, []string{"u"}, "usage by day", GroupDo},
		{Diagnose, []string{"x"}, "say what is most likely wrong", GroupDo},
		{Edit, []string{"e"}, "change the service", GroupDo},
		{Create, []string{"N"}, "create a service", GroupDo},
		{Changes, []string{"C"}, "what has changed lately", GroupDo},
		{Forget, []string{"D"}, "forget what was begun", GroupDo},
		{Pin, []string{"p"}, "pin beside the order", GroupDo},
		{New, []string{"n"}, "another order", GroupDo},
		{Tree, []string{"T"}, "as a tree, or as a list", GroupDo},
		{Note, []string{"w"}, "write a note and tags", GroupDo},
		{Remove, []string{"X"}, "delete a service or a port", GroupDo},

		{Help, []string{"?", "f1"}, "help", GroupDesk},
		{Palette, []string{"ctrl+k", ":"}, "palette: everything by name", GroupDesk},
		{Orders, []string{"o"}, "orders: what was ordered and begun", GroupDesk},
		{Stock, []string{"i"}, "inventory: the ports and services there are", GroupDesk},
		{Audit, []string{"A"}, "audit: who did what, and who is here", GroupDesk},
		{Requests, []string{"R"}, "requests: what was asked of the APIs lately", GroupDesk},
		{Swap, []string{"ctrl+o"}, "from the order to the customers' lines, and back", GroupDesk},
		{Pins, []string{"ctrl+p"}, "what is pinned, where it doesn't fit beside", GroupDesk},
		{Share, []string{"ctrl+g"}, "share this screen with a guest, or take the pen back", GroupDesk},
		{Redraw, []string{"ctrl+l"}, "draw the screen anew", GroupDesk},
		{Quit, []string{"q"}, "quit; says what still runs", GroupDesk},
		{Abort, []string{"ctrl+c"}, "quit from anywhere", GroupDesk},
	})
}
