package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/sandbox"
	"axdesk/client/wire"
)

// act is what is done to a thing that one has.
type act string

const (
	newVLAN act = "a new VLAN"
	newRate act = "a new bandwidth"
	newText act = "a new description"
	removal act = "removal"
)

// sent names the request that an act is.
const sent = "send"

// aimed is the API with the trial's fault at the very request that it is meant for, however deep in a call that is made.
type aimed struct {
	axon.API
	p    *person
	what string // the call that is on its way
}

// UpdateService is struck as it leaves.
func (a aimed) UpdateService(ctx context.Context, guid string, changes map[string]any) (bool, error) {
	a.p.before(sent)
	return a.API.UpdateService(ctx, guid, changes)
}

// DeleteService is struck as it leaves.
func (a aimed) DeleteService(ctx context.Context, guid string) (bool, error) {
	a.p.before(sent)
	return a.API.DeleteService(ctx, guid)
}

// DeleteResource is struck as it leaves.
func (a aimed) DeleteResource(ctx context.Context, guid string) (bool, error) {
	a.p.before(sent)
	return a.API.DeleteResource(ctx, guid)
}

// Services is struck as it leaves.
func (a aimed) Services(ctx context.Context, companyID string) (axon.List[axon.Service], error) {
	a.p.before(a.what + ", services")
	return a.API.Services(ctx, companyID)
}

// Service is struck as it leaves.
func (a aimed) Service(ctx context.Context, guid string) (axon.Service, error) {
	a.p.before(a.what + ", service")
	return a.API.Service(ctx, guid)
}

// thing is what the trial is about, as its person saw it last.
func (p *person) thing(seen order.State) order.Thing {
	return order.Thing{GUID: p.guid, Title: p.ref, Kind: p.kind, CompanyID: company, CompanyName: "Demo", User: "mreyes", Seen: seen}
}

// life is a service that is changed and removed, and then its port, each watched to its end.
func (p *person) life(ctx context.Context) error {
	for _, one := range []struct {
		kind order.Kind
		act  act
		end  order.State
	}{{order.KindService, p.act, order.StateReady}, {order.KindService, removal, order.StateEnded}, {order.KindPort, removal, order.StateEnded}} {
		if p.kind, p.act = one.kind, one.act; one.kind == order.KindPort {
			p.guid = p.port
		}
		if err := p.carryOut(ctx); err != nil {
			return err
		}
		if err := p.watch(ctx, one.end); err != nil {
			return err
		}
	}
	return nil
}

// watch waits for a state, and has it written down.
func (p *person) watch(ctx context.Context, end order.State) error {
	for range 20 {
		seen, _, err := p.stands(ctx, "watch")
		if err != nil {
			return err
		}
		o, err := p.journal.ByGUID(ctx, p.guid, p.kind)
		if err != nil {
			return err
		}
		if err := p.journal.Progress(ctx, o.Ref, p.kind, seen, "so it was seen"); err != nil {
			return err
		}
		if seen == end {
			return nil
		}
		p.clock.forward(order.PollAfter(0) * 12)
	}
	return fmt.Errorf("%s never became %s", p.kind.Key(), end)
}

// stands asks how the thing stands, and what its options are.
func (p *person) stands(ctx context.Context, name string) (order.State, map[string]any, error) {
	if p.kind == order.KindPort {
		list, err := ask(ctx, p, name+", ports", func(ctx context.Context) (axon.List[axon.Resource], error) { return p.api.Resources(ctx, company) })
		return portState(list, p.guid), nil, err
	}
	s, err := ask(ctx, p, name+", service", func(ctx context.Context) (axon.Service, error) { return p.api.Service(ctx, p.guid) })
	return order.StateOfHops(s.Hops), s.Options, err
}

