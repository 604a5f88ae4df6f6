// Package order is the walk from an empty desk to a live connection: its steps, the answers, which of them
// still hold after a change, the bodies that are sent, and placing them through a journal.
//
// A Walk is pure: it asks nothing and knows no clock. It isn't safe for use by several goroutines.
package order

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/price"
)

// PortChoice is what stands at the A-end: an offer to be bought, or a port that the company has already.
type PortChoice struct {
	Offer    axon.Offer
	SKU      axon.SKU
	HasSKU   bool          // false for an offer without any: it has no term and no price
	Mode     axon.PortMode // zero unless an interconnect
	Existing *axon.Resource
}

// Answers are what a person has chosen and typed. Screens read them; only a Walk's methods change them.
type Answers struct {
	Company      *axon.Company
	Location     *axon.Location
	Port         *PortChoice
	PortForm     map[string]string // texts as typed, by field name; texts of fields not asked any more stay
	DiverseFrom  string            // GUID of the resource to be diverse from; "" for none
	Placed       *axon.Allocated   // the A-end, once allocated or chosen from what is there
	Provider     *axon.Provider
	Candidate    *price.Priced
	DiscoveredAt time.Time // of Candidate; zero when unknown
	Bandwidth    axon.BitRate
	ServiceForm  map[string]string // as PortForm
	ServiceID    string            // once the connection is placed
}

// Walk is one order on its way.
type Walk struct {
	Ref string // shown and journaled: "AX-7F3K2"
	Answers
	Facts
	// Book prices candidates that are found again; nil leaves it to the API's own prices.
	Book *price.Book

	at   Step
	lost map[Step]string

	// For whom, and in which discovery, an answer was last found to hold. An answer whose circumstances
	// differ is only kept until the facts say more.
	portBuyer, diverseBuyer string
	found                   CandidateKey
	limitsOf                string

	// Fingerprints: of what a form was found to be whole for, and of the purchase whose terms are on screen.
	portWhole, serviceWhole string
	offered                 string
}

// New starts a walk under a reference, which NewRef makes.
func New(ref string) *Walk { return &Walk{Ref: ref} }

// At is where the walk is. Every step before it is answered, or skipped.
func (w *Walk) At() Step { return w.at }

// Next goes to the step after this one, if this one is answered and the answer holds; if not, the error is a
// sentence with what is missing. The terms are reached only from a summary whose every answer is confirmed.
func (w *Walk) Next() (Step, error) {
	if st, why := w.judge(w.at); st != holds {
		return w.at, says("%s", why)
	}
	switch w.at {
	case StepProvisioning:
		return w.at, says("Provisioning is the last step.")
	case StepPortSummary, StepSummary:
		for s := StepCompany; s < w.at; s++ {
			if st, why := w.judge(s); st != holds && !w.skipped(s) {
				return w.at, says("%s", why)
			}
		}
	}
	next := w.at + 1
	for w.skipped(next) || w.closed(next) {
		next++
	}
	switch next {
	case StepPortTerms:
		w.offered = w.portPrint()
	case StepTerms:
		w.offered = w.servicePrint()
	}
	w.at = next
	return next, nil
}

// Back goes to the step before this one and changes no answer. It is false at the first step, and once the
// connection is placed.
func (w *Walk) Back() (Step, bool) {
	if w.ServiceID != "" {
		return w.at, false
	}
	for s := w.at - 1; s >= StepCompany; s-- {
		if !w.skipped(s) && !w.closed(s) {
			w.at = s
			return s, true
		}
	}
	return w.at, false
}

// GoTo jumps to a step, back or ahead, as far as the answers reach. The error is a sentence.
func (w *Walk) GoTo(s Step) error {
	open := w.frontier()
	switch {
	case s.Title() == "":
		return says("There is no step %d.", int(s))
	case s == w.at:
		return nil
	case w.ServiceID != "" && s != StepProvisioning:
		return says(ordered)
	case w.skipped(s):
		return says("An existing port is used, so there is no step %q.", s.Title())
	case w.closed(s):
		return says("The port is allocated: its %s are settled. Go to Port to order another one.", settled(s))
	case s == StepPortTerms || s == StepTerms:
		return says("Terms are offered when the summary is sent: go on from there.")
	case s > open:
		_, why := w.judge(open)
		return says("%s comes first. %s", open.Title(), why)
	}
	w.at = s
	return nil
}

