package triage_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"axdesk/client/aex"
	"axdesk/client/sandbox"
	"axdesk/client/triage"
)

// scenarioCodes is what each of the sandbox's named troubles has to be found as, from what its API answers alone.
var scenarioCodes = map[string]triage.Code{
	"fibre-cut-sandton": triage.FibreFault, "area-outage-fourways": triage.AreaOutage, "power-cut-umhlanga": triage.NoPower,
	"unplugged-hatfield": triage.NoPower, "degraded-fibre-bellville": triage.DegradedFibre, "bad-light-soweto": triage.DegradedFibre,
	"ageing-fibre-claremont": triage.HomeNetwork, "overload-stellenbosch": triage.TooMuchLight,
	"no-reading-mohlakeng": triage.HomeNetwork, "ont-unregistered-summerstrand": triage.ONTRefused,
	"wrong-password-midrand": triage.LoginRejected, "router-silent-centurion": triage.NotDialling,
	"wifi-durbanville": triage.HomeNetwork, "stale-session-rondebosch": triage.StaleSession, "no-session-hatfield": triage.AcceptedOnly,
	"double-login-randburg": triage.DoubleLogin, "flapping-ballito": triage.LineDrops, "ethernet-umhlanga": triage.HomeNetwork,
	"weak-ethernet-sandton": triage.DegradedFibre, "dark-ethernet-claremont": triage.FibreFault, "old-data-bellville": triage.NotEnough,
	"no-device-randburg": triage.NoDevice, "nulls-midrand": triage.NoDevice, "not-installed-randburg": triage.NotActive,
	"suspended-claremont": triage.NotActive, "cancelled-ballito": triage.NotActive,
}

// scenarioOwners are the verdicts' owners where they are not the troubles' own, and why that is right.
var scenarioOwners = map[string]triage.Owner{
	"ageing-fibre-claremont": triage.User, // good light, and a session that runs: only a history tells more
	"no-reading-mohlakeng":   triage.User, // a missing reading is no fault of a line that carries bytes
	"ethernet-umhlanga":      triage.User, // nothing is wrong with the line
	"nulls-midrand":          triage.FNO,  // a device of which every field is null is none, and that is the FNO's to link
}

// ownerOf is the verdict's owner that a scenario has to get.
func ownerOf(sc sandbox.Scenario) triage.Owner {
	if o, ok := scenarioOwners[sc.Name]; ok {
		return o
	}
	return map[string]triage.Owner{"user": triage.User, "ISP": triage.ISP, "FNO": triage.FNO, "order desk": triage.OrderDesk}[sc.Owner]
}

// inMemory carries requests to a handler without a socket, so that live polls pass in fake time.
type inMemory struct{ http.Handler }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestTheSandboxsScenariosAreFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, err := sandbox.New(sandbox.Config{AEXToken: "sandbox-token"})
		if err != nil {
			t.Fatal(err)
		}
		base := &url.URL{Scheme: "http", Host: "sandbox.test", Path: "/aex"}
		api := aex.New(aex.Config{Base: base, Token: "sandbox-token", HTTP: &http.Client{Transport: inMemory{server}}})
		rows, err := api.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, sc := range server.Scenarios() {
			in := gather(t.Context(), api, sc, rows)
			v := triage.Diagnose(in)
			want, known := scenarioCodes[sc.Name]
			if !known {
				continue // newer than this table
			}
			found++
			if v.Code != want || v.Owner != ownerOf(sc) {
				t.Errorf("%s (%s): %s, %s\n%s", sc.Name, sc.Wrong, v.Code, v.Owner, v.Ticket(in))
			}
			if (sc.Name == "nulls-midrand" || sc.Name == "no-device-randburg") && !in.NoDevice {
				t.Errorf("%s: a device is known: %+v", sc.Name, in.Device)
			}
			if in.Radius != nil && in.Radius.Password != "" && strings.Contains(v.Ticket(in), in.Radius.Password) {
				t.Errorf("%s: the password is in the ticket", sc.Name)
			}
		}
		if found != len(scenarioCodes) {
			t.Errorf("the sandbox has %d of the %d scenarios", found, len(scenarioCodes))
		}
	})
}

// gather asks what the desk would ask: everything once, and the cached state of some neighbours.
func gather(ctx context.Context, api aex.API, sc sandbox.Scenario, rows []aex.Snapshot) triage.Input {
	in := triage.Input{}
	in.Service, _ = api.Service(ctx, sc.ServiceID)
	cached, err := api.Device(ctx, sc.ServiceID)
	if err == nil {
		in.Device = &cached
	} else {
		in.NoDevice, in.DeviceErr = aex.NoDevice(err), err.Error()
	}
	if live, err := api.LiveDevice(ctx, sc.ServiceID); err == nil {
		in.Live = &live
	} else {
		in.LiveErr = err.Error()
	}
	if r, err := api.Radius(ctx, sc.ServiceID); err == nil {
		in.Radius = &r
	} else {
		in.RadiusErr = err.Error()
	}
	if u, err := api.Usage(ctx, sc.ServiceID); err == nil {
		in.Usage = &u
	}
	place := sc.Name[strings.LastIndex(sc.Name, "-")+1:]
	var others []aex.Device
	for _, row := range rows {
		if len(others) == 12 {
			break
		}
		if strings.Contains(strings.ToLower(row.Address), place) && row.Status == "Active" && row.ServiceID != sc.ServiceID {
			if d, err := api.Device(ctx, row.ServiceID); err == nil {
				others = append(others, d)
			}
		}
	}
	in.Now = time.Now()
	in.Area = triage.AreaOf(cached, others, in.Now, time.Hour)
	return in
}
