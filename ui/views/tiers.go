package views

import (
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/parts"
)

// otherVolume is the question which price a tier is to be taken at.
type otherVolume struct {
	tier order.Tier
	keep bool // stay with the candidate that was chosen
}

// bar is a speed's share of the highest tier.
func bar(speed, top axon.BitRate, w int, full, empty string) string {
	if w < 1 || top < 1 {
		return ""
	}
	n := int(float64(speed)/float64(top)*float64(w) + 0.5)
	n = max(1, min(w, n))
	return strings.Repeat(full, n) + strings.Repeat(empty, w-n)
}

// tierWidth is the column of the speeds.
func tierWidth(tiers []order.Tier) int {
	w := 8
	for _, t := range tiers {
		w = max(w, parts.Width(t.Speed.String()))
	}
	return w
}

// wordsOf is an error of our own as a sentence.
func wordsOf(err error) string { return strings.TrimSuffix(wire.Sentence(err), ".") + "." }

func bits(b axon.BitRate) string { return strconv.FormatInt(int64(b), 10) }
