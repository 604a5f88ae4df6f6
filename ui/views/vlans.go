package views

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

const (
	// limitSurvey is long because the look-ups travel behind everything that a person waits for.
	limitSurvey = 2 * time.Minute
	// maxLookups bounds the requests that finding a clash early is worth.
	maxLookups = 20
)

// survey is what was found of the VLANs that a company's services use.
type survey struct {
	company, port string
	services      axon.List[axon.Service]
	taken         map[int]string // surely on the port: the service's answer names it
	near          map[int]string // at the port's facility; which port isn't told
	unread        int            // services that weren't looked up, or couldn't be
}

// surveyVLANs looks up the services that may start at a port. An answer that doesn't name its port, which the
// document doesn't promise, only counts as near.
func surveyVLANs(ctx context.Context, api axon.API, company string, port axon.Allocated, known axon.List[axon.Service], has bool) (survey, error) {
	ctx = wire.Background(ctx)
	s := survey{company: company, port: port.GUID, services: known, taken: map[int]string{}, near: map[int]string{}}
	if !has {
		list, err := api.Services(ctx, company)
		if err != nil {
			return s, err
		}
		s.services = list
	}
	lookups := 0
	for _, one := range s.services.Items {
		if state, _ := axon.PairState(one.Provisioned, one.Deprovisioned); state == axon.StateRemoved {
			continue
		}
		if one.Options == nil {
			if lookups++; lookups > maxLookups {
				s.unread++
				continue
			}
			whole, err := api.Service(ctx, one.ID)
			if err != nil {
				s.unread++
				continue
			}
			one = whole
		}
		s.note(one, port)
	}
	return s, ctx.Err()
}

func (s *survey) note(one axon.Service, port axon.Allocated) {
	vlan, ok := vlanOf(one.Options)
	if !ok {
		return
	}
	by := join(" ", one.Description, wire.Short(one.ID))
	switch {
	case bytes.Contains(one.Raw, []byte(strconv.Quote(port.GUID))):
		s.taken[vlan] = by
	case len(one.Hops) > 0 && one.Hops[0].LocationID == port.LocationID:
		s.near[vlan] = by
	}
}

// vlanOf reads the VLAN of a service's options, which may be a number or a text.
func vlanOf(options map[string]any) (int, bool) {
	switch v := options[fieldVLAN].(type) {
	case float64:
		return int(v), v == float64(int(v))
	case json.Number:
		n, err := strconv.Atoi(v.String())
		return n, err == nil
	case string:
		n, err := strconv.Atoi(strings.TrimSpace(v))
		return n, err == nil
	}
	return 0, false
}

// words say how complete the survey is.
func (s survey) words() string {
	if s.unread > 0 {
		return fmt.Sprintf("%d of the company's services couldn't be looked up; AXON checks when the order is sent", s.unread)
	}
	if len(s.near) > 0 {
		return "Used at this facility, perhaps on this port: " + listVLANs(s.near)
	}
	if len(s.taken) == 0 {
		return "No other in use is known; AXON checks when the order is sent"
	}
	return ""
}

// listVLANs are the VLANs in order, as many as fit a line.
func listVLANs(m map[int]string) string {
	const most = 12
	var out []string
	for i, vlan := range slices.Sorted(maps.Keys(m)) {
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(m)-most))
			break
		}
		out = append(out, strconv.Itoa(vlan))
	}
	return strings.Join(out, ", ")
}
