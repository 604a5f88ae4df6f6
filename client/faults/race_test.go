//go:build race

package faults

// underRace tells that the race detector is at work, which takes some five times as long.
const underRace = true
