package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/theme"
)

// manyOffers are a list as long as a hostile or very rich network's.
func manyOffers(n int) []axon.Candidate {
	list := make([]axon.Candidate, n)
	for i := range list {
		list[i] = candidate(i, i%7, [][]axon.Hop{chainS1, chainS2, chainM1}[i%3], fmt.Sprint(i%5*100), "10.00", fmt.Sprintf("%d.50", 100+i*7919%5000), i%2*12)
	}
	return list
}

func TestManyCandidatesFilterInACommand(t *testing.T) {
	s := NewCandidates(linkDesk(offering(manyOffers(10_000))))
	enter(t, s)
	press(t, s, "/")
	cmd := s.Update(keyPress("4"))
	if cmd == nil {
		t.Fatal("10,000 rows are searched within the key press")
	}
	if _, shown, _ := s.list.Position(); shown != 10_000 {
		t.Errorf("%d rows are shown before the search came back", shown)
	}
	for queue := []tea.Cmd{cmd}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == nil {
			continue
		}
		msg := queue[0]()
		if list, ok := commands(msg); ok {
			queue = append(queue, list...)
			continue
		}
		s.Update(msg)
	}
	if _, shown, _ := s.list.Position(); shown == 0 || shown == 10_000 {
		t.Errorf("%d rows are shown after it", shown)
	}
	press(t, s, "esc")
	if s.Typing() || s.list.Shown() != 10_000 {
		t.Error("esc doesn't end the filter")
	}
}

func TestFilteredCandidatesAreNotSorted(t *testing.T) {
	s := NewCandidates(linkDesk(offering(sixOffers())))
	enter(t, s)
	press(t, s, "/", "S", "1", "down")
	got := press(t, s, "esc", "/", "m", "o", "n", "t", "h", "l", "y")
	if len(got) != 0 || s.list.Shown() != 1 {
		t.Fatalf("%d rows are monthly, said %v", s.list.Shown(), got)
	}
	s.list.Update(keyPress("enter"), s.desk.Keys) // closes the field, and leaves the filter on
	if f, ok := intent[Flash](press(t, s, "s")); !ok || s.sort != 0 || !strings.Contains(f.Text, "clear it to sort") {
		t.Errorf("sorting under a filter says %q, order %d", f.Text, s.sort)
	}
	off := map[string]string{}
	for _, h := range s.Hints() {
		off[string(h.Action)] = h.Off
	}
	if off["sort"] == "" || off["compare"] == "" || off["choose"] != "" {
		t.Errorf("the hints are off for %v", off)
	}
}

func TestPricesOfAnOlderDiscoveryDontReplaceANewerOne(t *testing.T) {
	d := linkDesk(offering(sixOffers()))
	old := axon.List[axon.Candidate]{Items: sixOffers()[:1], At: testNow.Add(-time.Hour)}
	d.Walk.Learn(func(f *order.Facts) { f.SetCandidates(keyOf(d.Walk), old) })
	s := NewCandidates(d)
	both, ok := commands(s.Init()())
	if !ok || len(both) != 2 {
		t.Fatalf("old offers are to be priced and discovered again at once: %v", both)
	}
	prices := both[0]()
	run(t, s, both[1])
	s.Update(prices)
	if s.list.Len() != 4 {
		t.Errorf("%d rows are left of the newer discovery", s.list.Len())
	}
}

func TestCandidateWithoutAGUIDIsDiscarded(t *testing.T) {
	list := sixOffers()[:2]
	list[0].GUID = ""
	s := NewCandidates(linkDesk(offering(list)))
	enter(t, s)
	if s.list.Len() != 1 || len(s.table.discarded) != 1 || !strings.Contains(s.table.discarded[0].Why, "no GUID") {
		t.Errorf("%d can be chosen, discarded are %v", s.list.Len(), s.table.discarded)
	}
}

func TestCandidateIsCopiedWhole(t *testing.T) {
	s := NewCandidates(linkDesk(offering(sixOffers()[:1])))
	enter(t, s)
	want := []string{
		"00000001-31ec-4bd8-bc5c-cfc1719711e4", "Amazon Web Services (AWS) NEXTDC S1: primary node", "public S1 ─ fabric S1 ─ aws S1",
		"0.00 once, 310.00 a month for 12 months, 3,720.00 in all; by the API",
	}
	for i, c := range s.Copies() {
		if c.Text != want[i] {
			t.Errorf("%s is copied as %q, want %q", c.Label, c.Text, want[i])
		}
	}
	if view := plain(s.View(160, 40)); !strings.Contains(view, "Description") {
		t.Errorf("a wide screen leaves the description out:\n%s", view)
	}
}

func TestHostileCandidatesStayInTheirCells(t *testing.T) {
	long := strings.Repeat("宽", 4000)
	list := []axon.Candidate{{GUID: "x"}, {GUID: ""}, candidate(1, -9, chainS1, long, "0", "1", 1), candidate(2, 1<<40, chainS2, "1", "1", "1", 600)}
	list[2].Description, list[2].LocationID = long, long
	many := make([]axon.Hop, 5000)
	for i := range many {
		many[i] = axon.Hop{Provider: long[:30], LocationID: fmt.Sprint(i)}
	}
	list[3].Chain = many
	s := NewCandidates(linkDesk(offering(list)))
	enter(t, s)
	if len(s.table.discarded) != 2 {
		t.Errorf("discarded are %v", s.table.discarded)
	}
	sizes := func() {
		t.Helper()
		for _, size := range [][2]int{{1, 1}, {20, 5}, {60, 18}, {80, 19}, {120, 35}} {
			for _, line := range strings.Split(s.View(size[0], size[1]), "\n") {
				if got := ansi.StringWidth(line); got > size[0] && size[0] >= 60 {
					t.Errorf("a line of %d cells in %v: %q", got, size, plain(line))
				}
			}
		}
	}
	sizes()
	s.Update(keyPress("m"))
	s.Update(keyPress("down"))
	s.Update(keyPress("m"))
	s.shown = s.highlighted()
	sizes()
	s.Update(keyPress("c"))
	sizes()
}

func TestCandidatesWithoutColourOrUnicode(t *testing.T) {
	d := linkDesk(offering(sixOffers()))
	d.Theme = theme.New(theme.Options{ASCII: true, Plain: true})
	s := NewCandidates(d)
	enter(t, s)
	press(t, s, "m", "down", "m")
	view := grid(s, 80, 19)
	golden(t, "candidates-ascii-80x19", view)
	for _, r := range ansi.Strip(s.View(80, 19)) {
		if r > 126 {
			t.Fatalf("%q isn't ASCII", r)
		}
	}
}

func BenchmarkCandidatesMove(b *testing.B) {
	s := NewCandidates(linkDesk(offering(manyOffers(10_000))))
	enter(b, s)
	s.View(120, 35)
	keys := []tea.KeyPressMsg{keyPress("down"), keyPress("up")}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s.Update(keys[i%2])
		s.View(120, 35)
		_ = s.Head()
		i++
	}
}

func BenchmarkCandidatesPrice(b *testing.B) {
	l := axon.List[axon.Candidate]{Items: manyOffers(10_000)}
	for b.Loop() {
		newTable(order.CandidateKey{}, l, nil)
	}
}
