package serve

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"axdesk/client/wire"
)

// visit is one connection, from its first byte on.
type visit struct {
	s    *Server
	conn net.Conn
	addr string
	from netip.Prefix

	once sync.Once   // it stands before the door until then
	busy atomic.Bool // a channel is open on it
	bad  atomic.Int64

	mu   sync.Mutex
	in   int         // sessions that were let in and aren't over
	last bool        // nothing more may be asked on it
	idle *time.Timer // ends a connection on which nobody is in; nil before it has signed in
}

type visitKey struct{}

func visitOf(ctx ssh.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// visited is a connection whose address knows the visit: the library's callbacks get nothing else of it.
type visited struct {
	net.Conn
	v *visit
}

// RemoteAddr is where the connection came from.
func (c visited) RemoteAddr() net.Addr { return visitAddr{c.Conn.RemoteAddr(), c.v} }

type visitAddr struct {
	net.Addr
	v *visit
}

// connected takes a connection before anything was read from it. A refused one gets its sentence in front of SSH's own greeting, where
// clients look for text (RFC 4253, 4.2); OpenSSH shows it with -v.
func (s *Server) connected(ctx ssh.Context, conn net.Conn) net.Conn {
	v := &visit{s: s, conn: conn, addr: address(conn.RemoteAddr()), from: source(conn.RemoteAddr())}
	if r := s.door.knock(v.from); r != nil {
		s.refuse(v, r.reason, "")
		_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
		_, _ = io.WriteString(conn, r.sentence+"\r\n")
		return nil
	}
	s.figs.connections.Inc()
	ctx.SetValue(visitKey{}, v)
	return visited{conn, v}
}

func address(a net.Addr) string {
	host, _, err := net.SplitHostPort(a.String())
	if err != nil {
		return wire.Clean(a.String())
	}
	return host
}

// rules are those of one connection: public keys only.
func (s *Server) rules(ctx ssh.Context) *gossh.ServerConfig {
	v := visitOf(ctx)
	return &gossh.ServerConfig{
		MaxAuthTries: 6,
		AuthLogCallback: func(_ gossh.ConnMetadata, _ string, err error) {
			if err != nil || v == nil {
				return
			}
			v.mu.Lock()
			defer v.mu.Unlock()
			v.idle = time.AfterFunc(s.cfg.Limits.SignIn, v.idled)
		},
	}
}

// idled ends a connection on which nobody is in. Any key signs in, and a channel is opened for nothing: only a session that is let in may
// hold a connection.
func (v *visit) idled() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.in > 0 {
		return
	}
	if !v.last {
		v.s.refuse(v, "no session", "")
	}
	_ = v.conn.Close()
}

// letIn is for a session that has its place among those inside: the connection may stay for as long as it does.
func (v *visit) letIn() {
	v.mu.Lock()
	v.in++
	v.idle.Stop()
	v.mu.Unlock()
	v.inside()
}

// letOut is for the end of such a session. What is said to its person after that may never be read, and holds nothing for long.
func (v *visit) letOut() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.in--; v.in == 0 {
		v.idle.Reset(v.left())
	}
}

// left is how long the connection may stay without a session.
func (v *visit) left() time.Duration {
	if v.last {
		return min(soon, v.s.cfg.Limits.SignIn) // for the client to take what was said to it
	}
	return v.s.cfg.Limits.SignIn
}

// lastly tells whether nothing was asked before that was the last on this connection, as this is now.
func (v *visit) lastly() (first bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	first, v.last = !v.last, true
	return first
}

// missed counts a failed attempt, which is the connection's last: who tries again has to knock again.
func (v *visit) missed() {
	v.s.missed(v)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.last = true
	if v.in == 0 {
		v.idle.Reset(v.left())
	}
}

// over tells whether nothing more may be asked.
func (v *visit) over() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.last
}

// inside takes the visit from before the door; it may be called often.
func (v *visit) inside() { v.once.Do(func() { v.s.door.through(v.from) }) }

// failed hears of a connection that came to nothing before its key was known.
func (s *Server) failed(conn net.Conn, err error) {
	v := visitFrom(conn)
	if v == nil {
		return
	}
	why := "didn't sign in"
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		why = "took too long to sign in"
	}
	s.refuse(v, why, "")
	s.missed(v)
}

func (s *Server) disconnected(conn net.Conn) {
	if v := visitFrom(conn); v != nil {
		v.inside()
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.idle != nil {
			v.idle.Stop()
		}
	}
}

func visitFrom(conn net.Conn) *visit {
	a, _ := conn.RemoteAddr().(visitAddr)
	return a.v
}

// missed counts a failed attempt.
func (s *Server) missed(v *visit) {
	if s.door.missed(v.from) {
		s.log.Warn("an address is left out for a while", "address", v.addr, "for", s.cfg.Limits.CoolOff.String())
		s.figs.cooled.Inc()
	}
}

// refuse logs and counts a refusal.
func (s *Server) refuse(v *visit, reason, detail string) {
	s.figs.refusals.WithLabelValues(reason).Inc()
	args := []any{"reason", reason, "address", v.addr}
	if detail != "" {
		args = append(args, "detail", wire.Clean(detail))
	}
	s.log.Warn("refused", args...)
}

// refused counts what a connection asked for and may not; one that asks for ever is ended.
func (v *visit) refused(why string) {
	n := v.bad.Add(1)
	if why != quietly {
		v.s.refuse(v, why, "")
	}
	if n > mostRefused {
		v.s.refuse(v, "too many requests", "")
		_ = v.conn.Close()
	}
}

// keepalive asks the client whether it is there, until ctx ends; one that doesn't answer has gone without saying so.
func (v *visit) keepalive(ctx context.Context, conn gossh.Conn, gone func()) {
	tick := time.NewTicker(v.s.cfg.Limits.Alive)
	defer tick.Stop()
	answered := make(chan error, 1)
	asked, silent := false, 0
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-answered:
			asked, silent = false, 0
			if err != nil {
				return
			}
		case <-tick.C:
			if asked {
				if silent++; silent >= 3 {
					gone()
					return
				}
				continue
			}
			asked = true
			go func() {
				_, _, err := conn.SendRequest("keepalive@openssh.com", true, nil)
				answered <- err
			}()
		}
	}
}
