package lines

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"axdesk/client/aex"
)

const someID = "0f8fad5b-d9cb-469f-a165-70867728950e"

// searched answers what is asked by a text, and notes each call.
type searched struct {
	aex.API
	asked   []string
	noID    error
	streets int    // addresses that are found
	dead    string // an address whose premise isn't told
}

func (s *searched) Service(_ context.Context, id string) (aex.Service, error) {
	s.asked = append(s.asked, "service "+id)
	return aex.Service{ID: id}, s.noID
}

func (s *searched) Customers(_ context.Context, email string, _ int) (aex.Page[aex.Customer], error) {
	s.asked = append(s.asked, "customers "+email)
	return aex.Page[aex.Customer]{Items: []aex.Customer{{ID: "c1"}}}, nil
}

func (s *searched) Addresses(_ context.Context, part string) (found []string, _ error) {
	s.asked = append(s.asked, "addresses "+part)
	for i := range s.streets {
		found = append(found, fmt.Sprintf("%d %s", i, part))
	}
	return found, nil
}

func (s *searched) Premise(_ context.Context, address string) (aex.Premise, error) {
	if address == s.dead {
		return aex.Premise{}, errors.New("down")
	}
	return aex.Premise{PremiseID: "p of " + address}, nil
}

// TestATextIsAskedForAsWhatItLooksLike and an id that is none is looked for as an address, unless it can be nothing else.
func TestATextIsAskedForAsWhatItLooksLike(t *testing.T) {
	gone := errors.New("not found")
	for _, tc := range []struct {
		text            string
		api             searched
		asked           []string
		places, persons int
		fails           bool
	}{
		{"a@b.example", searched{streets: 1}, []string{"customers a@b.example"}, 0, 1, false},
		{someID, searched{}, []string{"service " + someID}, 0, 0, false},
		{someID, searched{noID: gone, streets: 1}, []string{"service " + someID}, 0, 0, true},
		{"svc7", searched{noID: gone, streets: 1}, []string{"service svc7", "addresses svc7"}, 1, 0, false},
		{"Oak", searched{streets: 2}, []string{"addresses Oak"}, 2, 0, false},
		{"7 Oak", searched{streets: 3, dead: "1 7 Oak"}, []string{"addresses 7 Oak"}, 2, 0, true},
		{"Elm", searched{streets: 50}, []string{"addresses Elm"}, mostPlaces, 0, false},
	} {
		got, err := Seek(t.Context(), &tc.api, tc.text)
		if !slices.Equal(tc.api.asked, tc.asked) || len(got.Premises) != tc.places || len(got.Customers) != tc.persons || tc.fails != (err != nil) {
			t.Errorf("%q asks %q and finds %+v, %v", tc.text, tc.api.asked, got, err)
		}
		for i, p := range got.Premises {
			if p.Address == "" || p.PremiseID != "p of "+p.Address {
				t.Errorf("%q finds premise %d as %+v", tc.text, i, p)
			}
		}
	}
}

func TestOnlyAGUIDCanBeNothingElse(t *testing.T) {
	for text, want := range map[string]bool{
		someID: true, strings.ToUpper(someID): true, someID[1:]: false, someID + "0": false, "g" + someID[1:]: false, strings.ReplaceAll(someID, "-", "0"): false,
	} {
		if LooksLikeID(text) != want {
			t.Errorf("%q is an id: %v", text, !want)
		}
	}
}

// TestWhatIsFoundIsJoinedToItsRows, and to none that name neither customer nor premise.
func TestWhatIsFoundIsJoinedToItsRows(t *testing.T) {
	var l Lines
	l.List("").Take(aex.Page[aex.Service]{Total: 9, Items: []aex.Service{{ID: "a", CustomerID: "c1"}, {ID: "b", PremiseID: "p1"}, {ID: "c"}}})
	got := Sought{Customers: []aex.Customer{{ID: "c1", FirstName: "Thandi"}, {FirstName: "Nobody"}}, Premises: []aex.Premise{{PremiseID: "p1", Address: "1 Oak"}, {Address: "Nowhere"}}}
	if ids := l.Join("", got, time.Time{}); !slices.Equal(ids, []string{"a", "b"}) || l.Who("a") != "Thandi" || l.Address("b") != "1 Oak" || l.Address("c") != "" {
		t.Errorf("joined are %q: %q, %q, %q", ids, l.Who("a"), l.Address("b"), l.Address("c"))
	}
	if l.Who("c") != "service c" || l.Names() != 1 {
		t.Errorf("c is %q, %d have names", l.Who("c"), l.Names())
	}
	if text := l.Text(aex.Service{ID: "a"}); !strings.Contains(text, "Thandi") {
		t.Errorf("a filter looks at %q", text)
	}
	l.Line("a").Customer.Take(aex.Customer{Email: "t@x.example", Mobile: "082 555"}, nil, time.Time{})
	if text := l.Text(aex.Service{ID: "a"}); !strings.Contains(text, "t@x.example") || !strings.Contains(text, "082 555") {
		t.Errorf("a filter looks at %q", text)
	}
}

func TestAListSaysWhyWhatWasFoundIsntInIt(t *testing.T) {
	someone := Sought{Customers: []aex.Customer{{ID: "c9"}}}
	for _, tc := range []struct {
		status string
		total  int
		got    Sought
		want   string
	}{
		{"", 5, Sought{}, "AEx knows that address, but no service is among the 2 of 5 that have come. The rest"},
		{"", 2, someone, "AEx knows that customer, but no service of theirs is among the 2 that AEx lists."},
		{"Active", 2, Sought{}, "AEx knows that address, but no service has the status that is listed."},
		{"Active", 5, someone, "of theirs is among the 2 of 5 that have come."},
	} {
		var l Lines
		l.List(tc.status).Take(page(tc.total, "a", "b"))
		if says := l.NoneOf(tc.status, tc.got); !strings.Contains(says, tc.want) {
			t.Errorf("it says %q, want %q", says, tc.want)
		}
	}
}
