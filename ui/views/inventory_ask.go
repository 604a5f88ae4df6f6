package views

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// errand is a request about one thing that can't be taken back: it is confirmed by typing a word, and where its answer is
// lost the thing is looked at before anything else. It is embedded in the screens that change and remove.
type errand struct {
	steady
	word spelled
	err  error  // what went wrong last
	lost bool   // the request may have been acted on
	ref  string // that it is journaled under; "" before it was sent
	seek string // what looking at the thing has come to, as a sentence
}

// inspected is what looking at a thing has come to.
type inspected struct {
	found order.State
	says  string
}

const (
	askErrand  = "errand"
	askInspect = "inspect"
)

// send sends the request, under the time limit of an order.
func (e *errand) send(a *asker, call func(context.Context) (order.Sent, error)) tea.Cmd {
	e.err, e.seek = nil, ""
	return ask(a, askErrand, limitPlace, call)
}

// failed takes what went wrong. A request that never left leaves in doubt what was in doubt before.
func (e *errand) failed(err error) {
	var w *wire.Error
	e.err = err
	if !order.NotSent(err) {
		e.lost = errors.As(err, &w) && w.MayHaveActed
	}
}

// look asks how the thing stands, if there is anything to be in doubt about.
func (e *errand) look(a *asker, d *Desk, t order.Thing) tea.Cmd {
	if a.busy(askInspect) {
		return nil
	}
	api, j := d.API, d.Journal
	return ask(a, askInspect, limitRead, func(ctx context.Context) (inspected, error) {
		found, says, err := order.Inspect(ctx, api, j, t)
		return inspected{found, says}, err
	})
}

// looked takes what was found. The doubt ends where the state was told; what is on its way is watched from then on.
func (e *errand) looked(a *asker, d *Desk, m Answer[inspected], i stockItem) tea.Cmd {
	if !fresh(a, askInspect, m) {
		return nil
	}
	d.holding().stale = true
	e.seek = m.Value.says
	if m.Err != nil {
		e.seek = "It could not be looked at. " + wire.Sentence(m.Err) + " Look in the AXON portal before you send it again."
	}
	if m.Err != nil || m.Value.found == "" {
		return nil
	}
	e.lost, e.err = false, nil
	if e.ref == "" && i.entry != nil {
		e.ref = i.entry.Ref
	}
	switch {
	case e.ref == "":
	case m.Value.found == order.StateEnding:
		return send(d.watchOf(i, e.ref, order.GoalRemoved))
	case m.Value.found == order.StateProvisioning:
		return send(d.watchOf(i, e.ref, order.GoalChanged))
	}
	return nil
}

// watchOf asks for a thing to be followed.
func (d *Desk) watchOf(i stockItem, ref string, goal order.Goal) Watch {
	company := d.stockCompany()
	return Watch{
		ServiceID: i.guid, Ref: ref, CompanyID: company, CompanyName: d.companyName(company), What: i.name, Goal: goal, Port: i.kind == order.KindPort,
	}
}

// ownWords is an error as its own words, whatever it wraps.
func ownWords(err error) error { return errors.New(wire.Clean(err.Error())) }

// doubtfulEntry tells that the journal holds a request of this thing of which nobody knows what came of it: from an axdesk that
// ended, or from a screen that was left.
func doubtfulEntry(e *order.Entry) bool {
	return e != nil && (order.State(e.State) == order.StateUnknown || order.Waits(*e))
}

// lines are the error, and how the search stands.
func (e *errand) lines(a *asker, d *Desk, w int) []string {
	var out []string
	if e.err != nil {
		err := e.err
		if order.NotSent(err) {
			err = ownWords(err) // what kept it from being sent may be the wire's error, which says less
		}
		out = append(out, d.errorLines(err, w)...)
	}
	switch {
	case a.busy(askInspect):
		out = append(out, d.loading("Looking at how it stands", a.pending[askInspect], w)...)
	case e.seek != "":
		out = append(out, indent(parts.Wrap(d.Theme.Warn.Render(e.seek), w-4))...)
	case e.lost:
		out = append(out, "  "+d.press(keys.Refresh, "looks at how it stands. Nothing is sent again by itself."))
	}
	return out
}

// holds keeps a screen in front while its request is on its way.
func (e *errand) holds(a *asker) string {
	if a.busy(askErrand) {
		return "The request is on its way: wait for its answer."
	}
	return ""
}

// refusal are the screens' words where the answer is lost: nothing else is sent.
func (e *errand) refusal(d *Desk) tea.Cmd {
	return send(Flash{Text: "The last request may have been acted on: press " + d.Keys.Label(keys.Refresh, d.Theme.ASCII) +
		" to look at how it stands first.", Bad: true})
}

// findItem is a thing of the inventory.
func (d *Desk) findItem(kind order.Kind, guid string) (stockItem, bool) {
	for _, i := range d.stockItems() {
		if i.kind == kind && i.guid == guid {
			return i, true
		}
	}
	return stockItem{kind: kind, guid: guid, name: wire.Short(guid)}, false
}
