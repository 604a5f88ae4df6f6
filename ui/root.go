// Package ui is the root of the screen: which screen is in front, the lines around it, the overlays over it,
// and the watch over what was ordered. What a screen shows is the screen's own (ui/views).
package ui

import (
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/access"
	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/lines"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/store"
	"axdesk/client/triage"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/share"
	"axdesk/ui/views"
)

// The least terminal that the desk is usable in.
const (
	leastWidth  = 60
	leastHeight = 18
)

// Config is all that a session is made of. Nothing else is shared between sessions.
type Config struct {
	API axon.API
	// AEX is nil without credentials for it; Feed is what is kept of its snapshots; LinesEnvironment is where it is.
	AEX              aex.API
	Feed             aex.Feed
	LinesEnvironment string
	GPON, Ethernet   triage.Bands     // the limits that light is judged by; zero is the defaults
	Readings         *store.Readings  // of light, kept over restarts; nil keeps them for the session
	Skew             func() wire.Skew // nil when the API's clock is not known
	Journal          *order.Journal
	Book             *price.Book
	Currency         string
	Environment      string // "SANDBOX", "STAGE", "PRODUCTION": stands in the top line
	Note             string // a sentence to begin with, such as where the sandbox came from
	NewRef           func() string
	Keys             keys.Map
	Theme            theme.Options
	Now              time.Time // when the session began
	// Clock is what the session takes for now; nil is this machine's.
	Clock func() time.Time
	// Open are intents that lead where the session begins, as LinkService and LinkOrder find them; none is the order.
	Open []tea.Msg
	// Mouse lets a click highlight and the wheel scroll; else the mouse is the terminal's.
	Mouse bool
	// Requests are those that were made lately, of all sessions of the process: each sees its own, supervisors all.
	Requests *wire.Log
	// Files lets what is taken away be written to files: where they are those of whoever sits at the desk.
	Files bool
	// AskSync has the terminal asked whether it can draw a frame at once: the renderer doesn't ask where the environment has SSH_TTY.
	AskSync bool
	// Person is who signed in over SSH; the zero Person is whoever sits at their own terminal.
	Person access.Person
	Hub    *share.Hub // where this screen can be shared; nil on a terminal of one's own
	// Audit is where what people do is written down before it is done; nil on a desk of one's own, where nothing is.
	Audit access.Auditor
	// AuditBook is the audit to be read, and who is here; nil takes Audit where that can be read.
	AuditBook access.Book
}

// Model is one session's screen.
type Model struct {
	cfg      Config
	desk     *views.Desk
	screens  map[order.Step]views.Screen
	front    views.Screen // of the order
	at       place
	stacks   [places][]layer // of each place but the order, the last one in front
	pins     []pinned
	pinsOver bool      // the pins are shown instead of the body
	over     []overlay // the last one has the keys
	w, h     int       // what the screen is laid out for
	ownW     int       // of this terminal; a guest's smaller one makes the screen smaller
	ownH     int
	sizes    int // how often the terminal told its size
	flash    views.Flash
	tick     ticker
	kept     struct{ crumbs, title, status kept }
	told     bool // the terminal has told its background
	// greeting keeps a note that no key asked for off the status line: the first, since a newcomer needs the keys' names more than
	// anyone, and news of what is watched.
	greeting bool
	leaving  bool // told to end, and waits for what must not be cancelled
	escDue   bool // a second esc came with the first
	quits    int  // ctrl+c pressed in a row

	axon, aex link // how each API answered last
	draft     drafting
	sharing   *sharing // nil while nobody was invited
	frame     string   // as it was drawn last, where the mouse is used
	own       bool     // what the status line says is for whoever guides, and not for guests
	parting   bool     // the session ends because it was asked to
}

