package share

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"axdesk/client/access"
	"axdesk/client/store"
)

var (
	alice = access.Person{Name: "Alice Ng", Key: "SHA256:alice", Role: access.Agent, Session: "s1"}
	bob   = access.Person{Name: "bob", Key: "SHA256:bob"}
	eve   = access.Person{Name: "eve", Key: "SHA256:eve"}
)

// world is two hosts on one store, and what their audit was told.
type world struct {
	hub, other *Hub
	audit      []string
	broken     error
	now        time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{now: time.Now()}
	at := func(host string) Config {
		return Config{
			Directory: db, Host: host, Address: "-p 2222 " + host, Now: func() time.Time { return w.now },
			Audit: func(_ context.Context, who access.Person, what, subject, _ string) error {
				w.audit = append(w.audit, who.Name+" "+what+" "+subject)
				return w.broken
			},
		}
	}
	w.hub, w.other = NewHub(at("desk-a.example")), NewHub(at("desk-b.example"))
	return w
}

// open shares Alice's screen and gives the code of an invitation.
func (w *world) open(t *testing.T) (*Desk, string) {
	t.Helper()
	d := w.hub.Share(alice)
	inv, err := d.Invite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := "ssh -t -p 2222 desk-a.example join " + inv.Code; inv.Command != want {
		t.Errorf("the guest is to type %q, want %q", inv.Command, want)
	}
	return d, inv.Code
}

