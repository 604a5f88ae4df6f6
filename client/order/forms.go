package order

import (
	"maps"
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/schema"
)

// PortParts are the schema that the port's form is made of, what tells it from another class's, and the label that is proposed.
func (w *Walk) PortParts(p PortChoice) (source, label string, list []schema.Part) {
	t := TypesByClass(w.Types.Items)[strings.ToLower(p.Offer.Class)]
	what := p.Offer.Class
	if IsFabric(what) {
		what = strings.TrimSpace("to " + axon.Facility(p.Offer.NeighbourID))
	}
	label = axon.Facility(p.Offer.LocationID) + " " + what + " " + w.Ref
	return p.Offer.Class + " " + string(t.Schema), label, []schema.Part{{Provider: p.Offer.Class, Schema: t.Schema}}
}

// ServiceParts are the schemas that the connection's form is made of, what tells them from another path's, and the label that
// is proposed.
func (w *Walk) ServiceParts() (source, label string, list []schema.Part) {
	byType := map[string]axon.Provider{}
	for _, p := range w.Providers.Items {
		byType[p.Type] = p
	}
	for _, hop := range w.Candidate.Chain {
		list = append(list, schema.Part{Provider: hop.Provider, Schema: byType[hop.Provider].Schema})
		source += strconv.Quote(hop.Provider) + string(byType[hop.Provider].Schema)
	}
	label = w.Candidate.ServiceType + " " + w.Ref
	if w.Placed != nil {
		label = axon.Facility(w.Placed.LocationID) + " to " + label
	}
	return source, label, list
}

// SameButRef tells a proposal of an earlier order on the same port: only the reference at its end differs.
func SameButRef(a, b string) bool {
	i, j := strings.LastIndex(a, " AX-"), strings.LastIndex(b, " AX-")
	return i >= 0 && i == j && a[:i] == b[:j] && len(a) == len(b)
}

// Unresolved tells whether asking again may find definitions that were missing.
func Unresolved(f schema.Form) bool {
	for _, field := range f.Fields {
		if field.Unresolved != "" {
			return true
		}
	}
	return false
}

// FormTexts are the texts that a form begins with: kept ones win over what the schemas propose. The label that is offered takes the
// place of stale, the one that was offered before, and of one that an earlier order on the same port was offered: nobody typed these.
func FormTexts(form schema.Form, kept map[string]string, offered, stale string) map[string]string {
	texts := map[string]string{FieldDescription: offered}
	for _, f := range form.Fields {
		if f.Default != "" {
			texts[f.Name] = f.Default
		}
	}
	maps.Copy(texts, kept)
	if now := texts[FieldDescription]; now != "" && (now == stale || SameButRef(now, offered)) {
		texts[FieldDescription] = offered
	}
	return texts
}

// Says is what is wrong with answers, as sentences.
func Says(problems []schema.Problem) string {
	out := make([]string, len(problems))
	for i, p := range problems {
		out[i] = p.Says
	}
	return strings.Join(out, " ")
}
