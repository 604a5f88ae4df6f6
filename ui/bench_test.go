package ui_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// played is a model without a program around it: its commands run here, each in a goroutine as the program's would.
type played struct {
	tea.Model
	msgs chan tea.Msg
}

// manyScreens gives a benchmark each screen of the walk through long lists.
func manyScreens(b *testing.B, w, h int, each func(b *testing.B, p *played, at manyStop)) {
	b.Helper()
	p := &played{Model: manyModel(manyRows), msgs: make(chan tea.Msg, 1000)}
	p.run(p.Init())
	p.update(tea.WindowSizeMsg{Width: w, Height: h})
	for _, at := range manyStops {

		p.until(b, at.shows)
		b.Run(fmt.Sprintf("%s/%dx%d", at.name, w, h), func(b *testing.B) { each(b, p, at) })
		for _, k := range at.goOn {
			p.press(k)
		}
	}
}

// run runs a command beside the benchmark: a batch at once, a sequence one after another.
func (p *played) run(cmd tea.Cmd) { go p.follow(cmd) }

func (p *played) follow(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if list, ok := msg.(tea.BatchMsg); ok {
		for _, c := range list {
			p.run(c)
		}
		return
	}
	// The type of a sequence has no public name.
	if v := reflect.ValueOf(msg); v.IsValid() && v.Type().ConvertibleTo(reflect.TypeFor[tea.BatchMsg]()) {
		list, _ := v.Convert(reflect.TypeFor[tea.BatchMsg]()).Interface().(tea.BatchMsg)
		for _, c := range list {
			p.follow(c)
		}
		return
	}
	p.msgs <- msg
}

func (p *played) update(msg tea.Msg) tea.Cmd {
	var cmd tea.Cmd
	p.Model, cmd = p.Update(msg)
	return cmd
}

// until hands answers to the model until a text is on its screen.
func (p *played) until(b *testing.B, text string) {
	b.Helper()
	late := time.After(20 * time.Second)
	for !strings.Contains(ansi.Strip(p.View().Content), text) {
		select {
		case msg := <-p.msgs:
			p.run(p.update(msg))
		case <-late:
			b.Fatalf("%q is not on the screen:\n%s", text, ansi.Strip(p.View().Content))
		}
	}
}

// press presses a key by its name, and lets run what follows from it.
func (p *played) press(name string) { p.run(p.update(keyNamed(name))) }

func keyNamed(name string) tea.KeyPressMsg {
	codes := map[string]rune{"down": tea.KeyDown, "up": tea.KeyUp, "enter": tea.KeyEnter, "home": tea.KeyHome, "esc": tea.KeyEscape}
	if code, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: rune(name[0]), Text: name}
}

var sizes = []struct{ w, h int }{{80, 24}, {120, 40}}

// BenchmarkView draws each screen over lists of 10,000 rows while nothing changes.
func BenchmarkView(b *testing.B) {
	for _, size := range sizes {
		manyScreens(b, size.w, size.h, func(b *testing.B, p *played, _ manyStop) {
			for b.Loop() {
				_ = p.View()
			}
		})
	}
}

// BenchmarkMove presses a key that moves the highlight, and draws the frame that follows.
func BenchmarkMove(b *testing.B) {
	for _, size := range sizes {
		manyScreens(b, size.w, size.h, func(b *testing.B, p *played, _ manyStop) {
			names := []string{"down", "up"}
			for i := 0; b.Loop(); i++ {
				_ = p.update(keyNamed(names[i%2]))
				_ = p.View()
			}
		})
	}
}

// BenchmarkKey presses a key that moves the highlight, without the frame.
func BenchmarkKey(b *testing.B) {
	manyScreens(b, 120, 40, func(b *testing.B, p *played, _ manyStop) {
		names := []string{"down", "up"}
		for i := 0; b.Loop(); i++ {
			_ = p.update(keyNamed(names[i%2]))
		}
	})
}

// BenchmarkFilter types a key into the filter of a list of 10,000 rows. What the key costs on the event loop, what the
// search costs beside it, and what its answer costs on the loop again are reported apart.
func BenchmarkFilter(b *testing.B) {
	manyScreens(b, 120, 40, func(b *testing.B, p *played, at manyStop) {
		if !at.list {
			b.Skip("no long list")
		}
		p.press("/")
		var key, search, answer time.Duration
		n := 0
		for ; b.Loop(); n++ {
			// Two keys by turns, so that each is a new search: one more character, and one less.
			press := tea.KeyPressMsg{Code: '4', Text: "4"}
			if n%2 == 1 {
				press = tea.KeyPressMsg{Code: tea.KeyBackspace}
			}
			began := time.Now()
			cmd := p.update(press)
			keyed := time.Now()
			msgs := results(cmd)
			found := time.Now()
			for _, msg := range msgs {
				_ = p.update(msg)
			}
			key, search, answer = key+keyed.Sub(began), search+found.Sub(keyed), answer+time.Since(found)
		}
		for unit, d := range map[string]time.Duration{"key-µs": key, "search-µs": search, "answer-µs": answer} {
			b.ReportMetric(float64(d.Microseconds())/float64(n), unit)
		}
		p.press("esc")
	})
}

// results runs what a key asked for and gives its answers, but those of timers: these aren't work.
func results(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	answers := make(chan tea.Msg, 100)
	(&played{msgs: answers}).run(cmd)
	return []tea.Msg{<-answers}
}
