package hosts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	down  = "\x1b[B"
	enter = "\r"
)

// step is one step of an order: what has to be on the screen, and what is pressed then.
type step struct {
	shown []string
	keys  []string
}

// portOrder orders a port, from the first screen to the meet-me. A document can be signed once its end was in sight, and keys that buy
// count once the keyboard has rested, which the screen says.
var portOrder = []step{
	{[]string{"Acme Pty Ltd", "buy for this one"}, []string{enter}},
	{[]string{"Adelaide", "1 of 32"}, []string{enter}},
	{[]string{"10GBASELR · 10 Gbps", "Monthly"}, []string{"/", "10gbaselr 12 months"}},
	{[]string{"▸ AXON-PORT-10G-LR", "12 months", "of 1"}, []string{enter}},
	{[]string{"▸ Description*"}, []string{down, down, down, enter}},
	{[]string{"Summary of the port", "ask for the terms"}, []string{enter}},
	{[]string{"document 1 of 2", "Read it to its end first"}, []string{"G"}},
	{[]string{"document 1 of 2", "S signs this document"}, []string{"S"}},
	{[]string{"document 2 of 2", "Read it to its end first"}, []string{"G"}},
	{[]string{"document 2 of 2", "S signs this document"}, []string{"S"}},
	{[]string{`Type "place" to order`}, []string{"place", enter}},
	{[]string{"Meet-me  "}, nil},
}

// Steps of portOrder by what is on the screen before their keys are pressed.
const (
	AtOptions = 4
	AtSummary = 5 // its key sends the first POST
	AtTerms   = 6
	AtPlacing = 10 // its keys send the second POST
	AtReady   = 11
)

// Play has somebody order a port from one step until the screen of another is there. Of the last step no key is pressed.
func Play(c *Client, from, to int) error {
	for n := from; ; n++ {
		if err := c.WaitFor(portOrder[n].shown...); err != nil {
			return err
		}
		if n >= to {
			return nil
		}
		if err := Press(c, n); err != nil {
			return err
		}
	}
}

// Press presses the keys of a step.
func Press(c *Client, at int) error {
	for _, keys := range portOrder[at].keys {
		if err := c.Send(keys); err != nil {
			return err
		}
	}
	return nil
}

// Ref is the order on the screen's first line.
func Ref(c *Client) string {
	first, _, _ := strings.Cut(strings.TrimSpace(c.Text()), "\n")
	_, after, _ := strings.Cut(first, "order ")
	ref, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	return ref
}

// Moment is when a host dies in the middle of an order.
type Moment string

// Moments at which a host is killed.
const (
	Draft       Moment = "its options are filled in"
	Offered     Moment = "its terms were offered"
	FirstPost   Moment = "its first POST is under way, and never arrives"
	PlacingLost Moment = "it is being placed, and the request never arrives"
	PlacingDone Moment = "it is being placed; AXON does it, and the answer never arrives"
)

// Moments are all of them.
var Moments = []Moment{Draft, Offered, FirstPost, PlacingLost, PlacingDone}

// TakeOver is how an order went on that its host left in the middle.
type TakeOver struct {
	Moment Moment
	Ref    string
	Back   time.Duration // from the kill until somebody who signs in on the other host is at the order again
	Done   time.Duration // until the port is theirs
}

// TakeOver has somebody order on one host, kills that in the middle, and has them finish it on the other one. The host is started again.
func (p *Pair) TakeOver(ctx context.Context, host int, who Person, at Moment) (t TakeOver, err error) {
	c, err := p.Open(host, who, "")
	if err != nil {
		return t, err
	}
	defer c.Close()
	t.Moment = at
	if err := p.playTo(ctx, c, at); err != nil {
		return t, fmt.Errorf("before the kill: %w", err)
	}
	t.Ref = Ref(c)
	killed := time.Now()
	p.Hosts[host].Kill()
	again, err := p.Open(1-host, who, "")
	if err != nil {
		return t, err
	}
	defer again.Close()
	if err := again.WaitFor("order "+t.Ref, landing[at]); err != nil {
		return t, fmt.Errorf("after the kill: %w", err)
	}
	t.Back = time.Since(killed)
	if err := finish(again, at); err != nil {
		return t, fmt.Errorf("on the other host: %w", err)
	}
	t.Done = time.Since(killed)
	return t, p.Start(host)
}

// playTo orders until a moment has come.
func (p *Pair) playTo(ctx context.Context, c *Client, at Moment) error {
	switch at {
	case Draft:
		if err := Play(c, 0, AtOptions); err != nil {
			return err
		}
		return p.drafted(ctx, Ref(c), "Port options")
	case Offered:
		return Play(c, 0, AtTerms)
	case FirstPost:
		return p.playToPost(c, AtSummary, false)
	}
	return p.playToPost(c, AtPlacing, at == PlacingDone)
}

// playToPost orders until a POST is under way.
func (p *Pair) playToPost(c *Client, step int, done bool) error {
	if err := Play(c, 0, step); err != nil {
		return err
	}
	held := p.Recorder.Hold("POST", done)
	if err := Press(c, step); err != nil {
		return err
	}
	select {
	case <-held.Arrived:
		return nil
	case <-time.After(Patience):
		return fmt.Errorf("no POST came:\n%s", c.Text())
	}
}

