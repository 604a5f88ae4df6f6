package hosts

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"axdesk/client/store/pgtest"
)

var (
	buildOnce sync.Once
	built     string
	buildErr  error
	buildDir  string
)

func TestMain(m *testing.M) {
	code := pgtest.Run(m)
	if buildDir != "" {
		_ = os.RemoveAll(buildDir)
	}
	os.Exit(code)
}

// binary is the program, built once for all tests.
func binary(t *testing.T) string {
	t.Helper()
	buildOnce.Do(func() {
		if buildDir, buildErr = os.MkdirTemp("", "axdesk-hosts"); buildErr == nil {
			built, buildErr = Build(context.Background(), buildDir)
		}
	})
	if buildErr != nil {
		t.Fatal(buildErr)
	}
	return built
}

// pair starts two hosts at once on an empty database.
func pair(t *testing.T, store string, people int, sandbox ...string) *Pair {
	t.Helper()
	p, err := NewPair(Options{Binary: binary(t), Dir: t.TempDir(), Store: store, People: people, Sandbox: sandbox})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Close()
		seen := p.Recorder.Seen()
		t.Logf("%d nonces", seen.Nonces)
		if !seen.Rising || seen.Refused > 0 {
			t.Errorf("the nonces of %d requests rise strictly: %t; %d were answered 401", seen.Nonces, seen.Rising, seen.Refused)
		}
	})
	return p
}

func (p *Pair) must(t *testing.T, host int, who Person, command string, texts ...string) *Client {
	t.Helper()
	c, err := p.Open(host, who, command)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	wait(t, c, texts...)
	return c
}

func wait(t *testing.T, c *Client, texts ...string) {
	t.Helper()
	if err := c.WaitFor(texts...); err != nil {
		t.Fatal(err)
	}
}

func send(t *testing.T, c *Client, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if err := c.Send(k); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAHostDiesInTheMiddleOfAnOrder kills hosts at several moments of an order: it is finished on the other one, once. Two pairs share the
// moments, since most of the time the keyboard has to rest.
func TestAHostDiesInTheMiddleOfAnOrder(t *testing.T) {
	t.Parallel()
	var busy sync.WaitGroup
	for half := range 2 {
		p := pair(t, pgtest.URL(t), len(Moments))
		busy.Go(func() {
			var refs []string
			for i := half; i < len(Moments); i += 2 {
				got, err := p.TakeOver(t.Context(), i/2%2, p.People[i], Moments[i])
				if err != nil {
					t.Errorf("%s: %v", Moments[i], err)
					return
				}
				t.Logf("%s: at the order again after %s, done after %s", got.Moment, got.Back, got.Done)
				if got.Back > 10*time.Second {
					t.Errorf("%s: at the order again only after %s", got.Moment, got.Back)
				}
				refs = append(refs, got.Ref)
			}
			sum, err := p.Count(t.Context(), refs)
			if want := (Sum{Placed: len(refs)}); err != nil || sum != want {
				t.Errorf("by both books: %+v, %v", sum, err)
			}
		})
	}
	busy.Wait()
}

// TestBothHostsAskUnderOneKey has people on both hosts ask as fast as they can; pair's end checks the nonces.
func TestBothHostsAskUnderOneKey(t *testing.T) {
	t.Parallel()
	p := pair(t, pgtest.URL(t), 10)
	rate, err := p.Lane(p.People, 2, 3*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.0f requests a second", rate)
	if seen := p.Recorder.Seen(); seen.Nonces < 50 {
		t.Errorf("%d requests are too few to tell", seen.Nonces)
	}
}

// TestOneHostPollsForBoth watches one connection from both hosts: it is polled every five seconds, and not by each host as often.
func TestOneHostPollsForBoth(t *testing.T) {
	t.Parallel()
	p := pair(t, pgtest.URL(t), 1, "--scale", "1")
	if err := Connect(p.must(t, 0, p.People[0], "")); err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		// Their own: what others have ordered isn't followed by everybody.
		p.must(t, i%2, p.People[0], "", "1 provisioning")
	}
	const beginning = "GET /api/biz2/v1/service/"
	joined := p.Recorder.Seen().Count(beginning)
	if err := p.Recorder.Wait(t.Context(), beginning, joined+1); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := p.Recorder.Wait(t.Context(), beginning, joined+3); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 7*time.Second {
		t.Errorf("two further polls came within %s", took)
	}
}

// TestAGuestReachesTheOtherHost joins, on one host, a session of the other one.
func TestAGuestReachesTheOtherHost(t *testing.T) {
	t.Parallel()
	p := pair(t, pgtest.URL(t), 1)
	guide := p.must(t, 0, p.People[0], "", "Acme Pty Ltd")
	send(t, guide, "\x07") // ctrl+g
	wait(t, guide, "Have your guest type this")
	line := "ssh -t " + p.Address(0) + " join "
	wait(t, guide, line)
	_, after, _ := strings.Cut(guide.Text(), line)
	code, _, _ := strings.Cut(after, "\n")
	code = strings.TrimRight(strings.TrimSpace(code), " │|")
	said := func(host int, who Person) string {
		c := p.must(t, host, who, "join "+code)
		status, said, err := c.Over()
		if err != nil || status != 1 {
			t.Fatalf("status %d, %v: %s", status, err, said)
		}
		return said
	}
	carol, mallory := guest(t, "carol"), guest(t, "mallory")
	if got, want := said(1, carol), "this session is served by another host. Type there: "+line+code; got != want {
		t.Errorf("the guest is told %q, and not %q", got, want)
	}
	visitor := p.must(t, 0, carol, "join "+code, "Your name")
	send(t, visitor, "Carol")
	send(t, visitor, enter)
	wait(t, guide, "asks to be let in")
	send(t, guide, enter)
	wait(t, visitor, "Acme Pty Ltd", "Company")
	if got := said(1, mallory); !strings.Contains(got, "this code isn't valid") {
		t.Errorf("a used code of another key is told %q", got)
	}
	if got := said(1, carol); !strings.HasSuffix(got, line+code) {
		t.Errorf("the guest who comes back is told %q", got)
	}
}

func guest(t *testing.T, name string) Person {
	t.Helper()
	who, err := NewPerson("", name)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// TestWhoIsHereTellsBothHosts looks from one host at who is on the other, and on when that has died.
func TestWhoIsHereTellsBothHosts(t *testing.T) {
	t.Parallel()
	p := pair(t, pgtest.URL(t), 1)
	p.must(t, 0, p.People[0], "", "Acme Pty Ltd")
	sam := p.must(t, 1, p.Supervisor, "", "Acme Pty Ltd")
	send(t, sam, "A")
	wait(t, sam, "Audit")
	send(t, sam, "\t")
	wait(t, sam, "Who is here", "Agent 1", "Sam Roe", "host-a", "host-b")
	killed := time.Now()
	p.Hosts[0].Kill()
	if err := sam.look(Patience, func() bool { return !strings.Contains(sam.text(), "Agent 1") }); err != nil {
		t.Fatalf("the dead host's session is still here:\n%s", sam.Text())
	}
	t.Logf("forgotten after %s", time.Since(killed))
	wait(t, sam, "Sam Roe", "host-b")
}

// TestTheDatabaseRestartsUnderBothHosts ends PostgreSQL while people order, and starts it again.
func TestTheDatabaseRestartsUnderBothHosts(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	p := pair(t, server.URL(t), 2)
	var refs []string
	var desks [2]*Client
	for host := range desks {
		desks[host] = p.must(t, host, p.People[host], "")
		if err := Play(desks[host], 0, AtSummary); err != nil {
			t.Fatal(err)
		}
		refs = append(refs, Ref(desks[host]))
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	for host, c := range desks {
		if err := c.Insist(enter, "NOT sent"); err != nil {
			t.Fatalf("%s: %v", Name(host), err)
		}
		wait(t, c, "PostgreSQL")
		if text := c.Text(); strings.Contains(text, "disk") || strings.Contains(text, "correct-horse") {
			t.Errorf("%s says:\n%s", Name(host), text)
		}
	}
	if err := server.Up(); err != nil {
		t.Fatal(err)
	}
	for host, c := range desks {
		if err := c.Insist(enter, "document 1 of 2"); err != nil {
			t.Fatalf("%s: %v", Name(host), err)
		}
		if err := Play(c, AtTerms, AtReady); err != nil {
			t.Fatalf("%s: %v", Name(host), err)
		}
	}
	sum, err := p.Count(t.Context(), refs)
	if want := (Sum{Placed: 2}); err != nil || sum != want {
		t.Errorf("by both books: %+v, %v", sum, err)
	}
}
