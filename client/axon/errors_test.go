package axon

import (
	"context"
	"errors"
	"strings"
	"testing"

	"axdesk/client/wire"
)

const order = `{"candidate_service_guid":"` + cand + `","product_options":{"description":"My first service","outer_vlan":222,"bandwidth_cir":200000000}}`

func placeService(ctx context.Context, c *Client) error {
	_, err := c.PlaceService(ctx, "DEMOCO", []byte(order))
	return err
}

func placePort(ctx context.Context, c *Client) error {
	_, err := c.PlaceResource(ctx, "DEMOCO", []byte(`{"location_id":"AU-NXT-S1","resource_options":{"description":"label"}}`))
	return err
}

func changeVLAN(ctx context.Context, c *Client) error {
	_, err := c.UpdateService(ctx, live, map[string]any{"outer_vlan": "333"})
	return err
}

func changeName(ctx context.Context, c *Client) error {
	_, err := c.UpdateService(ctx, live, map[string]any{"description": "x"})
	return err
}

var clashes = []struct {
	said  string
	do    func(context.Context, *Client) error
	key   string
	means string
}{
	{`{"error":"duplicate VLAN"}`, placeService, "outer_vlan", "VLAN 222 is already used on this port"},
	{`{"message":"conflict"}`, placeService, "outer_vlan", "VLAN 222 is already used on this port"},
	{``, changeVLAN, "outer_vlan", "VLAN 333 is already used on this port"},
	{`{"error":"description exists"}`, placeService, "description", "The server already has the value given for description"},
	{`{"error":"the Bandwidth CIR clashes"}`, placeService, "bandwidth_cir", "The server already has the value given for bandwidth_cir"},
	{`{"error":"description exists"}`, placePort, "description", "The server already has the value given for description"},
	{`{"error":"VLAN in use"}`, placeService, "outer_vlan", "VLAN 222 is already used on this port"},
	{`{"error":"Duplicate tag"}`, changeVLAN, "outer_vlan", "VLAN 333 is already used on this port"},
	{`{"error":"it can't be changed now: provisioned = S"}`, changeVLAN, "", ""},
	{`{"error":"it is being removed already"}`, changeVLAN, "", ""},
	{`{"error":"busy"}`, placePort, "", ""},
	{`{"error":"busy"}`, changeName, "", ""},
}

func TestConflictNamesWhatClashes(t *testing.T) {
	for _, k := range clashes {
		c, s := serve(t, 409, k.said)
		err := k.do(t.Context(), c)
		key, ok := Clash(err)
		var e *wire.Error
		if key != k.key || ok != (k.key != "") || !errors.As(err, &e) || k.means != "" && e.Means != k.means || e.Kind != wire.KindConflict {
			t.Errorf("%s: clash %q, %v", k.said, key, err)
		}
		if len(s.requests()) != 1 {
			t.Errorf("%s: sent %d times", k.said, len(s.requests()))
		}
	}
}

func limits(ctx context.Context, c *Client) error {
	_, err := c.CandidateLimits(ctx, cand)
	return err
}

var expiries = []struct {
	status  int
	said    string
	do      func(context.Context, *Client) error
	expired bool
}{
	{404, `{"error":"not found"}`, limits, true},
	{400, `{"error":"bad request"}`, limits, true},
	{403, `{}`, limits, false},
	{404, `{"error":"no such thing"}`, placeService, true},
	{400, ``, placeService, true},
	{400, `{"error":"candidate_service_guid has expired"}`, placeService, true},
	{400, `{"error":"unknown candidate"}`, placeService, true},
	{400, `{"error":"bandwidth 7 isn't allowed for this candidate"}`, placeService, false},
	{400, `{"error":"outer_vlan must be at least 2"}`, placeService, false},
	{400, `{"error":"document_ids are missing for this candidate"}`, placeService, false},
	{400, `{"error":"aws_account_id is required"}`, placeService, false},
	{400, `{"error":"the description doesn't fit this candidate"}`, placeService, false},
	{400, `{"error":"try harder"}`, placeService, false},
	{404, `{"error":"no such company"}`, placeService, false},
	{404, ``, placePort, false},
}

func TestExpiredCandidates(t *testing.T) {
	for _, x := range expiries {
		c, _ := serve(t, x.status, x.said)
		err := x.do(t.Context(), c)
		var e *wire.Error
		if Expired(err) != x.expired || !errors.As(err, &e) || e.Status != x.status {
			t.Errorf("%d %s: expired %v, %v", x.status, x.said, Expired(err), err)
		}
		if x.expired && (!strings.Contains(err.Error(), "one-time and valid for this session") || !strings.Contains(e.Next, "look for candidates again")) {
			t.Errorf("%d %s: %v", x.status, x.said, err)
		}
	}
}

// assumedCalls are those that the document doesn't promise, by what they lack when they aren't there.
var assumedCalls = map[string]func(context.Context, *Client) error{
	"account call": func(ctx context.Context, c *Client) error { return second(c.User(ctx)) },
	"list of resources": func(ctx context.Context, c *Client) error {
		return second(c.Resources(ctx, "DEMOCO"))
	},
	"list of services": func(ctx context.Context, c *Client) error {
		return second(c.Services(ctx, "DEMOCO"))
	},
	"list of bandwidths for this service": func(ctx context.Context, c *Client) error {
		return second(c.ServiceLimits(ctx, live))
	},
}

func TestAssumedCallsDegrade(t *testing.T) {
	for what, do := range assumedCalls {
		for _, a := range []struct {
			status  int
			body    string
			assumed bool
			says    string
		}{
			{404, "", true, "This server has no " + what + ", which the document doesn't promise"},
			{400, "", true, "This server has no " + what},
			{405, "", true, "This server has no " + what},
			{200, `{"other":"shape"}`, true, what},
			{401, "", false, ""},
			{403, "", false, ""},
		} {
			c, _ := serve(t, a.status, a.body)
			err := do(t.Context(), c)
			if err == nil || Assumed(err) != a.assumed || !strings.Contains(err.Error(), a.says) {
				t.Errorf("%s, %d %s: assumed %v, %v", what, a.status, a.body, Assumed(err), err)
			}
		}
	}
	c, _ := serve(t, 404, "")
	if _, err := c.Locations(t.Context()); Assumed(err) {
		t.Errorf("locations are documented, yet: %v", err)
	}
	c, _ = serve(t, 200, `{"other":"shape"}`)
	if _, err := c.Service(t.Context(), live); !Assumed(err) {
		t.Errorf("a service's form isn't documented, yet: %v", err)
	}
}

func TestExplainLeavesTheSharedErrorAlone(t *testing.T) {
	cause := errors.New("cause")
	was := &wire.Error{Means: "before", Err: cause, Status: 404}
	err := gone(was)
	if was.Means != "before" || !errors.Is(err, cause) || !Expired(err) || Expired(was) {
		t.Errorf("it now means %q; %v", was.Means, err)
	}
}
