package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
)

// rising are the nonces of a client that shares its key with nobody at the time.
type rising struct{ last time.Time }

// Next is the time, or just above the last one.
func (r *rising) Next(_ context.Context, _ string, at time.Time) (string, error) {
	if !at.After(r.last) {
		at = r.last.Add(time.Nanosecond)
	}
	r.last = at
	return fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond()), nil
}

// Hold has nobody to wait for.
func (r *rising) Hold(context.Context, string) (func(), error) { return func() {}, nil }

// stranger orders what a trial begins with, over a good line and past the desk's store.
func (w *world) stranger() (axon.API, func()) {
	transport := &http.Transport{}
	c := axon.New(axon.Config{
		Base: w.base, Key: w.key, Secret: w.secret, Nonces: &rising{}, Clock: w.clock.now, Timeout: time.Minute, HTTP: &http.Client{Transport: transport},
	})
	return c, func() { c.Close(); transport.CloseIdleConnections() }
}

// given puts the port or the service there that a trial changes or removes, ready and, unless it comes from elsewhere, as
// ordered by this desk.
func (p *person) given(ctx context.Context) (err error) {
	if p.act == "" {
		return nil
	}
	w := p.world
	if w.holds() {
		w.clock.forward(5 * time.Minute) // above every nonce that the trial before may have used
	}
	api, done := w.stranger()
	defer done()
	if p.kind == order.KindPort || p.whole {
		if p.port, err = p.givenPort(ctx, api); err != nil {
			return err
		}
		p.guid = p.port
	}
	if p.kind == order.KindService || p.whole {
		if p.guid, err = p.givenService(ctx, api); err != nil {
			return err
		}
	}
	if w.holds() {
		w.clock.forward(10 * time.Minute)
	}
	if err := p.isReady(ctx, api); err != nil {
		return err
	}
	l, err := w.ledger()
	p.had = l.Requests
	return err
}

// holds tells that the sandbox goes by this world's clock.
func (w *world) holds() bool { return !w.apart }

// isReady waits until what was ordered is on the network, which takes the sandbox a moment.
func (p *person) isReady(ctx context.Context, api axon.API) error {
	for ctx.Err() == nil {
		state := order.State("")
		if p.kind == order.KindService || p.whole {
			s, err := api.Service(ctx, p.guid)
			if err != nil {
				return err
			}
			state = order.StateOfHops(s.Hops)
		} else {
			list, err := api.Resources(ctx, company)
			if err != nil {
				return err
			}
			state = portState(list, p.guid)
		}
		if state == order.StateReady {
			return nil
		}
	}
	return ctx.Err()
}

func portState(list axon.List[axon.Resource], guid string) order.State {
	for _, r := range list.Items {
		if r.GUID == guid {
			return order.StateOfPair(r.Provisioned, r.Deprovisioned)
		}
	}
	return order.StateEnded
}

func (p *person) givenPort(ctx context.Context, api axon.API) (string, error) {
	offer := p.offers[p.vlan%len(p.offers)]
	got, err := p.givenOrder(ctx, api, order.KindPort, map[string]any{
		"location_id": offer.LocationID, "resource_type_class": offer.Class, "contract_term": offer.SKUs[0].Term,
		"resource_options": map[string]any{"description": p.ref + " terms-waived", "provider": "private"},
	})
	if err != nil || len(got.Resources) != 1 {
		return "", errors.Join(err, errors.New("no port was sold"))
	}
	return got.Resources[0].GUID, nil
}

func (p *person) givenService(ctx context.Context, api axon.API) (string, error) {
	cloud, account := "aws", "123456789012"
	if !p.whole && p.vlan%2 == 0 { // one whose changes and removals wait for a person: 202, M and H
		cloud, account = "ibm", "5d41402abc4b2a76b9719d911017c592"
	}
	list, err := api.Candidates(ctx, company, p.port, cloud)
	if err != nil || len(list.Items) == 0 {
		return "", errors.Join(err, errors.New("no candidates"))
	}
	limits, err := api.CandidateLimits(ctx, list.Items[0].GUID)
	if err != nil || len(limits.Bandwidths) == 0 {
		return "", errors.Join(err, errors.New("no bandwidths"))
	}
	got, err := p.givenOrder(ctx, api, order.KindService, map[string]any{
		"candidate_service_guid": list.Items[0].GUID,
		"product_options": map[string]any{
			"description": p.ref + " terms-waived", "outer_vlan": p.vlan, "bandwidth_cir": int64(limits.Bandwidths[0]), cloud + "_account_id": account,
		},
	})
	if err != nil || got.ServiceID == "" {
		return "", errors.Join(err, errors.New("no service was sold"))
	}
	return got.ServiceID, nil
}

// givenOrder is in the desk's journal, or nowhere.
func (p *person) givenOrder(ctx context.Context, api axon.API, kind order.Kind, body any) (axon.Placement, error) {
	raw, err := json.Marshal(body)
	switch {
	case err != nil:
		return axon.Placement{}, err
	case !p.foreign:
		return order.Request(ctx, api, p.journal, order.Purchase{
			Ref: p.ref, CompanyID: company, CompanyName: "Demo", User: "mreyes", Title: p.ref, Kind: kind, Body: raw,
		})
	case kind == order.KindPort:
		return api.PlaceResource(ctx, company, raw)
	}
	return api.PlaceService(ctx, company, raw)
}

// answered is how often the sandbox answered a request of a kind since the trial began: as done, and as refused.
func (p *person) answered(now map[string]int, request string) (done, not int) {
	for name, n := range now {
		if status, ok := strings.CutPrefix(name, request+" "); ok {
			if n -= p.had[name]; strings.HasPrefix(status, "2") {
				done += n
			} else {
				not += n
			}
		}
	}
	return done, not
}
