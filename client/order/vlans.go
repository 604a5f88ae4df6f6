package order

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
	// LimitSurvey is long because the look-ups travel behind everything that a person waits for.
	LimitSurvey = 2 * time.Minute
	// maxLookups bounds the requests that finding a clash early is worth.
	maxLookups = 20
)

// Survey is what was found of the VLANs that a company's services use.
type Survey struct {
	Company, Port string
	Services      axon.List[axon.Service]
	Taken         map[int]string // surely on the port: the service's answer names it
	Near          map[int]string // at the port's facility; which port isn't told
	Unread        int            // services that weren't looked up, or couldn't be
}

// SurveyVLANs looks up the services that may start at a port. An answer that doesn't name its port, which the
// document doesn't promise, only counts as near.
func SurveyVLANs(ctx context.Context, api axon.API, company string, port axon.Allocated, known axon.List[axon.Service], has bool) (Survey, error) {
	ctx = wire.Background(ctx)
	s := Survey{Company: company, Port: port.GUID, Services: known, Taken: map[int]string{}, Near: map[int]string{}}
	if !has {
		list, err := api.Services(ctx, company)
		if err != nil {
			return s, err
		}
		s.Services = list
	}
	lookups := 0
	for _, one := range s.Services.Items {
		if state, _ := axon.PairState(one.Provisioned, one.Deprovisioned); state == axon.StateRemoved {
			continue
		}
		if one.Options == nil {
			if lookups++; lookups > maxLookups {
				s.Unread++
				continue
			}
			whole, err := api.Service(ctx, one.ID)
			if err != nil {
				s.Unread++
				continue
			}
			one = whole
		}
		s.note(one, port)
	}
	return s, ctx.Err()
}

func (s *Survey) note(one axon.Service, port axon.Allocated) {
	vlan, ok := VLANOf(one.Options)
	if !ok {
		return
	}
	by := strings.TrimSpace(one.Description + " " + wire.Short(one.ID))
	switch {
	case bytes.Contains(one.Raw, []byte(strconv.Quote(port.GUID))):
		s.Taken[vlan] = by
	case len(one.Hops) > 0 && one.Hops[0].LocationID == port.LocationID:
		s.Near[vlan] = by
	}
}

// VLANOf reads the VLAN of a service's options, which may be a number or a text.
func VLANOf(options map[string]any) (int, bool) {
	switch v := options[FieldVLAN].(type) {
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

// Words say how complete the survey is.
func (s Survey) Words() string {
	if s.Unread > 0 {
		return fmt.Sprintf("%d of the company's services couldn't be looked up; AXON checks when the order is sent", s.Unread)
	}
	if len(s.Near) > 0 {
		return "Used at this facility, perhaps on this port: " + ListVLANs(s.Near)
	}
	if len(s.Taken) == 0 {
		return "No other in use is known; AXON checks when the order is sent"
	}
	return ""
}

// ListVLANs are the VLANs in order, as many as fit a line.
func ListVLANs(m map[int]string) string {
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

// Tell has the facts know what a survey found.
func (s Survey) Tell(f *Facts) {
	f.SetServices(s.Company, s.Services)
	if f.VLANs == nil {
		f.VLANs = map[string]map[int]string{}
	}
	if f.VLANs[s.Port] == nil {
		f.VLANs[s.Port] = map[int]string{}
	}
	for vlan, by := range s.Taken {
		f.SetVLAN(s.Port, vlan, by)
	}
}
