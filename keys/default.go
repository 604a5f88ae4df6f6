package keys

// Groups of bindings, as help shows them.
const (
	GroupMove = "Move"
	GroupDo   = "Do"
	GroupDesk = "Desk"
)

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
		{Raw, []string{"J"}, "the API's answer as it came", GroupDo},
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
		{Swap, []string{"ctrl+o"}, "from the order to the customers' lines, and back", GroupDesk},
		{Pins, []string{"ctrl+p"}, "what is pinned, where it doesn't fit beside", GroupDesk},
		{Redraw, []string{"ctrl+l"}, "draw the screen anew", GroupDesk},
		{Quit, []string{"q"}, "quit; says what still runs", GroupDesk},
		{Abort, []string{"ctrl+c"}, "quit from anywhere", GroupDesk},
	})
}