// carryOut makes one change or one removal come true, whatever happens in between.
func (p *person) carryOut(ctx context.Context) error {
	p.acts = append(p.acts, decision{p.kind, p.act, p.guid})
	for range 12 {
		o, err := p.journal.ByGUID(ctx, p.guid, p.kind)
		if err != nil {
			return err
		}
		if o == nil {
			o = &order.Order{Kind: p.kind}
		}
		p.note("%s of the %s: it is %q", p.act, p.kind.Key(), o.State())
		var made bool
		switch state := o.State(); {
		case order.Waits(o.Last()): // a row was kept that was said to be lost: it is taken up when the books are opened
			_, err = p.journal.Recover(ctx)
		case state == order.StateUnknown:
			made, err = p.inspect(ctx)
		case p.act == removal && (state == order.StateEnding || state == order.StateEnded):
			return nil
		default:
			made, err = p.send(ctx)
		}
		if errors.Is(err, errLeft) || err == nil && made {
			return err
		}
		if err != nil {
			p.note("%v", err)
			p.wait(err)
		}
	}
	return fmt.Errorf("%s of the %s came to no end", p.act, p.kind.Key())
}

// send looks at the thing as its screen does, and sends what makes it another, if it isn't that already.
func (p *person) send(ctx context.Context) (made bool, err error) {
	seen, have, err := p.stands(ctx, "before")
	if err != nil {
		return false, err
	}
	if p.act == removal {
		return p.end(ctx, seen)
	}
	limits, err := ask(ctx, p, "limits", func(ctx context.Context) (axon.Limits, error) { return p.api.ServiceLimits(ctx, p.guid) })
	if err != nil || len(limits.Bandwidths) < 2 {
		return false, errors.Join(err, errors.New("no bandwidths"))
	}
	key, want := "outer_vlan", any(p.vlan+1900)
	switch p.act {
	case newRate:
		key, want = "bandwidth_cir", int64(limits.Bandwidths[1])
	case newText:
		key, want = "description", p.ref+", renamed"
	}
	if fmt.Sprint(have[key]) == fmt.Sprint(want) {
		return true, nil
	}
	_, err = order.Alter(ctx, aimed{p.api, p, "change"}, p.journal, p.thing(seen), map[string]any{key: want})
	p.after()
	p.leftThing(ctx)
	return err == nil, err
}

func (p *person) end(ctx context.Context, seen order.State) (made bool, err error) {
	if seen == order.StateEnded {
		return true, nil
	}
	var on order.Hanging
	if p.kind == order.KindPort {
		port := axon.Resource{GUID: p.guid, LocationID: p.offers[p.vlan%len(p.offers)].LocationID}
		on, err = order.Hangs(ctx, aimed{p.api, p, "hangs"}, p.journal, port, company)
		if p.after(); err != nil {
			return false, err
		}
	}
	_, err = order.End(ctx, aimed{p.api, p, "end"}, p.journal, p.thing(seen), on)
	p.after()
	p.leftThing(ctx)
	return err == nil, err
}

// leftThing notes what the journal made of the request that the fault struck.
func (p *person) leftThing(ctx context.Context) {
	if p.at != sent || p.left != "" || !p.fired {
		return
	}
	if o, err := p.journal.ByGUID(ctx, p.guid, p.kind); err == nil && o != nil {
		p.left = o.State()
	}
}

// inspect looks at a thing in doubt, and takes what is said of it at its word.
func (p *person) inspect(ctx context.Context) (made bool, err error) {
	if p.fault == lateLooked {
		p.line.deliver()
	}
	if p.look != "" && !p.looked {
		p.looked = true
		p.strike(p.look)
		ctx = wire.Once(ctx) // or it would be asked again by itself, and the fault be over
	}
	found, says, err := order.Inspect(ctx, p.api, p.journal, p.thing(""))
	p.after()
	if err != nil {
		return false, err
	}
	p.note("found %s: %s", found, says)
	made, not := strings.Contains(says, "The change has been made"), strings.Contains(says, "The change has not been made")
	if p.act == removal {
		made, not = found == order.StateEnding || found == order.StateEnded, strings.Contains(says, "No removal is on its way")
	}
	switch {
	case made == not:
		return false, fmt.Errorf("%s was looked at, and %q tells nothing of it", p.act, says)
	case made:
		return true, nil
	case p.leaves:
		return false, errLeft
	case p.fault == lateDecided:
		p.line.deliver()
	}
	return false, nil
}

// decision is one decision of a person.
type decision struct {
	kind order.Kind
	act  act
	guid string
}

