package access

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"axdesk/client/store"
	"axdesk/client/wire"
)

// What people do that the audit keeps.
const (
	SignedIn      = "signed in"
	SignedOut     = "signed out"
	Refused       = "refused"
	SawSecret     = "saw a secret"
	AskedForTerms = "asked for terms"
	Signed        = "signed"
	PlacedOrder   = "placed an order"
	ChangedThing  = "changed"
	RemovedThing  = "removed"
	Noted         = "noted"
	Exported      = "exported"
	Shared        = "shared"
	AdmittedGuest = "admitted a guest"
	TurnedAway    = "turned a guest away"
	HandedPen     = "handed the pen"
	TookPen       = "took the pen"
	EndedSharing  = "ended sharing"
)

// Entry is one thing that somebody did.
type Entry = store.AuditEntry

// Presence is somebody who is at a desk now.
type Presence = store.Presence

// Auditor keeps entries where nothing can be changed; *store.Store is one. What it is given is on the disk when it returns.
type Auditor interface {
	KeepAudit(ctx context.Context, e Entry) error
}

// Book is the audit to be read, the newest entry first, and who is here; *store.Store is one.
type Book interface {
	Audits(ctx context.Context, before int64, limit int) ([]Entry, error)
	Present(ctx context.Context, within time.Duration) ([]Presence, error)
}

// Ledger is the audit since a time by each host's own clock, the newest entry first; *store.Store is one.
type Ledger interface {
	AuditsSince(ctx context.Context, since time.Time, before int64, limit int) ([]Entry, error)
}

// Seat is a session's place at the desk: whose it is, who has the pen, and where the audit of it is kept. A nil Seat is a desk on
// one's own terminal, where everything is allowed and nothing audited. It is safe for concurrent use.
type Seat struct {
	owner Person
	pen   atomic.Pointer[Person] // who has it; nil for the owner
	audit Auditor
	now   func() time.Time

	mu    sync.Mutex
	tries map[string]time.Time // what was refused by a screen, and when that was written down last
}

var (
	_ Auditor = (*store.Store)(nil)
	_ Book    = (*store.Store)(nil)
	_ Ledger  = (*store.Store)(nil)
)

// NewSeat makes the seat of a session. audit is nil on a desk on one's own terminal.
func NewSeat(owner Person, audit Auditor) *Seat {
	return &Seat{owner: owner, audit: audit, now: time.Now}
}

// By has what is audited dated by another clock than this machine's.
func (s *Seat) By(now func() time.Time) *Seat {
	s.now = now
	return s
}

// Person is who acts: the owner, or whoever was handed the pen.
func (s *Seat) Person() Person {
	if s == nil {
		return Person{}
	}
	if p := s.pen.Load(); p != nil {
		return *p
	}
	return s.owner
}

// guestRole is what the audit calls whoever was handed the pen: whatever role their key has, here they act with the owner's.
const guestRole Role = "guest"

// Pass hands the pen to a guest: what is done from now on is the guest's. The zero Person gives it back to the owner.
func (s *Seat) Pass(to Person) {
	switch {
	case s == nil:
	case to.Local():
		s.pen.Store(nil)
	default:
		// It is in the owner's session that a guest acts.
		to.Session, to.Host, to.Role = s.owner.Session, s.owner.Host, guestRole
		s.pen.Store(&to)
	}
}

type actorKey struct{}

// As marks what is done in ctx as done by whoever acts at this seat now: by the time that it is written down, the pen may be another's.
func (s *Seat) As(ctx context.Context) context.Context {
	if s == nil {
		return ctx
	}
	return context.WithValue(ctx, actorKey{}, s.Person())
}

// Audits tells whether what is done here is written down.
func (s *Seat) Audits() bool { return s != nil && s.audit != nil }

// mayChange tells whether who acts may change anything: a guest may what the owner may, who has handed over the pen.
func (s *Seat) mayChange() bool { return s == nil || s.owner.MayChange() }

// guest tells that somebody else than the owner has the pen.
func (s *Seat) guest() bool { return s != nil && s.pen.Load() != nil }

// actor is who acts: whoever had the pen when it was begun.
func (s *Seat) actor(ctx context.Context) Person {
	if by, ok := ctx.Value(actorKey{}).(Person); ok {
		return by
	}
	return s.Person()
}

