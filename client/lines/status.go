package lines

import (
	"strings"
	"time"

	"axdesk/client/aex"
)

// Status is what a service's status comes to.
type Status int

// Statuses. Unknown is also what has ended.
const (
	Unknown Status = iota
	Held
	Active
	Coming
)

// StatusOf reads a status by its words: none but one is documented.
func StatusOf(status string) Status {
	low := strings.ToLower(status)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(low, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("inactive", "cancel", "terminat", "deactiv", "closed"):
		return Unknown
	case has("suspend", "hold", "fail", "fault"):
		return Held
	case has("active", "live", "provisioned"):
		return Active
	case has("pending", "install", "order", "schedul", "await"):
		return Coming
	}
	return Unknown
}

// StateWords are what an error says of the service rather than of AEx; "" when it is a failure.
func StateWords(err error) string {
	switch {
	case aex.NoDevice(err):
		return "This service has no device that AEx knows of: before its installation there is none."
	case aex.NoRadius(err):
		return "AEx has no RADIUS account for this service: before its activation there is none."
	case aex.Assumed(err):
		return "This server tells no more about a service than its row in the list."
	}
	return ""
}

// Seen is when a device was in the state that it shows; zero when the answer doesn't say.
func Seen(dev aex.Device) time.Time {
	if dev.LastUpdated.IsZero() && dev.Live {
		return dev.At
	}
	return dev.LastUpdated
}
