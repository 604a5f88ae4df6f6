package axon

import "strings"

// State is what a pair of status letters comes to. Except for StateUnknown, lower is worse.
type State int

// States, worst first.
const (
	StateUnknown   State = iota // no letter, or one that the document lacks
	StateFailed                 // given up: INFO has the reasons
	StateRetrying               // failed and trying again by itself
	StateHolding                // waits for input from a provider
	StateManual                 // a person at a provider has to act
	StateRemoving               // removal asked for, scheduled or running
	StateUpdating               // a change is running
	StateScheduled              // waits to be provisioned
	StateReady                  // ready for service
	StateRemoved                // off the network
)

// Letter gives a status letter's word and its meaning as the document's table has them. N stands in the
// document's examples only. An unknown letter is its own word, without a meaning.
func Letter(code string) (word, meaning string) {
	switch letter(code) {
	case "S":
		return "scheduled", "scheduled for provisioning or deprovisioning"
	case "U":
		return "updating", "updating"
	case "C":
		return "completed", "completed provisioning (ready for service) or deprovisioning (removed off the network)"
	case "H":
		return "holding", "waiting on additional input from a provider"
	case "M":
		return "manual", "a provider requires manual involvement to deprovision or update"
	case "R":
		return "retrying", "provisioning or deprovisioning failed and is retrying"
	case "F":
		return "failed", "provisioning or deprovisioning exceeded the retry count and has given up"
	case "D":
		return "removal requested", "deprovisioning requested"
	case "N", "":
		return "not requested", "nothing was requested"
	}
	return clip(code), ""
}

// HopState is PairState of a hop.
func HopState(h Hop) (State, string) { return PairState(h.Provisioned, h.Deprovisioned) }

// PairState says what a provisioned and a deprovisioned letter mean together, in words that fit "the port is …".
// As soon as a removal was asked for, it is the removal's progress that counts.
func PairState(provisioned, deprovisioned string) (State, string) {
	p, d := letter(provisioned), letter(deprovisioned)
	switch {
	case d != "" && d != "N":
		return removalState(p, d)
	case p == "" || p == "N":
		return StateUnknown, "without a status yet"
	}
	switch p {
	case "S":
		return StateScheduled, "scheduled for provisioning"
	case "U":
		return StateUpdating, "updating"
	case "C":
		return StateReady, "ready for service"
	case "H":
		return StateHolding, "holding: waiting on additional input from a provider"
	case "M":
		return StateManual, "in a provider's hands: a removal would hold (H) and operations would be notified"
	case "R":
		return StateRetrying, "scheduled for provisioning, but retrying after a failure"
	case "F":
		return StateFailed, "failed: provisioning has given up"
	case "D":
		return StateRemoving, "requested to be removed"
	}
	return StateUnknown, "in a state that the document doesn't list: " + clip(p)
}

// removalState reads the deprovisioned letter. A removal that reads completed while the hop doesn't stand on D
// contradicts itself, and nothing is called removed on such evidence.
func removalState(p, d string) (State, string) {
	switch d {
	case "S":
		return StateRemoving, "scheduled for removal"
	case "U":
		return StateRemoving, "being removed"
	case "D":
		return StateRemoving, "requested to be removed"
	case "C":
		if p == "D" || p == "" {
			return StateRemoved, "removed"
		}
	case "H":
		return StateHolding, "on hold for removal: waiting on additional input from a provider"
	case "M":
		return StateManual, "waiting for a person at a provider to remove it"
	case "R":
		return StateRetrying, "scheduled for removal, but retrying after a failure"
	case "F":
		return StateFailed, "not removed: the removal has given up"
	}
	return StateUnknown, "in a state that the document doesn't list: " + clip(p+"/"+d)
}

// Overall is the roll-up of a whole chain.
type Overall int

// Roll-ups of a chain, worst first but for OverallUnknown.
const (
	OverallUnknown  Overall = iota // no hops, a letter we can't read, or hops both ready and removed
	OverallFailed                  // at least one hop has given up
	OverallRetrying                // at least one hop failed and tries again
	OverallWaiting                 // at least one hop waits for a person or a provider
	OverallWorking                 // at least one hop is scheduled, updating or being removed
	OverallReady                   // every hop is ready for service
	OverallRemoved                 // every hop is off the network
)

// String is the roll-up in words.
func (o Overall) String() string {
	switch o {
	case OverallFailed:
		return "failed"
	case OverallRetrying:
		return "retrying"
	case OverallWaiting:
		return "waiting for a person"
	case OverallWorking:
		return "in progress"
	case OverallReady:
		return "ready for service"
	case OverallRemoved:
		return "removed"
	}
	return "unknown"
}

// Settled is true when nothing more will happen by itself, so that asking again brings nothing.
func (o Overall) Settled() bool {
	return o == OverallReady || o == OverallRemoved || o == OverallFailed
}

// RollUp is the state of a chain by its worst hop. Work under way tells more than a hop that can't be read,
// but a chain with such a hop is never called ready.
func RollUp(hops []Hop) Overall {
	var seen [StateRemoved + 1]int
	for _, h := range hops {
		state, _ := HopState(h)
		seen[state]++
	}
	switch {
	case seen[StateFailed] > 0:
		return OverallFailed
	case seen[StateRetrying] > 0:
		return OverallRetrying
	case seen[StateHolding]+seen[StateManual] > 0:
		return OverallWaiting
	case seen[StateRemoving]+seen[StateUpdating]+seen[StateScheduled] > 0:
		return OverallWorking
	case len(hops) > 0 && seen[StateReady] == len(hops):
		return OverallReady
	case len(hops) > 0 && seen[StateRemoved] == len(hops):
		return OverallRemoved
	}
	return OverallUnknown
}

func letter(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }
