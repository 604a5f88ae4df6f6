package views

import (
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
)

// Watched is a service whose provisioning is followed. The root polls it whichever screen is in front.
type Watched struct {
	Watch
	Started time.Time
	Service axon.Service
	Overall axon.Overall
	Infos   axon.Infos
	Polled  time.Time // when the last answer came; zero before the first
	Ended   time.Time // when it was first seen to have come to an end; zero before
	Next    time.Time // when it is polled again; zero once it has come to an end
	Err     error     // of the last poll; the last good answer stays beside it
	Polling bool
	Left    bool // a removal was seen under way
	Round   int  // counts answers, so that a timer set before the last one is told apart
}

// Goal is what a watch waits for.
type Goal int

// Goals of a watch.
const (
	GoalReady   Goal = iota // that what was ordered is ready
	GoalChanged             // that a change is done
	GoalRemoved             // that it is off the network
)

// Take takes a good answer of a poll. A removal that AXON hasn't begun to show yet reads ready, or failed as it was before:
// that is no end of it.
func (w *Watched) Take(s axon.Service, at time.Time) {
	w.Service, w.Overall, w.Polled = s, axon.RollUp(s.Hops), at
	if w.Goal != GoalRemoved {
		return
	}
	leaving := order.Leaving(s.Hops)
	w.Left = w.Left || leaving
	if !leaving && (w.Overall == axon.OverallReady || w.Overall == axon.OverallFailed) {
		w.Overall = axon.OverallWorking
	}
}

// Vanish takes that AXON no longer knows what was seen leaving: it is removed.
func (w *Watched) Vanish(at time.Time) {
	w.Overall, w.Polled, w.Err = axon.OverallRemoved, at, nil
}

// Done tells whether it has come to an end, good or bad.
func (w *Watched) Done() bool {
	return w.Overall == axon.OverallReady || w.Overall == axon.OverallFailed || w.Overall == axon.OverallRemoved
}

// Watches are the services followed in this session, in the order in which they were ordered.
type Watches struct{ list []*Watched }

// All are the watched services.
func (w *Watches) All() []*Watched { return w.list }

// Get finds a watched service; nil when it is not watched.
func (w *Watches) Get(serviceID string) *Watched {
	for _, one := range w.list {
		if one.ServiceID == serviceID {
			return one
		}
	}
	return nil
}

// Add starts a watch, or gives the one that there is. What is to be changed or removed is watched anew, whatever it came to.
func (w *Watches) Add(what Watch, now time.Time) *Watched {
	if old := w.Get(what.ServiceID); old != nil {
		if what.Goal != GoalReady {
			*old = Watched{Watch: what, Started: now, Round: old.Round + 1}
		}
		return old
	}
	one := &Watched{Watch: what, Started: now}
	w.list = append(w.list, one)
	return one
}

// Count says how many are under way, ready, and in need of a person.
func (w *Watches) Count() (running, ready, stuck int) {
	for _, one := range w.list {
		switch {
		case one.Overall == axon.OverallReady:
			ready++
		case one.Overall == axon.OverallFailed:
			stuck++
		case one.Overall != axon.OverallRemoved:
			running++
		}
	}
	return running, ready, stuck
}

// Ready tells whether every hop is ready for service.
func (w *Watched) Ready() bool { return w.Overall == axon.OverallReady }

// Progress is how many hops are ready, of how many.
func (w *Watched) Progress() (ready, all int) {
	for _, h := range w.Service.Hops {
		if state, _ := axon.HopState(h); state == axon.StateReady {
			ready++
		}
	}
	return ready, len(w.Service.Hops)
}
