// Package views holds the screens of the desk, one a file, named after its title.
package views

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/schema"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
)

// Screen is one screen of the desk. It doesn't know its neighbours: it asks the root to go somewhere by an
// intent (Back, Forward, Flash …), and touches no network, disk or clock but through commands.
type Screen interface {
	// Init is called each time the screen is entered. What is known already is not asked again.
	Init() tea.Cmd
	// Update takes a message and hands back a command.
	Update(msg tea.Msg) tea.Cmd
	// View draws into exactly w by h cells or less; the root cuts what is over.
	View(w, h int) string
	// Head is the screen's title and a note on the right, such as "4 of 6 · 2 unpriced".
	Head() Head
	// Hints are the actions offered now, most useful first; one that is off says why.
	Hints() []keys.Hint
	// Copies are what may be copied from here, the likeliest first.
	Copies() []Copy
	// Typing tells that a text field has the focus: printable keys are its own.
	Typing() bool
	// Pace is how often the screen wants a Tick: 0 for never, short only while something is pending.
	Pace() time.Duration
	// ID is what answers are addressed to.
	ID() uint64
	// Leave cancels what the screen has asked. It may be entered again.
	Leave()
}

// Holder is a screen that at times can't be left: while a purchase is on its way, leaving would lose its answer.
type Holder interface {
	// Holds says why it can't be left now; "" when it can.
	Holds() string
}

// Head is what stands in a screen's title line.
type Head struct{ Title, Note string }

// Copy is a piece of text that may be copied, sanitised already.
type Copy struct{ Label, Text string }

// Desk is what the screens of one session share. The root owns it; screens read it and change the walk.
type Desk struct {
	API      axon.API
	Journal  *order.Journal
	Walk     *order.Walk
	Watches  *order.Watches
	Stock    *Stock      // what companies have; nil until the inventory is looked at
	Lines    *Lines      // nil without the AEx API
	Book     *price.Book // nil without a price book
	Theme    *theme.Theme
	Keys     keys.Map
	Currency string // "" unless the user set one: the API names none
	// Person is who is at this desk over SSH; the zero Person is whoever sits at their own terminal.
	Person access.Person
	// Pen is the guest whose keys these are; zero while whoever guides has the pen. LookedOn tells that guests see this screen.
	Pen      access.Person
	LookedOn bool
	// Seat is where this session's secrets and exports are audited; nil on one's own terminal.
	Seat *access.Seat
	// AuditBook is the audit to be read, and who is here; nil where nothing is audited.
	AuditBook access.Book
	// Requests are those that were made lately; nil where none are kept.
	Requests *wire.Log
	// Offers are the documents that a first POST came back with, by what is bought. They belong to this walk.
	Offers map[order.Kind]*Offer
	// Forms are what the options screens have built from the schemas; the summaries make the bodies by them.
	Forms map[order.Kind]schema.Form
	// Allocated is everything that the last port order allocated; the walk goes on with the first of it.
	Allocated []axon.Allocated
	// Look counts changes of theme, so that cached strings know that they are old.
	Look int
	// Now is the time of the last Tick or message that carried one; screens show ages by it.
	Now time.Time
	// Clock is what commands take for now; nil is this machine's. Update and View go by Now.
	Clock func() time.Time

	screens uint64
	secrets map[order.Kind]map[string]bool // names of all secret fields that any form of the session has had
	doubts  map[doubtKey]*doubt
}

// Offer is what a first POST was sent for and what came back.
type Offer = order.Offer

// Intents that a screen sends to the root.
type (
	// Forward asks for the next step of the walk, from the screen that is named. One that comes when another
	// screen is in front is of a key that was pressed twice: it must not skip that screen.
	Forward struct{ From uint64 }
	// BackMsg asks for the step before.
	BackMsg struct{}
	// Finished asks for a screen to be closed that has done what it was opened for, wherever one is by now: an answer may come
	// while another place is in front, which must not be taken back by it.
	Finished struct{ From uint64 }
	// Flash shows a sentence in the status line until the next key.
	Flash struct {
		Text string
		Bad  bool
		// Refused is what was refused to who is here, for the audit; "" where nothing was. Subject is what it would have been done to.
		Refused, Subject string
	}
	// Changed tells what an answer did to the later ones; the root says it.
	Changed struct{ Change order.Change }
	// Watch asks the root to follow a service's provisioning, change or removal from now on; Port, that it is a port.
	Watch = order.Watch
	// Again asks for another connection from the same port; Fresh for another order from the start.
	Again struct{ Fresh bool }
	// FromPort asks for an order of a connection from a port that a company has.
	FromPort struct {
		CompanyID string
		Port      axon.Resource
	}
	// ShowWatch opens a watched service over the screen in front.
	ShowWatch struct{ ServiceID string }
	// PollNow asks the root to ask about a watched service at once.
	PollNow struct{ ServiceID string }
	// ShowRaw opens the API's answer as it came, or with a note a request: "as it will be sent".
	ShowRaw struct {
		Title string
		JSON  []byte
		Note  string
	}
	// GoTo asks for a step of the walk by name.
	GoTo struct{ Step order.Step }
	// Sized tells the screen in front its width; only what is rendered in a command has to care.
	Sized struct{ W int }
	// Rethemed tells a screen that the theme has changed; only what was rendered in a command has to care.
	Rethemed struct{}
	// Tick is the passing of time, sent by the root at the screen's Pace.
	Tick struct{ Now time.Time }
)

