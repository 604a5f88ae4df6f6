package serve

import (
	"reflect"
	"runtime/debug"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
)

// guard stands between a program and its model, so that a panic ends one session and no other: in Update and View as in commands,
// which run in goroutines of their own.
type guard struct {
	model  tea.Model
	broken atomic.Bool
	failed func(where string, value any, stack []byte) // called once
	seen   func(tea.Model)                             // after each Update, in the program's own goroutine
	idle   func()                                      // told of a key that has changed nothing

	keyed bool   // a key came since the last View
	drawn string // what the last View gave
}

// Init asks the model.
func (g *guard) Init() (cmd tea.Cmd) {
	defer g.catch("Init")
	return g.wrap(g.model.Init())
}

// Update asks the model; one that has failed gets no messages any more.
func (g *guard) Update(msg tea.Msg) (self tea.Model, cmd tea.Cmd) {
	self = g // also after a panic
	if g.broken.Load() {
		return self, nil
	}
	defer g.catch("Update")
	m, cmd := g.model.Update(msg)
	g.model = m
	g.seen(m)
	if _, key := msg.(tea.KeyPressMsg); key {
		g.keyed = true
	}
	return self, g.wrap(cmd)
}

// View asks the model.
func (g *guard) View() (v tea.View) {
	v.AltScreen = true
	if g.broken.Load() {
		return v
	}
	defer g.catch("View")
	v = g.model.View()
	if g.keyed && v.Content == g.drawn {
		g.idle() // no frame follows that key, and the next one's isn't its
	}
	g.drawn, g.keyed = v.Content, false
	return v
}

func (g *guard) catch(where string) {
	if r := recover(); r != nil {
		g.fail(where, r)
	}
}

func (g *guard) fail(where string, value any) {
	if g.broken.CompareAndSwap(false, true) {
		g.failed(where, value, debug.Stack())
	}
}

// wrap guards a command, and those that it leads to.
func (g *guard) wrap(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.catch("a command")
		return g.inside(cmd())
	}
}

// inside guards the commands in a message. Bubble Tea's type of a sequence has no name outside of it, hence the look at its shape.
func (g *guard) inside(msg tea.Msg) tea.Msg {
	if batch, ok := msg.(tea.BatchMsg); ok {
		for i, c := range batch {
			batch[i] = g.wrap(c)
		}
		return batch
	}
	v := reflect.ValueOf(msg)
	if v.IsValid() && v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range v.Len() {
			if c, ok := v.Index(i).Interface().(tea.Cmd); ok {
				v.Index(i).Set(reflect.ValueOf(g.wrap(c)))
			}
		}
	}
	return msg
}