// landing is what somebody sees who comes back.
var landing = map[Moment]string{
	Draft: "Port options", Offered: "Terms of the port", FirstPost: "Summary of the port", PlacingLost: "Terms of the port", PlacingDone: "Terms of the port",
}

// finish goes on with an order that was taken up. One that nobody knows the end of is looked for first, and sent again only by a word.
func finish(c *Client, at Moment) error {
	switch at {
	case Draft:
		return Play(c, AtOptions, AtReady)
	case Offered:
		return Play(c, AtTerms, AtReady)
	}
	if err := c.WaitFor("looks whether it was placed"); err != nil {
		return err
	}
	if err := c.Send("r"); err != nil {
		return err
	}
	if at == PlacingDone {
		return Play(c, AtReady, AtReady)
	}
	if err := c.WaitFor("most likely not placed"); err != nil {
		return err
	}
	if err := c.Insist(enter, `Type "again"`); err != nil {
		return err
	}
	from := AtTerms
	if at == PlacingLost {
		from = AtReady
	}
	if err := errors.Join(c.Send("again"), c.Send(enter)); err != nil {
		return err
	}
	return Play(c, from, AtReady)
}

// drafted waits until the store has an order's draft at a step: what is answered is written down behind the screen that follows.
func (p *Pair) drafted(ctx context.Context, ref, step string) error {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	db, err := pgx.Connect(ctx, p.o.Store)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close(context.WithoutCancel(ctx)) }()
	for at := ""; at != step; {
		if err := db.QueryRow(ctx, "SELECT coalesce((SELECT step FROM drafts WHERE ref = $1), '') FROM pg_sleep(0.01)", ref).Scan(&at); err != nil {
			return fmt.Errorf("the draft of %s is at %q: %w", ref, at, err)
		}
	}
	return nil
}

// Entry is one state of an order as axdesk journal prints it.
type Entry struct {
	Ref   string `json:"ref"`
	Kind  string `json:"kind"`
	Seq   int    `json:"seq"`
	State string `json:"state"`
	GUID  string `json:"guid"`
}

// Journal is the journal of both hosts, as axdesk journal prints it.
func (p *Pair) Journal(ctx context.Context) (list []Entry, err error) {
	cmd := exec.CommandContext(ctx, p.o.Binary, "journal", "--json") //nolint:gosec // the program that is tried
	cmd.Env = append(plainEnv(), p.env()...)
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal(out, &list)
}

// Sum is what became of orders, by both books.
type Sum struct{ Placed, Lost, Doubled int }

// Count compares what the sandbox did with what the journal has, for the orders of ports that were finished. The descriptions of ports
// hold their references.
func (p *Pair) Count(ctx context.Context, refs []string) (s Sum, err error) {
	done, err := p.Orders(ctx)
	if err != nil {
		return s, err
	}
	journal, err := p.Journal(ctx)
	if err != nil {
		return s, err
	}
	for _, ref := range refs {
		bought := 0
		for description, n := range done {
			if strings.Contains(description, ref) {
				bought += n
			}
		}
		placed := 0
		for _, e := range journal {
			if e.Ref == ref && e.State == "placed" && e.GUID != "" {
				placed++
			}
		}
		switch {
		case bought == 0 || placed == 0:
			s.Lost++
		case bought > 1 || placed > 1:
			s.Doubled++
		default:
			s.Placed++
		}
	}
	for description, n := range done {
		if !slices.ContainsFunc(refs, func(ref string) bool { return strings.Contains(description, ref) }) {
			s.Doubled += n // nobody finished it
		}
	}
	return s, nil
}

// connection orders a connection from the port that was just ordered.
var connection = []step{
	{[]string{"Meet-me  "}, []string{enter}},
	{[]string{"Clouds"}, []string{"/", "aws"}},
	{[]string{"▸ aws"}, []string{enter}},
	{[]string{"secondary"}, []string{enter}},
	{[]string{"50 Mbps"}, []string{enter}},
	{[]string{"Outer VLAN"}, []string{"222", down, "123456789012", down, down, down, enter}},
	{[]string{"Summary of the connection", "ask for the terms"}, []string{enter}},
	{[]string{"document 1 of 3", "Read it to its end first"}, []string{"G"}},
	{[]string{"document 1 of 3", "S signs this document"}, []string{"S"}},
	{[]string{"document 2 of 3", "Read it to its end first"}, []string{"G"}},
	{[]string{"document 2 of 3", "S signs this document"}, []string{"S"}},
	{[]string{"document 3 of 3", "S signs this document"}, []string{"S"}},
	{[]string{`Type "place" to order`}, []string{"place", enter}},
	{[]string{"hops ready"}, nil},
}

// Connect has somebody order a port and a connection from it, which is being provisioned then.
func Connect(c *Client) error {
	if err := Play(c, 0, AtReady); err != nil {
		return err
	}
	for _, s := range connection {
		if err := c.WaitFor(s.shown...); err != nil {
			return err
		}
		for _, keys := range s.keys {
			if err := c.Send(keys); err != nil {
				return err
			}
		}
	}
	return nil
}
