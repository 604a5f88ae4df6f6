package aex

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"axdesk/client/wire"
)

func TestNoDeviceIsAState(t *testing.T) {
	ask := map[string]func(context.Context, *Client) error{
		"cached": func(ctx context.Context, c *Client) error { return second(c.Device(ctx, one)) },
		"live":   func(ctx context.Context, c *Client) error { return second(c.LiveDevice(ctx, one)) },
	}
	for name, do := range ask {
		for _, a := range []struct {
			status int
			body   string
			none   bool
		}{
			{404, `{"error":"no device"}`, true},
			{404, ``, true},
			{204, ``, true},
			{200, `null`, true},
			{200, `{"network":null,"serial_number":"","alarms":[],"rx_power":null}`, true},
			{200, `{"other":1}`, false},
			{403, ``, false},
			{410, ``, false},
		} {
			d := serve(t, &served{status: a.status, body: a.body})
			err := do(t.Context(), d.Client)
			e := failed(t, err)
			if NoDevice(err) != a.none || NoRadius(err) || Assumed(err) || a.none && (e.Kind != wire.KindNotFound || !strings.Contains(e.Means, "no device")) {
				t.Errorf("%s, %d %s: %v", name, a.status, a.body, err)
			}
		}
	}
}

func TestNoRadiusIsAState(t *testing.T) {
	for body, status := range map[string]int{``: 404, `null`: 200} {
		d := serve(t, &served{status: status, body: body})
		if err := second(d.Radius(t.Context(), one)); !NoRadius(err) || NoDevice(err) || failed(t, err).Kind != wire.KindNotFound {
			t.Errorf("%d: %v", status, err)
		}
	}
	d := serve(t, &served{status: 200, body: `{"username":null,"authentication_attempts":[],"accounting":[]}`})
	if r, err := d.Radius(t.Context(), one); err != nil || len(r.Raw) == 0 {
		t.Errorf("nobody dialled: %+v, %v", r, err)
	}
	d = serve(t, &served{status: 404})
	if err := second(d.Usage(t.Context(), one)); !NoRadius(err) {
		t.Error(err)
	}
}

func TestLivePollThatFails(t *testing.T) {
	d := serve(t, &served{status: 504, body: `{"error":"the OLT does not answer"}`})
	_, err := d.LiveDevice(t.Context(), one)
	e := failed(t, err)
	if e.Kind != wire.KindServer || !strings.Contains(e.Means, "no live state") || !strings.Contains(err.Error(), "the OLT does not answer") || len(d.requests()) != 1 {
		t.Errorf("%v after %q: a poll that loads the OLT is not repeated", err, d.requests())
	}
}

// assumedCalls are those that the document doesn't promise, by what is said when they aren't there.
var assumedCalls = map[string]func(context.Context, *Client) error{
	"shows no details of it":      func(ctx context.Context, c *Client) error { return second(c.Service(ctx, one)) },
	"no search for customers":     func(ctx context.Context, c *Client) error { return second(c.Customers(ctx, "a", 1)) },
	"no call to create customers": func(ctx context.Context, c *Client) error { return second(c.CreateCustomer(ctx, Customer{Email: "a"})) },
	"no search for addresses":     func(ctx context.Context, c *Client) error { return second(c.Addresses(ctx, "a")) },
	"no details of this address":  func(ctx context.Context, c *Client) error { return second(c.Premise(ctx, "a")) },
	"no snapshot of work orders":  func(ctx context.Context, c *Client) error { return second(c.WorkOrders(ctx)) },
}

func TestAssumedCallsDegrade(t *testing.T) {
	for what, do := range assumedCalls {
		for _, status := range []int{404, 405, 410, 501} {
			d := serve(t, &served{status: status})
			err := do(wire.Once(t.Context()), d.Client)
			if e := failed(t, err); !Assumed(err) || e.Status != status || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "promise") {
				t.Errorf("%s, %d: %v", what, status, err)
			}
		}
		d := serve(t, &served{status: 200, body: `{"another":"shape"}`})
		if err := do(t.Context(), d.Client); !Assumed(err) || !strings.Contains(err.Error(), "can't be read") {
			t.Errorf("%s, another shape: %v", what, err)
		}
	}
	// A customer of another ISP reads as not found, and what the document has is no assumption.
	d := serve(t, &served{status: 404})
	for _, err := range []error{
		second(d.Customer(t.Context(), one)), second(d.Services(t.Context(), "", 1, 0)), second(d.Snapshot(t.Context())), second(d.Radius(t.Context(), one)),
	} {
		if Assumed(err) || failed(t, err).Kind != wire.KindNotFound {
			t.Error(err)
		}
	}
}

func TestDetailsOfAnAddressUnderEitherPath(t *testing.T) {
	d := serve(t, &served{status: 404, routes: map[string]string{"GET /v1/details": `{"premiseId":"p"}`}})
	p, err := d.Premise(t.Context(), "1 Rivonia\x1b[31m")
	if err != nil || p.PremiseID != "p" || p.Address != "1 Rivonia" || len(d.requests()) != 2 {
		t.Errorf("%+v, %v after %q", p, err, d.requests())
	}
}

func TestExplainLeavesTheSharedErrorAlone(t *testing.T) {
	was := &wire.Error{Means: "before", Status: http.StatusNotFound, Err: context.Canceled}
	err := noDevice(was)
	if was.Means != "before" || NoDevice(was) || !NoDevice(err) || failed(t, noDevice(&wire.Error{Op: "x", Status: 404})).Status != 404 {
		t.Errorf("it now means %q; %v", was.Means, err)
	}
}
