package share

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/access"
	"axdesk/client/store"
)

// mostKeys is how many keys of a guest may wait; those beyond are dropped, since nobody has seen what they would do.
const mostKeys = 64

// Frame is what is on the screen of whoever guides.
type Frame struct {
	Content string // styled, W cells wide at most and H lines high
	W, H    int
	Dark    bool   // it is coloured for a dark background
	Curtain string // says why nothing is shown; "" when the content is
}

// Guest is one who looks on, or asks to.
type Guest struct {
	ID       uint64
	Person   access.Person
	Admitted bool
	Pen      bool
	W, H     int // of their terminal, 0 until it is known
}

// Invitation is how a guest comes in.
type Invitation struct {
	Code    string
	Command string // the whole line that the guest types
	Expires time.Time
}

// News is what has happened at a shared screen since it was last asked.
type News struct {
	Guests []Guest
	Keys   []Pressed
	Left   []string // names of guests who are gone
}

// Pressed is a key or a paste of the guest who has the pen.
type Pressed struct {
	By  access.Person
	Msg tea.Msg
}

// code is an invitation that was given.
type code struct {
	expires time.Time
	key     string // of the guest who used it; "" until then
	name    string // of the guest who was admitted by it, so that a lost line costs no second asking
}

// Desk is one session's screen as it is shared. It is safe for concurrent use.
type Desk struct {
	hub   *Hub
	guide access.Person
	news  chan struct{} // holds a token while there is something to be told
	over  chan struct{}

	mu    sync.Mutex
	ended bool
	codes map[string]*code // by sum
	seats []*Seat
	next  uint64
	frame Frame
	keys  []Pressed
	left  []string
}

// ErrOver says that the sharing has ended.
var ErrOver = errors.New("this screen is not shared any more")

// Invite makes a code for one guest.
func (d *Desk) Invite(ctx context.Context) (Invitation, error) {
	written := newCode()
	sum, expires := sumOf(written), d.hub.cfg.Now().Add(codeFor)
	d.mu.Lock()
	d.forget(d.hub.cfg.Now())
	full, ended := len(d.codes) >= mostCodes, d.ended
	d.mu.Unlock()
	switch {
	case ended:
		return Invitation{}, ErrOver
	case full:
		return Invitation{}, errors.New("eight codes are open for this screen, which is the most: end the sharing and begin anew")
	}
	if err := d.hub.audit(ctx, d.guide, access.Shared, d.guide.Session, "a code was made"); err != nil {
		return Invitation{}, err
	}
	if err := d.keep(ctx, sum, expires, ""); err != nil {
		return Invitation{}, err
	}
	d.mu.Lock()
	d.codes[sum] = &code{expires: expires}
	d.mu.Unlock()
	d.hub.list(sum, d)
	return Invitation{Code: written, Command: "ssh -t " + d.hub.cfg.Address + " join " + written, Expires: expires}, nil
}

// forget drops codes that nobody used in time. The caller has the lock.
func (d *Desk) forget(now time.Time) {
	for sum, c := range d.codes {
		if !c.expires.After(now) {
			delete(d.codes, sum)
			d.hub.unlist(sum)
		}
	}
}

func (d *Desk) keep(ctx context.Context, sum string, until time.Time, key string) error {
	if d.hub.cfg.Directory == nil {
		return nil
	}
	return d.hub.cfg.Directory.PutShare(ctx, store.Share{
		Code: sum, Host: d.hub.cfg.Host, Address: d.hub.cfg.Address, Session: d.guide.Session, Who: d.guide.Name, GuestKey: key, Expires: until,
	})
}

// knock takes a guest to the door. A code is its guest's alone from then on: another key is refused.
func (d *Desk) knock(sum string, guest access.Person) (*Seat, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.hub.cfg.Now()
	c := d.codes[sum]
	if d.ended || c == nil || !c.expires.After(now) || c.key != "" && c.key != guest.Key || guest.Key == "" {
		return nil, ErrNoCode
	}
	for _, s := range slices.Clone(d.seats) {
		if s.sum == sum {
			// Their line was lost, and that isn't noticed yet.
			s.end("You came in again from elsewhere.")
		}
	}
	if len(d.seats) >= mostGuests {
		return nil, errors.New("eight people look on already, which is the most")
	}
	c.key = guest.Key
	d.next++
	s := &Seat{desk: d, sum: sum, guest: Guest{ID: d.next, Person: guest}, news: make(chan struct{}, 1)}
	if c.name != "" {
		s.guest.Person.Name, s.guest.Admitted, s.named = c.name, true, true
		s.tell()
		d.tell()
	}
	d.seats = append(d.seats, s)
	return s, nil
}

