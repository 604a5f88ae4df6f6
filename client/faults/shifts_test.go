package faults

import (
	"fmt"
	"strconv"
	"testing"
)

// How many cases a world sees. Who looks for what stands reads all that the journal and the sandbox have by then, so that each
// change takes longer than the one before it.
const (
	shift      = 16
	shortShift = 8
)

// dealt deals cases out to shifts of that size, one each in turn, so that what alternates among the cases doesn't fall together
// with what alternates among the orders of a world.
func dealt[T any](all []T, size int) [][]T {
	hands := make([][]T, (len(all)+size-1)/size)
	for i, c := range all {
		hands[i%len(hands)] = append(hands[i%len(hands)], c)
	}
	return hands
}

// inShifts plays each shift in a world of its own, counted from 1, as many at once as go test has run. open gives what plays
// one case there.
func inShifts[T fmt.Stringer](t *testing.T, all [][]T, open func(t *testing.T, n int) func(T) (*person, outcome)) *tally {
	sum := new(tally)
	t.Run("shift", func(t *testing.T) {
		for i, cases := range all {
			t.Run(strconv.Itoa(i+1), func(t *testing.T) {
				t.Parallel()
				play := open(t, i+1)
				for _, c := range cases {
					p, out := play(c)
					sum.add(t, p, c, out)
				}
			})
		}
	})
	return sum
}