// Keep writes down that who acts does something, before it is done: where it fails it must not be. subject is a reference, a GUID
// or a service's id; neither it nor detail holds a secret. The error is a *wire.Error.
func (s *Seat) Keep(ctx context.Context, what, subject, detail string) error {
	if !s.Audits() {
		return nil
	}
	p := s.actor(ctx)
	err := s.audit.KeepAudit(ctx, Entry{
		At: s.now(), Host: p.Host, Session: p.Session, Who: p.Name, Key: p.Key, Role: string(p.Role), From: p.From,
		What: what, Subject: wire.Clean(subject), Detail: wire.Clean(detail),
	})
	if err == nil {
		return nil
	}
	return &wire.Error{
		Kind: wire.KindLocal, Op: "do that", Unsent: true, Err: err, What: "it couldn't be written to the audit first (" + wire.Clean(err.Error()) + ")",
		Means: "Nothing was sent, changed or shown, since what is done here has to be on record",
		Next:  "See that the store isn't full, locked or out of reach, then try again",
	}
}

// Saw lets who acts see a secret, once that is written down. A viewer sees none, and neither does a guest who has the pen.
func (s *Seat) Saw(ctx context.Context, subject, what string) error {
	if why := s.Blind(); why != "" {
		_ = s.Keep(ctx, Refused, subject, what)
		return refusal("show the "+what, why, "The "+what+" stays hidden")
	}
	return s.Keep(ctx, SawSecret, subject, what)
}

// Blind says why who acts sees no secrets; "" when they may.
func (s *Seat) Blind() string {
	switch {
	case s.guest():
		return "secrets stay hidden while a guest has the pen"
	case !s.mayChange():
		return asViewer
	}
	return ""
}

// Bounds of what is written down of keys that a screen refuses: a key may be held down.
const (
	tryAgain  = time.Minute
	mostTries = 50 // within that time
)

// Tried writes down that a screen refused something to who acts, before any of it came here: the same once a minute at most. That it
// can't be written changes nothing. subject and op are as for Keep.
func (s *Seat) Tried(ctx context.Context, subject, op string) {
	if !s.Audits() {
		return
	}
	by := s.actor(ctx)
	try := by.Session + " " + by.Name + " " + subject + " " + op
	if s.anew(try) && s.Keep(ctx, Refused, subject, op) != nil {
		s.mu.Lock()
		delete(s.tries, try) // the next one may be written
		s.mu.Unlock()
	}
}

// anew tells whether a try is to be written down, and remembers that it is.
func (s *Seat) anew(try string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	maps.DeleteFunc(s.tries, func(_ string, at time.Time) bool { return now.Sub(at) >= tryAgain || at.After(now) })
	if _, lately := s.tries[try]; lately || len(s.tries) >= mostTries {
		return false
	}
	if s.tries == nil {
		s.tries = map[string]time.Time{}
	}
	s.tries[try] = now
	return true
}

// act is something that is about to be done.
type act struct{ op, what, subject, detail string }

// change lets an act be done: by whom it may be, and once it is written down.
func (s *Seat) change(ctx context.Context, a act) error {
	if !s.mayChange() {
		// That it was tried is worth knowing; that it can't be written changes nothing.
		_ = s.Keep(ctx, Refused, a.subject, a.op)
		return refusal(a.op, asViewer, "Nothing was sent or written")
	}
	err := s.Keep(ctx, a.what, a.subject, a.detail)
	var w *wire.Error
	if errors.As(err, &w) {
		w.Op = a.op
	}
	return err
}

// outcome writes down that an act came to nothing, or that nobody knows. The entry before it stands, so that it is written at all
// is no condition of anything.
func (s *Seat) outcome(ctx context.Context, a act, err error) {
	if err == nil || !s.Audits() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limitOutcome)
	defer cancel()
	_ = s.Keep(ctx, a.what, a.subject, "it came to this: "+err.Error())
}

const limitOutcome = 5 * time.Second

// asViewer is why a viewer may not.
const asViewer = "you are signed in as a viewer"

// ErrRefused is the cause of errors about what somebody may not do.
var ErrRefused = errors.New("not allowed to this person")

func refusal(op, why, means string) *wire.Error {
	return &wire.Error{
		Kind: wire.KindForbidden, Op: op, What: why, Means: means, Unsent: true, Err: ErrRefused,
		Next: "Ask an agent to do it, or whoever keeps the desk's keys for another role",
	}
}
