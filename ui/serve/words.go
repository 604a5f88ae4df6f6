package serve

import (
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/client/wire"
)

// codeBytes is the most that a guest's code has.
const codeBytes = 64

const helpText = `ssh HOST                 the desk
ssh -t HOST join CODE    look on at a desk that somebody shares with you
ssh HOST whoami          who this desk takes you for
ssh HOST help            this

There is no shell, no copying of files and no forwarding here.`

// middleware is the way of every session: what was asked for, and who asks, decide what becomes of it.
func (s *Server) middleware(next ssh.Handler) ssh.Handler {
	return func(sess ssh.Session) {
		if v := visitOf(sess.Context()); v != nil {
			s.answer(v, sess)
		}
		next(sess)
	}
}

// answer does what was asked for behind the host's name.
func (s *Server) answer(v *visit, sess ssh.Session) {
	person, known := s.who(v, sess)
	if !known && !s.onlyOnce(v) {
		return
	}
	words := sess.Command()
	switch {
	case len(words) > 0 && words[0] == "join":
		s.join(v, sess, person, words[1:])
	case !known:
		s.turnAway(v, sess, person, "unknown key", unknownKey(person.Key))
	case len(words) == 0 && sess.RawCommand() == "":
		s.serveDesk(v, sess, person)
	case len(words) == 1 && words[0] == "whoami":
		s.print(sess, fmt.Sprintf("%s, %s, by the key %s, from %s.", person.Name, person.Role, person.Key, person.From))
	case len(words) == 1 && words[0] == "help":
		s.print(sess, helpText)
	default:
		s.turnAway(v, sess, person, "command", "This is a desk and no shell, so that command isn't run. ssh HOST help says what there is.")
	}
}

// onlyOnce lets whoever isn't known ask for one thing on a connection, or codes could be guessed on it as fast as they are answered.
func (s *Server) onlyOnce(v *visit) bool {
	first := v.lastly()
	if !first {
		v.refused("another command of a stranger")
	}
	return first
}

func unknownKey(fingerprint string) string {
	return "This desk doesn't know your key " + fingerprint + ". If you have another one, name it: ssh -o IdentitiesOnly=yes -i FILE HOST. " +
		"If somebody shares their desk with you: ssh -t HOST join CODE."
}

// who tells whom a session's key belongs to. A guest is called what they call themselves, and may change nothing by themselves.
func (s *Server) who(v *visit, sess ssh.Session) (access.Person, bool) {
	p := access.Person{From: v.addr, Session: newSessionID(), Host: s.cfg.Host}
	key := sess.PublicKey()
	if key == nil {
		return p, false
	}
	p.Key = gossh.FingerprintSHA256(key)
	if e, ok := s.keys.Find(key); ok {
		p.Name, p.Role = e.Name, e.Role
		return p, true
	}
	p.Name, p.Role = guestPrefix+guestName(sess.User()), access.Viewer
	return p, false
}

// guestPrefix stands before what somebody whose key isn't known calls themselves, so that nobody is taken for one of the staff by the
// user name that they gave to ssh.
const guestPrefix = "guest "

// KnownName is the name of somebody whose key is in the file of keys; "" for others, who have yet to say it.
func KnownName(p access.Person) string {
	if strings.HasPrefix(p.Name, guestPrefix) {
		return ""
	}
	return p.Name
}

func guestName(user string) string {
	name := strings.TrimSpace(wire.Clean(user))
	for utf8.RuneCountInString(name) > nameRunes {
		_, n := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-n]
	}
	return name
}

// join is the one place where guests come in.
func (s *Server) join(v *visit, sess ssh.Session, person access.Person, words []string) {
	if len(words) != 1 || len(words[0]) > codeBytes {
		s.turnAway(v, sess, person, "join without a code", "join takes the code that somebody gave you: ssh -t HOST join CODE.")
		return
	}
	if s.cfg.Join == nil {
		s.turnAway(v, sess, person, "no guests", "Nobody can be joined at this desk.")
		return
	}
	if _, _, ok := sess.Pty(); !ok {
		// It is no attempt at anything: ssh asks for no terminal where words follow the host, unless it is told to.
		s.refuse(v, "no terminal", person.Key)
		s.say(sess, "To look on you need a terminal, which ssh asks for when it is told -t. Type: ssh -t HOST join CODE, with what you typed for HOST and CODE.")
		_ = sess.Exit(1)
		return
	}
	if r := s.door.cooling(v.from); r != nil {
		s.refuse(v, r.reason, person.Key)
		s.say(sess, r.sentence)
		_ = sess.Exit(1)
		return
	}
	s.run(&desk{s: s, v: v, sess: sess, person: person, key: sess.PublicKey(), guest: true}, func(ctx context.Context) (Screen, error) {
		return s.cfg.Join(ctx, person, words[0], look(sess.Environ()))
	})
}

