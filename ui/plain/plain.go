// Package plain is the desk as questions and answers, one line after another: for screen readers, dumb terminals and scripts. It
// moves no cursor, draws nothing and colours nothing. What it asks, judges, sends and keeps is what the full screen does, by the
// same code below it: an order that was begun in the one is gone on with in the other.
package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"axdesk/client/access"
	"axdesk/client/aex"
	"axdesk/client/axon"
	"axdesk/client/lines"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/triage"
	"axdesk/client/wire"
	"axdesk/ui/parts"
)

// Config is all that a session is made of.
type Config struct {
	API axon.API
	// AEX is nil without credentials for it; Feed is what is kept of its snapshots; LinesEnvironment is where it is.
	AEX              aex.API
	Feed             aex.Feed
	LinesEnvironment string
	GPON, Ethernet   triage.Bands   // the limits that light is judged by; zero is the defaults
	Readings         lines.Readings // of light, kept over restarts; nil keeps them for the session
	Journal          *order.Journal
	Book             *price.Book
	Currency         string
	Environment      string // "SANDBOX", "STAGE", "PRODUCTION"
	Note             string // a sentence to begin with
	NewRef           func() string
	Person           access.Person // who signed in over SSH; zero at one's own terminal
	Seat             *access.Seat  // where it is audited what they are refused here; nil audits nothing

	// Line, Order and Service are where the session begins: at a customer's line by its id, at an order by its reference, at an AXON
	// service by its GUID; all empty is at the menu.
	Line, Order, Service string

	In  io.Reader
	Out io.Writer
	// Terminal tells that a person types: wrong answers are asked for again. A script ends with the first one, since the answers
	// behind it were written for other questions.
	Terminal bool
	// Width is how many cells a terminal's line has; nil, or 0, where that isn't known. Scripts have none.
	Width func() int
	// Secret reads a line without showing it; nil reads it like any other. Reveal ends that hiding where the session ends before the
	// line does; nil where nothing is hidden.
	Secret func() (string, error)
	Reveal func()
	// Forget drops what was typed before it was asked for; nil where nothing can have been.
	Forget func()
	// Now is the time; nil is the machine's clock.
	Now func() time.Time
	// Pause waits between two polls; nil is the machine's clock.
	Pause func(time.Duration) <-chan time.Time
}

// Session is one conversation. It is for one goroutine.
type Session struct {
	Config
	ctx    context.Context //nolint:containedctx // a conversation's life is what this context stands for
	in     *input
	lines  *lines.Lines
	looked map[string][]string // the services that were looked at around each line, by id
	keeper *order.Keeper
	facts  order.Facts // what orders before this one have learnt
	asked  time.Time   // when the last question had been put
	mute   error       // why what is said reaches nobody any more; nil while it does
	last   string      // the answer that was read last
	unsaid bool        // last is a secret, or was too long to be read
}

// Time limits of questions, as on the full screen: a person waits on these.
const (
	limitRead   = 45 * time.Second
	limitPlace  = 90 * time.Second
	limitLive   = time.Minute
	limitTakeUp = 90 * time.Second
	limitStore  = 10 * time.Second
)

// What ends a question without an answer.
var (
	errBack = errors.New("back")
	errMenu = errors.New("menu")
	errQuit = errors.New("quit")
	errEnd  = errors.New("the input has ended")
)

// ScriptError says which of a script's answers fits its question so little that it was not gone on with: what is wrong with it is said already.
type ScriptError struct {
	Line   int    // of the input, from 1
	Answer string // in quotes and bounded; "" where it was a secret
}

// Error is a sentence with the line.
func (e *ScriptError) Error() string {
	at := "line " + strconv.Itoa(e.Line) + " of the input"
	if e.Answer != "" {
		at += ", " + e.Answer
	}
	return "the script ended at " + at + ": that answer doesn't fit its question, so that none behind it was taken for another one"
}

// Why a script ended at an order that isn't placed: its status must not tell that it is.
var (
	ErrRefused  = errors.New("the order was refused, so the script ended there: nothing was ordered by it, and what was answered is kept")
	ErrDoubt    = errors.New("nobody knows whether the order was placed, so the script ended there: take it up from choice 3, Orders, and look for it before anything is sent again")
	ErrUnplaced = errors.New("the input ended before the order was placed. What was answered is kept: take it up from choice 3, Orders")
)

// ErrMute says that what is said can't be written, so that nobody would know what the next question asks.
var ErrMute = errors.New("axdesk ended at a question that it couldn't write, since nobody would know what it asks. What was answered is kept")

// Run holds the conversation to its end. The error is nil where it was ended by a person, by the end of the input, or by ctx.
func Run(ctx context.Context, cfg Config) error {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Pause == nil {
		cfg.Pause = time.After
	}
	if cfg.Terminal && cfg.Width != nil {
		cfg.Out = wrapped{cfg.Out, cfg.Width}
	}
	s := &Session{Config: cfg, ctx: ctx, in: newInput(cfg.In), keeper: order.NewKeeper(cfg.Journal), looked: map[string][]string{}}
	defer s.in.close()
	defer s.keeper.Close()
	if cfg.AEX != nil {
		s.lines = &lines.Lines{API: cfg.AEX, Feed: cfg.Feed, GPON: cfg.GPON, Ethernet: cfg.Ethernet}
	}
	s.greet()
	err := s.begin()
	for err == nil || errors.Is(err, errBack) || errors.Is(err, errMenu) {
		err = s.menu()
	}
	var unfit *ScriptError
	switch {
	case errors.As(err, &unfit):
		return err
	case s.mute != nil:
		return fmt.Errorf("%w: %w", ErrMute, s.mute)
	case errors.Is(err, errEnd), errors.Is(err, ErrUnplaced):
		s.say("The input has ended. What was answered is kept.")
	case errors.Is(err, errQuit), ctx.Err() != nil:
		s.say("Goodbye. What was answered is kept.")
	default:
		return err
	}
	if errors.Is(err, ErrUnplaced) {
		return err
	}
	return nil
}