// New makes the model of a session.
func New(cfg Config) *Model {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	cfg, seat := seated(cfg)
	m := &Model{cfg: cfg, w: 80, h: 24, ownW: 80, ownH: 24}
	m.desk = &views.Desk{
		API: cfg.API, Journal: cfg.Journal, Walk: order.New(cfg.NewRef()), Watches: &order.Watches{},
		Book: cfg.Book, Theme: theme.New(cfg.Theme), Keys: cfg.Keys, Currency: cfg.Currency, Now: cfg.Now, Clock: cfg.Clock, Person: cfg.Person,
		Seat: seat, AuditBook: cfg.AuditBook, Requests: cfg.Requests,
	}
	m.desk.Walk.Book = cfg.Book
	if cfg.AEX != nil {
		m.desk.Lines = &views.Lines{Lines: lines.Lines{API: cfg.AEX, Feed: cfg.Feed, GPON: cfg.GPON, Ethernet: cfg.Ethernet}}
		if cfg.Readings != nil {
			m.desk.Lines.Readings = keptReadings{cfg.Readings, cfg.Clock}
		}
	}
	m.draft.keeper = order.NewKeeper(cfg.Journal)
	m.flash.Text, m.greeting = cfg.Note, cfg.Note != ""
	m.screens = map[order.Step]views.Screen{}
	m.front = m.screen(m.desk.Walk.At())
	return m
}

// Init asks the terminal what it is, and the first screen for what it needs.
func (m *Model) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor, m.front.Init(), m.lookBack(), m.pace(), m.opens()}
	if m.cfg.AskSync {
		// Without synchronized output a slow line tears frames.
		cmds = append(cmds, tea.Raw(ansi.RequestModeSynchronizedOutput+ansi.RequestModeUnicodeCore))
	}
	return tea.Batch(cmds...)
}

// Update routes a message: the terminal's to the root, an intent to where it leads, an answer to who asked,
// a key to the overlay or the screen in front.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.route(msg)
	return m, tea.Batch(cmd, m.saveDraft(), m.left(), m.pace())
}

func (m *Model) route(msg tea.Msg) tea.Cmd {
	if timed, ok := msg.(views.Timed); ok && timed.When().After(m.desk.Now) {
		m.desk.Now = timed.When()
	}
	if r, ok := msg.(views.Replied); ok {
		of := &m.axon
		if a, ok := msg.(views.Addressed); ok && m.ofLines(a.Addressee()) {
			of = &m.aex
		}
		of.note(r.Failure())
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return m.resized(msg)
	case tea.BackgroundColorMsg:
		return m.themed(!msg.IsDark())
	case tea.ColorProfileMsg:
		plain := msg.Profile <= colorprofile.ASCII
		return m.retheme(func(o *theme.Options) { o.Plain = plain })
	case tea.KeyPressMsg:
		if msg.Code == tea.KeyEscape && msg.Mod == tea.ModAlt {
			return m.twice()
		}
		return m.pressed(msg)
	case secondEsc:
		return m.second()
	case tea.MouseMsg:
		return m.mouse(msg)
	case tickMsg:
		return m.ticked(msg)
	case widened:
		return m.redrawn(msg)
	case pollDue, polled, informed, journaled:
		return m.watching(msg)
	case shareNews, invited, shared:
		return m.onShare(msg)
	case drafted:
		return m.wroteDraft(msg)
	case lookAgain:
		return m.lookedAgain()
	case begun:
		return m.took(msg)
	case clipped:
		return m.clip(msg)
	case proposed, restedFor, handed:
		return m.onHanded(msg)
	case views.Addressed:
		return m.deliver(msg)
	}
	if cmd, ok := m.asked(msg); ok {
		return cmd
	}
	if cmd, ok := m.intent(msg); ok {
		return cmd
	}
	return m.top().Update(msg)
}

// link is how an API answered last.
type link struct {
	down    bool // the last question got no answer
	refused bool // its signature or token was refused
	heard   bool // it has answered, now or before
}

// note takes what came of a question: an answer that refuses is an answer.
func (l *link) note(err error) {
	var w *wire.Error
	if errors.As(err, &w) {
		down := w.Kind == wire.KindNetwork || w.Kind == wire.KindTimeout
		*l = link{down: down, refused: w.Kind == wire.KindAuth, heard: l.heard || !down}
	} else if err == nil {
		*l = link{heard: true}
	}
}

