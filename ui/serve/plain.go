package serve

import (
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui"
	"axdesk/ui/plain"
)

// dumb is what a terminal calls itself that can't be drawn on.
const dumb = "dumb"

// Bounds of what is typed before it is read.
const (
	mostAhead = 64       // lines
	mostTyped = 16 << 10 // bytes of a line
)

// plainScreen is a session of questions and answers on a terminal that can't be drawn on. It is a model without a view: a program
// without a renderer writes nothing by itself, and all else that a session has (limits, presence, its end) stays as it is. The
// client's terminal is raw, so what is typed is edited and echoed here.
type plainScreen struct {
	cfg    plain.Config
	cancel context.CancelFunc
	ctx    context.Context //nolint:containedctx // a session's life is what this context stands for

	lines  chan string // what was typed, a line each; closed at the end of the input
	rest   []byte      // of a line that was read in part; for the conversation alone
	once   sync.Once
	typing []rune // for Update alone
	width  atomic.Int64

	mu     sync.Mutex // of what follows
	out    io.Writer
	hidden bool
}

// NewPlain makes a session's screen of questions and answers; what the configuration says of input and output is left aside.
func NewPlain(cfg plain.Config) Screen {
	p := &plainScreen{cfg: cfg, lines: make(chan string, mostAhead), out: io.Discard}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.cfg.In, p.cfg.Out, p.cfg.Terminal, p.cfg.Secret, p.cfg.Forget = p, p, true, p.secret, p.forget
	p.cfg.Width = func() int { return int(p.width.Load()) }
	return p
}

// writes says where the terminal is.
func (p *plainScreen) writes(to io.Writer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out = to
}

// ended says what became of the conversation.
type ended struct{ err error }

// Init begins the conversation.
func (p *plainScreen) Init() tea.Cmd {
	return func() tea.Msg { return ended{plain.Run(p.ctx, p.cfg)} }
}

// Update edits the line that is being typed.
func (p *plainScreen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case ended:
		return p, tea.Quit
	case tea.WindowSizeMsg:
		p.width.Store(int64(m.Width))
	case ui.Leave:
		p.cancel() // a purchase that waits for its answer is waited for all the same
	case ui.Notice:
		p.print("\n" + m.Text + "\n")
	case tea.PasteMsg:
		for _, r := range m.Content {
			p.typed(string(r))
		}
	case tea.KeyPressMsg:
		switch key := m.String(); key {
		case "ctrl+c":
			p.cancel()
		case "ctrl+d":
			if len(p.typing) == 0 {
				p.once.Do(func() { close(p.lines) })
			}
		case "enter", "ctrl+j":
			p.typed("\n")
		case "backspace", "ctrl+h":
			if n := len(p.typing); n > 0 {
				p.typing = p.typing[:n-1]
				p.echo("\b \b")
			}
		default:
			p.typed(m.Text)
		}
	}
	return p, nil
}

// typed takes a character, or the end of a line.
func (p *plainScreen) typed(text string) {
	if text == "\n" || text == "\r" {
		p.print("\n")
		select {
		case p.lines <- string(p.typing):
		default:
			p.print("That was too much at once, and was not taken.\n")
		}
		p.typing = p.typing[:0]
		return
	}
	for _, r := range text {
		if len(p.typing) < mostTyped/utf8.UTFMax {
			p.typing = append(p.typing, r)
			p.echo(string(r))
		}
	}
}

// echo shows what was typed, unless it is a secret.
func (p *plainScreen) echo(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.hidden {
		_, _ = io.WriteString(p.out, text)
	}
}

func (p *plainScreen) print(text string) { _, _ = p.Write([]byte(text)) }

// Write writes to the terminal, whose lines end as a raw one wants it.
func (p *plainScreen) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := io.WriteString(p.out, strings.ReplaceAll(string(b), "\n", "\r\n"))
	return len(b), err
}

// Read gives what was typed, once a line is whole.
func (p *plainScreen) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		line, err := p.line()
		if err != nil {
			return 0, err
		}
		p.rest = []byte(line + "\n")
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *plainScreen) line() (string, error) {
	select {
	case line, ok := <-p.lines:
		if !ok {
			return "", io.EOF
		}
		return line, nil
	case <-p.ctx.Done():
		return "", io.EOF
	}
}

// secret reads a line without showing it.
func (p *plainScreen) secret() (string, error) {
	p.hide(true)
	defer p.hide(false)
	return p.line()
}

func (p *plainScreen) hide(hidden bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hidden = hidden
}

// forget drops the lines that were typed before they were asked for.
func (p *plainScreen) forget() {
	for {
		select {
		case _, ok := <-p.lines:
			if !ok {
				return
			}
		default:
			return
		}
	}
}

// View is nothing: what is said was written when it was said.
func (p *plainScreen) View() tea.View { return tea.View{} }

// Where says what is in front, for those who ask who is here.
func (p *plainScreen) Where() (place, ref string) { return "Plain mode", "" }

// Close ends the conversation.
func (p *plainScreen) Close() { p.cancel() }
