package screentest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// desk is a program small enough to know by heart: it shows what reached it.
type desk struct {
	ctx           func() error // what "f" fetches
	width, height int
	light         bool
	profile       colorprofile.Profile
	keys          []string
	note          string
}

type fetched struct{ err error }

type alarm struct{}

func (d desk) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (d desk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		d.width, d.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		d.light = !msg.IsDark()
		d.note = "knows its background"
	case tea.ColorProfileMsg:
		d.profile = msg.Profile
	case tea.PasteMsg:
		d.note = fmt.Sprintf("pasted %d bytes", len(msg.Content))
	case alarm:
		d.note = "alarm"
	case fetched:
		d.note = fmt.Sprintf("fetched: %v", msg.err)
	case tea.KeyPressMsg:
		d.keys = append(d.keys, msg.String())
		return d, d.act(msg.String())
	}
	return d, nil
}

func (d desk) act(key string) tea.Cmd {
	switch key {
	case "q":
		return tea.Quit
	case "t":
		return tea.Tick(30*time.Second, func(time.Time) tea.Msg { return alarm{} })
	case "y":
		return tea.SetClipboard("copied text")
	case "b":
		return tea.Raw("\a\a")
	case "f":
		return func() tea.Msg { return fetched{d.ctx()} }
	}
	return nil
}

func (d desk) View() tea.View {
	background := "dark"
	if d.light {
		background = "light"
	}
	v := tea.NewView(fmt.Sprintf("desk %d×%d %s %s\n日本 \x1b[1;7mbold\x1b[m \x1b[31mred\x1b[m\nkeys: %s\n%s",
		d.width, d.height, background, d.profile, strings.Join(d.keys, " "), d.note))
	v.AltScreen = true
	v.WindowTitle = "the desk"
	v.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, 40)
	return v
}

func newDesk(testing.TB) tea.Model { return desk{} }

func TestScreenShowsWhatTheProgramDraws(t *testing.T) {
	Run(t, Options{}, newDesk, func(tb testing.TB, s *Screen) {
		s.WaitFor("knows its background")
		s.Golden("desk")
		if got, want := s.Line(0), "desk 80×24 dark TrueColor"; got != want {
			tb.Errorf("line 0 is %q, not %q", got, want)
		}
		x, y, ok := s.Find("bold")
		if x != 5 || y != 1 || !ok {
			tb.Errorf("bold stands at %d, %d (%t), not behind two wide characters and a space", x, y, ok)
		}
		if style := s.CellStyle(x, y); !style.Bold || !style.Reverse || style.Fg != nil {
			tb.Errorf("bold is drawn as %+v", style)
		}
		x, y, _ = s.Find("red")
		if style := s.CellStyle(x, y); style.Bold || style.Fg == nil {
			tb.Errorf("red is drawn as %+v", style)
		}
		if _, _, ok := s.Find("absent"); ok {
			tb.Error("found what is not there")
		}
		if s.Title() != "the desk" || s.Progress() != "1;40" {
			tb.Errorf("title %q, progress %q", s.Title(), s.Progress())
		}
	})
}

func TestTerminalIsAsTheOptionsSay(t *testing.T) {
	for name, c := range map[string]struct {
		options Options
		want    string
	}{
		"light":    {Options{Light: true}, "desk 80×24 light TrueColor"},
		"no color": {Options{Env: []string{"NO_COLOR=1"}}, "desk 80×24 dark Ascii"},
		"dumb":     {Options{Env: []string{"TERM=dumb"}}, "desk 80×24 dark NoTTY"},
		"profile":  {Options{Profile: colorprofile.ANSI}, "desk 80×24 dark ANSI"},
		"large":    {Options{Width: 120, Height: 40}, "desk 120×40 dark TrueColor"},
	} {
		t.Run(name, func(t *testing.T) {
			Run(t, c.options, newDesk, func(_ testing.TB, s *Screen) {
				s.WaitFor(c.want)
				s.Resize(60, 18)
				s.WaitFor("desk 60×18")
			})
		})
	}
}

// everyKey are keys as Press and as Bubble Tea name them.
var everyKey = []string{
	"enter", "esc", "tab", "shift+tab", "space", "backspace", "delete", "insert", "up", "down", "left", "right", "home",
	"end", "pgup", "pgdown", "ctrl+k", "ctrl+up", "shift+down", "alt+left", "ctrl+space", "alt+x", "f1", "f5", "/", "?", ":", "G", "é", "日",
}

func TestKeysArriveUnderTheirNames(t *testing.T) {
	Run(t, Options{Width: 300}, newDesk, func(tb testing.TB, s *Screen) {
		s.Press(everyKey...)
		if got, want := s.Line(2), "keys: "+strings.Join(everyKey, " "); got != want {
			tb.Errorf("the program saw\n%s\nand not\n%s", got, want)
		}
		s.Type("ab\n")
		s.WaitFor("日 a b enter")
		if _, err := encode("hyper+x"); err == nil {
			tb.Error("a key that is none was encoded")
		}
	})
}

func TestPasteComesInOnePiece(t *testing.T) {
	Run(t, Options{}, newDesk, func(_ testing.TB, s *Screen) {
		s.Paste(strings.Repeat("line\n", 200_000))
		s.WaitFor("pasted 1000000 bytes")
	})
}