// send makes an intent a command.
func send(m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }

// Addressed is a message for one screen. The root hands it to that screen alone, in front or not.
type Addressed interface{ Addressee() uint64 }

// Timed is a message that knows when it was made: the desk's clock follows these and reads no other.
type Timed interface{ When() time.Time }

// Answer is what an asked call came back with. A screen first checks that it is fresh.
type Answer[T any] struct {
	to, gen uint64
	what    string
	Value   T
	Err     error
	At      time.Time
}

// When is the time at which the answer came.
func (a Answer[T]) When() time.Time { return a.At }

// Failure is what went wrong with the question; nil when it was answered.
func (a Answer[T]) Failure() error { return a.Err }

// Replied is an answer of the API, good or bad: the root tells by these whether it can be reached.
type Replied interface{ Failure() error }

// Addressee is the screen that asked.
func (a Answer[T]) Addressee() uint64 { return a.to }

// asker is embedded in every screen: its identity, its context, and a generation for each question, so that
// a late answer to an earlier question is dropped and leaving cancels what is under way.
type asker struct {
	id      uint64
	desk    *Desk
	ctx     context.Context //nolint:containedctx // a screen's life is what this context stands for
	cancel  context.CancelFunc
	gen     map[string]uint64
	pending map[string]time.Time
}

// newAsker gives a screen its identity. Identities are never reused in a session, so that the answers to a
// closed screen reach nobody.
func (d *Desk) newAsker() asker {
	d.screens++
	return asker{id: d.screens, desk: d, gen: map[string]uint64{}, pending: map[string]time.Time{}}
}

// ID is what answers are addressed to.
func (a *asker) ID() uint64 { return a.id }

// Leave cancels what is under way and makes its answers stale.
func (a *asker) Leave() {
	if a.cancel != nil {
		a.cancel()
	}
	a.ctx, a.cancel = nil, nil
	for what := range a.pending {
		a.gen[what]++
	}
	clear(a.pending)
}

// busy tells whether a question is under way.
func (a *asker) busy(what string) bool { _, ok := a.pending[what]; return ok }

// Began tells the questions under way what time it is. A key press carries no time, so a question counts from the
// first tick after it.
func (a *asker) Began(now time.Time) {
	for what, since := range a.pending {
		if since.IsZero() {
			a.pending[what] = now
		}
	}
}

// waiting tells whether any question is under way.
func (a *asker) waiting() bool { return len(a.pending) > 0 }

// ask runs call in a command under the screen's context and a time limit. A new question of the same name
// makes the one before stale.
func ask[T any](a *asker, what string, limit time.Duration, call func(context.Context) (T, error)) tea.Cmd {
	if a.ctx == nil {
		a.ctx, a.cancel = context.WithCancel(context.Background())
	}
	a.gen[what]++
	a.pending[what] = time.Time{}
	gen, ctx, id, clock := a.gen[what], a.desk.as(a.ctx), a.id, a.desk.clock
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		v, err := call(ctx)
		return Answer[T]{to: id, gen: gen, what: what, Value: v, Err: err, At: clock()}
	}
}

// clock is the time, for commands.
func (d *Desk) clock() time.Time {
	if d == nil || d.Clock == nil {
		return time.Now()
	}
	return d.Clock()
}

// as marks what is asked as asked by whoever has the pen now.
func (d *Desk) as(ctx context.Context) context.Context {
	if d == nil {
		return ctx
	}
	return wire.By(d.Seat.As(ctx), d.Person.Session)
}

// fresh tells whether an answer is to the last question of that name, and takes the question off the list.
func fresh[T any](a *asker, what string, m Answer[T]) bool {
	if m.to != a.id || m.what != what || m.gen != a.gen[what] {
		return false
	}
	delete(a.pending, what)
	return true
}

// Time limits of questions: a person waits on these.
const (
	limitRead  = 45 * time.Second
	limitPlace = 90 * time.Second
)
