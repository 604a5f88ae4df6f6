package order

import (
	"encoding/json"
	"fmt"
	"maps"

	"axdesk/client/price"
)

// draftVersion is of the form that drafts are kept in; another one can't be taken up.
const draftVersion = 1

// kept is a walk as a draft has it: the answers, and what they were found to hold for. Facts aren't in it: they are asked anew.
type kept struct {
	Version       int
	At            Step
	Answers       Answers
	Lost          map[Step]string `json:",omitempty"`
	PortBuyer     string
	DiverseBuyer  string
	Found         CandidateKey
	LimitsOf      string
	PortWhole     string
	ServiceWhole  string
	Offered       string
	SecretsAbsent bool // a secret was typed and isn't kept
}

// Save writes the walk down, to be taken up by Restore. Texts of fields that are secrets are left out; secrets names them, of
// the port's form and of the connection's.
func (w *Walk) Save(secrets map[Kind][]string) ([]byte, error) {
	k := kept{
		Version: draftVersion, At: w.at, Answers: w.Answers, Lost: w.lost, PortBuyer: w.portBuyer, DiverseBuyer: w.diverseBuyer, Found: w.found, LimitsOf: w.limitsOf,
		PortWhole: w.portWhole, ServiceWhole: w.serviceWhole, Offered: w.offered,
	}
	if k.Answers.PortForm, k.SecretsAbsent = without(w.PortForm, secrets[KindPort]); k.SecretsAbsent {
		k.PortWhole, k.Offered = "", ""
	}
	form, absent := without(w.ServiceForm, secrets[KindService])
	if k.Answers.ServiceForm = form; absent {
		k.SecretsAbsent, k.ServiceWhole, k.Offered = true, "", ""
	}
	body, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("the order can't be written as a draft: %w", err)
	}
	return body, nil
}

func without(texts map[string]string, secrets []string) (map[string]string, bool) {
	out, absent := maps.Clone(texts), false
	for _, name := range secrets {
		if out[name] != "" {
			delete(out, name)
			absent = true
		}
	}
	return out, absent
}

// Restore takes a walk up as Save wrote it down, under what is known by now. Candidates are valid for one session, so a
// connection of which nothing was sent is found again from its candidates; everything that was typed is still there. sent tells
// that a request for the connection has left: then the path is what was asked for, and stays.
func Restore(ref string, body []byte, facts Facts, book *price.Book, sent bool) (*Walk, error) {
	var k kept
	if err := json.Unmarshal(body, &k); err != nil {
		return nil, says("The draft of %s can't be read (%w): start the order anew.", ref, err)
	}
	if k.Version != draftVersion || k.At.Title() == "" {
		return nil, says("Another version of axdesk made the draft of %s: take it up with that one, or start the order anew.", ref)
	}
	w := &Walk{
		Ref: ref, Answers: k.Answers, Facts: facts, Book: book, lost: k.Lost, portBuyer: k.PortBuyer, diverseBuyer: k.DiverseBuyer, found: k.Found,
		portWhole: k.PortWhole, serviceWhole: k.ServiceWhole, offered: k.Offered, limitsOf: k.LimitsOf, at: k.At,
	}
	if w.Candidate != nil && w.ServiceID == "" && !sent {
		w.at, w.limitsOf = min(w.at, StepCandidate), ""
	}
	if w.ServiceID == "" && !sent {
		w.Learn(func(*Facts) {})
	}
	return w, nil
}
