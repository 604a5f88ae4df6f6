package theme

import (
	"charm.land/glamour/v2/ansi"
)

// Markdown is the style in which documents are rendered: the theme's own few colours, and nothing that
// depends on colour alone.
func Markdown(t *Theme) ansi.StyleConfig {
	p := t.palette()
	color := func(hex string) *string {
		if t.Plain || hex == "" {
			return nil
		}
		return &hex
	}
	yes, margin, indent, one := true, uint(0), uint(2), uint(1)
	head := func(prefix string) ansi.StyleBlock {
		return ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Prefix: prefix, Bold: &yes, Color: color(p.accent)}}
	}
	bullet, rule, quote, column, row := "• ", "\n────────\n", "│ ", "│", "─"
	if t.ASCII {
		bullet, rule, quote, column, row = "* ", "\n--------\n", "| ", "|", "-"
	}
	return ansi.StyleConfig{
		Document:       ansi.StyleBlock{Margin: &margin},
		Heading:        ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{BlockSuffix: "\n", Bold: &yes, Color: color(p.accent)}},
		H1:             head(""),
		H2:             head(""),
		H3:             head(""),
		Strong:         ansi.StylePrimitive{Bold: &yes},
		Emph:           ansi.StylePrimitive{Italic: &yes},
		List:           ansi.StyleList{LevelIndent: indent},
		Item:           ansi.StylePrimitive{BlockPrefix: bullet},
		Enumeration:    ansi.StylePrimitive{BlockPrefix: ". "},
		HorizontalRule: ansi.StylePrimitive{Format: rule, Color: color(p.rule)},
		BlockQuote:     ansi.StyleBlock{Indent: &one, IndentToken: &quote},
		Link:           ansi.StylePrimitive{Color: color(p.dim), Underline: &yes},
		LinkText:       ansi.StylePrimitive{Bold: &yes},
		Code:           ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{Color: color(p.accent)}},
		CodeBlock:      ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{Margin: &indent}},
		Table:          ansi.StyleTable{ColumnSeparator: &column, RowSeparator: &row, CenterSeparator: &row},
	}
}
