package order

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

// Inspect looks at how a thing stands of which nobody knows what came of its last request, and writes down what it found.
// says is a sentence with that. A thing that isn't in doubt is looked at all the same, and nothing is written of it.
func Inspect(ctx context.Context, api axon.API, j *Journal, t Thing) (found State, says string, err error) {
	o, err := j.ByGUID(ctx, t.GUID, t.Kind)
	if err != nil {
		return "", "", err
	}
	if o == nil {
		o = &Order{Kind: t.Kind}
	}
	last := o.asked()
	found, says, err = stands(ctx, api, t, last)
	if o.State() != StateUnknown || err != nil && ctx.Err() != nil {
		return found, says, err // nothing is in doubt, or nobody has looked: it was given up
	}
	e := Entry{State: string(StateUnknown), User: t.User, Method: http.MethodGet, Path: t.path(), Said: says, Status: statusOf(err)}
	switch {
	case err != nil:
		e.Said = "It could not be looked at: " + err.Error()
	case found != "":
		e.State, e.Status = string(found), http.StatusOK
	}
	if failed := j.take(ctx, o, e); failed != nil && err == nil {
		return found, says, notKept(failed, says)
	}
	return found, says, err
}

func notKept(failed error, found string) error {
	return says("What was found could not be written to the journal (%w): look again. %s", failed, found)
}

// asked is the last entry that announced a change or a removal; it is empty when none did.
func (o *Order) asked() Entry {
	for _, e := range slices.Backward(o.Timeline) {
		if e.Method == http.MethodPut || e.Method == http.MethodDelete {
			return e
		}
	}
	return Entry{}
}

// stands asks AXON how a thing stands. "" is what can't be told; only a removal that was asked for makes what is no longer
// known an ended thing, since the document says that 400 and 404 are mixed up.
func stands(ctx context.Context, api axon.API, t Thing, last Entry) (State, string, error) {
	if t.Kind == KindPort {
		return portStands(ctx, api, t, last)
	}
	s, err := api.Service(ctx, t.GUID)
	if unknownThere(err) {
		return serviceListed(ctx, api, t, last)
	}
	if err != nil {
		return "", "", err
	}
	state := StateOfHops(s.Hops)
	if len(s.Hops) == 0 {
		state = StateOfPair(s.Provisioned, s.Deprovisioned)
	}
	if state == "" {
		return "", "AXON tells no state of the service that can be read: look in the portal.", nil
	}
	if holding(s.Hops, state, last) {
		return "", holdingWords, nil
	}
	return state, foundWords(state, last) + applied(s, state, last), nil
}

// holding tells that a removal was asked for, and that nothing is known but that somebody has to act: the document has what
// needs a person go to H when it is deleted, which is also how one waits that was never asked to leave.
func holding(hops []axon.Hop, state State, last Entry) bool {
	return last.Method == http.MethodDelete && state == StateProvisioning && slices.ContainsFunc(hops, func(h axon.Hop) bool {
		return strings.EqualFold(strings.TrimSpace(h.Provisioned), "H")
	})
}

const holdingWords = "It waits for a person, as it does when its removal has begun there, and as it does without one: which it is can't be told yet. " +
	"Look again later, or in the portal."

// Leaving tells that a removal was asked for of at least one hop.
func Leaving(hops []axon.Hop) bool {
	return slices.ContainsFunc(hops, func(h axon.Hop) bool {
		d := strings.ToUpper(strings.TrimSpace(h.Deprovisioned))
		return strings.EqualFold(strings.TrimSpace(h.Provisioned), "D") || d != "" && d != "N"
	})
}

// StateOfHops is the state that a chain comes to; "" where it can't be read. A chain of which a hop is leaving is ending.
func StateOfHops(hops []axon.Hop) State {
	state := StateOf(axon.RollUp(hops))
	if Leaving(hops) && state == StateProvisioning {
		return StateEnding
	}
	return state
}

func portStands(ctx context.Context, api axon.API, t Thing, last Entry) (State, string, error) {
	list, err := api.Resources(ctx, t.CompanyID)
	if err != nil {
		return "", "", err
	}
	for _, r := range list.Items {
		if r.GUID != t.GUID {
			continue
		}
		state := StateOfPair(r.Provisioned, r.Deprovisioned)
		if state == "" {
			return "", "AXON tells no state of the port that can be read: look in the portal.", nil
		}
		if holding([]axon.Hop{{Provisioned: r.Provisioned}}, state, last) {
			return "", holdingWords, nil
		}
		return state, foundWords(state, last), nil
	}
	return gone(len(list.Items), list.Total, "ports", last)
}

