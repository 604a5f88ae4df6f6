package doctor

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"axdesk/client/config"
)

// Terminal is what is known of it.
type Terminal struct {
	TTY           bool
	Term, Locale  string
	Colours       colorprofile.Profile
	Width, Height int // 0 where it isn't told
	UTF8, NoColor bool
	SSH           bool
	Tmux          bool
	Escape        time.Duration // how long tmux waits behind esc; under 0 where it isn't told
}

const (
	leastWidth, leastHeight = 60, 18
	wholeWidth, wholeHeight = 80, 24
	// slowEscape is from where a person notices that esc waits.
	slowEscape = 100 * time.Millisecond
	// limitTmux is how long tmux may take to tell of itself.
	limitTmux = time.Second
)

// Here looks at the terminal of a file.
func Here(ctx context.Context, out *os.File) Terminal {
	t := Terminal{
		TTY: term.IsTerminal(out.Fd()), Term: os.Getenv("TERM"), Colours: colorprofile.Detect(out, os.Environ()), UTF8: config.UnicodeLocale(),
		NoColor: os.Getenv("NO_COLOR") != "", SSH: os.Getenv("SSH_TTY") != "" || os.Getenv("SSH_CONNECTION") != "", Tmux: os.Getenv("TMUX") != "", Escape: -1,
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := os.Getenv(name); v != "" {
			t.Locale = name + "=" + v
			break
		}
	}
	if w, h, err := term.GetSize(out.Fd()); err == nil {
		t.Width, t.Height = w, h
	}
	if t.Tmux {
		t.Escape = tmuxEscape(ctx)
	}
	return t
}

// tmuxEscape asks tmux how long it waits behind esc.
func tmuxEscape(ctx context.Context) time.Duration {
	ctx, cancel := context.WithTimeout(ctx, limitTmux)
	defer cancel()
	said, err := exec.CommandContext(ctx, "tmux", "show-options", "-s", "-v", "escape-time").Output()
	if err != nil {
		return -1
	}
	ms, err := strconv.Atoi(strings.TrimSpace(string(said)))
	if err != nil || ms < 0 || ms > 60_000 {
		return -1
	}
	return time.Duration(ms) * time.Millisecond
}

// terminal judges what the desk would be drawn on.
func (r *Report) terminal(t Terminal) {
	if !t.TTY {
		r.add(areaTerminal, Note, "this output is no terminal, so nothing is known of one", "Run axdesk doctor without a pipe to have it looked at.")
		return
	}
	r.kind(t)
	r.size(t)
	if t.UTF8 {
		r.add(areaTerminal, Good, "the locale shows UTF-8"+in(t.Locale), "")
	} else {
		r.add(areaTerminal, Note, "the locale doesn't show UTF-8"+in(t.Locale)+", so the desk is drawn with ASCII", "Set LANG to one that ends in .UTF-8, such as C.UTF-8.")
	}
	if t.SSH {
		r.add(areaTerminal, Good, "over SSH: copying needs a terminal that takes OSC 52", "")
	}
	if t.Tmux {
		r.tmux(t)
	}
}

// kind judges TERM and the colours.
func (r *Report) kind(t Terminal) {
	switch {
	case t.Term == "" || t.Term == "dumb":
		r.add(areaTerminal, Wrong, fmt.Sprintf("TERM is %q: the desk can't be drawn there", t.Term), "Set TERM to what the terminal is, such as xterm-256color.")
	case t.NoColor:
		r.add(areaTerminal, Good, "TERM is "+t.Term+"; NO_COLOR is set, so nothing is coloured", "")
	case t.Colours <= colorprofile.ASCII:
		r.add(areaTerminal, Note, "TERM is "+t.Term+", which has no colours: states are told by glyph and word", "If the terminal has some, set TERM to what it is.")
	case t.Colours == colorprofile.ANSI:
		r.add(areaTerminal, Note, "TERM is "+t.Term+", which has 16 colours", "If the terminal has more, set TERM to one that ends in -256color, or COLORTERM=truecolor.")
	default:
		r.add(areaTerminal, Good, "TERM is "+t.Term+", with "+colours(t.Colours), "")
	}
}

func colours(p colorprofile.Profile) string {
	if p == colorprofile.TrueColor {
		return "all colours"
	}
	return "256 colours"
}

func (r *Report) size(t Terminal) {
	at := fmt.Sprintf("%d columns and %d lines", t.Width, t.Height)
	switch {
	case t.Width == 0 || t.Height == 0:
		r.add(areaTerminal, Note, "it doesn't tell its size", "")
	case t.Width < leastWidth || t.Height < leastHeight:
		r.add(areaTerminal, Wrong, fmt.Sprintf("%s are too few: the desk needs %d and %d", at, leastWidth, leastHeight), "Make the window larger, or the letters smaller.")
	case t.Width < wholeWidth || t.Height < wholeHeight:
		r.add(areaTerminal, Note, fmt.Sprintf("%s: it works, and %d and %d show everything", at, wholeWidth, wholeHeight), "")
	default:
		r.add(areaTerminal, Good, at, "")
	}
}

// tmux says what of it is in the way.
func (r *Report) tmux(t Terminal) {
	good := true
	if !strings.HasPrefix(t.Term, "tmux") && !strings.HasPrefix(t.Term, "screen") {
		good = false
		r.add(areaTerminal, Note, "in tmux, yet TERM is "+t.Term+": keys and colours may come wrong", `Leave TERM alone in your shell's files; tmux sets it (set -g default-terminal "tmux-256color").`)
	} else if t.Colours < colorprofile.TrueColor && !t.NoColor {
		good = false
		r.add(areaTerminal, Note, "in tmux, which isn't told that the terminal has all colours", `If it has: set -as terminal-features ",*:RGB" in tmux.conf, and COLORTERM=truecolor.`)
	}
	if t.Escape > slowEscape {
		good = false
		r.add(areaTerminal, Note, fmt.Sprintf("tmux waits %d ms behind esc", t.Escape.Milliseconds()), "set -s escape-time 10 in tmux.conf.")
	}
	if good {
		r.add(areaTerminal, Good, "in tmux; copying needs set -g set-clipboard on", "")
	}
}

func in(locale string) string {
	if locale == "" {
		return ""
	}
	return " (" + locale + ")"
}
