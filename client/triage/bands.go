package triage

import (
	"errors"
	"fmt"
	"math"

	"axdesk/client/aex"
)

// Bands are the limits that received light is judged by, in dBm. Where two bands meet, the better one has the
// boundary itself: by DefaultGPON −8 is hot, −10 and −25 are good, −27 is marginal.
type Bands struct {
	Name     string  // shown beside the limits, such as "GPON class B+"
	Overload float64 // above it the receiver is overloaded
	Hot      float64 // above it, up to Overload: hot
	Marginal float64 // below it, down to Bad: marginal
	Bad      float64 // below it the receiver can't read
	Dark     float64 // at or below it there is no light at all
}

// DefaultGPON is the ONT receiver of ITU-T G.984.2 class B+, −27 … −8 dBm, with operators' usual 2 dB of guard
// inside each limit.
func DefaultGPON() Bands {
	return Bands{Name: "GPON class B+", Overload: -8, Hot: -10, Marginal: -25, Bad: -27, Dark: -40}
}

// DefaultActiveEthernet is a 1000BASE-BX10 receiver (IEEE 802.3 clause 59), −19.5 … −3 dBm. There is 2 dB of guard
// at the weak end, and none at the strong one: such a transmitter sends up to −3 itself, so a short line is no fault.
func DefaultActiveEthernet() Bands {
	return Bands{Name: "1000BASE-BX10", Overload: -3, Hot: -3, Marginal: -17.5, Bad: -19.5, Dark: -40}
}

// Check says why the bands can't be used, for a configuration file's error.
func (b Bands) Check() error {
	for _, v := range []float64{b.Overload, b.Hot, b.Marginal, b.Bad, b.Dark} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return errors.New("a limit of the optical bands is no number: give dBm, such as -27")
		}
	}
	if !(b.Dark < b.Bad && b.Bad <= b.Marginal && b.Marginal < b.Hot && b.Hot <= b.Overload) {
		return fmt.Errorf("the optical bands are out of order: dark %g, bad %g, marginal %g, hot %g, overload %g must rise",
			b.Dark, b.Bad, b.Marginal, b.Hot, b.Overload)
	}
	return nil
}

// Band is the judgement of a reading. Its zero value is None, so that what was never judged is never good.
type Band int

// The bands, in no order of merit.
const (
	None Band = iota // no light, or no reading
	Overload
	Hot
	Good
	Marginal
	Bad
)

// String is the band in a word or two.
func (b Band) String() string {
	switch b {
	case Overload:
		return "overload"
	case Hot:
		return "hot"
	case Good:
		return "good"
	case Marginal:
		return "marginal"
	case Bad:
		return "bad"
	default:
		return "no light"
	}
}

// Light is received light, judged.
type Light struct {
	Band     Band
	DBm      float64 // as it came; no reading when Known is false
	Known    bool    // a number came that can be a reading
	MarginDB float64 // inside the nearer limit of the receiver; negative when outside
	Limit    float64 // that limit, dBm
	Says     string  // the API's own word (rx_status), raw
	Disagree bool    // that word tells another story than the number: show both
	Words    string  // "-24.9 dBm, good, 2.1 dB above the limit"
}

// Judge puts a reading into its band. Nothing, 0, NaN, infinity and whatever is as dark as Dark are None.
func (b Bands) Judge(r aex.Reading) Light {
	if !r.Known {
		return Light{Words: "no reading"}
	}
	// AEx sends 0 where there is no light to measure: taken as a level it would be a blinding one.
	if r.Value == 0 || math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
		return Light{Words: fmt.Sprintf("no light, or no reading (%g came)", r.Value)}
	}
	l := Light{DBm: r.Value, Known: true}
	l.MarginDB, l.Limit = b.margin(r.Value)
	switch v := r.Value; {
	case v <= b.Dark:
		l.Words = fmt.Sprintf("%.1f dBm, no light", v)
		return l
	case v > b.Overload:
		l.Band = Overload
	case v > b.Hot:
		l.Band = Hot
	case v >= b.Marginal:
		l.Band = Good
	case v >= b.Bad:
		l.Band = Marginal
	default:
		l.Band = Bad
	}
	l.Words = fmt.Sprintf("%.1f dBm, %s, %s", l.DBm, l.Band, b.marginWords(l))
	return l
}

// margin is how far inside the nearer limit v is, and that limit.
func (b Bands) margin(v float64) (db, limit float64) {
	if up, down := b.Overload-v, v-b.Bad; up < down {
		return up, b.Overload
	}
	return v - b.Bad, b.Bad
}

func (b Bands) marginWords(l Light) string {
	side, limit := "above", "the limit"
	if l.Limit == b.Overload {
		limit = "the upper limit"
	}
	if (l.Limit == b.Overload) == (l.MarginDB >= 0) {
		side = "below"
	}
	if l.MarginDB == 0 {
		return "just at " + limit
	}
	return fmt.Sprintf("%.1f dB %s %s", math.Abs(l.MarginDB), side, limit)
}

// DeviceLight judges what a device receives: rx_power of a GPON ONT, sfp_rx_power of active Ethernet, each by its own
// bands.
func DeviceLight(d aex.Device, gpon, ethernet Bands) Light {
	b, r, says := gpon, d.RxPower, d.RxStatus
	if d.ActiveEthernet() {
		b, r, says = ethernet, d.SFPRxPower, d.SFPRxStatus
	}
	l := b.Judge(r)
	l.Says = says
	l.Disagree = l.Known && disagrees(l.Band, says)
	return l
}

// rxWords are what systems call a level, in any case. "Low" fits a weak level and one that is too weak.
var rxWords = map[string][]Band{
	"good": {Good, Hot}, "normal": {Good, Hot}, "ok": {Good, Hot}, "fine": {Good, Hot}, "green": {Good, Hot},
	"up": {Good, Hot, Marginal}, "high": {Hot, Overload}, "hot": {Hot, Overload}, "overload": {Overload},
	"warning": {Marginal, Hot}, "marginal": {Marginal, Bad}, "low": {Marginal, Bad, None}, "weak": {Marginal, Bad, None},
	"bad": {Bad, Overload, None}, "poor": {Bad, Marginal}, "critical": {Bad, Overload, None}, "fail": {Bad, None},
	"failed": {Bad, None}, "red": {Bad, Overload, None}, "los": {None}, "none": {None}, "down": {Bad, None},
}

// disagrees tells whether none of the words that are known fits the band. Words that are not known say nothing.
func disagrees(b Band, says string) bool {
	known := false
	for i, words := 0, tokens(says); i < len(words); i++ {
		fits, ok := rxWords[words[i]]
		if !ok || negates(words, i) {
			continue
		}
		known = true
		for _, f := range fits {
			if f == b {
				return false
			}
		}
	}
	return known
}
