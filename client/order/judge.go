package order

import "axdesk/client/axon"

// standing is how far a step's answer can be relied on.
type standing int

const (
	missing   standing = iota // no answer
	unchecked                 // an answer that nothing known speaks against or for
	holds
)

// judge says how a step stands and, unless it holds, what is to be done, as a sentence.
func (w *Walk) judge(s Step) (standing, string) {
	switch s {
	case StepCompany:
		return given(w.Company != nil, "Choose the company that pays.")
	case StepLocation:
		return given(w.Location != nil, "Choose the location of the port.")
	case StepResource:
		return w.judgePort()
	case StepPortOptions:
		return w.judgeForm(s, w.PortForm, w.bought() || w.skipped(s), w.portWhole == w.portFormPrint())
	case StepPortTerms:
		return given(w.Placed != nil, "The port isn't ordered yet: read and sign each of its terms, then place the order.")
	case StepPortReady:
		return given(w.Placed != nil, "No port is allocated yet.")
	case StepProvider:
		return given(w.Provider != nil, "Choose a destination.")
	case StepCandidate:
		return given(w.Candidate != nil, "Choose a candidate service.")
	case StepBandwidth:
		return w.judgeBandwidth()
	case StepOptions:
		return w.judgeForm(s, w.ServiceForm, w.ServiceID != "", w.Candidate != nil && w.serviceWhole == w.serviceFormPrint())
	case StepTerms:
		return given(w.ServiceID != "", "The connection isn't ordered yet: read and sign each of its terms, then place the order.")
	}
	return holds, "" // the summaries and Provisioning ask nothing
}

func given(ok bool, why string) (standing, string) {
	if ok {
		return holds, ""
	}
	return missing, why
}

func (w *Walk) judgePort() (standing, string) {
	p := w.Port
	switch {
	case p == nil:
		return missing, "Choose a port."
	case w.bought():
		return holds, ""
	case w.Company == nil || w.portBuyer != w.Company.ID:
		return unchecked, "Whether the port is offered to this company isn't known yet: its catalogue has to be read first."
	case p.Existing == nil && w.Location != nil && p.Offer.LocationID != w.Location.ID:
		return unchecked, "Whether the port is offered at this location isn't known yet: the catalogue has to be read first."
	}
	return holds, ""
}

func (w *Walk) judgeBandwidth() (standing, string) {
	switch {
	case w.Bandwidth <= 0:
		return missing, "Choose a bandwidth."
	case w.Candidate == nil || w.limitsOf != w.Candidate.GUID:
		return unchecked, "Whether " + w.Bandwidth.String() + " is allowed on this path isn't known yet: its limits have to be read first."
	}
	return holds, ""
}

// judgeForm wants a form to have been found whole by PortBody or ServiceBody for what it is to be sent with.
func (w *Walk) judgeForm(s Step, texts map[string]string, settled, whole bool) (standing, string) {
	switch {
	case settled:
		return holds, ""
	case texts == nil:
		return missing, "Fill in the " + lower(s) + "."
	case w.lost[s] != "":
		return missing, w.lost[s]
	case !whole:
		return unchecked, "The " + lower(s) + " aren't complete, or were filled in for an earlier choice: look at them again."
	}
	return holds, ""
}

func lower(s Step) string {
	if s == StepPortOptions {
		return "port options"
	}
	return "options"
}

// has tells whether a step was given an answer, whether or not it is confirmed.
func (w *Walk) has(s Step) bool {
	switch s {
	case StepCompany:
		return w.Company != nil
	case StepLocation:
		return w.Location != nil
	case StepResource:
		return w.Port != nil
	case StepPortOptions:
		return w.PortForm != nil && !w.skipped(s)
	case StepPortReady:
		return w.bought()
	case StepProvider:
		return w.Provider != nil
	case StepCandidate:
		return w.Candidate != nil
	case StepBandwidth:
		return w.Bandwidth > 0
	case StepOptions:
		return w.ServiceForm != nil
	}
	return false
}

// allowed tells whether limits have a bandwidth in their list.
func allowed(l axon.Limits, b axon.BitRate) bool {
	for _, have := range l.Bandwidths {
		if have == b {
			return true
		}
	}
	return false
}
