package views

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// shortLook is a state in one word, for a column.
func shortLook(s axon.State) Look {
	if s <= axon.StateUnknown || int(s) >= len(stockWords) {
		return Look{stateMark(s), "not told"}
	}
	return Look{stateMark(s), stockWords[s]}
}

var stockWords = [...]string{
	axon.StateReady: "ready", axon.StateScheduled: "scheduled", axon.StateUpdating: "updating", axon.StateRemoving: "removing",
	axon.StateHolding: "holding", axon.StateManual: "by hand", axon.StateRetrying: "retrying", axon.StateFailed: "failed",
	axon.StateRemoved: words.Removed,
}

// rolledLook is the state of a chain by its worst hop, in one word.
func rolledLook(hops []axon.Hop) Look {
	leaving := order.Leaving(hops)
	switch o := axon.RollUp(hops); o {
	case axon.OverallReady:
		return Look{theme.MarkReady, "ready"}
	case axon.OverallRemoved:
		return Look{theme.MarkGone, words.Removed}
	case axon.OverallFailed:
		if leaving {
			return Look{theme.MarkFailed, "not removed"}
		}
		return Look{theme.MarkFailed, "failed"}
	case axon.OverallRetrying:
		return Look{theme.MarkHolding, "retrying"}
	case axon.OverallWaiting:
		return Look{theme.MarkHolding, "waiting"}
	case axon.OverallWorking:
		if leaving {
			return Look{theme.MarkBusy, "removing"}
		}
		return Look{theme.MarkBusy, "in progress"}
	}
	return Look{theme.MarkUnknown, "not told"}
}

// rateOf reads the bandwidth of a service's options; 0 where there is none.
func rateOf(options map[string]any) axon.BitRate {
	text := ""
	switch v := options[fieldRate].(type) {
	case json.Number:
		text = v.String()
	case string:
		text = v
	}
	b, err := axon.ParseBitRate(text)
	if err != nil {
		return 0
	}
	return b
}

const fieldRate = "bandwidth_cir"

// inUse is what stands on a port, as far as it is known.
type inUse struct {
	vlans    map[int]string // sure, by what
	near     map[int]string // begin at the port's facility; which port isn't told
	rate     axon.BitRate
	services int // sure
	unrated  int // of these, how many tell no bandwidth
	unread   int // services that weren't looked up
}

// useOf adds up what stands on a port. Only what is told counts: the rest is counted as unread, or as perhaps.
func useOf(port stockItem, items []stockItem) inUse {
	u := inUse{vlans: map[int]string{}, near: map[int]string{}}
	for n := range items {
		s := &items[n]
		if s.kind != order.KindService || s.gone() || s.port != "" && s.port != port.guid {
			continue
		}
		vlan, has := order.VLANOf(s.service.Options)
		switch {
		case s.port == port.guid:
			u.services++
			if has {
				u.vlans[vlan] = s.name
			}
			rate := rateOf(s.service.Options)
			if u.rate += rate; rate == 0 {
				u.unrated++
			}
		case !s.whole && s.listed:
			u.unread++
		case s.place != "" && s.place == port.place && has:
			u.near[vlan] = s.name
		}
	}
	return u
}

// short is the use of a port for a column.
func (u inUse) short() string {
	if u.services == 0 && u.unread > 0 {
		return ""
	}
	if u.services == 0 {
		return "free"
	}
	return parts.Plural(u.services, "service", "services") + " " + u.rate.String()
}

// facts are the use of a port, and what of it can't be known.
func (u inUse) facts() []parts.Fact {
	vlans := order.ListVLANs(u.vlans)
	if vlans == "" {
		vlans = "none known"
	}
	rate := "none known"
	if u.services > 0 {
		rate = u.rate.String() + " in " + parts.Plural(u.services, "service", "services")
		if u.unrated > 0 {
			rate += fmt.Sprintf(", %d of which tell none", u.unrated)
		}
	}
	var unsure []string
	if len(u.near) > 0 {
		unsure = append(unsure, "VLAN "+order.ListVLANs(u.near)+" at this facility, on a port that AXON doesn't tell")
	}
	if u.unread > 0 {
		unsure = append(unsure, parts.Plural(u.unread, "service", "services")+" not looked up yet")
	}
	return []parts.Fact{
		{Name: "VLANs in use", Value: vlans}, {Name: "Bandwidth", Value: rate}, {Name: "Not known", Value: strings.Join(unsure, "; ")},
	}
}

// served is what a service uses, for a column.
func served(i stockItem) string {
	if !i.whole {
		return ""
	}
	var out []string
	if vlan, ok := order.VLANOf(i.service.Options); ok {
		out = append(out, "VLAN "+strconv.Itoa(vlan))
	}
	if b := rateOf(i.service.Options); b > 0 {
		out = append(out, b.String())
	}
	return strings.Join(out, " ")
}

// asTree puts each service under its port, and its chain under it. Services whose port isn't told come last.
func asTree(items []stockItem) []stockItem {
	var out []stockItem
	placed := map[string]bool{}
	add := func(s stockItem) {
		s.depth = 1
		out = append(out, s)
		placed[s.guid] = true
		if len(s.service.Hops) > 0 {
			s.chain, s.depth = true, 2
			out = append(out, s)
		}
	}
	for _, p := range items {
		if p.kind != order.KindPort {
			continue
		}
		out = append(out, p)
		for _, s := range items {
			if s.kind == order.KindService && s.port == p.guid {
				add(s)
			}
		}
	}
	rest := slices.DeleteFunc(slices.Clone(items), func(i stockItem) bool { return i.kind != order.KindService || placed[i.guid] })
	if len(rest) == 0 {
		return out
	}
	out = append(out, stockItem{name: "Services whose port isn't told"})
	for _, s := range rest {
		add(s)
	}
	return out
}

// stockText is what the filter looks at: name, GUID, VLAN, location, provider, reference, note and tags.
func stockText(d *Desk, i stockItem, u inUse) string {
	words := []string{i.name, i.guid, i.class, i.place, words.PlaceName(&d.Walk.Facts, i.place), i.look.Word, i.resource.MeetMe, i.note.Text, strings.Join(i.note.Tags, " ")}
	if i.entry != nil {
		words = append(words, i.entry.Ref, i.entry.Title)
	}
	if vlan, ok := order.VLANOf(i.service.Options); ok {
		words = append(words, "vlan", strconv.Itoa(vlan))
	}
	for _, vlan := range slices.Sorted(maps.Keys(u.vlans)) {
		words = append(words, "vlan", strconv.Itoa(vlan))
	}
	for _, h := range i.service.Hops[:min(len(i.service.Hops), maxHops)] {
		words = append(words, h.Provider, h.LocationID)
	}
	return strings.Join(words, " ")
}
