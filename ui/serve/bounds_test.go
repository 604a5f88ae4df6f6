package serve

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// typist hands out chunks, and moves the clock before each.
type typist struct {
	chunks []string
	rest   time.Duration
	at     time.Time
}

func (p *typist) Read(b []byte) (int, error) {
	if len(p.chunks) == 0 {
		return 0, io.EOF
	}
	p.at = p.at.Add(p.rest)
	n := copy(b, p.chunks[0])
	if p.chunks[0] = p.chunks[0][n:]; p.chunks[0] == "" {
		p.chunks = p.chunks[1:]
	}
	return n, nil
}

// typed is what gets through of chunks that come at a pace, and the sentences that were said of it.
func typed(tb testing.TB, rest time.Duration, chunks ...string) (string, []string) {
	tb.Helper()
	var said []string
	p := &typist{chunks: slices.Clone(chunks), rest: rest, at: time.Unix(1e9, 0)}
	in := newInput(p, func() time.Time { return p.at }, func(time.Time) {}, func(s string) { said = append(said, s) })
	out, err := io.ReadAll(in)
	if err != nil {
		tb.Fatal(err)
	}
	return string(out), said
}

const begin, end = "\x1b[200~", "\x1b[201~"

func TestWhatPeopleTypeGetsThrough(t *testing.T) {
	t.Parallel()
	for _, c := range [][]string{
		{"hello\r", "\x1b", "\x1b[A", "\x1b[1;5C", "é界"},
		{begin + "a paste" + end, "x"},
		{begin[:3], begin[3:] + "in pi", "eces" + end[:1], end[1:]},
		{begin + "ends in \x1b", "[201", "~x"},
		{begin + end, "\x1b["},
		strings.Split(strings.Repeat("\x1b[B", 2000), ""),
	} {
		if got, said := typed(t, 20*time.Millisecond, c...); got != strings.Join(c, "") || len(said) > 0 {
			t.Errorf("of %.60q gets through %.60q; said is %q", c, got, said)
		}
	}
	if got, _ := typed(t, 0, strings.Repeat("x", 63)+"\x1b", begin[1:]+"y"+end); !strings.HasSuffix(got, begin+"y"+end) {
		t.Errorf("a marker in two pieces gets through as %.120q", got)
	}
}

func TestTenMegabytesOfPasteAreCut(t *testing.T) {
	t.Parallel()
	got, said := typed(t, 0, begin+strings.Repeat("x", 10<<20)+end, "after")
	if got != begin+strings.Repeat("x", pasteBytes)+end+"after" {
		t.Errorf("%d bytes get through, and end in %q", len(got), got[len(got)-20:])
	}
	if len(said) != 1 || !strings.Contains(said[0], "longer than anything here takes") {
		t.Errorf("said is %q", said)
	}
}

func TestTenMegabytesOfKeysAreCut(t *testing.T) {
	t.Parallel()
	got, said := typed(t, 0, strings.Repeat("y", 10<<20))
	if len(got) > typedBytes || len(said) != 1 || !strings.Contains(said[0], "More came at once than anyone types") {
		t.Errorf("%d bytes get through; said is %q", len(got), said)
	}
	got, _ = typed(t, 300*time.Millisecond, strings.Repeat("y", 4000), strings.Repeat("y", 4000), strings.Repeat("y", 4000), "after")
	if !strings.HasSuffix(got, "after") {
		t.Errorf("once the keyboard has rested, %q gets through", got[len(got)-10:])
	}
	got, _ = typed(t, 0, strings.Repeat(begin+end, 1<<20), "x")
	if len(got) > typedBytes+64 || strings.Count(got, begin) != strings.Count(got, end) {
		t.Errorf("of pastes of nothing %d bytes get through", len(got))
	}
}

