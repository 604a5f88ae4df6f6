package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"axdesk/client/config"
	"axdesk/client/sandbox"
)

// DefaultSeed is that of the sandbox, embedded or alone.
const DefaultSeed = 1

// embeddedSandbox is a sandbox of this process, on a port of its own.
type embeddedSandbox struct {
	running      *sandbox.Running
	server       *sandbox.Server
	creds, lines *config.Credentials
	forgets      bool // another desk has the state, so nothing of this one's orders is kept
}

// stop lets running requests finish, and then the next desk have the state.
func (e *embeddedSandbox) stop(ctx context.Context) {
	_ = e.running.Close(context.WithoutCancel(ctx))
	_ = e.server.Close()
}

// HintLines ends the embedded sandbox's note for those who have keys to press.
const HintLines = " Ctrl+o goes to the customers' lines."

// NoteSandbox tells that nothing here is real, for those whom nothing else tells.
const NoteSandbox = "No credentials are set, so this is the embedded sandbox: nothing here is real, and nothing is billed."

// note is what the desk begins with. lines are those of a server of the user's own, or nil.
func (e *embeddedSandbox) note(lines *config.Credentials) string {
	note := NoteSandbox + HintLines
	if lines != nil {
		note = "No credentials for AXON are set, so ordering is on the embedded sandbox. The customers' lines are those of " + lines.Base.Host + "."
	}
	if e.forgets {
		note += " Another desk has its orders open, so this one began afresh: what you order here is gone when you quit."
	}
	return note
}

// embedded starts a sandbox that goes on from the state in dir, unless another desk's has that.
func embedded(ctx context.Context, o Options, dir string, clock func() time.Time) (*embeddedSandbox, error) {
	faults, err := sandbox.ParseFaults(o.Fault)
	if err != nil {
		return nil, err
	}
	cfg := sandbox.Config{Clock: clock, Seed: o.Seed, Scale: o.Scale, Faults: faults, State: filepath.Join(dir, worldFile(o.Seed))}
	server, err := sandbox.New(cfg)
	forgets := errors.Is(err, sandbox.ErrStateBusy)
	if forgets {
		cfg.State = ""
		server, err = sandbox.New(cfg)
	}
	if err != nil {
		return nil, err
	}
	running, err := server.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		_ = server.Close()
		return nil, fmt.Errorf("the embedded sandbox can't start: %w", err)
	}
	base, err := url.Parse(running.AXONURL)
	if err != nil {
		return nil, err
	}
	aexBase, err := url.Parse(running.AEXURL)
	if err != nil {
		return nil, err
	}
	key, secret, token := server.Credentials()
	name := WorldName(o.Seed)
	if forgets {
		// What is ordered in a world that is gone afterwards must not be looked for in another one.
		name += fmt.Sprintf(", not kept, %d at %d", os.Getpid(), time.Now().UnixNano())
	}
	return &embeddedSandbox{
		running, server, &config.Credentials{Base: base, Key: key, Secret: secret, Embedded: name}, &config.Credentials{Base: aexBase, Secret: token, Embedded: name}, forgets,
	}, nil
}

// worldFile is what the embedded sandbox of a seed keeps its state in: each seed is a world of its own.
func worldFile(seed uint64) string {
	if seed == DefaultSeed {
		return "world.json"
	}
	return fmt.Sprintf("world-%d.json", seed)
}

// WorldName tells the orders of one seed's world from another's in the journal.
func WorldName(seed uint64) string {
	if seed == DefaultSeed {
		return "embedded sandbox"
	}
	return fmt.Sprintf("embedded sandbox, seed %d", seed)
}

// ServeSandbox serves a sandbox alone until the context ends, and prints where and with which credentials, a line each.
func ServeSandbox(ctx context.Context, out io.Writer, listen string, cfg sandbox.Config) error {
	server, err := sandbox.New(cfg)
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	running, err := server.Listen(ctx, listen)
	if err != nil {
		return err
	}
	key, secret, token := server.Credentials()
	_, err = fmt.Fprintf(out, "AXDESK_AXON_URL=%s\nAXDESK_AXON_KEY=%s\nAXDESK_AXON_SECRET=%s\nAXDESK_AEX_URL=%s\nAXDESK_AEX_TOKEN=%s\n",
		running.AXONURL, key, secret, running.AEXURL, token)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return running.Close(context.WithoutCancel(ctx))
}
