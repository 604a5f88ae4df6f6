// Package serve is the desk over SSH: who may sign in, their sessions, the limits that all of them are held to, and what an operator
// sees of it. Each session is one screen in a program of its own, on its own terminal; what they share is made by whoever makes
// the Config.
package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/client/store"
	"axdesk/client/wire"
	"axdesk/theme"
)

// Screen is what a session shows. Close gives up what it has in hand, once its program has ended.
type Screen interface {
	tea.Model
	Close()
}

// Presence is where sessions say that they are there; store.Store is one.
type Presence interface {
	Here(ctx context.Context, p store.Presence) error
	Still(ctx context.Context, host string, sessions []string) error
	Gone(ctx context.Context, host, session string) error
}

// Config is what a server is made of.
type Config struct {
	Listen  string // address and port
	Keys    string // the file of keys
	HostKey string // a file; made where it is missing
	Metrics string // a loopback address for metrics and health; "" has none
	// MetricsAnywhere lets Metrics be an address that others reach.
	MetricsAnywhere bool
	Host            string // names this machine in logs and the audit; "" asks the system
	Limits          Limits
	Log             *slog.Logger // nil logs nothing

	// Desk makes the screen of somebody who signed in. It is called once for each session.
	Desk func(p access.Person, look theme.Options) Screen
	// Plain makes that of somebody whose terminal is a dumb one (NewPlain); nil gives them a desk that is drawn.
	Plain func(p access.Person) Screen
	// Join makes the screen of a guest with a code; its error is a sentence for them, and a failed attempt. ctx ends once the screen is
	// made. nil has no guests.
	Join func(ctx context.Context, p access.Person, code string, look theme.Options) (Screen, error)

	// Noted keeps in an audit that somebody came (access.SignedIn), went (SignedOut) or was refused something; nil keeps nothing.
	// Where it can't be kept that somebody came, they don't come in. Strangers aren't noted: they would fill what can't be emptied.
	Noted func(p access.Person, what, detail string) error

	Presence Presence                    // nil tells nobody
	Healthy  func(context.Context) error // whether the store answers; nil is always well
	Requests *wire.Log                   // what the sessions ask of the APIs, for the metrics; may be nil
	// KeysEvery is how often the file of keys is looked at; 0 is every two seconds.
	KeysEvery time.Duration
}

// Server serves desks.
type Server struct {
	cfg    Config
	log    *slog.Logger
	keys   *Keys
	door   *door
	ssh    *ssh.Server
	host   gossh.Signer
	figs   *figures
	listen net.Listener
	status net.Listener // of the metrics; nil without

	// MadeHostKey tells that the host key is new.
	MadeHostKey bool

	mu       sync.Mutex
	sessions map[string]*desk // by id
}

// New reads the keys and listens. Its errors are sentences for whoever starts it.
func New(ctx context.Context, cfg Config) (s *Server, err error) {
	cfg.Limits = cfg.Limits.orDefaults()
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Host == "" {
		name, _ := os.Hostname()
		cfg.Host = wire.Clean(name)
	}
	if cfg.KeysEvery <= 0 {
		cfg.KeysEvery = 2 * time.Second
	}
	s = &Server{cfg: cfg, log: cfg.Log, door: newDoor(cfg.Limits, time.Now), sessions: map[string]*desk{}}
	if s.keys, err = LoadKeys(cfg.Keys); err != nil {
		return nil, err
	}
	s.warnNobody()
	if s.host, s.MadeHostKey, err = hostKey(cfg.HostKey); err != nil {
		return nil, err
	}
	s.figs = newFigures(s)
	if s.ssh, err = s.build(); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	if s.listen, err = lc.Listen(ctx, "tcp", cfg.Listen); err != nil {
		return nil, fmt.Errorf("nothing can be served at %s: %w", cfg.Listen, err)
	}
	if s.status, err = s.listenStatus(ctx); err != nil {
		_ = s.listen.Close()
		return nil, err
	}
	return s, nil
}

