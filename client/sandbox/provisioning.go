package sandbox

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// state is the document's pair of letters.
type state struct{ provisioned, deprovisioned string }

func (st state) ready() bool   { return st == state{"C", "N"} }
func (st state) gone() bool    { return st == state{"D", "C"} }
func (st state) failing() bool { return st.provisioned == "F" || st.deprovisioned == "F" }

// step is a state that begins at a time. A request writes the steps of its whole consequence at once; the clock
// then only decides how many of them have come to pass.
type step struct {
	at      time.Time
	is      state
	level   string // of the INFO line; "" means that the step is not worth one
	message string
}

// track is the history and future of one hop, or of one resource, in the order of time.
type track struct{ steps []step }

func (t *track) at(now time.Time) state {
	st := state{"S", "N"}
	for _, s := range t.steps {
		if s.at.After(now) {
			break
		}
		st = s.is
	}
	return st
}

// since is when the present state began.
func (t *track) since(now time.Time) time.Time {
	var at time.Time
	for _, s := range t.steps {
		if !s.at.After(now) {
			at = s.at
		}
	}
	return at
}

// rewrite drops what had not come to pass yet, and goes on with other steps.
func (t *track) rewrite(now time.Time, steps ...step) {
	t.steps = slices.DeleteFunc(t.steps, func(s step) bool { return s.at.After(now) })
	t.steps = append(t.steps, steps...)
}

// life turns a duration of real provisioning into one of the sandbox's clock.
func (s *Server) life(d time.Duration) time.Duration { return time.Duration(float64(d) / s.scale) }

// outcome is how provisioning goes, chosen by a word in the description so that a stranger can choose too.
type outcome string

const (
	happy outcome = ""
	holds outcome = "hold"
	retry outcome = "retry"
	fails outcome = "fail"
)

var (
	outcomeWord = regexp.MustCompile(`(?i)\b(hold|retry|fail|luck)\b`)
	stuckWord   = regexp.MustCompile(`(?i)\bstuck\b`)
)

// outcomeOf takes the first scenario word of a description; "luck" draws one by the seed.
func (s *Server) outcomeOf(description, guid string) outcome {
	word := strings.ToLower(outcomeWord.FindString(description))
	if word == "luck" {
		return []outcome{happy, holds, retry, fails}[pick(s.seed, "luck "+guid, 0, 4)]
	}
	return outcome(word)
}

// planService writes a new service's steps: hop after hop, about 21 s of life each.
func (s *Server) planService(v *service) {
	how := s.outcomeOf(v.description(), v.guid)
	at := 6 * time.Second
	for i := range v.hops {
		h := &v.hops[i]
		h.put(v.created, state{"S", "N"}, "info", "Scheduled for provisioning")
		at += time.Duration(18000+pick(s.seed, "pace "+v.guid, uint64(i), 6001)) * time.Millisecond
		when := func(extra time.Duration) time.Time { return v.created.Add(s.life(at + extra)) }
		last := i == len(v.hops)-1
		switch {
		case last && how == fails:
			h.put(when(0), state{"R", "N"}, "warning", h.provider+" refused the request, attempt 1 of 3; retrying")
			h.put(when(45*time.Second), state{"F", "N"}, "error", failReason(h.provider))
			return
		case last && (how == holds || v.accepts):
			wait := time.Minute
			if how == holds {
				wait = 5 * time.Minute
			}
			h.put(when(0), state{"H", "N"}, "info", "Waiting for the owner at the far end to accept the connection")
			h.put(when(wait), state{"C", "N"}, "info", "Accepted and provisioned")
			at += wait
		case i == 1 && how == retry:
			h.put(when(0), state{"R", "N"}, "warning", "The device at "+h.location+" did not answer, attempt 1 of 3; retrying")
			h.put(when(30*time.Second), state{"C", "N"}, "info", "Provisioned at attempt 2")
			at += 30 * time.Second
		default:
			h.put(when(0), state{"C", "N"}, "info", "Provisioned")
		}
	}
}

func failReason(provider string) string {
	switch provider {
	case "aws":
		return "Gave up after 3 attempts: Direct Connect answered that the account may not create hosted connections"
	case "microsoft":
		return "Gave up after 3 attempts: ExpressRoute answered that the service key is already provisioned by another provider"
	}
	return fmt.Sprintf("Gave up after 3 attempts: %s answered that the request cannot be fulfilled", provider)
}

func (h *hop) put(at time.Time, is state, level, message string) {
	h.steps = append(h.steps, step{at, is, level, message})
}

// planUpdate moves every hop through U; where a person is needed, through M as well.
func (s *Server) planUpdate(v *service, now time.Time) {
	after := func(d time.Duration) time.Time { return now.Add(s.life(d)) }
	for i := range v.hops {
		h := &v.hops[i]
		steps := []step{{now, state{"U", "N"}, "info", "Update requested"}}
		done := 20 * time.Second
		if h.manual() {
			steps = append(steps, step{after(10 * time.Second), state{"M", "N"}, "info", "An operator at " + h.provider + " has to make this change"})
			done = 70 * time.Second
		}
		h.rewrite(now, append(steps, step{after(done), state{"C", "N"}, "info", "Updated"})...)
	}
}

// planRemoval takes hops down from the B-end to the A-end. A manual hop holds until operations have acted. A
// description with the word stuck makes the first attempt fail at the B-end; a second one goes through.
func (s *Server) planRemoval(v *service, now time.Time) {
	again := v.state(now).failing() && v.state(now).provisioned == "D"
	after := func(d time.Duration) time.Time { return now.Add(s.life(d)) }
	var at time.Duration
	for i := len(v.hops) - 1; i >= 0; i-- {
		h := &v.hops[i]
		if h.at(now).gone() {
			continue
		}
		if i == len(v.hops)-1 && stuckWord.MatchString(v.description()) && !again {
			h.rewrite(now,
				step{now, state{"D", "S"}, "info", "Removal requested"},
				step{after(10 * time.Second), state{"D", "R"}, "warning", h.provider + " did not confirm the removal; retrying"},
				step{after(40 * time.Second), state{"D", "F"}, "error", "Gave up after 3 attempts: " + h.provider + " still reports the connection as in use"})
			continue
		}
		steps := []step{{now, state{"D", "S"}, "info", "Removal requested"}}
		if h.manual() {
			at += 2 * time.Minute
			steps = []step{
				{now, state{"H", "N"}, "info", "Operations at " + h.provider + " were notified and have to remove this by hand"},
				{after(at), state{"D", "S"}, "info", "An operator has begun the removal"},
			}
		}
		at += 8 * time.Second
		h.rewrite(now, append(steps, step{after(at), state{"D", "C"}, "info", "Removed"})...)
	}
}

// rank orders states worst first, to tell a whole service's state from its hops'.
func (st state) rank() int {
	letter := st.provisioned
	if letter == "D" {
		letter = st.deprovisioned
	}
	switch letter {
	case "F":
		return 5
	case "R":
		return 4
	case "H", "M":
		return 3
	case "S", "U":
		return 2
	}
	return 1
}

// state is that of the worst hop, the first of them where several are as bad.
func (v *service) state(now time.Time) state {
	worst := v.hops[0].at(now)
	for i := range v.hops {
		if st := v.hops[i].at(now); st.rank() > worst.rank() {
			worst = st
		}
	}
	return worst
}
