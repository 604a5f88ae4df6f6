package axon

import "strings"

// Facility is the facility's part of a location id: "AU-NXT-S1" is S1. Anything else stays as it is.
func Facility(id string) string {
	if p := strings.SplitN(id, "-", 3); len(p) == 3 && p[2] != "" {
		return p[2]
	}
	return id
}