// build makes the SSH server: public keys only, one session on a connection, and no handler for anything else.
func (s *Server) build() (*ssh.Server, error) {
	server, err := wish.NewServer(
		wish.WithVersion("axdesk"),
		wish.WithMiddleware(s.middleware),
		// Who a key belongs to is looked up when a session begins: a guest's belongs to nobody, and only their command tells them
		// from a stranger.
		wish.WithPublicKeyAuth(func(ssh.Context, ssh.PublicKey) bool { return true }),
		wish.WithSubsystem("default", s.noSubsystem),
		func(server *ssh.Server) error {
			server.AddHostKey(s.host)
			server.ConnCallback = s.connected
			server.ConnectionFailedCallback = s.failed
			server.ConnectionCloseCallback = s.disconnected
			server.ServerConfigCallback = s.rules
			server.HandshakeTimeout = s.cfg.Limits.SignIn
			server.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel, "default": s.noChannel}
			server.RequestHandlers = map[string]ssh.RequestHandler{"default": s.noRequest}
			return nil
		},
	)
	if err != nil {
		return nil, fmt.Errorf("the SSH server can't be made: %w", err)
	}
	return server, nil
}

// Addr is where the server listens.
func (s *Server) Addr() net.Addr { return s.listen.Addr() }

// StatusAddr is where metrics and health are; nil where they aren't served.
func (s *Server) StatusAddr() net.Addr {
	if s.status == nil {
		return nil
	}
	return s.status.Addr()
}

// Fingerprint is the host key's, as OpenSSH prints it.
func (s *Server) Fingerprint() string { return gossh.FingerprintSHA256(s.host.PublicKey()) }

// People is how many keys may sign in.
func (s *Server) People() int { return s.keys.Len() }

// Serve serves until ctx ends, and then stops gracefully: sessions are told, and end by themselves or when their time is up, or at
// once when now is closed.
func (s *Server) Serve(ctx context.Context, now <-chan struct{}) error {
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var side sync.WaitGroup
	for _, f := range []func(context.Context){s.watchKeys, s.watchSessions, s.heartbeat, s.serveStatus} {
		side.Go(func() { f(running) })
	}
	ended := make(chan error, 1)
	go func() { ended <- s.ssh.Serve(s.listen) }()
	var err error
	select {
	case <-ctx.Done():
		s.stop(now)
	case err = <-ended:
		s.stop(now)
	}
	_ = s.ssh.Close()
	s.waited(now)
	cancel()
	side.Wait()
	if errors.Is(err, ssh.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// stop lets nobody in any more, tells everybody, and ends what is left when the time is up.
func (s *Server) stop(now <-chan struct{}) {
	s.door.shut()
	all := s.all()
	s.log.Info("going down", "sessions", len(all), "within", s.cfg.Limits.Stop.String())
	for _, d := range all {
		d.tell("The desk is going down in "+minutes(s.cfg.Limits.Stop)+"; "+d.keeps()+" Leave with "+quitKey+", and come back in a minute.", true)
	}
	gone := make(chan struct{})
	go func() {
		s.door.open.Wait()
		close(gone)
	}()
	late := time.NewTimer(s.cfg.Limits.Stop)
	defer late.Stop()
	select {
	case <-gone:
		return
	case <-late.C:
	case <-now:
	}
	for _, d := range s.all() {
		d.end("stopped", "The desk went down; "+d.keeps()+" Sign in again in a minute.")
	}
	select {
	case <-gone:
	case <-now:
	case <-time.After(s.cfg.Limits.Hold):
	}
}

// limitWaited is how long the end of the server waits for sessions whose line is cut: what they write down has limits of its own below that,
// and a screen that never closes must not keep a host from going down.
const limitWaited = 20 * time.Second

// waited waits for what sessions still write down: not for long where somebody is in a hurry.
func (s *Server) waited(now <-chan struct{}) {
	gone := make(chan struct{})
	go func() {
		s.door.open.Wait()
		close(gone)
	}()
	late := time.NewTimer(limitWaited)
	defer late.Stop()
	select {
	case <-gone:
		return
	case <-now:
		late.Reset(soon)
	case <-late.C:
		late.Reset(0)
	}
	select {
	case <-gone:
	case <-late.C:
		s.log.Warn("sessions were left behind", "sessions", len(s.all()))
	}
}

// quitKey is how people leave from anywhere, also where a letter is text.
const quitKey = "ctrl+c twice"

// all are the sessions there are, in the order that they began.
func (s *Server) all() []*desk {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*desk, 0, len(s.sessions))
	for _, d := range s.sessions {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b *desk) int {
		if n := a.since.Compare(b.since); n != 0 {
			return n
		}
		return strings.Compare(a.person.Session, b.person.Session)
	})
	return list
}

