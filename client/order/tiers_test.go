package order

import (
	"testing"

	"axdesk/client/axon"
	"axdesk/client/price"
)

const mbps axon.BitRate = 1e6

func TestVolumesAreClaimedOnlyWhereOneReadingFits(t *testing.T) {
	priced := func(volumes ...string) (out price.Tiers) {
		for _, v := range volumes {
			out = append(out, price.Priced{Quote: price.Quote{Volume: v}})
		}
		return out
	}
	for _, c := range []struct {
		volumes []string
		scale   axon.BitRate
		ok      bool
	}{
		{[]string{"100", "200"}, mbps, true},
		{[]string{"1", "2", "10"}, 1000 * mbps, true},
		{[]string{"50000000"}, 1, true},
		{[]string{"1", "100"}, 0, false}, // gigabits or megabits
		{[]string{"7", "many", "-1", "99999999999999999999"}, 0, false},
		{nil, 0, false},
	} {
		scale, ok := volumeScale(priced(c.volumes...), []axon.BitRate{50 * mbps, 100 * mbps, 200 * mbps, 300 * mbps, 500 * mbps, 1000 * mbps, 2000 * mbps})
		if ok != c.ok || ok && scale != c.scale {
			t.Errorf("%v read as units of %d, %v", c.volumes, scale, ok)
		}
	}
}