// Wait gives what has happened, and waits until something has. ok is false once the sharing has ended.
func (d *Desk) Wait() (n News, ok bool) {
	select {
	case <-d.news:
	case <-d.over:
		return News{}, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended {
		return News{}, false // what came last doesn't count any more
	}
	n = News{Keys: d.keys, Left: d.left}
	d.keys, d.left = nil, nil
	for _, s := range d.seats {
		if s.named {
			n.Guests = append(n.Guests, s.guest)
		}
	}
	return n, true
}

// Show gives the guests a frame. It never waits: a guest on a slow line gets the newest when their line is free.
func (d *Desk) Show(f Frame) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f == d.frame {
		return
	}
	d.frame = f
	for _, s := range d.seats {
		if s.guest.Admitted {
			s.tell()
		}
	}
}

// Admit lets a guest in. From here on their code is theirs for as long as the screen is shared.
func (d *Desk) Admit(ctx context.Context, id uint64) error {
	s := d.seat(id)
	if s == nil {
		return errors.New("this guest has gone")
	}
	who := s.person()
	if err := d.hub.audit(ctx, d.guide, access.AdmittedGuest, who.Evidence(), who.From); err != nil {
		return err
	}
	until := d.hub.cfg.Now().Add(backFor)
	if err := d.keep(ctx, s.sum, until, who.Key); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.codes[s.sum]; c != nil {
		c.expires, c.name = until, s.guest.Person.Name
	}
	s.guest.Admitted = true
	s.tell()
	d.tell()
	return nil
}

// Dismiss refuses a guest, or sends one away. Their code is spent.
func (d *Desk) Dismiss(id uint64) {
	s := d.seat(id)
	if s == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	said := d.guide.Name + " has not let you in."
	if s.guest.Admitted {
		said = d.guide.Name + " has ended your visit."
	}
	delete(d.codes, s.sum)
	d.hub.unlist(s.sum)
	s.end(said)
	d.tell()
}

// Hand gives the pen to a guest; whoever else had it has it no more.
func (d *Desk) Hand(ctx context.Context, id uint64) error {
	s := d.seat(id)
	if s == nil {
		return errors.New("this guest has gone")
	}
	if err := d.hub.audit(ctx, d.guide, access.HandedPen, s.person().Evidence(), ""); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !s.guest.Admitted || s.over != "" {
		return errors.New("this guest is not here")
	}
	d.lay()
	s.guest.Pen = true
	s.tell()
	d.tell()
	return nil
}

// Take takes the pen back at once; what the guest has typed since is dropped.
func (d *Desk) Take() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lay()
	d.tell()
}

// Took keeps in the audit that the pen was taken back, and from whom.
func (d *Desk) Took(ctx context.Context, from string) error {
	return d.hub.audit(ctx, d.guide, access.TookPen, from, "")
}

// lay takes the pen from whoever has it. The caller has the lock.
func (d *Desk) lay() {
	d.keys = nil
	for _, s := range d.seats {
		if s.guest.Pen {
			s.guest.Pen = false
			s.tell()
		}
	}
}

// End ends the sharing: every guest is told why, and no code leads here any more.
func (d *Desk) End(ctx context.Context, why string) error {
	d.mu.Lock()
	if d.ended {
		d.mu.Unlock()
		return nil
	}
	d.ended = true
	close(d.over)
	var guests []string
	for _, s := range slices.Clone(d.seats) {
		guests = append(guests, s.guest.Person.Name)
		s.end(why)
	}
	sums := make([]string, 0, len(d.codes))
	for sum := range d.codes {
		sums = append(sums, sum)
		d.hub.unlist(sum)
	}
	d.mu.Unlock()
	err := d.hub.audit(ctx, d.guide, access.EndedSharing, strings.Join(guests, ", "), "")
	if d.hub.cfg.Directory != nil {
		for _, sum := range sums {
			err = errors.Join(err, d.hub.cfg.Directory.DropShare(ctx, sum))
		}
	}
	return err
}

func (d *Desk) seat(id uint64) *Seat {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.seats {
		if s.guest.ID == id {
			return s
		}
	}
	return nil
}

// tell leaves word for whoever guides. The caller has the lock.
func (d *Desk) tell() {
	select {
	case d.news <- struct{}{}:
	default:
	}
}
