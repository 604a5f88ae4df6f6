package faults

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"axdesk/client/order"
)

// everyAct is all that can be done to what one has.
func everyAct() []trial {
	return []trial{
		{kind: order.KindService, act: newVLAN},
		{kind: order.KindService, act: newRate},
		{kind: order.KindService, act: newText},
		{kind: order.KindService, act: removal},
		{kind: order.KindPort, act: removal},
	}
}

// wholeLives has every fault strike every request that reads, from the change of a service to the end of its port.
func wholeLives() (list []trial) {
	reads := []string{"before, service", "limits", "watch, service", "before, ports", "hangs, services", "hangs, service", "end, services", "watch, ports"}
	for n, at := range reads {
		for _, f := range readFaults {
			list = append(list, trial{kind: order.KindService, whole: true, act: []act{newVLAN, newRate, newText}[n%3], at: at, fault: f})
		}
	}
	return list
}

// changes has every fault strike each PUT and DELETE, of what was ordered here and elsewhere.
func changes() (list []trial) {
	for _, base := range everyAct() {
		for _, f := range sendFaults {
			base.at, base.fault, base.foreign = sent, f, false
			list = append(list, base)
			if base.act == newVLAN || base.act == removal { // a bandwidth and a description are taken up as a VLAN is
				base.foreign = true
				list = append(list, base)
			}
		}
	}
	return list
}

// inspected has faults strike the look that a doubt leads to. One at a bandwidth or a description is the same as at a VLAN.
func inspected() []trial {
	return looks([]trial{
		{kind: order.KindService, act: newVLAN, at: sent},
		{kind: order.KindService, act: removal, at: sent, foreign: true},
		{kind: order.KindPort, act: removal, at: sent},
	})
}

func TestFaultsLoseAndDoubleNoChange(t *testing.T) {
	t.Parallel()
	began := time.Now()
	all := slices.Concat(wholeLives(), changes(), inspected())
	sum := changed(t, all, onDisk)
	t.Logf("%d cases, %d lost, %d doubled", sum.cases, sum.lost, sum.doubled)
	t.Logf("%d whole lives, %d changes and removals, %d looks; %.0f s", len(wholeLives()), len(changes()), len(inspected()), time.Since(began).Seconds())
	if sum.cases < len(all)/2 || len(all) < 350 {
		t.Errorf("%d cases are too few", sum.cases)
	}
}

// changed plays trials of changes and removals.
func changed(t *testing.T, all []trial, on state) *tally {
	// What looks for what stands on a port reads every service there is, so those that remain stand in worlds of their own.
	var lines, ports []trial
	for _, c := range played(all) {
		if c.kind == order.KindService && !c.whole {
			lines = append(lines, c)
		} else {
			ports = append(ports, c)
		}
	}
	apart := slices.Concat(dealt(ports, shortShift), dealt(lines, shortShift))
	return inShifts(t, apart, func(t *testing.T, n int) func(trial) (*person, outcome) {
		w := newWorldOn(t, uint64(n+100), on) //nolint:gosec // counted from 1
		w.orders = n * shortShift
		return func(c trial) (*person, outcome) { return w.try(t, c) }
	})
}

// crashesOfChanges are at every row of the journal of a change and of both removals, and with each of their requests on its way.
func crashesOfChanges() (list []crash) {
	for _, base := range everyAct() {
		if base.act == newRate || base.act == newText {
			continue // their rows are those of a VLAN
		}
		for _, base.foreign = range []bool{false, true} {
			rows := 2
			if base.foreign {
				rows = 3 // it is taken up first
			}
			for row := range rows {
				list = append(list, crash{trial: base, row: row + 1}, crash{trial: base, row: row + 1, written: true})
			}
		}
		base.foreign, base.at = false, sent
		for n, flight := range inFlight {
			base.fault = flight
			list = append(list, crash{trial: base})
			if base.kind == order.KindService { // and a second time, on either side of a row that finding out takes
				list = append(list, dieTwice(base, n)...)
			}
		}
	}
	return list
}

func TestCrashesLoseAndDoubleNoChange(t *testing.T) {
	t.Parallel()
	began := time.Now()
	sum := killed(t, crashesOfChanges(), onDisk)
	t.Logf("%d cases, %d lost, %d doubled", sum.cases, sum.lost, sum.doubled)
	t.Logf("%.0f s", time.Since(began).Seconds())
}

// TestAuditSeesWhatIsLostAndDoubled has the books disagree.
func TestAuditSeesWhatIsLostAndDoubled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1)
	for _, c := range []struct {
		name string
		do   func(p *person) error
		want func(o outcome) bool
	}{
		{"lost", func(p *person) error { // done, and nobody wrote it down
			api, done := w.stranger()
			defer done()
			_, err := api.DeleteService(t.Context(), p.guid)
			return err
		}, func(o outcome) bool { return len(o.lost) == 1 && len(o.doubled) == 0 }},
		{"doubled", func(p *person) error { // sent once more, behind the journal's back
			if err := p.carryOut(t.Context()); err != nil {
				return err
			}
			p.clock.forward(time.Hour)
			api, done := w.stranger()
			defer done()
			if _, err := api.DeleteService(t.Context(), p.guid); err == nil {
				return fmt.Errorf("a removed service was removed")
			}
			return nil
		}, func(o outcome) bool { return len(o.lost) == 0 && len(o.doubled) == 1 }},
		{"neither", func(p *person) error { return p.carryOut(t.Context()) }, func(o outcome) bool {
			return len(o.lost)+len(o.doubled)+len(o.other) == 0
		}},
	} {
		p, done := w.person(trial{kind: order.KindService, act: removal})
		if err := p.given(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := c.do(p); err != nil {
			t.Fatal(c.name, err)
		}
		if out := p.auditThing(t.Context(), nil); !c.want(out) {
			t.Errorf("%s: %+v", c.name, out)
		}
		done()
	}
}
