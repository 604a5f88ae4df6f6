package words

import (
	"strconv"

	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/schema"
	"axdesk/client/wire"
	"axdesk/ui/parts"
)

// Choices are what was chosen of a purchase, in the order of the walk; path is how its chain is drawn.
func Choices(w *order.Walk, kind order.Kind, form schema.Form, path string) []parts.Fact {
	if kind == order.KindPort {
		return portChoices(w, form)
	}
	var facts []parts.Fact
	if w.Placed != nil {
		facts = append(facts, parts.Fact{Name: "From port", Value: w.Placed.Description + "  " + w.Placed.LocationID + "  " + wire.Short(w.Placed.GUID)})
	}
	if c := w.Candidate; c != nil {
		facts = append(facts,
			parts.Fact{Name: "To", Value: c.Description},
			parts.Fact{Name: "Path", Value: path},
			parts.Fact{Name: "Diversity", Value: Diversity(c.DiversityIndex)},
			parts.Fact{Name: "Term", Value: price.TermWords(c.SKU.Term)})
	}
	facts = append(facts, parts.Fact{Name: "Bandwidth", Value: w.Bandwidth.String()})
	return append(facts, formFacts(form, w.ServiceForm)...)
}

func portChoices(w *order.Walk, form schema.Form) []parts.Fact {
	var facts []parts.Fact
	if w.Location != nil {
		facts = append(facts, parts.Fact{Name: "At", Value: w.Location.Description + ", " + w.Location.City + "  " + w.Location.ID})
	}
	if p := w.Port; p != nil {
		facts = append(facts,
			parts.Fact{Name: "Port", Value: p.Offer.Class + "  " + p.Speed() + "  " + p.SKU.Description},
			parts.Fact{Name: "To neighbour", Value: p.Offer.NeighbourID})
		if p.HasSKU {
			facts = append(facts, parts.Fact{Name: "Term", Value: price.TermWords(p.SKU.Term)})
		}
	}
	facts = append(facts, parts.Fact{Name: "Diverse from", Value: wire.Short(w.DiverseFrom)})
	return append(facts, formFacts(form, w.PortForm)...)
}

// formFacts are what was typed, by the form's own titles; secrets are not shown.
func formFacts(f schema.Form, texts map[string]string) []parts.Fact {
	var facts []parts.Fact
	if _, asked := f.Field(order.FieldDescription); !asked {
		// It is sent whether or not a schema names it.
		facts = append(facts, parts.Fact{Name: "Description", Value: texts[order.FieldDescription]})
	}
	for _, field := range f.Fields {
		v := texts[field.Name]
		if field.Secret && v != "" {
			v = strconv.Itoa(len([]rune(v))) + " characters, not shown"
		}
		if field.Name == order.FieldBandwidth {
			continue
		}
		facts = append(facts, parts.Fact{Name: field.Title, Value: v})
	}
	return facts
}
