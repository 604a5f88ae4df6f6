//go:build !race

package faults

// underRace tells that the race detector is at work.
const underRace = false