func (d decision) method() string {
	if d.act == removal {
		return http.MethodDelete
	}
	return http.MethodPut
}

// request is how the ledger counts it.
func (d decision) request() string {
	if d.kind == order.KindPort {
		return d.method() + " /v1/resource/{guid}"
	}
	return d.method() + " /v1/service/exc/{guid}"
}

// auditThing holds the ledger against the journal, decision by decision.
func (p *person) auditThing(ctx context.Context, ended error) (out outcome) {
	p.line.deliver() // whatever is still on its way
	ledger, err := p.ledger()
	if err != nil {
		out.other = append(out.other, err.Error())
	}
	if ended != nil && !errors.Is(ended, errLeft) {
		out.other = append(out.other, ended.Error())
	}
	if len(p.acts) == 0 {
		p.acts = []decision{{p.kind, p.act, p.guid}}
	}
	for _, d := range p.acts {
		o, err := p.journal.ByGUID(ctx, d.guid, d.kind)
		if err != nil {
			out.other = append(out.other, err.Error())
			continue
		}
		if o == nil {
			o = &order.Order{Kind: d.kind}
		}
		acted, repelled := p.answered(ledger.Requests, d.request())
		says, doubt := told(o, d.method())
		what := fmt.Sprintf("%s of the %s %s", d.act, d.kind.Key(), d.guid)
		switch {
		case acted > 1 || acted == 1 && repelled > 0:
			out.doubled = append(out.doubled, fmt.Sprintf("%s was done %d times, and refused %d times", what, acted, repelled))
		case acted == 1 && !says && !doubt:
			out.lost = append(out.lost, fmt.Sprintf("%s was done, and the journal has it %s", what, o.State()))
		case ended == nil && (acted != 1 || !says || doubt):
			out.other = append(out.other, fmt.Sprintf("%s came to an end with %d done; the journal says so: %t, is in doubt: %t", what, acted, says, doubt))
		case acted == 0 && says:
			out.other = append(out.other, "the journal has "+what+", which nobody did")
		}
		if acted > 0 {
			out.other = append(out.other, differs(ledger, o, d)...)
		}
	}
	return out
}

// told reads in the journal what came of the last request of a method: that it was done, or that nobody knows.
func told(o *order.Order, method string) (done, doubt bool) {
	for n, e := range slices.Backward(o.Timeline) {
		if e.Method != method {
			continue
		}
		for _, then := range o.Timeline[n+1:] {
			if then.Method == http.MethodPut || then.Method == http.MethodDelete {
				break // what comes now is the next request's
			}
			answer := then.Method == "" && (then.Status == http.StatusOK || then.Status == http.StatusAccepted)
			leaving := order.State(then.State) == order.StateEnding || order.State(then.State) == order.StateEnded
			done = done || answer || method == http.MethodPut && strings.Contains(then.Said, "The change has been made") ||
				method == http.MethodDelete && leaving
		}
		return done, !done && (o.State() == order.StateUnknown || order.Waits(o.Last()))
	}
	return false, false
}

// differs holds the body in the journal against what the ledger has.
func differs(l sandbox.Ledger, o *order.Order, d decision) (wrong []string) {
	if d.act == removal {
		for _, r := range l.Resources {
			if r.GUID == d.guid && r.Provisioned != "D" {
				wrong = append(wrong, d.guid+" stands in the ledger as "+r.Provisioned)
			}
		}
		return wrong
	}
	for _, e := range slices.Backward(o.Timeline) {
		if e.Method != http.MethodPut {
			continue
		}
		var body map[string]json.RawMessage
		if err := json.Unmarshal(e.Body, &body); err != nil || len(body) != 1 {
			return []string{fmt.Sprintf("the journal has %q as what was sent (%v)", e.Body, err)}
		}
		i := slices.IndexFunc(l.Services, func(s sandbox.LedgerService) bool { return s.ID == d.guid })
		for key, sent := range body {
			if have, err := json.Marshal(l.Services[i].Options[key]); err != nil || string(have) != string(sent) {
				wrong = append(wrong, fmt.Sprintf("the ledger has %s %s, and the journal sent %s (%v)", key, have, sent, err))
			}
		}
		return wrong
	}
	return wrong
}
