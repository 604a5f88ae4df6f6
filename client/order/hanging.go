package order

import (
	"bytes"
	"context"
	"slices"
	"strconv"

	"axdesk/client/axon"
)

// mostHanging bounds how many services are looked up to know what stands on a port.
const mostHanging = 200

// Hanging is what stands on a port, as far as it can be known: the document promises neither a list of services, nor that a
// service tells its port.
type Hanging struct {
	Port   string         // GUID
	On     []axon.Service // surely on it: the answer, or the journal, names the port
	Near   []axon.Service // begin at the port's facility; which port isn't told
	Unread []axon.Service // couldn't be looked up, or were too many
	Lacks  error          // why there is no list of services; nil when there is one
	seen   map[string]bool
	whole  bool // AXON has shown all that it says it has
}

// Whole tells that AXON has shown every service that it says the company has.
func (h Hanging) Whole() bool { return h.Lacks == nil && h.whole }

// Relation is how a service stands to a port.
type Relation int

// Relations of a service to a port.
const (
	Apart   Relation = iota // on another port, by what is known
	MayBeOn                 // it begins at the port's facility; which port isn't told
	IsOn                    // the answer names the port
)

// Relate tells how a service, as GET service told it, stands to a port at a location.
func Relate(s axon.Service, portGUID, locationID string) Relation {
	switch {
	case portGUID != "" && bytes.Contains(s.Raw, []byte(strconv.Quote(portGUID))):
		return IsOn
	case axon.PortOf(s) != "":
		return Apart
	case len(s.Hops) > 0 && s.Hops[0].LocationID != "" && s.Hops[0].LocationID == locationID:
		return MayBeOn
	}
	return Apart
}

// Hangs looks up what stands on a port: every service of the company that isn't off the network, one by one.
func Hangs(ctx context.Context, api axon.API, j *Journal, port axon.Resource, companyID string) (Hanging, error) {
	h := Hanging{Port: port.GUID, seen: map[string]bool{}}
	list, err := api.Services(ctx, companyID)
	if axon.Assumed(err) {
		h.Lacks = err
		return h, nil
	}
	if err != nil {
		return h, err
	}
	h.whole = list.Total <= len(list.Items) && list.Skipped == 0
	kin, err := j.kin(ctx, port.GUID)
	if err != nil {
		return h, err
	}
	looked := 0
	for _, row := range list.Items {
		h.seen[row.ID] = true
		if state, _ := axon.PairState(row.Provisioned, row.Deprovisioned); state == axon.StateRemoved {
			continue
		}
		if len(row.Hops) == 0 {
			if looked++; looked > mostHanging {
				h.unread(row, kin)
				continue
			}
			whole, err := api.Service(ctx, row.ID)
			if err != nil {
				if ctx.Err() != nil {
					return h, err
				}
				h.unread(row, kin)
				continue
			}
			row = whole
		}
		h.add(row, port, kin)
	}
	return h, nil
}

// add sorts a service in. What AXON tells of its port counts before what the journal lets one think.
func (h *Hanging) add(s axon.Service, port axon.Resource, kin []string) {
	if len(s.Hops) > 0 && axon.RollUp(s.Hops) == axon.OverallRemoved {
		return
	}
	switch r := Relate(s, port.GUID, port.LocationID); {
	case r == IsOn || r == MayBeOn && slices.Contains(kin, s.ID):
		h.On = append(h.On, s)
	case r == MayBeOn:
		h.Near = append(h.Near, s)
	}
}

func (h *Hanging) unread(s axon.Service, kin []string) {
	if slices.Contains(kin, s.ID) {
		h.On = append(h.On, s)
		return
	}
	h.Unread = append(h.Unread, s)
}

// kin are the services that were ordered together with a port, under one reference: the walk orders them from it.
func (j *Journal) kin(ctx context.Context, portGUID string) ([]string, error) {
	standing, err := j.Standing(ctx, j.Scope, 10_000)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range standing {
		if p.Kind != KindPort.Key() || p.GUID != portGUID {
			continue
		}
		for _, s := range standing {
			if s.Kind == KindService.Key() && s.Ref == p.Ref && s.GUID != "" && State(s.State) != StateEnded {
				out = append(out, s.GUID)
			}
		}
	}
	return out, nil
}

// free says why a port can't be removed, if it can't: a service stands on it, or one has come since it was looked up.
func (h Hanging) free(ctx context.Context, api axon.API, t Thing) error {
	switch {
	case h.Port != t.GUID || t.GUID == "":
		return says("What stands on this port wasn't looked up, so nothing was sent: open its removal again.")
	case len(h.On) > 0:
		return says("The port was NOT deleted, because services stand on it: %s. Delete them first.", listed(h.On))
	case h.Lacks != nil:
		return nil
	}
	list, err := api.Services(ctx, t.CompanyID)
	if err != nil {
		return says("The port was NOT deleted, because it couldn't be seen what stands on it (%w): try again.", err)
	}
	fresh := slices.DeleteFunc(slices.Clone(list.Items), func(s axon.Service) bool { return h.seen[s.ID] })
	if len(fresh) > 0 {
		return says("The port was NOT deleted, because services have come since what stands on it was looked up: %s. Open its removal again.", listed(fresh))
	}
	return nil
}