// greet says what this is, where it is, and how to go on.
func (s *Session) greet() {
	s.say("axdesk in plain mode: questions and answers, a line at a time.")
	switch s.Environment {
	case "PRODUCTION":
		s.say("THIS IS PRODUCTION. What is ordered here is real, and is billed.")
	case "SANDBOX":
		s.say("This is the SANDBOX: nothing that is ordered here is real, and nothing is billed.")
	default:
		s.say("This is " + s.Environment + ".")
	}
	if s.AEX != nil && s.LinesEnvironment != s.Environment {
		s.say("The customers' lines are those of " + s.LinesEnvironment + ".")
	}
	if s.Note != "" {
		s.say(s.Note)
	}
	if !s.Person.Local() {
		s.say("You are " + s.Person.Name + ", signed in as " + string(s.Person.Role) + ".")
	}
	s.say("Answer with the number of a choice, or with what is asked for, and press enter. help says what else can be typed. quit ends, and keeps what was answered.")
	s.lookBack()
}

// lookBack settles what ended between a request and its answer, and says what waits for a person.
func (s *Session) lookBack() {
	ctx, cancel := context.WithTimeout(s.ctx, limitStore)
	defer cancel()
	if _, err := s.Journal.Recover(ctx); err != nil {
		s.say(wire.Sentence(err))
		return
	}
	drafts, err := s.drafts(ctx)
	if err != nil {
		s.say(wire.Sentence(err))
	}
	if n := len(drafts); n > 0 && s.Person.MayChange() {
		s.say(parts.Plural(n, "order was", "orders were") + " begun and not finished: take one up with choice 3.")
	}
}

// begin goes where a link leads; without one it is the menu.
func (s *Session) begin() error {
	switch {
	case s.Line != "" && s.lines != nil:
		return s.line(s.Line)
	case s.Order != "":
		return s.book(s.Order)
	case s.Service != "":
		return s.service(s.Service)
	}
	return errMenu
}

// menu asks what is to be done.
func (s *Session) menu() error {
	items := []item{
		{text: "Order a port, or a connection from one, on AXON", names: []string{"order"}},
		{text: "Find a customer's line on AEx, and say what is wrong with it", names: []string{"line", "lines"}},
		{text: "Orders: take up what was begun, and see how what was ordered stands", names: []string{"orders"}},
		{text: "End", names: []string{"end", "exit"}},
	}
	at, err := s.choose(choosing{
		title: "What do you want to do?", items: items, chosen: -1,
		help: "Order leads from a location to a live connection, and shows each price before anything is sent. Line is for a customer who calls: " +
			"it finds the line, reads its device, light, logins and usage, and says what is most likely wrong.",
	})
	if err != nil {
		if errors.Is(err, errBack) {
			s.say("This is the beginning. quit ends.")
		}
		return err
	}
	switch at {
	case 0:
		return s.newOrder(nil)
	case 1:
		return s.find()
	case 2:
		return s.books()
	}
	return errQuit
}

// mayNot says why who is here can't order or change anything; "" when they can. That they tried op of the order ref is in the audit then.
func (s *Session) mayNot(op, ref string) string {
	if s.Person.MayChange() {
		return ""
	}
	ctx, cancel := context.WithTimeout(s.ctx, limitStore)
	defer cancel()
	s.Seat.Tried(ctx, ref, op)
	return "You are signed in as a viewer, who changes nothing: ask an agent to do it."
}

// login is who acts: whoever signed in over SSH, or else whom AXON knows by the API key.
func (s *Session) login(account *axon.Account) string {
	switch {
	case s.Person.Name != "":
		return s.Person.Name
	case account != nil:
		return account.User.LoginID
	}
	return ""
}

// say writes a line. What came from outside was cleaned where it was decoded; no control reaches a terminal from here all the same.
func (s *Session) say(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		s.put(line, "\n")
	}
}

// put writes a text and what ends it; nothing is written but by it. On a terminal a name from right to left must not take the
// numbers behind it, such as a price, to its other side.
func (s *Session) put(text, end string) {
	text = tame(text)
	if s.Terminal {
		text = parts.Steady(text)
	}
	if _, err := io.WriteString(s.Out, text+end); err != nil && s.mute == nil {
		s.mute = err
	}
}

// sayFacts says facts, a line each; empty ones are left out.
func (s *Session) sayFacts(list []parts.Fact) {
	for _, f := range list {
		if strings.TrimSpace(f.Value) != "" {
			s.say(f.Name + ": " + f.Value)
		}
	}
}

// tame takes out of a line what a terminal would obey.
func tame(line string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			if r == '\t' {
				return ' '
			}
			return -1
		}
		return r
	}, line)
}

// of is a count of a whole in words: "15 of 32".
func of(n, all int) string { return strconv.Itoa(n) + " of " + strconv.Itoa(all) }