func TestThirtyMegabytesInManyPastesAreCut(t *testing.T) {
	t.Parallel()
	paste := begin + strings.Repeat("x", pasteBytes) + end
	got, said := typed(t, 0, strings.Repeat(paste, 500), "after")
	if got != strings.Repeat(paste, pastesBytes/pasteBytes)+"after" {
		t.Errorf("%d bytes of %d get through, and end in %.20q", len(got), 500*len(paste), got[max(0, len(got)-20):])
	}
	if len(said) != 1 || !strings.Contains(said[0], "More was pasted in a few seconds than anyone needs") {
		t.Errorf("said is %q", said)
	}
	// With a rest between them each gets through, and once there was a rest the next one does.
	rest := pasteBytes * time.Second / pastedPerSecond
	if got, said := typed(t, rest/16, strings.Repeat(paste, 20)); got != strings.Repeat(paste, 20) || len(said) > 0 {
		t.Errorf("of 20 pastes, one after the other, %d get through; said is %q", strings.Count(got, begin), said)
	}
	p := &typist{chunks: []string{strings.Repeat(paste, 9)}, at: time.Unix(1e9, 0)}
	again := newInput(p, func() time.Time { return p.at }, func(time.Time) {}, func(string) {})
	if _, err := io.ReadAll(again); err != nil {
		t.Fatal(err)
	}
	again.ended, p.chunks, p.rest = nil, []string{begin + "once more" + end}, rest
	if got, err := io.ReadAll(again); err != nil || string(got) != begin+"once more"+end {
		t.Errorf("after a rest %q gets through, %v", got, err)
	}
}

// FuzzInput feeds any bytes in any pieces: what gets through is bounded, and each paste that begins ends.
func FuzzInput(f *testing.F) {
	f.Add([]byte("a"+begin+"b"+end), uint8(3), int64(0))
	f.Add([]byte(strings.Repeat(begin, 3)+"\x1b"), uint8(1), int64(time.Second))
	f.Add(bytes.Repeat([]byte{0, 0x1b, 0xff}, 9000), uint8(255), int64(time.Millisecond))
	f.Fuzz(func(t *testing.T, text []byte, size uint8, rest int64) {
		var chunks []string
		for b := text; len(b) > 0; {
			n := min(len(b), int(size)+1)
			chunks, b = append(chunks, string(b[:n])), b[n:]
		}
		rest = max(0, min(rest, int64(time.Second)))
		got, _ := typed(t, time.Duration(rest), chunks...)
		if len(got) > len(text)+len(end)*strings.Count(string(text), end) {
			t.Errorf("%d bytes become %d", len(text), len(got))
		}
		if rest == 0 && len(got) > typedBytes+pastesBytes+64+len(end)*strings.Count(string(text), end) {
			t.Errorf("%d bytes at once become %d", len(text), len(got))
		}
		if bytes.HasSuffix(text, []byte(end)) && strings.LastIndex(got, begin) > strings.LastIndex(got, end) {
			t.Errorf("a paste never ends: %q gives %q", text, got)
		}
	})
}

func TestADoorCounts(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	d := newDoor(Limits{Pending: 3, PerAddress: 2, Attempts: 2, CoolOff: time.Minute}.orDefaults(), func() time.Time { return now })
	at := func(ip string) net.Addr { return &net.TCPAddr{IP: net.ParseIP(ip), Port: 4000} }
	a, b, c := source(at("10.0.0.1")), source(at("2001:db8::1")), source(at("2001:db8::ffff:2"))
	if b != c || a == b || source(at("::ffff:10.0.0.1")) != a {
		t.Errorf("the addresses are %s, %s and %s", a, b, c)
	}
	reason := func(r *refusal) string {
		if r == nil {
			return ""
		}
		return r.reason
	}
	for i, want := range []string{"", "", "too many connections of an address"} {
		if got := reason(d.knock(a)); got != want {
			t.Errorf("connection %d of an address is answered with %q", i+1, got)
		}
	}
	if got := reason(d.knock(b)); got != "" {
		t.Errorf("another address is answered with %q", got)
	}
	if got := reason(d.knock(c)); got != "too many connections" {
		t.Errorf("the fourth connection is answered with %q", got)
	}
	d.through(a)
	if got := reason(d.knock(c)); got != "" {
		t.Errorf("once one has signed in, the next is answered with %q", got)
	}
	d.through(b)
	d.through(b)
	if d.missed(b) || !d.missed(c) {
		t.Error("two failed attempts of an address don't leave it out, or one does")
	}
	if r := d.knock(b); reason(r) != "cooling off" || !strings.Contains(r.sentence, "in 60 s") {
		t.Errorf("an address that is left out is answered with %+v", r)
	}
	now = now.Add(61 * time.Second)
	if got := reason(d.knock(b)); got != "" {
		t.Errorf("after its time it is answered with %q", got)
	}
	if d.missed(b) {
		t.Error("attempts of before its time count on")
	}
	for i := range mostAddresses + 10 {
		d.missed(source(at(net.IPv4(11, byte(i>>16), byte(i>>8), byte(i)).String())))
	}
	if len(d.failed) > mostAddresses {
		t.Errorf("%d addresses are remembered", len(d.failed))
	}
	d.shut()
	if got := reason(d.knock(a)); got != "going down" || reason(d.enter("k")) != "going down" {
		t.Errorf("a closed door answers with %q", got)
	}
}

