package ui_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"axdesk/ui/screentest"
)

// stop is a screen of the whole order: what shows that it is there, and how one goes on from it.
type stop struct {
	name   string
	title  string // how its title begins
	shows  string // once it has what it asked for; the screen's own words, which no answer of the API can change
	goOn   func(s *screentest.Screen)
	fields bool // characters belong to a form
	raw    bool // it shows an answer, or a request, as it is
}

// wholeTour is every screen of the whole order, from the company to the provisioning.
var wholeTour = []stop{
	{name: "company", title: "Company", shows: "prices are offered to", goOn: press("enter"), raw: true},
	{name: "location", title: "Location", shows: "1 of 32", goOn: filterFor("NXT-S1", "found, 32 in all")},
	{name: "port", title: "Port ─", shows: "213.75", goOn: filterFor("AXON-PORT-1G-LX", "213.75"), raw: true},
	{name: "port options", title: "Port options", shows: "Diverse from", goOn: press("down", "down", "down", "down", "enter"), fields: true},
	{name: "port summary", title: "Summary of the port", shows: "ask for the terms", goOn: press("enter"), raw: true},
	{name: "port terms", title: "Terms of the port", shows: "to its end first", goOn: func(s *screentest.Screen) { signAll(s, 2) }, raw: true},
	{name: "port ready", title: "Port ready", shows: "cross connect", goOn: press("enter")},
	{name: "destination", title: "Destination", shows: "Clouds", goOn: filterFor("aws", "found, "), raw: true},
	{name: "candidates", title: "Candidates", shows: "primary", goOn: press("enter"), raw: true},
	{name: "bandwidth", title: "Bandwidth", shows: "50 Mbps", goOn: press("down", "down", "enter"), raw: true},
	{name: "options", title: "Options", shows: "is required", goOn: fillOptions, fields: true},
	{name: "summary", title: "Summary of the connection", shows: "ask for the terms", goOn: press("enter"), raw: true},
	{name: "terms", title: "Terms of the connection", shows: "to its end first", goOn: func(s *screentest.Screen) { signAll(s, 3) }, raw: true},
	{name: "provisioning", title: "Provisioning", shows: "of 3 hops ready", raw: true},
}

// tour plays the whole order and calls at on every screen, which has to leave the screen as it was.
func tour(s *screentest.Screen, at func(st stop)) {
	tourUntil(s, "", at)
}

// tourUntil is tour up to the screen that is named, which is left in front.
func tourUntil(s *screentest.Screen, last string, at func(st stop)) {
	tourBetween(s, wholeTour[0].name, last, at)
}

// tourBetween is tourUntil from another screen on, which is in front.
func tourBetween(s *screentest.Screen, first, last string, at func(st stop)) {
	from := slices.IndexFunc(wholeTour, func(st stop) bool { return st.name == first })
	for _, st := range wholeTour[from:] {
		st.wait(s)
		if at != nil {
			at(st)
		}
		if st.name == last {
			return
		}
		if st.goOn != nil {
			st.goOn(s)
		}
	}
}

func press(keys ...string) func(*screentest.Screen) {
	return func(s *screentest.Screen) { s.Press(keys...) }
}

func filterFor(text, shows string) func(*screentest.Screen) {
	return func(s *screentest.Screen) {
		s.Press("/")
		s.Type(text)
		s.WaitFor(shows)
		s.Press("enter")
	}
}

func fillOptions(s *screentest.Screen) {
	s.Type("222")
	s.Press("down")
	s.Type("123456789012")
	s.Press("down", "down", "down", "enter")
}

// readAll reads and signs all documents.
func readAll(s *screentest.Screen, documents int) {
	for n := range documents {
		s.WaitMatch(regexp.MustCompile(fmt.Sprintf("(?s)document %d of %d .*(to its end first|signs this document)", n+1, documents)))
		s.Press("end")
		s.WaitFor("signs this document")
		s.Press("S")
	}
	s.WaitFor(`Type "place" to order`)
}

// signAll reads and signs all documents, and places the order by its word.
func signAll(s *screentest.Screen, documents int) {
	readAll(s, documents)
	s.Type("place")
	s.Press("enter")
}

// wait waits until the screen is there with what it asked for. Words alone may still be those of the screen before.
func (st stop) wait(s *screentest.Screen) {
	s.WaitMatch(regexp.MustCompile("(?s)─ " + regexp.QuoteMeta(st.title) + ".*" + regexp.QuoteMeta(st.shows)))
}

// waitOr is wait for a screen that may say instead that something failed. It tells whether the screen has what it asked for.
func (st stop) waitOr(s *screentest.Screen, failed string) bool {
	s.WaitMatch(regexp.MustCompile("(?s)─ " + regexp.QuoteMeta(st.title) + ".*(" + regexp.QuoteMeta(st.shows) + "|" + regexp.QuoteMeta(failed) + ")"))
	return strings.Contains(s.Text(), st.shows)
}

// rawNote stands over an answer of the API, and over a request that is shown before it leaves.
var rawNote = regexp.MustCompile("as it (came|will be sent)")
