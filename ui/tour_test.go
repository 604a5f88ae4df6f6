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
	shows  string // the screen's own words, which no answer of the API can change
	goOn   func(s *screentest.Screen)
	fields bool // characters belong to a form
	raw    bool // it shows an answer, or a request, as it is
}

// wholeTour is every screen of the whole order, from the company to the provisioning.
var wholeTour = []stop{
	{name: "company", shows: "prices are offered to", goOn: press("enter"), raw: true},
	{name: "location", shows: "1 of 32", goOn: filterFor("NXT-S1", "found, 32 in all")},
	{name: "port", shows: "213.75", goOn: filterFor("AXON-PORT-1G-LX", "213.75"), raw: true},
	{name: "port options", shows: "is required", goOn: press("down", "down", "down", "down", "enter"), fields: true},
	{name: "port summary", shows: "ask for the terms", goOn: press("enter"), raw: true},
	{name: "port terms", shows: "to its end first", goOn: func(s *screentest.Screen) { signAll(s, 2) }, raw: true},
	{name: "port ready", shows: "cross connect", goOn: press("enter")},
	{name: "destination", shows: "Clouds", goOn: filterFor("aws", "found, "), raw: true},
	{name: "candidates", shows: "primary", goOn: press("enter"), raw: true},
	{name: "bandwidth", shows: "50 Mbps", goOn: press("down", "down", "enter"), raw: true},
	{name: "options", shows: "is required", goOn: fillOptions, fields: true},
	{name: "summary", shows: "ask for the terms", goOn: press("enter"), raw: true},
	{name: "terms", shows: "to its end first", goOn: func(s *screentest.Screen) { signAll(s, 3) }, raw: true},
	{name: "provisioning", shows: "of 3 hops ready", raw: true},
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
		s.WaitFor(st.shows)
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

// showsOrFailed waits until a screen is there, or says that it couldn't be filled, and tells whether it is there.
func showsOrFailed(s *screentest.Screen, st stop, failed string) bool {
	s.WaitMatch(regexp.MustCompile(regexp.QuoteMeta(st.shows) + "|" + regexp.QuoteMeta(failed)))
	return strings.Contains(s.Text(), st.shows)
}
