package words

import (
	"axdesk/client/axon"
	"axdesk/client/order"
)

// Removed is the word for what is off the network.
const Removed = "removed"

// Overall is a roll-up of a chain in words.
func Overall(o axon.Overall) string {
	switch o {
	case axon.OverallReady:
		return "ready for service"
	case axon.OverallRemoved:
		return Removed
	case axon.OverallWorking:
		return "provisioning"
	case axon.OverallWaiting:
		return "waiting for a person or a provider"
	case axon.OverallRetrying:
		return "retrying after a failure"
	case axon.OverallFailed:
		return "failed"
	}
	return "state not known yet"
}

// Standing is how a watched service stands, in the words of what is waited for.
func Standing(w *order.Watched) string {
	switch {
	case w.Polled.IsZero() && w.Err == nil:
		return "asked for, no answer yet"
	case w.Goal == order.GoalRemoved && w.Overall == axon.OverallWorking:
		return "being removed"
	case w.Goal == order.GoalRemoved && w.Overall == axon.OverallFailed:
		return "not removed: the removal has given up"
	case w.Goal == order.GoalChanged && w.Overall == axon.OverallWorking:
		return "being changed"
	}
	return Overall(w.Overall)
}

// AfterState says what follows from a watched service's state, in the words of the field; "" while it goes on by itself.
func AfterState(w *order.Watched) string {
	switch w.Overall {
	case axon.OverallReady:
		if w.NewPort {
			return "The connection is ready for service. Traffic flows once the cross connect to the new port is in, which is ordered with NEXTDC, " +
				"and both ends are configured for the VLAN."
		}
		return "The connection is ready for service. Traffic flows once both ends are configured for the VLAN."
	case axon.OverallFailed:
		return "AXON has given up. Nothing is tried again by itself: raise it with NEXTDC, with the service id and the reasons above."
	case axon.OverallWaiting:
		return waitingFor(w)
	case axon.OverallRemoved:
		return "The " + map[bool]string{false: "connection", true: "port"}[w.Port] + " is off the network: there is nothing left to watch."
	}
	return ""
}

// waitingFor says what a holding hop waits for, as far as its provider tells.
func waitingFor(w *order.Watched) string {
	for _, h := range w.Service.Hops {
		if state, _ := axon.HopState(h); state == axon.StateHolding && h.Provider == "aws" {
			return "AWS holds the connection until the owner of the account accepts it in the AWS console."
		}
	}
	return "A hop waits for a person or the far end: AXON's messages say for whom."
}