// says makes an error of a sentence that stands on a screen as it is, capital and full stop included.
func says(format string, args ...any) error { return sentence{fmt.Errorf(format, args...)} }

type sentence struct{ error }

// Unwrap is the cause that the sentence names, if any.
func (s sentence) Unwrap() error { return errors.Unwrap(s.error) }

// ordered is what every change is answered with once the connection is placed.
const ordered = "The connection is ordered, so nothing of it can be changed here. Start another one from the same port instead."

func settled(s Step) string {
	switch s {
	case StepPortOptions:
		return "options"
	case StepPortSummary:
		return "price and payer"
	default:
		return "terms"
	}
}

// Steps are all steps and how they stand.
func (w *Walk) Steps() []StepState {
	out := make([]StepState, 0, len(titles))
	for s := StepCompany; s <= StepProvisioning; s++ {
		out = append(out, w.stepState(s))
	}
	return out
}

func (w *Walk) stepState(s Step) StepState {
	st, why := w.judge(s)
	switch {
	case s == w.at:
		return StepState{Step: s, State: Here}
	case w.skipped(s):
		return StepState{Step: s, State: Skipped}
	case w.lost[s] != "":
		return StepState{s, Lost, w.lost[s]}
	case st == unchecked:
		return StepState{s, Unchecked, why}
	case st == holds && (w.has(s) || s < w.at || w.closed(s)):
		return StepState{Step: s, State: Done}
	}
	return StepState{Step: s, State: Ahead}
}

// Again starts another connection from the same port under a new reference: the destination and what was typed
// stay, and the VLAN, which is taken now, is remembered as such. The candidate has to be found anew because its
// GUID is used up.
func (w *Walk) Again(ref string) Change {
	if w.ServiceID == "" {
		return Change{}
	}
	if vlan, ok := parseVLAN(w.ServiceForm[FieldVLAN]); ok && w.Placed != nil {
		name := w.ServiceForm[FieldDescription]
		if name == "" {
			name = w.ServiceID
		}
		w.SetVLAN(w.Placed.GUID, vlan, name)
	}
	if old := w.ServiceForm[FieldDescription]; old != "" {
		// A lost order is looked for by its reference: the last one's must not stand under this one's.
		w.ServiceForm[FieldDescription] = strings.ReplaceAll(old, w.Ref, ref)
	}
	w.Ref = ref
	delete(w.Candidates, w.key())
	w.ServiceID, w.Candidate, w.DiscoveredAt, w.serviceWhole, w.at = "", nil, time.Time{}, "", StepProvider
	var c Change
	w.finish(&c, StepProvider, nil)
	return c
}

// frontier is the first step without an answer: no step after it can be reached.
func (w *Walk) frontier() Step {
	for s := StepCompany; s < StepProvisioning; s++ {
		if st, _ := w.judge(s); st == missing && !w.skipped(s) {
			return s
		}
	}
	return StepProvisioning
}

// skipped steps are those of buying a port when none is bought.
func (w *Walk) skipped(s Step) bool {
	return w.Port != nil && w.Port.Existing != nil && s >= StepPortOptions && s <= StepPortReady
}

// closed steps belong to a purchase that is made.
func (w *Walk) closed(s Step) bool {
	switch s {
	case StepPortOptions, StepPortSummary, StepPortTerms:
		return w.bought()
	case StepTerms:
		return w.ServiceID != ""
	default:
		return false
	}
}

// bought tells whether the A-end was allocated on this walk: company, location and port are facts then.
func (w *Walk) bought() bool {
	return w.Placed != nil && (w.Port == nil || w.Port.Existing == nil)
}

// key names the discovery that candidates have to come from.
func (w *Walk) key() CandidateKey {
	var k CandidateKey
	if w.Company != nil {
		k.CompanyID = w.Company.ID
	}
	if w.Placed != nil {
		k.ResourceGUID = w.Placed.GUID
	}
	if w.Provider != nil {
		k.Provider = w.Provider.Type
	}
	return k
}
