// Package share is one screen for several people. Whoever guides a session invites by a code; guests are admitted by name and
// key, see the same frames, and may be handed the pen. Everything here is in memory but the codes, which the store keeps so
// that a guest who reaches another host is told where to go.
package share

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"axdesk/client/access"
	"axdesk/client/store"
)

const (
	// codeFor is how long a code waits for its guest.
	codeFor = 10 * time.Minute
	// backFor is how long the guest of a used code may come back with the same key, while the session lasts.
	backFor = 12 * time.Hour
	// mostGuests may look on at one screen, and mostCodes may be open for it.
	mostGuests = 8
	mostCodes  = 8
)

// Directory is where codes are found by all hosts; *store.Store is one.
type Directory interface {
	PutShare(ctx context.Context, s store.Share) error
	FindShare(ctx context.Context, code string) (store.Share, bool, error)
	DropShare(ctx context.Context, code string) error
}

// Config is what a hub needs.
type Config struct {
	Directory Directory
	Host      string // names this machine among those that share the store
	// Address is what a guest gives to ssh, without the word join: "-p 2222 desk.example". They are told to type -t too, since ssh
	// asks for no terminal where words follow the host (ssh(1), RequestTTY).
	Address string
	// Audit keeps what somebody did; nil keeps nothing. Where it fails, nobody is admitted and no pen is handed over.
	Audit func(ctx context.Context, who access.Person, what, subject, detail string) error
	Now   func() time.Time // nil is time.Now
}

// Hub is where the shared screens of one process are found by their codes. It is safe for concurrent use.
type Hub struct {
	cfg Config

	mu    sync.Mutex
	codes map[string]*Desk // by the code's sum
}

// NewHub makes a hub.
func NewHub(cfg Config) *Hub {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Hub{cfg: cfg, codes: map[string]*Desk{}}
}

// ErrNoCode refuses a code that is wrong, used by another key, or too old. Which of these it is isn't told to whoever guesses.
var ErrNoCode = errors.New("this code isn't valid: it may be mistyped, used already, or older than ten minutes. Ask for a new one")

// Elsewhere refuses a code of a session that another host serves.
type Elsewhere struct {
	Address string // of that host, as ssh takes it
	Code    string
}

// Error says where to go.
func (e *Elsewhere) Error() string {
	return fmt.Sprintf("this session is served by another host. Type there: ssh -t %s join %s", e.Address, e.Code)
}

// Share begins to share the screen of one session. Nobody sees anything of it before they are admitted.
func (h *Hub) Share(guide access.Person) *Desk {
	return &Desk{hub: h, guide: guide, news: make(chan struct{}, 1), over: make(chan struct{}), codes: map[string]*code{}}
}

// Knock has a guest ask to be let in with a code. Its error is ErrNoCode, an *Elsewhere, or the store's.
func (h *Hub) Knock(ctx context.Context, guest access.Person, typed string) (*Seat, error) {
	written := readCode(typed)
	if written == "" {
		return nil, ErrNoCode
	}
	sum := sumOf(written)
	h.mu.Lock()
	d := h.codes[sum]
	h.mu.Unlock()
	if d != nil {
		return d.knock(sum, guest)
	}
	if h.cfg.Directory == nil {
		return nil, ErrNoCode
	}
	row, ok, err := h.cfg.Directory.FindShare(ctx, sum)
	switch {
	case err != nil:
		return nil, err
	case !ok || !row.Expires.After(h.cfg.Now()) || row.Host == h.cfg.Host && row.Address == h.cfg.Address, row.GuestKey != "" && row.GuestKey != guest.Key:
		return nil, ErrNoCode
	}
	return nil, &Elsewhere{Address: row.Address, Code: written}
}

// list and unlist tell where a code leads.
func (h *Hub) list(sum string, d *Desk) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.codes[sum] = d
}

func (h *Hub) unlist(sum string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.codes, sum)
}

func (h *Hub) audit(ctx context.Context, who access.Person, what, subject, detail string) error {
	if h.cfg.Audit == nil {
		return nil
	}
	return h.cfg.Audit(ctx, who, what, subject, detail)
}