// enter has a guest knock, say their name and be let in.
func (w *world) enter(t *testing.T, d *Desk, code string, who access.Person) *Seat {
	t.Helper()
	s, err := w.hub.Knock(t.Context(), who, code)
	if err != nil {
		t.Fatal(err)
	}
	if why := s.Name(who.Name); why != "" {
		t.Fatal(why)
	}
	n, _ := d.Wait()
	for _, g := range n.Guests {
		if g.Person.Key == who.Key {
			if err := d.Admit(t.Context(), g.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

func TestAGuestSeesNothingBeforeTheyAreAdmittedAndNothingAfterTheEnd(t *testing.T) {
	w := newWorld(t)
	d, code := w.open(t)
	d.Show(Frame{Content: "a price", W: 80, H: 24})
	s, err := w.hub.Knock(t.Context(), bob, code)
	if err != nil {
		t.Fatal(err)
	}
	if why := s.Name("Bob Smith"); why != "" {
		t.Fatal(why)
	}
	if got := s.Scene(); got.Admitted || got.Frame != (Frame{}) {
		t.Errorf("before they were admitted they see %+v", got)
	}
	n, ok := d.Wait()
	if !ok || len(n.Guests) != 1 || n.Guests[0].Person.Name != "Bob Smith" || n.Guests[0].Person.Key != bob.Key || n.Guests[0].Admitted {
		t.Fatalf("Alice is told %+v", n)
	}
	if err := d.Admit(t.Context(), n.Guests[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := s.Scene(); got.Frame.Content != "a price" || got.Holder != alice.Name {
		t.Errorf("once admitted they see %+v", got)
	}
	if err := d.End(t.Context(), "the end"); err != nil {
		t.Fatal(err)
	}
	d.Show(Frame{Content: "another customer"})
	if got := s.Scene(); got.Frame != (Frame{}) || got.Over != "the end" {
		t.Errorf("after the end they see %+v", got)
	}
	if _, err := w.hub.Knock(t.Context(), bob, code); !errors.Is(err, ErrNoCode) {
		t.Errorf("after the end the code answers %v", err)
	}
	if _, ok := d.Wait(); ok {
		t.Error("a desk that isn't shared any more has news")
	}
	if got := strings.Join(w.audit, "; "); got != "Alice Ng shared s1; Alice Ng admitted a guest Bob Smith, key SHA256:bob; Alice Ng ended sharing Bob Smith" {
		t.Errorf("the audit has %s", got)
	}
}

func TestACodeIsOneGuestsAlone(t *testing.T) {
	w := newWorld(t)
	d, code := w.open(t)
	s := w.enter(t, d, strings.ToLower(strings.ReplaceAll(code, "-", " ")), bob)
	if _, err := w.hub.Knock(t.Context(), eve, code); !errors.Is(err, ErrNoCode) {
		t.Errorf("another key with the same code is answered %v", err)
	}
	if _, err := w.hub.Knock(t.Context(), access.Person{Name: "nobody"}, code); !errors.Is(err, ErrNoCode) {
		t.Errorf("somebody without a key is answered %v", err)
	}
	// A lost line: the same key comes in again without asking, also when the old one isn't noticed yet.
	again, err := w.hub.Knock(t.Context(), bob, code)
	if err != nil {
		t.Fatal(err)
	}
	if !again.Scene().Admitted || s.Scene().Over == "" {
		t.Errorf("who came again sees %+v, and the old line %+v", again.Scene(), s.Scene())
	}
	again.Leave()
	if n, _ := d.Wait(); len(n.Guests) != 0 || len(n.Left) != 1 {
		t.Errorf("after both have gone Alice is told %+v", n)
	}
	w.now = w.now.Add(codeFor + time.Minute)
	if _, err := w.hub.Knock(t.Context(), bob, code); err != nil {
		t.Errorf("who was admitted comes again later and is answered %v", err)
	}
	if err := d.Dismiss(t.Context(), d.seats[0].guest.ID); err != nil {
		t.Error(err)
	}
	if _, err := w.hub.Knock(t.Context(), bob, code); !errors.Is(err, ErrNoCode) {
		t.Errorf("who was sent away is answered %v", err)
	}
}

func TestACodeIsValidForMinutes(t *testing.T) {
	w := newWorld(t)
	_, code := w.open(t)
	w.now = w.now.Add(codeFor)
	for _, h := range []*Hub{w.hub, w.other} {
		if _, err := h.Knock(t.Context(), bob, code); !errors.Is(err, ErrNoCode) {
			t.Errorf("a code of ten minutes ago is answered %v", err)
		}
	}
	for _, typed := range []string{"", "join", code + "0", "UUUU-UUUU", strings.Repeat("7", 4096)} {
		if _, err := w.hub.Knock(t.Context(), bob, typed); !errors.Is(err, ErrNoCode) {
			t.Errorf("%.20q is answered %v", typed, err)
		}
	}
}

func TestAnotherHostTellsWhereToGo(t *testing.T) {
	w := newWorld(t)
	d, code := w.open(t)
	_, err := w.other.Knock(t.Context(), bob, code)
	var elsewhere *Elsewhere
	if !errors.As(err, &elsewhere) || !strings.Contains(err.Error(), "ssh -t -p 2222 desk-a.example join "+code) {
		t.Fatalf("the other host answers %v", err)
	}
	w.enter(t, d, code, bob)
	if _, err := w.other.Knock(t.Context(), eve, code); !errors.Is(err, ErrNoCode) {
		t.Errorf("the other host tells another key %v", err)
	}
	if err := d.End(t.Context(), "over"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.other.Knock(t.Context(), bob, code); !errors.Is(err, ErrNoCode) {
		t.Errorf("after the end the other host answers %v", err)
	}
}

func TestOnlyThePenTypes(t *testing.T) {
	w := newWorld(t)
	d, code := w.open(t)
	one := w.enter(t, d, code, bob)
	inv, err := d.Invite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	two := w.enter(t, d, inv.Code, eve)
	key := tea.KeyPressMsg{Code: 'x', Text: "x"}
	one.Press(key)
	if n, _ := d.Wait(); len(n.Keys) != 0 {
		t.Errorf("without the pen %v were typed", n.Keys)
	}
	if err := d.Hand(t.Context(), one.guest.ID); err != nil {
		t.Fatal(err)
	}
	two.Press(key)
	one.Press(key)
	if n, _ := d.Wait(); len(n.Keys) != 1 || n.Keys[0].By.Key != bob.Key {
		t.Errorf("with Bob's pen %+v were typed", n.Keys)
	}
	if got := two.Scene(); got.Holder != "bob" || got.Pen {
		t.Errorf("Eve sees %+v", got)
	}
	one.Press(key)
	d.Take()
	if n, _ := d.Wait(); len(n.Keys) != 0 || one.Scene().Pen {
		t.Errorf("what was on its way when the pen was taken back still counts: %v", n.Keys)
	}
	if err := d.Hand(t.Context(), one.guest.ID); err != nil {
		t.Fatal(err)
	}
	for range 10 * mostKeys {
		one.Press(key)
	}
	if n, _ := d.Wait(); len(n.Keys) != mostKeys {
		t.Errorf("%d keys wait", len(n.Keys))
	}
	one.Leave()
	if two.Scene().Holder != alice.Name {
		t.Error("the pen went with whoever left")
	}
}

func TestWhereTheAuditFailsNobodyIsLetIn(t *testing.T) {
	w := newWorld(t)
	d, code := w.open(t)
	s, err := w.hub.Knock(t.Context(), bob, code)
	if err != nil {
		t.Fatal(err)
	}
	if why := s.Name("Bob"); why != "" {
		t.Fatal(why)
	}
	w.broken = errors.New("the disk is full")
	if err := d.Admit(t.Context(), 1); !errors.Is(err, w.broken) || s.Scene().Admitted {
		t.Errorf("admitting is answered %v, and they see %+v", err, s.Scene())
	}
	w.broken = nil
	if err := d.Admit(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	w.broken = errors.New("the disk is full")
	if err := d.Hand(t.Context(), 1); !errors.Is(err, w.broken) || s.Scene().Pen {
		t.Errorf("handing the pen is answered %v", err)
	}
}

// TestAGuestWhoDoesNotReadHoldsNobodyUp shows a thousand frames that nobody takes.
func TestAGuestWhoDoesNotReadHoldsNobodyUp(t *testing.T) {
	w := newWorld(t)
	d, code := w.open(t)
	s := w.enter(t, d, code, bob)
	for i := range 1000 {
		d.Show(Frame{Content: "frame", W: i})
	}
	synctest.Test(t, func(t *testing.T) {
		if got := s.Wait(t.Context()); got.Frame.W != 999 {
			t.Errorf("they see frame %d", got.Frame.W)
		}
	})
}

func TestCodesAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := newCode()
		written := strings.NewReplacer("0", rapid.SampledFrom([]string{"0", "o", "O"}).Draw(t, "zero"),
			"1", rapid.SampledFrom([]string{"1", "i", "L", "l"}).Draw(t, "one"),
			"-", rapid.SampledFrom([]string{"-", "", " "}).Draw(t, "dash")).Replace(code)
		if got := readCode(written); got != code {
			t.Fatalf("%q is read as %q, want %q", written, got, code)
		}
	})
}

func TestANameIsAName(t *testing.T) {
	w := newWorld(t)
	_, code := w.open(t)
	s, err := w.hub.Knock(t.Context(), bob, code)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "B", "12", "Al, key SHA256:" + strings.Repeat("A", 43), "Al (guest of Sam)", "alice  ng", "ALICE NG", "a\x1bb", "Bob/Smith"} {
		if why := s.Name(name); why == "" {
			t.Errorf("%q is taken for a name", name)
		}
	}
	if why := s.Name("Nuala O’Dea-Müller, Jr"); why == "" {
		t.Error("a comma is taken")
	}
	if why := s.Name("Nuala O’Dea-Müller Jr."); why != "" {
		t.Error(why)
	}
}
