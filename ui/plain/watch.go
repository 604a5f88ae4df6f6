package plain

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/ui/words"
)

// errFound ends a question whose matter is settled.
var errFound = errors.New("found")

// provisioning watches what was ordered to its end, and asks what comes after that.
func (o *ordering) provisioning() error {
	o.heading()
	o.keep() // the draft of what is placed is none any more
	if err := o.watch(o.w.Watch(), o.Now()); err != nil {
		return err
	}
	at, err := o.choose(choosing{
		title: "What next?", chosen: -1,
		items: []item{
			{text: "Order another connection from the same port", names: []string{"again"}},
			{text: "Begin another order", names: []string{"new"}},
			{text: "Go to the beginning", names: []string{"beginning"}},
		},
	})
	switch {
	case err != nil:
		return err
	case at == 2:
		return errMenu
	}
	o.again(at == 0)
	return nil
}

// watch follows a service until it has come to an end. What is typed meanwhile leaves it, which changes nothing of the order.
func (s *Session) watch(what order.Watch, since time.Time) error {
	w := &order.Watched{Watch: what, Started: since}
	s.say("Order " + what.Ref + ", " + what.What + ", service " + what.ServiceID + ".")
	if s.Terminal {
		s.say("It is watched from here on. Type back or menu to leave it: it goes on at AXON, and Orders shows it.")
	}
	var told time.Time
	for {
		before := w.Overall
		had, _ := w.Progress()
		s.poll(w)
		ready, _ := w.Progress()
		news := w.Overall != before || ready != had || told.IsZero()
		if news || s.Now().Sub(told) >= 30*time.Second {
			told = s.Now()
			s.stands(w)
		}
		if w.Done() {
			return nil
		}
		if w.Overall != before {
			s.why(w)
		}
		if err := s.pause(order.PollAfter(s.Now().Sub(w.Started))); err != nil {
			return err
		}
	}
}

// poll asks how a watched service stands, and writes down what is new.
func (s *Session) poll(w *order.Watched) {
	before := w.Overall
	got, err := fetch(s, "Asking how "+w.Ref+" stands", limitRead, func(ctx context.Context) (axon.Service, error) {
		return w.Ask(ctx, s.API)
	})
	switch w.Err = err; {
	case err == nil:
		w.Take(got, s.Now())
	case w.Left && order.Vanished(err):
		w.Vanish(s.Now())
	default:
		if said := wire.Sentence(err); said != "" {
			s.say("The last question failed; it is asked again. " + said)
		}
		return
	}
	to := order.StateOf(w.Overall)
	if w.Overall == before || to == "" || to == order.StateOf(before) || !s.Person.MayChange() {
		return
	}
	kind := order.KindService
	if w.Port {
		kind = order.KindPort
	}
	if err := s.inStore(func(ctx context.Context) error { return s.Journal.Progress(ctx, w.Ref, kind, to, "") }); err != nil {
		s.say("The journal lacks what was last seen of the order: " + wire.Clean(err.Error()))
	}
}

// stands says how it stands, hop by hop once it has come to an end.
func (s *Session) stands(w *order.Watched) {
	ready, all := w.Progress()
	text := capital(words.Standing(w))
	if all > 0 && w.Goal != order.GoalRemoved {
		text += ", " + of(ready, all) + " hops ready"
	}
	if passed := s.Now().Sub(w.Started); passed >= time.Second {
		text += ", after " + words.Age(passed)
	}
	s.say(text + ".")
	if !w.Done() {
		return
	}
	for i, h := range w.Service.Hops[:min(len(w.Service.Hops), maxHops)] {
		_, said := axon.HopState(h)
		s.say("Hop " + number(i+1) + ": " + strings.TrimSpace(h.Provider+" "+axon.Facility(h.LocationID)) + ", " + said + ".")
	}
	s.why(w)
	s.say(words.AfterState(w))
}

// why says the reasons behind a state that needs explaining.
func (s *Session) why(w *order.Watched) {
	switch w.Overall {
	case axon.OverallFailed, axon.OverallRetrying, axon.OverallWaiting:
	default:
		return
	}
	if w.Port {
		return
	}
	infos, err := fetch(s, "Asking for the reasons", limitRead, func(ctx context.Context) (axon.Infos, error) { return s.API.ServiceInfo(ctx, w.ServiceID) })
	if err != nil {
		return // the reasons are a help, and the state is said
	}
	for _, i := range slices.Backward(infos.Items) {
		when := ""
		if !i.At.IsZero() {
			when = s.clock(i.At) + ", "
		}
		s.say("AXON says, " + when + i.Provider + ": " + i.Message)
	}
	for i, line := range strings.Split(infos.Text, "\n") {
		if line != "" && i < 40 {
			s.say(line)
		}
	}
	if !w.Done() {
		s.say(words.AfterState(w))
	}
}

// pause waits for the next poll. A person may leave meanwhile; a script's answers are for what comes after.
func (s *Session) pause(d time.Duration) error {
	if s.mute != nil {
		return ErrMute
	}
	due := s.Pause(d)
	for {
		if !s.Terminal {
			select {
			case <-due:
				return nil
			case <-s.ctx.Done():
				return errQuit
			}
		}
		select {
		case <-due:
			return nil
		case <-s.ctx.Done():
			return errQuit
		case got := <-s.in.next():
			s.in.took()
			if got.err != nil && !errors.Is(got.err, errLong) {
				return errEnd
			}
			switch strings.ToLower(got.text) {
			case "back", "menu":
				return errMenu
			case "quit":
				return errQuit
			}
			s.say("It is still being watched. back or menu leaves it, quit ends.")
		}
	}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// service says how a service of AXON stands.
func (s *Session) service(guid string) error {
	got, err := must(s, "Asking AXON for the service", func(ctx context.Context) (axon.Service, error) { return s.API.Service(ctx, guid) })
	if err != nil {
		return err
	}
	w := &order.Watched{Watch: order.Watch{ServiceID: guid, What: got.Description}, Started: s.Now()}
	w.Take(got, s.Now())
	s.say("Service " + guid + ", " + got.Description + ".")
	s.stands(w)
	return errMenu
}
