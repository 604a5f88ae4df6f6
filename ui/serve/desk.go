package serve

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/client/store"
	"axdesk/client/wire"
	"axdesk/theme"
	"axdesk/ui"
	"axdesk/ui/share"
)

const (
	// framesPerSecond is half of what a desk on one's own terminal has: the line is slower than that, and each session's ticker costs
	// whether or not anything has changed.
	framesPerSecond = 60
	// soon is how long a session that was told to end gets before its line is cut, where its terminal reads nothing.
	soon = 3 * time.Second
	// limitPresence is how long the store may take to hear of a session.
	limitPresence = 5 * time.Second
)

// desk is a session under way.
type desk struct {
	s      *Server
	v      *visit
	sess   ssh.Session
	person access.Person
	key    gossh.PublicKey
	guest  bool // looks on at somebody else's desk
	since  time.Time
	log    *slog.Logger

	program *tea.Program
	out     *output
	done    chan struct{} // closed when the program has ended
	touched atomic.Int64  // when the last key came
	warned  atomic.Bool   // that it will end, since that key
	at      atomic.Pointer[spot]
	size    atomic.Pointer[tea.WindowSizeMsg] // the newest; nil where the first one stands

	mu       sync.Mutex
	reason   string // why it ended; "" while nobody ended it but its person
	sentence string
}

// spot is where on the desk somebody is.
type spot struct{ place, ref string }

func newSessionID() string {
	var b [6]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// serveDesk is the one place where a session of somebody who signed in is made.
func (s *Server) serveDesk(v *visit, sess ssh.Session, person access.Person) {
	pty, _, ok := sess.Pty()
	if !ok {
		s.turnAway(v, sess, person, "no terminal", noTerminal)
		return
	}
	s.run(&desk{s: s, v: v, sess: sess, person: person, key: sess.PublicKey()}, func(context.Context) (Screen, error) {
		if pty.Term == dumb && s.cfg.Plain != nil {
			return s.cfg.Plain(person), nil
		}
		return s.cfg.Desk(person, look(sess.Environ())), nil
	})
}

// look is what a session's terminal is able to show, and the theme that was asked for where there is such a one. Its colours are
// told by the colour profile.
func look(env []string) theme.Options {
	values := map[string]string{}
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		values[name] = strings.ToLower(value)
	}
	var o theme.Options
	if name := values["AXDESK_THEME"]; theme.Known(name, false) == nil {
		o.Name = name
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := values[name]; v != "" {
			o.ASCII = !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
			return o
		}
	}
	return o // most clients send no locale, and show UTF-8
}

// run shows a screen on a session's terminal until somebody ends that.
func (s *Server) run(d *desk, screenOf func(context.Context) (Screen, error)) {
	if r := s.door.enter(d.person.Key); r != nil {
		s.turnAway(d.v, d.sess, d.person, r.reason, r.sentence)
		return
	}
	defer s.door.leave(d.person.Key)
	d.v.letIn()
	out := sync.OnceFunc(d.v.letOut)
	defer out()
	screen, refuse := s.made(d, screenOf)
	if refuse != nil {
		out()
		refuse()
		return
	}
	d.prepare(screen)
	s.add(d)
	s.endStranger(d) // the file may have changed since it was looked at, when nobody could see this session
	d.log.Info("signed in", "name", d.person.Name, "role", d.person.Role, "key", d.person.Key, "address", d.person.From, "as", d.kind())
	func() {
		defer s.remove(d)
		defer d.close(screen)
		d.play()
	}()
	out()
	reason, sentence := d.why()
	_ = s.noted(d.person, access.SignedOut, reason)
	d.log.Info("signed out", "why", reason, "after", time.Since(d.since).Round(time.Second).String())
	s.figs.ended.WithLabelValues(reason).Inc()
	status := 0
	if sentence != "" {
		s.say(d.sess, sentence)
		status = 1
	}
	// Before the place is given back: with the last one the server goes down, and cuts what wasn't said.
	_ = d.sess.Exit(status)
}

// made makes a session's screen, and writes down who came; or it gives what refuses them.
func (s *Server) made(d *desk, screenOf func(context.Context) (Screen, error)) (screen Screen, refuse func()) {
	ctx, cancel := context.WithTimeout(d.sess.Context(), limitMade)
	screen, err := screenOf(ctx)
	cancel()
	var elsewhere *share.Elsewhere
	switch {
	case errors.As(err, &elsewhere): // the code is right, so it is no failed attempt
		return nil, func() {
			s.refuse(d.v, "another host's guest", d.person.Key)
			s.say(d.sess, wire.Clean(err.Error()))
			_ = d.sess.Exit(1)
		}
	case err != nil:
		return nil, func() { s.turnAway(d.v, d.sess, d.person, wrongCode, wire.Clean(err.Error())) }
	}
	if err := s.noted(d.person, access.SignedIn, d.kind()); err != nil {
		screen.Close()
		return nil, func() {
			s.turnAway(d.v, d.sess, d.person, "no audit", "Nobody can sign in, because the audit can't be written: ask whoever runs the desk.")
		}
	}
	return screen, nil
}