// retheme builds the theme anew when the terminal turned out to be other than was thought.
func (m *Model) retheme(change func(*theme.Options)) tea.Cmd {
	o := m.cfg.Theme
	change(&o)
	if o == m.cfg.Theme {
		return nil
	}
	m.cfg.Theme = o
	// The screens hold the pointer: they see the new theme in the next frame.
	*m.desk.Theme = *theme.New(o)
	m.desk.Look++
	return m.shown().Update(views.Rethemed{})
}

// receiver is what takes messages: a screen or an overlay.
type receiver interface{ Update(tea.Msg) tea.Cmd }

func (m *Model) top() receiver {
	if n := len(m.over); n > 0 {
		return m.over[n-1]
	}
	return m.shown()
}

// deliver hands an answer to the screen that asked for it, in front or not; nobody else sees it.
func (m *Model) deliver(msg views.Addressed) tea.Cmd {
	id := msg.Addressee()
	if m.front.ID() == id {
		return m.front.Update(msg)
	}
	if s, _ := m.stacked(id); s != nil {
		return s.Update(msg)
	}
	for _, p := range m.pins {
		if p.screen.ID() == id {
			return p.screen.Update(msg)
		}
	}
	for _, o := range m.over {
		if o.ID() == id {
			return o.Update(msg)
		}
	}
	views.Abandon(msg)
	return nil
}

// View draws the session.
func (m *Model) View() tea.View {
	content := m.content()
	m.show(content)
	v := tea.NewView(content)
	if m.cfg.Mouse {
		v.MouseMode = tea.MouseModeCellMotion
		m.frame = content
	}
	v.AltScreen = true
	v.WindowTitle = m.windowTitle()
	v.ProgressBar = m.progress()
	if m.told { // what was asked of the terminal must not be answered by what it was given
		v.ForegroundColor, v.BackgroundColor = m.cfg.Theme.Ground()
	}
	return v
}

func (m *Model) content() string {
	if m.small() {
		return m.tooSmall()
	}
	money, said := m.money(), m.flashLines()
	body := m.h - 4 - len(said)
	if money != "" {
		body--
	}
	// The screen is drawn before its title, whose note says how much of it there was no room for.
	shown := boxed(m.body(body), m.w, body, m.desk.Theme.Glyphs.More)
	lines := append([]string{m.topLine(), m.crumbs(), m.titleLine()}, shown...)
	if money != "" {
		lines = append(lines, money)
	}
	for _, s := range said {
		lines = append(lines, " "+m.flashInk().Render(s))
	}
	return parts.Steady(strings.Join(append(lines, m.statusLine()), "\n"))
}

func (m *Model) flashInk() lipgloss.Style {
	if m.flash.Bad {
		return m.desk.Theme.Warn
	}
	return m.desk.Theme.Text
}

// hints are those of what has the keys, and last the way to help.
func (m *Model) hints() []keys.Hint {
	list := m.shown().Hints()
	if n := len(m.over); n > 0 {
		return m.over[n-1].Hints()
	}
	if m.pinsInFront() {
		list = []keys.Hint{{Action: keys.Pins, Words: "back to what it hides"}}
	}
	if m.pen() != nil {
		return append(slices.Clone(list), keys.Hint{Action: keys.Help, Words: "help"})
	}
	list = append(slices.Clone(list), keys.Hint{Action: keys.Palette, Words: "palette"})
	if m.at == atOrder && m.desk.Lines != nil {
		list = append(list, keys.Hint{Action: keys.Swap, Words: "customers' lines"})
	}
	return append(list, keys.Hint{Action: keys.Help, Words: "help"})
}

// small tells that the terminal is too small for anything but saying so.
func (m *Model) small() bool { return m.w < leastWidth || m.h < leastHeight }

func (m *Model) body(h int) string {
	return m.withPins(h, func(w, h int) string {
		if n := len(m.over); n > 0 {
			return m.over[n-1].View(w, h)
		}
		return m.shown().View(w, h)
	})
}
