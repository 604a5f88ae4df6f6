package parts

import (
	"strings"

	"axdesk/theme"
)

// Link is one hop of a provider chain as drawn: who, where, and how it stands.
type Link struct {
	Provider string
	Place    string // short: "S1"
	Mark     theme.Mark
	State    string // a word; "" when the chain is only an offer
}

// Chain draws a provider chain as a path, A-end first: "public S1 ─ fabric S1 ═ fabric S2 ─ aws S2". A
// double line leads from one facility to another. It breaks into several lines where w asks for it.
func Chain(links []Link, w int, th *theme.Theme) []string {
	g := th.Glyphs
	var out []string
	line, room := "", 0
	for i, l := range links {
		node := l.Provider
		if l.Place != "" {
			node += " " + l.Place
		}
		if l.State != "" {
			node = th.Glyph(l.Mark) + " " + node
		}
		join := ""
		if i > 0 {
			join = " " + g.Link + " "
			if l.Place != links[i-1].Place {
				join = " " + g.Trunk + " "
			}
		}
		if i > 0 && room+Width(join)+Width(node) > w {
			out = append(out, Cut(line, w, g.More))
			line, room = "  ", 2
			join = strings.TrimLeft(join, " ")
		}
		line += th.Dim.Render(join) + node
		room += Width(join) + Width(node)
	}
	return append(out, Cut(line, w, g.More))
}
