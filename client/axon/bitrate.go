package axon

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"axdesk/client/loose"
)

// BitRate is a speed or bandwidth in bit/s, the only unit the API speaks.
type BitRate int64

// String shows the rate in the largest unit that keeps it exact to three decimals: "200 Mbps", "1.5 Gbps".
func (b BitRate) String() string {
	units := []struct {
		size BitRate
		name string
	}{{1_000_000_000_000, "Tbps"}, {1_000_000_000, "Gbps"}, {1_000_000, "Mbps"}, {1_000, "kbps"}}
	for _, u := range units {
		if b >= u.size && b%(u.size/1000) == 0 {
			return strconv.FormatFloat(float64(b)/float64(u.size), 'f', -1, 64) + " " + u.name
		}
	}
	return strconv.FormatInt(int64(b), 10) + " bps"
}

// ParseBitRate reads what a person types: "200M", "1.5G", "200 Mbps", "1.5 gbit/s" or bits per second as a
// plain number. Units are decimal; the result is always positive.
func ParseBitRate(text string) (BitRate, error) {
	s := strings.ToLower(strings.TrimSpace(text))
	for _, tail := range []string{"bit/s", "bits/s", "bps", "b/s"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, tail))
	}
	scale := 1.0
	if n := len(s); n > 0 {
		switch s[n-1] {
		case 'k':
			scale = 1e3
		case 'm':
			scale = 1e6
		case 'g':
			scale = 1e9
		case 't':
			scale = 1e12
		}
		if scale > 1 {
			s = strings.TrimSpace(s[:n-1])
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || strings.ContainsAny(s, "xpnie_") {
		return 0, fmt.Errorf("%q is not a bandwidth: type 200M, 1.5G or 200000000", clip(text))
	}
	bits := math.Round(v * scale)
	if bits < 1 || bits > 1e15 {
		return 0, fmt.Errorf("%q is out of range: a bandwidth lies between 1 bps and 1000 Tbps", clip(text))
	}
	return BitRate(bits), nil
}

// rate reads bit/s, or a rate written with its unit; 0 when there is none within ParseBitRate's bounds.
func rate(v loose.Value) BitRate {
	text := v.Scalar()
	if n := v.Integer(); strings.ContainsAny(text, "eE") && n > 0 {
		text = strconv.FormatInt(n, 10)
	}
	b, err := ParseBitRate(text)
	if err != nil {
		return 0
	}
	return b
}

// clip keeps an error sentence short whatever was pasted.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
