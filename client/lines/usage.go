package lines

import (
	"math"
	"slices"
	"strings"
	"time"

	"axdesk/client/aex"
)

// LastDays are the recorded days among the last n, newest first. The API's days have no zone: one that lies a day
// ahead of the clock is today somewhere.
func LastDays(all []aex.Usage, now time.Time, n int) []aex.Usage {
	from, to := now.AddDate(0, 0, 1-n).Format(time.DateOnly), now.AddDate(0, 0, 1).Format(time.DateOnly)
	if n == 1 {
		to = from
	}
	var out []aex.Usage
	for _, u := range all {
		if len(u.Day) == len(time.DateOnly) && u.Day >= from && u.Day <= to {
			out = append(out, u)
		}
	}
	slices.SortStableFunc(out, func(a, b aex.Usage) int { return strings.Compare(b.Day, a.Day) })
	return out[:min(len(out), 2*n)]
}

// Sum adds up counts; those that are no counts are left out, and no sum runs over.
func Sum(days []aex.Usage, of func(aex.Usage) int64) int64 {
	var all int64
	for _, u := range days {
		if n := of(u); n > 0 {
			if all > math.MaxInt64-n {
				return math.MaxInt64
			}
			all += n
		}
	}
	return all
}
