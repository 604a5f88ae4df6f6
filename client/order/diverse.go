package order

import (
	"slices"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

// NotDiverse is the choice of no diversity.
const NotDiverse = "not needed"

// maxDiverse bounds the choices of a field: they are gone through one by one.
const maxDiverse = 200

// DiverseChoices are the company's ports that a new one may be diverse from, as a person tells them apart, those at this location
// first, and their GUIDs. The first choice is none.
func (w *Walk) DiverseChoices() (choices []string, guids map[string]string) {
	guids = map[string]string{NotDiverse: ""}
	if w.Company == nil || w.Location == nil {
		return nil, guids
	}
	list := slices.Clone(w.Resources[w.Company.ID].Items)
	here := func(r axon.Resource) bool { return r.LocationID == w.Location.ID }
	slices.SortStableFunc(list, func(a, b axon.Resource) int {
		switch {
		case here(a) == here(b):
			return 0
		case here(a):
			return -1
		}
		return 1
	})
	choices = []string{NotDiverse}
	for _, r := range list {
		state, _ := axon.PairState(r.Provisioned, r.Deprovisioned)
		if r.GUID == "" || state == axon.StateRemoved || state == axon.StateRemoving || len(choices) > maxDiverse {
			continue
		}
		text := strings.Join(strings.Fields(axon.Facility(r.LocationID)+" "+r.Description+" "+wire.Short(r.GUID)), " ")
		if _, taken := guids[text]; taken {
			text = strings.TrimSpace(axon.Facility(r.LocationID) + " " + r.GUID)
		}
		guids[text] = r.GUID
		choices = append(choices, text)
	}
	return choices, guids
}
