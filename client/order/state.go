package order

import "slices"

// State is how far an order has come. Its states follow each other as mayFollow says, and in no other way.
type State string

// States of an order, of a port or of a service. A state that announces a request is written before that request leaves.
const (
	StateDraft        State = "draft"        // being answered; nothing of it was sent, so that only the drafts know it
	StateConfirmed    State = "confirmed"    // announces the first POST, which asks for the terms
	StateOffered      State = "offered"      // the terms came
	StateSigned       State = "signed"       // some or all of the terms are signed
	StatePlacing      State = "placing"      // announces the second POST, which places
	StatePlaced       State = "placed"       // the API says that it was bought
	StateRefused      State = "refused"      // for certain not done
	StateUnknown      State = "unknown"      // no sure answer: it may have been done
	StateProvisioning State = "provisioning" // placed, and being put on the network
	StateReady        State = "ready"        // ready for service
	StateFailed       State = "failed"       // provisioning or removal has given up
	StateChanging     State = "changing"     // announces a PUT; not in the document's words, which have none for it
	StateEnding       State = "ending"       // announces a DELETE
	StateEnded        State = "ended"        // off the network
)

// States are all of them, in the order of an order's life.
var states = []State{
	StateDraft, StateConfirmed, StateOffered, StateSigned, StatePlacing, StatePlaced, StateRefused, StateUnknown,
	StateProvisioning, StateReady, StateFailed, StateChanging, StateEnding, StateEnded,
}

// mayFollow says which states may follow which. Nothing leads from a placed order to one that could be placed again, and
// an unknown one is sent again only by a person's decision, which the row that announces it tells.
var mayFollow = map[State][]State{
	"":             {StateConfirmed, StateReady}, // an order begins; ready is one that was not ordered from here
	StateDraft:     {StateConfirmed},
	StateConfirmed: {StateOffered, StatePlaced, StateRefused, StateUnknown},
	StateOffered:   {StateSigned, StateConfirmed},
	StateSigned:    {StateSigned, StatePlacing, StateConfirmed},
	StatePlacing:   {StatePlaced, StateRefused, StateUnknown, StateOffered},
	StateRefused:   {StateConfirmed, StateSigned, StatePlacing},
	StateUnknown: {
		StateUnknown, StateConfirmed, StatePlacing, StatePlaced, StateProvisioning, StateReady, StateFailed, StateEnding, StateEnded,
	},
	StatePlaced:       {StateProvisioning, StateReady, StateFailed, StateChanging, StateEnding, StateEnded},
	StateProvisioning: {StateReady, StateFailed, StateChanging, StateEnding, StateEnded},
	StateReady:        {StateProvisioning, StateFailed, StateChanging, StateEnding, StateEnded},
	StateFailed:       {StateProvisioning, StateReady, StateChanging, StateEnding, StateEnded},
	StateChanging:     {StateProvisioning, StateReady, StateFailed, StateUnknown},
	// A removal that was refused leaves the order where it stood, which may be on its way to ready.
	StateEnding: {StateEnding, StateProvisioning, StateReady, StateFailed, StateEnded, StateUnknown},
}

// May tells whether an order in this state may come to the next one.
func (s State) May(next State) bool { return slices.Contains(mayFollow[s], next) }

// Announces tells that a request leaves after this state: where nothing follows it, the program ended before it knew.
func (s State) Announces() bool {
	return s == StateConfirmed || s == StatePlacing || s == StateChanging
}

// Bought tells that the API has said that the order exists, or existed.
func (s State) Bought() bool {
	switch s {
	case StatePlaced, StateProvisioning, StateReady, StateFailed, StateChanging, StateEnding, StateEnded:
		return true
	default:
		return false
	}
}

// WordFor is the state of what was ordered as a screen says it. AXON answers a port's order with the port allocated: for a port that
// is the end of it, where a service is provisioned after.
func (s State) WordFor(kind Kind) string {
	if s == StatePlaced && kind == KindPort {
		return "allocated"
	}
	return s.Word()
}

// Word is the state as a screen says it, whatever was ordered.
func (s State) Word() string {
	switch s {
	case StateConfirmed:
		return "asking for terms"
	case StateOffered:
		return "terms offered"
	case StateUnknown:
		return "not known"
	}
	return string(s)
}