// watchKeys reads the file of keys again when it has changed. A session whose key has gone, or says another name or role now, ends.
func (s *Server) watchKeys(ctx context.Context) {
	tick := time.NewTicker(s.cfg.KeysEvery)
	defer tick.Stop()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		changed, err := s.keys.Reload()
		switch {
		case err != nil && err.Error() != said:
			s.log.Error("the file of keys can't be taken; the keys of before stay", "error", wire.Clean(err.Error()))
			s.figs.reloads.WithLabelValues("refused").Inc()
			said = err.Error()
		case err == nil:
			said = ""
		}
		if changed {
			s.log.Info("the file of keys was read again", "keys", s.keys.Len())
			s.warnNobody()
			s.figs.reloads.WithLabelValues("taken").Inc()
			s.endStrangers()
		}
	}
}

// warnNobody tells the operator of a file without keys: it may be filled yet, so it is no error.
func (s *Server) warnNobody() {
	if s.keys.Len() == 0 {
		s.log.Warn("nobody can sign in: the file of keys holds none; it is read again as soon as it changes", "file", s.cfg.Keys)
	}
}

func (s *Server) endStrangers() {
	for _, d := range s.all() {
		s.endStranger(d)
	}
}

// endStranger ends a session whose key isn't its person's any more.
func (s *Server) endStranger(d *desk) {
	if d.guest {
		return
	}
	if e, ok := s.keys.Find(d.key); !ok || e.Name != d.person.Name || e.Role != d.person.Role {
		d.end("key changed", "Your key was taken out of this desk's file of keys, or changed there; "+d.keeps()+" Ask whoever runs the desk.")
	}
}

// watchSessions ends those that nobody types into any more, and those whose terminal has stopped reading.
func (s *Server) watchSessions(ctx context.Context) {
	l := s.cfg.Limits
	tick := time.NewTicker(min(time.Second, l.Idle/8, l.Warning/4+time.Millisecond, l.Stuck/4))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			for _, d := range s.all() {
				d.look(now, l)
			}
		}
	}
}

const (
	// heartbeatEvery is how often the store hears of this host's sessions; others call one gone that wasn't heard of for three times that.
	heartbeatEvery = 5 * time.Second
	// beatsToSpot is every how many of these it hears of each where on the desk it is.
	beatsToSpot = 4
)

// heartbeat says for all sessions that they are there.
func (s *Server) heartbeat(ctx context.Context) {
	if s.cfg.Presence == nil {
		return
	}
	tick := time.NewTicker(heartbeatEvery)
	defer tick.Stop()
	for beat := 1; ; beat++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.beat(ctx, beat%beatsToSpot == 0)
		}
	}
}

func (s *Server) beat(ctx context.Context, spots bool) {
	all := s.all()
	if spots {
		for _, d := range all {
			d.here(ctx)
		}
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limitPresence)
	defer cancel()
	ids := make([]string, len(all))
	for i, d := range all {
		ids[i] = d.person.Session
	}
	if err := s.cfg.Presence.Still(ctx, s.cfg.Host, ids); err != nil && ctx.Err() == nil {
		s.log.Warn("the store doesn't know that sessions are there", "error", wire.Clean(err.Error()))
	}
}
