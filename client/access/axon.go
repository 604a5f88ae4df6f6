package access

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
)

// AXON is the API as the person at a seat may use it: what changes something is refused to a viewer, and written to the audit
// before it leaves. A nil seat changes nothing.
func AXON(api axon.API, seat *Seat) axon.API {
	if seat == nil || api == nil {
		return api
	}
	return &guardedAXON{api, seat}
}

// guardedAXON lets reads through. A test holds that each method of the API is known here as a read or a change.
type guardedAXON struct {
	axon.API
	seat *Seat
}

// PlaceResource sends either POST of a port, once it is allowed and written down.
func (g *guardedAXON) PlaceResource(ctx context.Context, companyID string, body []byte) (axon.Placement, error) {
	return g.place(ctx, "order a port", companyID, body, g.API.PlaceResource)
}

// PlaceService sends either POST of a service, once it is allowed and written down.
func (g *guardedAXON) PlaceService(ctx context.Context, companyID string, body []byte) (axon.Placement, error) {
	return g.place(ctx, "order a service", companyID, body, g.API.PlaceService)
}

func (g *guardedAXON) place(ctx context.Context, op, companyID string, body []byte, send func(context.Context, string, []byte) (axon.Placement, error)) (axon.Placement, error) {
	a := act{op: op, what: AskedForTerms, subject: companyID, detail: join(op, "billed to "+companyID)}
	if bytes.Contains(body, []byte(`"document_ids"`)) {
		a.what = PlacedOrder
	}
	if e, ok := order.Announced(ctx); ok {
		a.subject = e.Ref
		a.detail = join(e.Title, e.Price, "billed to "+strings.TrimSpace(e.Company+" "+companyID))
	}
	a.detail = join(a.detail, "request SHA-256 "+order.Hash(body))
	if err := g.seat.change(ctx, a); err != nil {
		return axon.Placement{}, err
	}
	p, err := send(ctx, companyID, body)
	if err == nil && a.what == AskedForTerms && p.Placed() {
		// The first request may place an order at once: then it was more than a question.
		_ = g.seat.Keep(context.WithoutCancel(ctx), PlacedOrder, a.subject, join(a.detail, "AXON asked for no terms"))
	}
	g.seat.outcome(ctx, a, err)
	return p, err
}

// UpdateService sends a change, once it is allowed and written down.
func (g *guardedAXON) UpdateService(ctx context.Context, guid string, changes map[string]any) (bool, error) {
	a := act{op: "change the service", what: ChangedThing, subject: guid, detail: join(titled(ctx), changed(changes))}
	if err := g.seat.change(ctx, a); err != nil {
		return false, err
	}
	accepted, err := g.API.UpdateService(ctx, guid, changes)
	g.seat.outcome(ctx, a, err)
	return accepted, err
}

// DeleteService takes a service off the network, once it is allowed and written down.
func (g *guardedAXON) DeleteService(ctx context.Context, guid string) (bool, error) {
	return g.remove(ctx, act{op: "delete the service", what: RemovedThing, subject: guid, detail: join("service", titled(ctx))}, g.API.DeleteService)
}

// DeleteResource gives a port up, once it is allowed and written down.
func (g *guardedAXON) DeleteResource(ctx context.Context, guid string) (bool, error) {
	return g.remove(ctx, act{op: "delete the port", what: RemovedThing, subject: guid, detail: join("port", titled(ctx))}, g.API.DeleteResource)
}

func (g *guardedAXON) remove(ctx context.Context, a act, send func(context.Context, string) (bool, error)) (bool, error) {
	if err := g.seat.change(ctx, a); err != nil {
		return false, err
	}
	accepted, err := send(ctx, a.subject)
	g.seat.outcome(ctx, a, err)
	return accepted, err
}

// titled is what the journal calls the thing that a request is about.
func titled(ctx context.Context) string {
	e, _ := order.Announced(ctx)
	return join(e.Ref, e.Title)
}

// changed tells a change by its fields. What AXON isn't known to take may be anything, so the audit has its name alone.
func changed(changes map[string]any) string {
	var out []string
	for key, v := range changes {
		value := "(not kept)"
		if b, err := json.Marshal(v); err == nil && axon.Changeable(key) {
			value = string(b)
		}
		out = append(out, key+" "+value)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// join joins what is there of some phrases.
func join(phrases ...string) string {
	phrases = slices.DeleteFunc(phrases, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(phrases, ", ")
}
