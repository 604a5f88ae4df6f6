package views

import (
	"strings"

	"axdesk/client/export"
)

// Exporter is a screen of which lists or a detail can be taken away whole. A list is one line and the row that tells its cells:
//
//	func (s *Location) Exports() []Export { return []Export{listed("locations", s.list.Found(), locationRow)} }
type Exporter interface {
	// Exports are what may be taken away from here, the likeliest first. No cell and no line holds a secret.
	Exports() []Export
}

// Export is one thing that may be taken away: a list, a detail or a request.
type Export struct {
	What string // in words: "locations"; it names the file too
	Rows int    // of a list
	// One of these is set. It is called in Update, so that what is written is of one moment; making it a text is a command's work.
	table    func() export.Table
	document func() export.Document
	command  func() string
}

// Forms in which something may be taken away.
const (
	FormCSV      = "CSV"
	FormJSON     = "JSON"
	FormMarkdown = "Markdown"
	FormCurl     = "curl"
)

// listed is a list, as filtered.
func listed[T any](what string, items []T, row func(T) cells) Export {
	return Export{What: what, Rows: min(len(items), export.MostRows), table: func() export.Table { return tableOf(what, items, row) }}
}

// cells are a row: each value under its column's name, as export.Cell tells.
type (
	cells []cell
	cell  struct {
		name  string
		value any
	}
)

func tableOf[T any](what string, items []T, row func(T) cells) export.Table {
	return export.List(what, items, func(item T) export.Row {
		list := row(item)
		out := make(export.Row, len(list))
		for i, c := range list {
			out[i] = export.Cell{Name: c.name, Value: c.value}
		}
		return out
	})
}

// detailed is a detail.
func detailed(what, title string, sections ...export.Section) Export {
	return Export{What: what, document: func() export.Document { return export.Document{Name: what, Title: title, Sections: sections} }}
}

// asked is a request as a command for a shell.
func asked(what, command string) Export {
	return Export{What: what, command: func() string { return command }}
}

// Forms are those that it may be had in, the likeliest first.
func (e Export) Forms() []string {
	switch {
	case e.table != nil:
		return []string{FormCSV, FormJSON, FormMarkdown}
	case e.document != nil:
		return []string{FormMarkdown}
	}
	return []string{FormCurl}
}

// Ending is how the name of a file of a form ends.
func Ending(form string) string {
	if ending := map[string]string{FormCSV: "csv", FormJSON: "json", FormMarkdown: "md"}[form]; ending != "" {
		return ending
	}
	return "sh"
}

// Take takes what there is now. The function that it gives makes the text, and may run in a command.
func (e Export) Take(form string) func() ([]byte, error) {
	switch {
	case e.table != nil:
		t := e.table()
		return func() ([]byte, error) {
			switch form {
			case FormJSON:
				return t.JSON()
			case FormMarkdown:
				return t.Markdown(), nil
			}
			return t.CSV()
		}
	case e.document != nil:
		d := e.document()
		return func() ([]byte, error) { return d.Markdown(), nil }
	}
	text := e.command()
	return func() ([]byte, error) { return []byte(text), nil }
}

// drawnText is what a screen draws, without its colours: a part of a document that is kept as it is drawn.
func drawnText(lines []string) string { return strings.TrimRight(ticketText(lines), "\n") }
