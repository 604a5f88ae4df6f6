package words

import (
	"cmp"
	"slices"
	"strings"

	"axdesk/client/axon"
	"axdesk/ui/parts"
)

// classes that have a head of their own, by the API's word in lower case.
var classes = map[string]struct {
	order int
	head  string
}{
	"cloud":             {0, "Clouds"},
	"exchange":          {1, "Exchanges"},
	"service":           {2, "Services"},
	classInfrastructure: {9, "Infrastructure (part of a path, not a destination)"},
}

const classInfrastructure = "infrastructure"

// Infrastructure tells what only carries a connection.
func Infrastructure(class string) bool { return strings.EqualFold(class, classInfrastructure) }

// ClassOrder is the place of a class among the others: what one connects to first, what only carries it last.
func ClassOrder(class string) int {
	if c, ok := classes[strings.ToLower(class)]; ok {
		return c.order
	}
	return 5
}

// ClassHead is the head over the providers of a class; a class that isn't known is shown as it came.
func ClassHead(class string) string {
	if c, ok := classes[strings.ToLower(class)]; ok {
		return c.head
	}
	if class == "" {
		return "Without a class"
	}
	return class
}

// SortProviders puts providers in order: what one connects to first, what only carries it last.
func SortProviders(list []axon.Provider) []axon.Provider {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b axon.Provider) int {
		return cmp.Or(cmp.Compare(ClassOrder(a.Class), ClassOrder(b.Class)),
			cmp.Compare(ClassHead(a.Class), ClassHead(b.Class)), cmp.Compare(a.Type, b.Type))
	})
	return list
}

// NoWay says why there is no candidate to choose from a port's place to a destination.
func NoWay(from string, to axon.Provider, discarded int) string {
	if discarded > 0 {
		return "AXON offers " + parts.Plural(discarded, "candidate", "candidates") + " from " + from + " to " + to.Type +
			", and none of them has a usable price, so none can be ordered. NEXTDC or a price book can supply prices."
	}
	if Infrastructure(to.Class) {
		return "AXON offers no way from " + from + " to " + to.Type + ", for it is infrastructure: part of a path, and not a destination. " +
			"Go back and choose where the path is to end, such as a cloud."
	}
	return "AXON offers no way from " + from + " to " + to.Type + ". Go back and choose another destination, or ask again later."
}
