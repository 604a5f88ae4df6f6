// Package words is what both the full screen and the plain mode say: ages, places, companies, providers, errors.
package words

import (
	"fmt"
	"strconv"
	"time"

	"axdesk/client/order"
)

// Age is a time span in one unit: "12 s", "4 min", "3 h", "3 d".
func Age(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return strconv.Itoa(int(d.Hours()/24)) + " d"
}

// CoarseAge is Age for screens that tick once a minute: it says nothing that would be wrong before the next tick.
func CoarseAge(d time.Duration) string {
	if d < time.Minute {
		return "just now"
	}
	return Age(d) + " ago"
}

// Counted is the note of a list: "3 of 32", "3 of 5 found, 32 in all", and honest about rows that the API
// has but did not send.
func Counted(at, shown, all, total int) string {
	s := strconv.Itoa(at) + " of " + strconv.Itoa(shown)
	if shown != all {
		s += " found, " + strconv.Itoa(all) + " in all"
	}
	if total > all {
		s += " (" + strconv.Itoa(all) + " of " + strconv.Itoa(total) + " shown by the API)"
	}
	return s
}

// Diversity says in words which of the B-end provider's egress points a path uses. The API counts from 0.
func Diversity(index int) string {
	switch {
	case index < 0:
		return "not stated"
	case index < 3:
		return [...]string{"primary", "secondary", "tertiary"}[index]
	}
	return "path " + strconv.Itoa(index+1)
}

// PlaceName is a location with its name, as far as the list of locations is known.
func PlaceName(f *order.Facts, id string) string {
	for _, l := range f.Locations.Items {
		if l.ID == id && l.Description != "" {
			return l.Description + " (" + id + ")"
		}
	}
	return id
}

// Bytes is a count of bytes in powers of ten: 1 GB is 10^9 bytes.
func Bytes(n int64) string {
	if n < 0 {
		return "not a count (" + strconv.FormatInt(n, 10) + ")"
	}
	units := [...]string{"B", "kB", "MB", "GB", "TB", "PB", "EB"}
	v, u := float64(n), 0
	for v >= 999.95 && u < len(units)-1 {
		v /= 1000
		u++
	}
	if u == 0 {
		return strconv.FormatInt(n, 10) + " B"
	}
	return fmt.Sprintf("%.1f %s", v, units[u])
}