// close closes the session's screen. Where that panics the session has ended all the same, and its end is written down.
func (d *desk) close(screen Screen) {
	defer func() {
		if r := recover(); r != nil {
			d.broke("Close", r, debug.Stack())
		}
	}()
	screen.Close()
}

// limitMade is how long the making of a session's screen may take.
const limitMade = 10 * time.Second

func (s *Server) add(d *desk) {
	s.mu.Lock()
	s.sessions[d.person.Session] = d
	s.mu.Unlock()
	s.figs.sessions.WithLabelValues(d.kind()).Inc()
	go d.here(context.WithoutCancel(d.sess.Context()))
}

func (s *Server) remove(d *desk) {
	s.mu.Lock()
	delete(s.sessions, d.person.Session)
	s.mu.Unlock()
	s.figs.sessions.WithLabelValues(d.kind()).Dec()
	if s.cfg.Presence != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(d.sess.Context()), limitPresence)
		defer cancel()
		if err := s.cfg.Presence.Gone(ctx, d.person.Host, d.person.Session); err != nil {
			d.log.Warn("the store doesn't know that a session has ended", "error", wire.Clean(err.Error()))
		}
	}
}

func (d *desk) kind() string {
	if d.guest {
		return "guest"
	}
	return "desk"
}

// prepare makes the session's program. It sees nothing of the server's own environment, signals or terminal.
func (d *desk) prepare(screen Screen) {
	d.since, d.done = time.Now(), make(chan struct{})
	d.log = d.s.log.With("session", d.person.Session)
	d.touched.Store(d.since.UnixNano())
	d.at.Store(&spot{})
	d.out = &output{to: d.sess, now: time.Now, frame: func(took time.Duration) { d.s.figs.frames.Observe(took.Seconds()) }}
	in := newInput(d.sess, time.Now, d.out.in, func(sentence string) { d.tell(sentence, true) })
	// A connection may outlive its session's channel, and nobody can type here any more.
	in.gone = func() { d.end("line lost", "") }
	pty, _, _ := d.sess.Pty()
	env := append(d.sess.Environ(), "TERM="+pty.Term)
	w, h := bounded(pty.Window)
	g := &guard{model: screen, failed: d.broke, seen: d.spotted, idle: d.out.idle}
	options := []tea.ProgramOption{
		tea.WithInput(in), tea.WithOutput(d.out), tea.WithEnvironment(env),
		tea.WithColorProfile(colorprofile.Env(env)), tea.WithWindowSize(w, h), tea.WithFPS(framesPerSecond),
		tea.WithoutSignalHandler(), tea.WithFilter(d.filter),
	}
	if p, ok := screen.(*plainScreen); ok {
		p.writes(d.out)
		options = append(options, tea.WithoutRenderer())
	}
	d.program = tea.NewProgram(g, options...)
}

// bounded is a window as it is drawn: one without a size gets the usual one, since RFC 4254 has 0 mean unknown.
func bounded(w ssh.Window) (columns, lines int) {
	columns, lines = min(w.Width, mostColumns), min(w.Height, mostLines)
	if columns <= 0 {
		columns = 80
	}
	if lines <= 0 {
		lines = 24
	}
	return columns, lines
}

// filter notes each key, and that nothing here is a process that could be stopped. A size is always the newest: the program tells its
// first one in a goroutine of its own, which may come last.
func (d *desk) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		d.touched.Store(time.Now().UnixNano())
		d.warned.Store(false)
	case tea.WindowSizeMsg:
		if newest := d.size.Load(); newest != nil {
			return *newest
		}
	case tea.SuspendMsg:
		return tea.ResumeMsg{}
	}
	return msg
}

// spotted keeps where on the desk somebody is, for the store and for what they are told.
func (d *desk) spotted(m tea.Model) {
	if w, ok := m.(interface{ Where() (place, ref string) }); ok {
		place, ref := w.Where()
		if at := d.at.Load(); at.place != place || at.ref != ref {
			d.at.Store(&spot{place, ref})
		}
	}
}

