package serve

import (
	"slices"
	"strings"

	charm "charm.land/ssh"
	"golang.org/x/crypto/ssh"

	"axdesk/client/wire"
)

const (
	mostEnv      = 16
	envBytes     = 128  // of a variable's value
	termBytes    = 64   // of TERM
	commandBytes = 1024 // of what stands behind the host
	mostRefused  = 40   // requests of one connection that are refused, before it is ended
	mostColumns  = 500  // a window is drawn no wider, whatever it says: each cell costs memory
	mostLines    = 300
)

// session passes on what a session needs of the requests of a channel: all else is refused before it costs anything.
type session struct {
	ssh.NewChannel
	v     *visit
	sizes sizes
}

// sizes has the newest size of a session's window, and no other. The library's own channel of them would hold up whoever sends: the
// connection, once nobody reads there.
type sizes chan charm.Window

// put takes a size in place of the one before, and never waits. Only one goroutine may put.
func (s sizes) put(w charm.Window) {
	select {
	case <-s:
	default:
	}
	s <- w
}

// opened is the context of one channel: its session finds its sizes there, whatever else is opened on the connection meanwhile.
type opened struct {
	charm.Context
	sizes sizes
}

type sizesKey struct{}

// Value is the channel's sizes, or what the connection knows.
func (c opened) Value(key any) any {
	if key == (sizesKey{}) {
		return c.sizes
	}
	return c.Context.Value(key)
}

// Accept accepts the channel, with the requests that are left.
func (c session) Accept() (ssh.Channel, <-chan *ssh.Request, error) {
	ch, in, err := c.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	out := make(chan *ssh.Request)
	go func() {
		defer close(out)
		f := filter{}
		for req := range in {
			if why := f.refuse(req); why != "" {
				if req.WantReply {
					_ = req.Reply(false, nil)
				}
				c.v.refused(why)
				continue
			}
			if req.Type == "window-change" {
				c.resized(req)
				continue
			}
			out <- req
		}
	}()
	return ch, out, nil
}

// resized takes a window's new size, which isn't the library's to wait with.
func (c session) resized(req *ssh.Request) {
	var w struct{ Columns, Lines, Width, Height uint32 }
	err := ssh.Unmarshal(req.Payload, &w)
	if err == nil && w.Columns > 0 && w.Lines > 0 { // 0 says nothing
		c.sizes.put(charm.Window{Width: int(w.Columns), Height: int(w.Lines)})
	}
	if req.WantReply {
		_ = req.Reply(err == nil, nil)
	}
}

// filter knows what a channel asked for so far.
type filter struct {
	env int
	pty bool
}

// refuse says in a word why a request isn't granted; "" where it may be, and "-" where nothing is worth saying.
func (f *filter) refuse(req *ssh.Request) string {
	switch req.Type {
	case "shell":
		return ""
	case "exec":
		if len(req.Payload) > commandBytes {
			return "command too long"
		}
		return ""
	case "subsystem":
		if len(req.Payload) > commandBytes {
			return "command too long"
		}
		return ""
	case "pty-req":
		why := refusePty(req.Payload)
		f.pty = f.pty || why == ""
		return why
	case "window-change":
		if !f.pty {
			return quietly // the size of no window
		}
		return ""
	case "env":
		return f.refuseEnv(req.Payload)
	case "auth-agent-req@openssh.com":
		return "agent forwarding"
	case "x11-req":
		return "X11 forwarding"
	}
	return quietly
}

// quietly is for what clients send by themselves, and nobody has to hear of.
const quietly = "-"

func refusePty(payload []byte) string {
	var req struct {
		Term string
		Rest []byte `ssh:"rest"`
	}
	if ssh.Unmarshal(payload, &req) != nil || len(req.Term) > termBytes || strings.ContainsFunc(req.Term, odd) {
		return "a terminal's name that is none"
	}
	return ""
}

func odd(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.+", r)
}

// refuseEnv lets through what tells how to draw, and nothing else: clients are set up to send more than that.
func (f *filter) refuseEnv(payload []byte) string {
	var kv struct{ Name, Value string }
	if ssh.Unmarshal(payload, &kv) != nil {
		return quietly
	}
	if !slices.Contains([]string{"COLORTERM", "LANG", "NO_COLOR", "AXDESK_THEME"}, kv.Name) && !locale(kv.Name) {
		return quietly
	}
	if f.env++; f.env > mostEnv || len(kv.Value) > envBytes || kv.Value != wire.Clean(kv.Value) {
		return quietly
	}
	return ""
}

func locale(name string) bool { return name == "LC_ALL" || name == "LC_CTYPE" }
