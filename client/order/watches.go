package order

import (
	"context"
	"errors"
	"fmt"
	"time"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

// Watch is what is to be followed: a service's provisioning, change or removal; Port, that it is a port.
type Watch struct {
	ServiceID, Ref, CompanyID, CompanyName, What string

	Goal    Goal
	Port    bool
	NewPort bool   // that it begins at a port which was ordered for it, and which needs a cross connect
	Changes string // what a change changes, from what to what; "" where nobody here knows
}

// Watched is a service whose provisioning is followed. Whoever runs the session polls it.
type Watched struct {
	Watch
	Started time.Time
	Asked   time.Time // when what it waits for was asked for, if that was before the watch began
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
	leaving := Leaving(s.Hops)
	w.Left = w.Left || leaving
	if !leaving && (w.Overall == axon.OverallReady || w.Overall == axon.OverallFailed) {
		w.Overall = axon.OverallWorking
	}
}

// Ask asks how what is watched stands. A port is told by the list of the company's ports alone: it reads as a chain of one hop.
func (w Watch) Ask(ctx context.Context, api axon.API) (axon.Service, error) {
	if !w.Port {
		return api.Service(ctx, w.ServiceID)
	}
	list, err := api.Resources(ctx, w.CompanyID)
	if err != nil {
		return axon.Service{}, err
	}
	for _, r := range list.Items {
		if r.GUID == w.ServiceID {
			hop := axon.Hop{Sequence: 1, Provider: r.Class, LocationID: r.LocationID, Provisioned: r.Provisioned, Deprovisioned: r.Deprovisioned}
			return axon.Service{ID: r.GUID, Description: r.Description, Hops: []axon.Hop{hop}, Raw: r.Raw, At: list.At}, nil
		}
	}
	if list.Total > len(list.Items) {
		return axon.Service{}, fmt.Errorf("the port isn't among the %d of %d that AXON shows: look in the portal", len(list.Items), list.Total)
	}
	return axon.Service{}, errVanished
}

// errVanished says that AXON no longer lists what is watched.
var errVanished = errors.New("AXON no longer lists it")

// Vanished tells whether an error says that AXON no longer knows a thing. The document says that 400 and 404 are mixed up.
func Vanished(err error) bool {
	var e *wire.Error
	return errors.Is(err, errVanished) || errors.As(err, &e) && (e.Kind == wire.KindNotFound || e.Kind == wire.KindBadInput)
}

// News is the sentence with which a person is told what a watch has come to, and whether it is bad; "" while it goes on.
func (w *Watched) News() (text string, bad bool) {
	switch {
	case w.Overall == axon.OverallReady && w.Goal == GoalChanged:
		return w.Ref + " is changed, and ready for service: " + w.What + ".", false
	case w.Overall == axon.OverallReady:
		return w.Ref + " is ready for service: " + w.What + ".", false
	case w.Overall == axon.OverallRemoved:
		return w.Ref + " is off the network: " + w.What + ".", false
	case w.Overall == axon.OverallFailed && w.Goal == GoalRemoved:
		return w.Ref + " could not be removed: " + w.What + ". Its screen has the reasons.", true
	case w.Overall == axon.OverallFailed:
		return w.Ref + " has failed: " + w.What + ". Its screen has the reasons.", true
	}
	return "", false
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

// Pending tells that something is under way.
func (w *Watches) Pending() bool {
	running, _, _ := w.Count()
	return running > 0
}

// Polls counts the answers that watches got so far.
func (w *Watches) Polls() (n int) {
	for _, one := range w.list {
		n += one.Round
	}
	return n
}

// Word says what those under way are doing, as one word of a counter.
func (w *Watches) Word() string {
	for _, one := range w.list {
		if !one.Done() && one.Goal != GoalReady {
			return "under way"
		}
	}
	return "provisioning"
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
