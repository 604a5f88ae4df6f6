package share

import (
	"context"
	"strings"
	"time"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
)

// penRest is how long the keys of whoever was just handed the pen don't count: they may have been on their way for something else.
// A key that comes too early starts the wait again.
const penRest = 600 * time.Millisecond

// mostName is how many characters a guest's name may have.
const mostName = 60

// GuestConfig is what a guest's screen is made of.
type GuestConfig struct {
	Seat  *Seat
	Name  string // what they are called until they say otherwise: the user name that they gave to ssh
	Key   string // their fingerprint, shown to them too
	Keys  keys.Map
	Theme theme.Options
}

// Visitor is a guest's screen: first who they are, then the wait to be let in, then the shared screen, and last why it ended.
type Visitor struct {
	cfg   GuestConfig
	th    *theme.Theme
	name  textinput.Model
	asked bool // the name was given
	scene Scene
	dark  bool
	said  string
	quits int // ctrl+c in a row
	rest  uint64
	paint repaint
	ready bool // the keyboard has rested since the pen came
	w, h  int
}

// NewGuest makes the screen of one who came with a code. It has no way to anything but the shared frames.
func NewGuest(cfg GuestConfig) *Visitor {
	m := &Visitor{cfg: cfg, th: theme.New(cfg.Theme), name: textinput.New(), dark: !cfg.Theme.Light, w: 80, h: 24}
	m.name.Prompt = ""
	m.name.CharLimit = mostName
	m.name.SetValue(wire.Clean(cfg.Name))
	m.name.SetVirtualCursor(false)
	_ = m.name.Focus()
	m.scene = cfg.Seat.Scene()
	m.asked = m.scene.Admitted // who comes again after a lost line
	return m
}

// sceneMsg is what there is to see now; restMsg says that the keyboard has rested.
type (
	sceneMsg Scene
	restMsg  uint64
)

// Init asks the terminal for its background, and waits for what there is to see.
func (m *Visitor) Init() tea.Cmd { return tea.Batch(tea.RequestBackgroundColor, m.wait()) }

func (m *Visitor) wait() tea.Cmd {
	seat := m.cfg.Seat
	// It ends with the visit: the server has the guest leave when their line does.
	return func() tea.Msg { return sceneMsg(seat.Wait(context.Background())) }
}

// Update takes frames, and keys: one's own few, or with the pen all others go to whoever guides.
func (m *Visitor) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
		m.cfg.Seat.Size(msg.Width, max(0, msg.Height-1)) // the last line is the guest's own
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.look(func(o *theme.Options) { o.Light = !m.dark })
	case tea.ColorProfileMsg:
		m.look(func(o *theme.Options) { o.Plain = msg.Profile <= colorprofile.ASCII })
	case sceneMsg:
		return m, m.seen(Scene(msg))
	case Notice:
		m.said = msg.Text
	case restMsg:
		m.ready = m.ready || m.rest == uint64(msg)
	case tea.PasteMsg:
		if m.scene.Pen && m.ready && !m.small() {
			m.cfg.Seat.Press(msg)
		}
	case tea.KeyPressMsg:
		return m, m.key(msg)
	}
	return m, nil
}

// Close ends the visit, also where the guest's line was lost. It is for whoever ran the screen, once that is over.
func (m *Visitor) Close() { m.cfg.Seat.Leave() }

func (m *Visitor) look(change func(*theme.Options)) {
	change(&m.cfg.Theme)
	m.th = theme.New(m.cfg.Theme)
}

func (m *Visitor) seen(s Scene) tea.Cmd {
	came := s.Pen && !m.scene.Pen
	if s.Pen != m.scene.Pen {
		m.said, m.ready = "", false // what was said of the pen before
	}
	if m.scene = s; s.Over != "" {
		m.said = ""
	}
	switch {
	case s.Over != "":
		return nil
	case came:
		return tea.Batch(m.wait(), m.restPen())
	}
	return m.wait()
}

// restPen starts the wait for the keyboard to rest.
func (m *Visitor) restPen() tea.Cmd {
	m.rest++
	gen := m.rest
	return tea.Tick(penRest, func(time.Time) tea.Msg { return restMsg(gen) })
}

func (m *Visitor) key(msg tea.KeyPressMsg) tea.Cmd {
	k := msg.String()
	if m.cfg.Keys.Is(k, keys.Abort) {
		return m.abort()
	}
	m.quits = 0
	switch {
	case m.scene.Over != "":
		return tea.Quit
	case !m.asked:
		return m.introduce(msg)
	case m.scene.Pen && m.cfg.Keys.Is(k, keys.Share):
		m.cfg.Seat.GiveBack()
	case m.scene.Pen && !m.ready:
		return m.restPen()
	case m.scene.Pen && m.small():
		m.said = "Enlarge the window to type: nobody signs what isn't wholly in sight."
	case m.scene.Pen:
		m.said = ""
		if msg.Code == tea.KeyEscape && msg.Mod == tea.ModAlt {
			// Two that the line brought in one piece.
			msg = tea.KeyPressMsg{Code: tea.KeyEscape}
			m.cfg.Seat.Press(msg)
		}
		m.cfg.Seat.Press(msg)
	case m.cfg.Keys.Is(k, keys.Quit):
		return m.leave()
	default:
		m.said = m.scene.Holder + " has the pen: your keys do nothing until it is handed to you."
		if !m.scene.Admitted {
			m.said = ""
		}
	}
	return nil
}

// introduce takes the guest's name.
func (m *Visitor) introduce(msg tea.KeyPressMsg) tea.Cmd {
	switch m.cfg.Keys.Any(msg.String(), keys.Choose, keys.Back) {
	case keys.Choose:
		if why := m.cfg.Seat.Name(strings.TrimSpace(wire.Clean(m.name.Value()))); why != "" {
			m.said = why
			return nil
		}
		m.said, m.asked = "", true
		return nil
	case keys.Back:
		return m.leave()
	}
	m.name, _ = m.name.Update(msg)
	return nil
}

// abort leaves at the second ctrl+c in a row, for whoever has the pen may have meant it for something else.
func (m *Visitor) abort() tea.Cmd {
	m.quits++
	if m.quits > 1 || !m.scene.Pen || m.scene.Over != "" {
		return m.leave()
	}
	m.said = "Once more " + m.cfg.Keys.Label(keys.Abort, m.th.ASCII) + " ends your visit."
	return nil
}

func (m *Visitor) leave() tea.Cmd {
	m.cfg.Seat.Leave()
	return tea.Quit
}

// small tells that the guest doesn't see the whole of the shared screen.
func (m *Visitor) small() bool { return m.w < m.scene.Frame.W || m.h-1 < m.scene.Frame.H }
