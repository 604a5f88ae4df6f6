package serve

import (
	"slices"
	"strings"

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
	v *visit
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
			out <- req
		}
	}()
	return ch, out, nil
}

// filter knows what a channel asked for so far.
type filter struct{ env int }

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
		return refusePty(req.Payload)
	case "window-change":
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
