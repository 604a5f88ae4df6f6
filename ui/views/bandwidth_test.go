package views

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/wire"
)

const mbps = axon.BitRate(1_000_000)

var someLimits = axon.Limits{
	Bandwidths: []axon.BitRate{50 * mbps, 100 * mbps, 200 * mbps, 300 * mbps, 500 * mbps, 1000 * mbps, 2000 * mbps},
	Providers:  []axon.ProviderLimit{{Provider: "fabric", Maximum: 100_000 * mbps}, {Provider: "aws", Maximum: 10_000 * mbps}},
	At:         testNow, Raw: []byte(`{"allowed_bandwidths":{}}`),
}

func limiter(l axon.Limits, err error) *fakeAPI {
	return &fakeAPI{limits: func(string) (axon.Limits, error) { return l, err }}
}

// bandwidthDesk is a desk whose walk has chosen the n-th of sixOffers.
func bandwidthDesk(t testing.TB, api axon.API, n int) *Desk {
	t.Helper()
	d := linkDesk(api)
	list := sixOffers()
	d.Walk.Learn(func(f *order.Facts) {
		f.SetCandidates(keyOf(d.Walk), axon.List[axon.Candidate]{Items: list, Total: len(list), At: testNow})
	})
	q, err := price.OfSKU(list[n].SKU)
	if err != nil {
		t.Fatal(err)
	}
	d.Walk.SetCandidate(price.Priced{Candidate: list[n], Quote: q})
	return d
}

func TestBandwidthOffersTheAllowedTiersOnly(t *testing.T) {
	api := limiter(someLimits, nil)
	d := bandwidthDesk(t, api, 1)
	s := NewBandwidth(d)
	cmd := s.Init()
	if view := plain(s.View(80, 19)); !strings.Contains(view, "Asking which bandwidths this path allows") || s.Pace() != paceLoading {
		t.Errorf("loading is drawn as\n%s", view)
	}
	run(t, s, cmd)
	if len(api.asked) != 1 || api.asked[0] != "limits "+d.Walk.Candidate.GUID {
		t.Errorf("asked %q", api.asked)
	}
	goldens(t, "bandwidth", s)
	anySize(t, s)
	got := press(t, s, "down", "down", "down", "enter")
	if _, ok := intent[Forward](got); !ok || d.Walk.Bandwidth != 300*mbps {
		t.Fatalf("chosen is %v by %v", d.Walk.Bandwidth, got)
	}
	again := NewBandwidth(d)
	enter(t, again)
	if tr, _ := again.list.Current(); tr.Speed != 300*mbps || len(api.asked) != 1 {
		t.Errorf("coming back highlights %v after %q", tr.Speed, api.asked)
	}
	if view := plain(again.View(80, 19)); !strings.Contains(view, "✓ chosen") {
		t.Errorf("nothing says what was chosen:\n%s", view)
	}
}

func TestBandwidthIsTyped(t *testing.T) {
	for _, c := range []struct {
		text string
		want axon.BitRate
		says string
	}{
		{"300M", 300 * mbps, ""},
		{"0.5G", 500 * mbps, ""},
		{"300000000", 300 * mbps, ""},
		{"2 Gbps", 2000 * mbps, ""},
		{"250M", 0, "250 Mbps isn't allowed on this path: next to it are 200 Mbps and 300 Mbps."},
		{"10M", 0, "10 Mbps isn't allowed on this path: the lowest is 50 Mbps."},
		{"5G", 0, "5 Gbps isn't allowed on this path: the highest is 2 Gbps."},
		{"500", 0, "500 is 500 bps. Did you mean 500M?"},
		{"500 bps", 0, "500 bps isn't allowed on this path: the lowest is 50 Mbps."},
		{"7", 0, "7 bps isn't allowed on this path: the lowest is 50 Mbps."},
		{"2x", 0, "is not a bandwidth: type 200M, 1.5G or 200000000."},
	} {
		d := bandwidthDesk(t, limiter(someLimits, nil), 1)
		s := NewBandwidth(d)
		enter(t, s)
		typeIn(t, s, c.text)
		if !s.Typing() {
			t.Fatal("a digit doesn't open the field")
		}
		got := press(t, s, "enter")
		_, on := intent[Forward](got)
		if d.Walk.Bandwidth != c.want || on != (c.want > 0) {
			t.Errorf("%q chooses %v", c.text, d.Walk.Bandwidth)
		}
		if !strings.Contains(s.said, c.says) || (s.said == "") != (c.says == "") {
			t.Errorf("%q says %q", c.text, s.said)
		}
		answer, _, _ := strings.Cut(c.says, ":")
		if c.says != "" && (s.field.Text() != c.text || !strings.Contains(plain(s.View(120, 19)), answer)) {
			t.Errorf("%q is lost or not answered:\n%s", c.text, plain(s.View(120, 19)))
		}
		if press(t, s, "esc"); s.Typing() {
			t.Error("esc doesn't close the field")
		}
	}
}

func TestBandwidthFieldTakesAPasteWithinBounds(t *testing.T) {
	s := NewBandwidth(bandwidthDesk(t, limiter(someLimits, nil), 1))
	enter(t, s)
	s.Update(tea.PasteMsg{Content: strings.Repeat("\x1b[31m9", 1<<20)})
	if len(s.field.Text()) > 200 || strings.Contains(s.View(80, 19), "\x1b[31m9") {
		t.Errorf("the field holds %d bytes", len(s.field.Text()))
	}
	if press(t, s, "enter"); s.said == "" {
		t.Error("nonsense is taken in silence")
	}
	press(t, s, "esc", "/")
	s.Update(tea.PasteMsg{Content: "1G\n"})
	if tr, _ := s.list.Current(); tr.Speed != 1000*mbps {
		t.Errorf("the highlight doesn't follow the paste: %v", tr.Speed)
	}
	if press(t, s, "up"); s.Typing() {
		t.Error("an arrow doesn't lead back to the tiers")
	}
}

