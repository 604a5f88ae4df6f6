package export

import (
	"strings"
	"unicode"
)

// Fact is a name and what is known under it.
type Fact struct{ Name, Value string }

// Section is a part of a Document. What is empty of it is left out.
type Section struct {
	Title string
	Text  string // paragraphs, a line each
	Facts []Fact
	List  []string
	Table *Table
	Plain string // lines that are kept as they are drawn
}

// Document is a detail to be taken away, such as for a ticket.
type Document struct {
	Name     string // in words, such as "order AX-7F3K2": it names the file too
	Title    string
	Sections []Section
}

// Markdown is the detail as CommonMark, with tables as GitHub has them. Nothing in a value makes a link, a head or a row of its own.
func (d Document) Markdown() []byte {
	var b strings.Builder
	b.WriteString("# " + inline(d.Title) + "\n")
	for _, s := range d.Sections {
		s.markdown(&b)
	}
	return []byte(b.String())
}

func (s Section) markdown(b *strings.Builder) {
	facts := known(s.Facts)
	if strings.TrimSpace(s.Text+s.Plain) == "" && len(facts)+len(s.List) == 0 && (s.Table == nil || len(s.Table.Rows) == 0) {
		return
	}
	if s.Title != "" {
		b.WriteString("\n## " + inline(s.Title) + "\n")
	}
	for _, line := range strings.Split(s.Text, "\n") {
		if strings.TrimSpace(line) != "" {
			b.WriteString("\n" + inline(line) + "\n")
		}
	}
	if len(facts) > 0 {
		b.WriteString("\n| | |\n|---|---|\n")
		for _, f := range facts {
			b.WriteString("| " + inline(f.Name) + " | " + inline(f.Value) + " |\n")
		}
	}
	if len(s.List) > 0 {
		b.WriteString("\n")
		for _, item := range s.List {
			b.WriteString("- " + inline(item) + "\n")
		}
	}
	if s.Table != nil && len(s.Table.Rows) > 0 {
		b.WriteString("\n")
		s.Table.markdown(b)
	}
	if strings.TrimSpace(s.Plain) != "" {
		fenced(b, s.Plain)
	}
}

func known(facts []Fact) []Fact {
	var out []Fact
	for _, f := range facts {
		if strings.TrimSpace(f.Value) != "" {
			out = append(out, f)
		}
	}
	return out
}

// Markdown is the list as a table, as GitHub and most trackers have it.
func (t Table) Markdown() []byte {
	var b strings.Builder
	t.markdown(&b)
	return []byte(b.String())
}

func (t Table) markdown(b *strings.Builder) {
	b.WriteString("|")
	for _, c := range t.Columns {
		b.WriteString(" " + inline(c) + " |")
	}
	b.WriteString("\n|" + strings.Repeat("---|", len(t.Columns)) + "\n")
	for _, row := range t.Rows {
		b.WriteString("|")
		for _, c := range row {
			text, _ := c.text()
			b.WriteString(" " + inline(text) + " |")
		}
		b.WriteString("\n")
	}
}

// fenced keeps lines as they are, between fences longer than any run of backticks in them.
func fenced(b *strings.Builder, text string) {
	longest, run := 2, 0
	for _, r := range text {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	b.WriteString("\n" + fence + "text\n" + strings.TrimRight(text, "\n") + "\n" + fence + "\n")
}

// marks are what Markdown, and the HTML in it, would read as more than a character.
const marks = "\\`*_{}[]<>#|~&!$@"

// inline is a text on one line in which no character means anything.
func inline(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	var b strings.Builder
	before := ' '
	for i, r := range text {
		// Within a word neither emphasises nor calls anybody; at its end one may.
		inWord := r == '@' && word(before) || r == '_' && word(before) && i+1 < len(text) && word(rune(text[i+1]))
		if strings.ContainsRune(marks, r) && !inWord || i == 0 && strings.ContainsRune("-+=", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		before = r
	}
	return link.Replace(ordered(b.String()))
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// link keeps bare addresses from becoming links: a name from outside may be one. Who reads the text sees it as it is.
var link = strings.NewReplacer("://", `:\//`, "www.", `www\.`)

// ordered keeps a number with a point behind it from being the beginning of a list.
func ordered(s string) string {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')') && (digits+1 == len(s) || s[digits+1] == ' ') {
		return s[:digits] + `\` + s[digits:]
	}
	return s
}