const noTerminal = "A desk needs a terminal, and this connection has none: leave out -T, or say ssh -t HOST."

// wrongCode is why somebody is refused whose code opens nothing.
const wrongCode = "code"

// turnAway refuses a session with a sentence. It counts as a failed attempt where whoever asks isn't known, and where a code is guessed.
func (s *Server) turnAway(v *visit, sess ssh.Session, person access.Person, reason, sentence string) {
	s.refuse(v, reason, person.Key)
	_, known := s.keys.Find(sess.PublicKey())
	if known {
		_ = s.noted(person, access.Refused, reason)
	}
	if !known || reason == wrongCode {
		v.missed()
	}
	s.say(sess, sentence)
	_ = sess.Exit(1)
}

// noted writes into the audit, and into the log where that fails.
func (s *Server) noted(p access.Person, what, detail string) error {
	if s.cfg.Noted == nil {
		return nil
	}
	err := s.cfg.Noted(p, what, detail)
	if err != nil {
		s.log.Error("the audit can't be written", "what", what, "session", p.Session, "error", wire.Clean(err.Error()))
	}
	return err
}

// say writes a sentence where people look for what went wrong. A terminal has one stream only: a sentence on the other one might
// overtake the end of the screen, and vanish with it.
func (s *Server) say(sess ssh.Session, sentence string) {
	if _, _, ok := sess.Pty(); ok {
		s.print(sess, sentence)
		return
	}
	_, _ = io.WriteString(sess.Stderr(), sentence+"\n")
}

func (s *Server) print(sess ssh.Session, text string) { _, _ = io.WriteString(sess, text+"\n") }

// noSubsystem refuses sftp, which scp is today, and all others.
func (s *Server) noSubsystem(sess ssh.Session) {
	v := visitOf(sess.Context())
	if v == nil {
		return
	}
	person, known := s.who(v, sess)
	if !known && !s.onlyOnce(v) {
		return
	}
	s.turnAway(v, sess, person, "subsystem", "This is a desk: no files are copied here, and there is no subsystem.")
}

// noChannel refuses forwarding and whatever else isn't a session.
func (s *Server) noChannel(_ *ssh.Server, _ *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	_ = ch.Reject(gossh.Prohibited, "there is no forwarding at this desk")
	if v := visitOf(ctx); v != nil {
		v.refused("forwarding")
	}
}

// noRequest refuses what is asked of the connection as a whole. Only keepalives and what OpenSSH says by itself are no attempt.
func (s *Server) noRequest(ctx ssh.Context, _ *ssh.Server, req *gossh.Request) (bool, []byte) {
	why := quietly
	switch req.Type {
	case "tcpip-forward", "streamlocal-forward@openssh.com":
		why = "forwarding"
	case "keepalive@openssh.com", "no-more-sessions@openssh.com", "hostkeys-prove-00@openssh.com":
		return false, nil
	}
	if v := visitOf(ctx); v != nil {
		v.refused(why)
	}
	return false, nil
}

// channel opens a session: one at a time on a connection.
func (s *Server) channel(srv *ssh.Server, conn *gossh.ServerConn, ch gossh.NewChannel, ctx ssh.Context) {
	v := visitOf(ctx)
	if v != nil && v.over() {
		_ = ch.Reject(gossh.Prohibited, "nothing more is answered on this connection: open another one")
		v.refused("another session after a failed attempt")
		return
	}
	if v == nil || !v.busy.CompareAndSwap(false, true) {
		_ = ch.Reject(gossh.ResourceShortage, "one session at a time on a connection: open another connection")
		if v != nil {
			v.refused("second session on a connection")
		}
		return
	}
	newest := make(sizes, 1)
	ssh.DefaultSessionHandler(srv, conn, session{ch, v, newest}, opened{ctx, newest})
	v.busy.Store(false)
}