func serviceListed(ctx context.Context, api axon.API, t Thing, last Entry) (State, string, error) {
	list, err := api.Services(ctx, t.CompanyID)
	if err != nil {
		return "", "", err
	}
	for _, s := range list.Items {
		if s.ID == t.GUID {
			state := StateOfPair(s.Provisioned, s.Deprovisioned)
			if holding([]axon.Hop{{Provisioned: s.Provisioned}}, state, last) {
				return "", holdingWords, nil
			}
			if state != "" {
				return state, foundWords(state, last), nil
			}
			return "", "AXON lists the service, without a state that can be read: look in the portal.", nil
		}
	}
	return gone(len(list.Items), list.Total, "services", last)
}

// gone judges that a thing isn't among what AXON lists.
func gone(shown, total int, what string, last Entry) (State, string, error) {
	switch {
	case total > shown:
		return "", fmt.Sprintf("It isn't among the %d %s that AXON shows, but it has %d: look in the portal.", shown, what, total), nil
	case last.Method != http.MethodDelete:
		return "", fmt.Sprintf("It isn't among the company's %s (%d), though no removal was asked for from here: look in the portal.", what, shown), nil
	}
	return StateEnded, fmt.Sprintf("It isn't among the company's %s (%d) any more: it was removed.", what, shown), nil
}

// StateOfPair is the state that a pair of status letters comes to; "" where they can't be read.
func StateOfPair(provisioned, deprovisioned string) State {
	switch state, _ := axon.PairState(provisioned, deprovisioned); state {
	case axon.StateReady:
		return StateReady
	case axon.StateFailed:
		return StateFailed
	case axon.StateRemoved:
		return StateEnded
	case axon.StateUnknown:
		return ""
	}
	if Leaving([]axon.Hop{{Provisioned: provisioned, Deprovisioned: deprovisioned}}) {
		return StateEnding
	}
	return StateProvisioning
}

func foundWords(state State, last Entry) string {
	if last.Method == http.MethodDelete && (state == StateReady || state == StateProvisioning) {
		return "No removal is on its way: it is " + state.Word() + ", as before."
	}
	switch state {
	case StateEnding:
		return "It is being removed."
	case StateEnded:
		return "It is off the network."
	}
	return "It is " + state.Word() + "."
}

// applied says whether the values that a change sent are the ones that a service has.
func applied(s axon.Service, state State, last Entry) string {
	var sent map[string]any
	body := json.NewDecoder(bytes.NewReader(last.Body))
	body.UseNumber() // as the answer's numbers are kept
	if last.Method != http.MethodPut || body.Decode(&sent) != nil || s.Options == nil {
		return ""
	}
	var differ []string
	for _, key := range slices.Sorted(maps.Keys(sent)) {
		have := s.Options[key]
		if key == FieldDescription && have == nil {
			have = s.Description
		}
		if !sameValue(have, sent[key]) {
			differ = append(differ, key)
		}
	}
	switch {
	case len(differ) > 0 && state == StateProvisioning:
		return " AXON is at work on it, and tells the value of before so far of " + strings.Join(differ, ", ") + "."
	case len(differ) > 0:
		return " The change has not been made: " + strings.Join(differ, ", ") + " is as before."
	}
	return " The change has been made: its values are the ones that were sent."
}

// sameValue compares two JSON values. Numbers are the same however they are written: 200 and 200.0, or 2e2.
func sameValue(a, b any) bool {
	x, y := fmt.Sprint(a), fmt.Sprint(b)
	if x == y {
		return true
	}
	n, err := decimal.NewFromString(x)
	m, bad := decimal.NewFromString(y)
	return err == nil && bad == nil && n.Equal(m)
}

// unknownThere tells that AXON doesn't know a GUID, or says so with the wrong number.
func unknownThere(err error) bool {
	var e *wire.Error
	return errors.As(err, &e) && (e.Kind == wire.KindNotFound || e.Kind == wire.KindBadInput)
}