// TestTheEndWaitsForNoSessionForEver has one that never ends, with and without somebody in a hurry.
func TestTheEndWaitsForNoSessionForEver(t *testing.T) {
	t.Parallel()
	hurry := make(chan struct{})
	close(hurry)
	for _, c := range []struct {
		now  <-chan struct{}
		want time.Duration
	}{{nil, limitWaited}, {hurry, soon}} {
		synctest.Test(t, func(t *testing.T) {
			logs := &bytes.Buffer{}
			s := &Server{door: newDoor(Limits{}.orDefaults(), time.Now), log: slog.New(slog.NewTextHandler(logs, nil))}
			if r := s.door.enter("key"); r != nil {
				t.Fatal(r.sentence)
			}
			done, began := make(chan struct{}), time.Now()
			go func() { s.waited(c.now); close(done) }()
			select {
			case <-done:
			case <-time.After(time.Hour):
				t.Error("it waits for ever")
			}
			if took := time.Since(began); took != c.want || !strings.Contains(logs.String(), "sessions were left behind") {
				t.Errorf("it waits %s, %s are expected; its log is %q", took, c.want, logs)
			}
			s.door.leave("key")
			<-done
		})
	}
}

func TestAStuckWriteIsSeen(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	r, w := io.Pipe()
	began, frames := make(chan struct{}), []time.Duration{}
	out := &output{
		to: writerFunc(func(p []byte) (int, error) { close(began); return w.Write(p) }), now: func() time.Time { return now },
		frame: func(took time.Duration) { frames = append(frames, took) },
	}
	out.in(now.Add(-20 * time.Millisecond))
	out.in(now) // the first key counts
	done := make(chan error, 1)
	go func() { _, err := out.Write([]byte("x")); done <- err }()
	<-began
	if got := out.stuck(now.Add(time.Minute)); got != time.Minute {
		t.Errorf("it is stuck for %s", got)
	}
	if _, err := io.ReadFull(r, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(<-done); err != nil || out.stuck(now.Add(time.Hour)) != 0 {
		t.Errorf("once read, it ends with %v and is stuck for %s", err, out.stuck(now.Add(time.Hour)))
	}
	if len(frames) != 1 || frames[0] != 20*time.Millisecond {
		t.Errorf("the key's frame took %v", frames)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// still is a screen that changes with the key x alone.
type still struct{ text string }

func (s still) Init() tea.Cmd { return nil }

func (s still) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok && k.Text == "x" {
		s.text += "x"
	}
	return s, nil
}

func (s still) View() tea.View { return tea.NewView(s.text) }

// TestAKeyThatChangesNothingHasNoFrame keeps such a key's time out of the figures: the next frame is another one's.
func TestAKeyThatChangesNothingHasNoFrame(t *testing.T) {
	t.Parallel()
	idle := 0
	g := &guard{model: still{}, seen: func(tea.Model) {}, idle: func() { idle++ }}
	for _, step := range []struct {
		msg  tea.Msg
		want int
	}{{tea.KeyPressMsg{Code: 'x', Text: "x"}, 0}, {tea.KeyPressMsg{Code: 'y', Text: "y"}, 1}, {tea.FocusMsg{}, 1}, {tea.KeyPressMsg{Code: 'x', Text: "x"}, 1}} {
		g.Update(step.msg)
		g.View()
		if idle != step.want {
			t.Errorf("after %v %d keys changed nothing, want %d", step.msg, idle, step.want)
		}
	}
}