// play runs the program, and ends it where the line is lost.
func (d *desk) play() {
	ctx, cancel := context.WithCancel(d.sess.Context())
	defer cancel()
	go d.resize(ctx)
	if conn, ok := d.sess.Context().Value(ssh.ContextKeyConn).(*gossh.ServerConn); ok {
		go d.v.keepalive(ctx, conn, func() {
			d.end("silent", "")
			_ = d.v.conn.Close()
		})
	}
	go func() {
		<-ctx.Done()
		if d.sess.Context().Err() != nil {
			d.end("line lost", "")
		}
	}()
	_, err := d.program.Run()
	close(d.done)
	if err != nil && !errors.Is(err, tea.ErrInterrupted) && !errors.Is(err, tea.ErrProgramKilled) {
		d.log.Error("a session's program failed", "error", wire.Clean(err.Error()))
	}
}

// resize passes on the window's sizes. Only the newest one counts, so a program that is busy holds up nobody.
func (d *desk) resize(ctx context.Context) {
	newest, _ := ctx.Value(sizesKey{}).(sizes)
	for {
		select {
		case <-ctx.Done():
			return
		case w := <-newest:
			columns, lines := bounded(w)
			size := tea.WindowSizeMsg{Width: columns, Height: lines}
			d.size.Store(&size)
			d.program.Send(size)
		}
	}
}

// tell says something to the session's person, on the status line.
func (d *desk) tell(sentence string, bad bool) {
	if d.guest {
		go d.program.Send(share.Notice{Text: sentence, Bad: bad})
		return
	}
	go d.program.Send(ui.Notice{Text: sentence, Bad: bad})
}

// keeps says what becomes of what they were at.
func (d *desk) keeps() string {
	if at := d.at.Load(); !d.guest && at.ref != "" {
		return "your order " + at.ref + " is kept."
	}
	return "nothing is lost."
}

// end ends a session from outside, once: its model is told to leave, and gets a while for what must not be cancelled.
func (d *desk) end(reason, sentence string) {
	d.mu.Lock()
	first := d.reason == ""
	if first {
		d.reason, d.sentence = reason, sentence
	}
	d.mu.Unlock()
	if !first {
		return
	}
	go func() {
		if d.guest {
			d.program.Quit()
			return
		}
		d.program.Send(ui.Leave{})
	}()
	go d.press()
}

// press cuts the line of a session that was told to end and whose terminal takes nothing, and kills one that goes on regardless.
func (d *desk) press() {
	select {
	case <-d.done:
		return
	case <-time.After(soon):
		if d.out.stuck(time.Now()) >= soon/2 {
			_ = d.v.conn.Close()
		}
	}
	select {
	case <-d.done:
	case <-time.After(d.s.cfg.Limits.Hold):
		_ = d.v.conn.Close()
		d.program.Kill()
	}
}

// why tells how the session ended, and what to say of it.
func (d *desk) why() (reason, sentence string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.reason == "" {
		return "left", ""
	}
	return d.reason, d.sentence
}

// broke ends the session whose model has panicked. The stack goes to the log, and not to whoever sits there.
func (d *desk) broke(where string, value any, stack []byte) {
	d.log.Error("a session broke", "where", where, "panic", wire.Clean(fmt.Sprint(value)), "stack", string(stack))
	d.mu.Lock()
	d.reason = "broke"
	d.sentence = "Something in this desk broke, and so this session ended; " + d.keeps() + " Sign in again; whoever runs the desk finds the cause in " +
		"the log of session " + d.person.Session + "."
	d.mu.Unlock()
	go d.program.Quit()
}

// look ends a session without keys for too long, warns it before, and ends one whose terminal reads nothing.
func (d *desk) look(now time.Time, l Limits) {
	idle := now.Sub(time.Unix(0, d.touched.Load()))
	switch {
	case d.out.stuck(now) >= l.Stuck:
		d.end("reads nothing", "")
		_ = d.v.conn.Close()
	case idle >= l.Idle:
		d.end("idle", "No key came for "+minutes(l.Idle)+", so this session ended; "+d.keeps()+" Sign in again to go on.")
	case idle >= l.Idle-l.Warning && d.warned.CompareAndSwap(false, true):
		d.tell("No key has come for a while: this session ends in "+minutes(l.Warning)+". Any key keeps it; "+d.keeps(), true)
	}
}

// here says to the store that the session is there.
func (d *desk) here(ctx context.Context) {
	if d.s.cfg.Presence == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limitPresence)
	defer cancel()
	at, p := d.at.Load(), d.person
	err := d.s.cfg.Presence.Here(ctx, store.Presence{
		Host: p.Host, Session: p.Session, Who: p.Name, Key: p.Key, Role: string(p.Role), From: p.From, Place: at.place, Ref: at.ref, Since: d.since,
	})
	if err != nil && ctx.Err() == nil {
		d.log.Warn("the store doesn't know that a session is there", "error", wire.Clean(err.Error()))
	}
}