func TestBandwidthOfAnotherVolumeIsAskedAbout(t *testing.T) {
	api := limiter(someLimits, nil)
	d := bandwidthDesk(t, api, 1)
	s := NewBandwidth(d)
	enter(t, s)
	if got := press(t, s, "down", "down", "enter"); len(got) != 0 || s.offer == nil {
		t.Fatalf("200 Mbps is taken at the price for volume 100: %v", got)
	}
	golden(t, "bandwidth-volume-80x19", grid(s, 80, 19))
	anySize(t, s)
	if press(t, s, "esc"); s.offer != nil || d.Walk.Bandwidth != 0 {
		t.Fatal("esc decides")
	}
	got := press(t, s, "enter", "down", "enter")
	if _, ok := intent[Forward](got); !ok || d.Walk.Bandwidth != 200*mbps || d.Walk.Candidate.SKU.Volume != "100" {
		t.Fatalf("keeping the volume gives %v at volume %s", d.Walk.Bandwidth, d.Walk.Candidate.SKU.Volume)
	}
	got = press(t, s, "enter", "enter")
	if _, on := intent[Forward](got); on || d.Walk.Candidate.SKU.Volume != "200" || len(api.asked) != 2 {
		t.Fatalf("changing goes on at once: volume %s, asked %q", d.Walk.Candidate.SKU.Volume, api.asked)
	}
	if tr, _ := s.list.Current(); tr.Speed != 200*mbps || tr.Other != nil {
		t.Errorf("after the change %v is highlighted, another volume %v", tr.Speed, tr.Other)
	}
	if _, ok := intent[Forward](press(t, s, "enter")); !ok {
		t.Error("the tier of the new volume isn't taken")
	}
	press(t, s, "home", "down", "enter", "enter")
	if d.Walk.Candidate.SKU.Volume != "100" || len(api.asked) != 2 {
		t.Errorf("going back to volume %s asked %q", d.Walk.Candidate.SKU.Volume, api.asked)
	}
}

func TestExpiredCandidateLeadsBack(t *testing.T) {
	for _, kind := range []wire.Kind{wire.KindNotFound, wire.KindBadInput} {
		api := limiter(axon.Limits{}, &wire.Error{Kind: kind, What: "the server answered"})
		d := bandwidthDesk(t, api, 1)
		s := NewBandwidth(d)
		got := enter(t, s)
		if _, ok := intent[Changed](got); !ok || len(d.Walk.Candidates) != 0 {
			t.Errorf("%d: the old discovery stays: %v", kind, got)
		}
		if d.Walk.Candidate == nil {
			t.Errorf("%d: the path chosen is forgotten", kind)
		}
		golden(t, "bandwidth-expired-80x19", grid(s, 80, 19))
		anySize(t, s)
		if _, ok := intent[BackMsg](press(t, s, "esc")); !ok {
			t.Error("esc doesn't go back")
		}
		list := sixOffers()
		list[1].GUID = "new"
		api.candidates = offering(list).candidates
		enter(t, NewCandidates(d))
		if d.Walk.Candidate == nil || d.Walk.Candidate.GUID != "new" {
			t.Errorf("%d: the same path isn't found again: %+v", kind, d.Walk.Candidate)
		}
	}
}

func TestBandwidthWithoutTiers(t *testing.T) {
	s := NewBandwidth(bandwidthDesk(t, limiter(axon.Limits{}, nil), 1))
	enter(t, s)
	if view := plain(s.View(80, 19)); !strings.Contains(view, "AXON allows no bandwidth on this path") {
		t.Errorf("no tiers are drawn as\n%s", view)
	}
	press(t, s, "enter", "1", "/", "J")
	anySize(t, s)
	bad := NewBandwidth(bandwidthDesk(t, limiter(axon.Limits{}, errors.New("No answer came. Ask again.")), 1))
	enter(t, bad)
	if view := plain(bad.View(80, 19)); !strings.Contains(view, "No answer came. Ask again.") || bad.expired {
		t.Errorf("an error is drawn as\n%s", view)
	}
	bare := NewBandwidth(newDesk(&fakeAPI{}))
	enter(t, bare)
	press(t, bare, "enter", "r", "1", "J")
	if view := plain(bare.View(80, 19)); !strings.Contains(view, "No candidate is chosen") {
		t.Errorf("without a candidate it draws\n%s", view)
	}
	anySize(t, bare)
}

func TestLimitWords(t *testing.T) {
	for _, c := range []struct {
		l    axon.Limits
		want string
	}{
		{someLimits, "aws sets it: 10 Gbps at most, yet 2 Gbps is the highest tier accepted on this path"},
		{axon.Limits{}, "no provider on the path states a maximum; only the tiers listed are accepted"},
		{axon.Limits{Bandwidths: []axon.BitRate{mbps}, Providers: []axon.ProviderLimit{{Provider: "a", Maximum: mbps}, {Provider: "b", Maximum: mbps}}}, "a and b set it: 1 Mbps at most"},
	} {
		if got := order.LimitWords(c.l); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