func TestFakeTimePassesOnlyWhenTold(t *testing.T) {
	Run(t, Options{}, newDesk, func(tb testing.TB, s *Screen) {
		began := time.Now()
		s.Press("t")
		if took := time.Since(began); took > 100*time.Millisecond {
			tb.Errorf("a key took %s of fake time", took)
		}
		before := s.Bytes()
		s.Advance(29 * time.Second)
		if wrote := s.Bytes() - before; wrote != 0 {
			tb.Errorf("an idle program wrote %d bytes: %q", wrote, s.Written()[before:])
		}
		s.Advance(2 * time.Second)
		if s.Line(3) != "alarm" {
			tb.Errorf("after 31 s the note is %q", s.Line(3))
		}
		s.Send(fetched{})
		s.Gone("alarm")
	})
}

func TestTerminalHearsBellAndClipboard(t *testing.T) {
	Run(t, Options{}, newDesk, func(tb testing.TB, s *Screen) {
		s.Press("y", "b")
		if s.Clipboard() != "copied text" || s.Bells() != 2 {
			tb.Errorf("clipboard %q, %d bells", s.Clipboard(), s.Bells())
		}
		if strings.Contains(s.Written(), mark) {
			tb.Error("the harness's own marks are counted as the program's output")
		}
	})
}

func TestProgramMayEndByItself(t *testing.T) {
	Run(t, Options{}, newDesk, func(tb testing.TB, s *Screen) {
		s.Press("q")
		if err := s.Ended(); err != nil {
			tb.Error(err)
		}
	})
}

// TestLiveReachesARealServer also proves that a frame is on the screen when Press returns: nothing in it waits.
func TestLiveReachesARealServer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hello")
	}))
	defer server.Close()
	build := func(tb testing.TB) tea.Model {
		return desk{ctx: func() error {
			request, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, server.URL, http.NoBody)
			if err != nil {
				return err
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				return err
			}
			return response.Body.Close()
		}}
	}
	RunLive(t, Options{}, build, func(tb testing.TB, s *Screen) {
		s.Press("esc", "alt+x")
		if got := s.Line(2); got != "keys: esc alt+x" {
			tb.Errorf("the screen lags behind its keys: %q", got)
		}
		s.Press("f")
		s.WaitFor("fetched: <nil>")
	})
}

// gaveUp is what a spied test panics with where a real one would stop.
type gaveUp struct{}

// spy takes a failing test's words instead of failing with them.
type spy struct {
	testing.TB
	said []string
}

func (s *spy) Errorf(format string, args ...any) {
	s.said = append(s.said, fmt.Sprintf(format, args...))
}

func (s *spy) Fatalf(format string, args ...any) {
	s.Errorf(format, args...)
	panic(gaveUp{})
}

// fails runs play and returns what the test would have failed with.
func fails(t *testing.T, play func(s *Screen)) string {
	t.Helper()
	var said []string
	Run(t, Options{}, newDesk, func(tb testing.TB, s *Screen) {
		watched := &spy{TB: tb}
		s.tb = watched
		defer func() {
			s.tb, said = tb, watched.said
			if r := recover(); r != nil && r != (gaveUp{}) {
				panic(r)
			}
		}()
		play(s)
	})
	return strings.Join(said, "\n")
}

func TestFailuresSayWhatWasOnTheScreen(t *testing.T) {
	for name, c := range map[string]struct {
		play func(s *Screen)
		want []string
	}{
		"never comes":  {func(s *Screen) { s.WaitFor("never") }, []string{`waited for "never"`, "5m0s", "desk 80×24"}},
		"never goes":   {func(s *Screen) { s.Gone("desk") }, []string{`"desk" to go`, "desk 80×24"}},
		"ended before": {func(s *Screen) { s.Press("q"); s.WaitFor("more") }, []string{`"more"`, "before the program ended"}},
		"too late":     {func(s *Screen) { s.Press("q", "x") }, []string{`"x" comes too late`}},
		"golden":       {func(s *Screen) { s.Press("x"); s.Golden("desk") }, []string{"desk.golden differs: line 3", "keys: x"}},
		"no golden":    {func(s *Screen) { s.Golden("absent") }, []string{"-update"}},
		"no cell":      {func(s *Screen) { s.CellStyle(80, 0) }, []string{"80×24"}},
		"never ends":   {func(s *Screen) { _ = s.Ended() }, []string{"not ended within 5m0s"}},
	} {
		t.Run(name, func(t *testing.T) {
			if *update {
				t.Skip("with -update a golden file can't differ")
			}
			said := fails(t, c.play)
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("said %q, without %q", said, want)
				}
			}
		})
	}
}

func TestACommandInATerminal(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "sh", "-c", `stty -echo; printf 'name? '; read n; printf 'hello %s, ' "$n"; read m; stty size; read l`)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	RunCommand(t, Options{Width: 40, Height: 5}, cmd, func(tb testing.TB, s *Screen) {
		s.WaitFor("name?")
		s.Type("Bob")
		s.Press("enter")
		s.WaitFor("hello Bob")
		s.Resize(60, 9)
		s.Press("enter")
		s.WaitFor("9 60")
		s.Press("enter")
		if err := s.Ended(); err != nil {
			tb.Error(err)
		}
	})
}
