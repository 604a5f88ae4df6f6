package hosts

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Options say what a pair of hosts is made of.
type Options struct {
	Binary  string
	Dir     string // of the caller's, for what the processes keep
	Store   string // the PostgreSQL database, by its URL
	People  int    // who may sign in, beside one supervisor
	Sandbox []string
	Desk    []string
}

// Pair are two hosts, "host-a" and "host-b", on one store and one sandbox.
type Pair struct {
	Sandbox    *Sandbox
	Recorder   *Recorder // between both hosts and the sandbox
	Hosts      [2]*Desk
	People     []Person
	Supervisor Person

	o    Options
	addr [2]string
}

// NewPair starts a sandbox and, both at once, two hosts.
func NewPair(o Options) (p *Pair, err error) {
	p = &Pair{o: o}
	defer func() {
		if err != nil {
			p.Close()
		}
	}()
	for i := range o.People {
		someone, err := NewPerson("agent", fmt.Sprintf("Agent %d", i+1))
		if err != nil {
			return p, err
		}
		p.People = append(p.People, someone)
	}
	if p.Supervisor, err = NewPerson("supervisor", "Sam Roe"); err != nil {
		return p, err
	}
	if err := WriteKeys(p.keys(), append(p.People, p.Supervisor)...); err != nil {
		return p, err
	}
	if p.Sandbox, err = StartSandbox(o.Binary, o.Sandbox...); err != nil {
		return p, err
	}
	p.Recorder = NewRecorder(p.Sandbox.Base)
	for i := range p.addr {
		if p.addr[i], err = freeAddr(); err != nil {
			return p, err
		}
	}
	ended := make(chan error, len(p.Hosts))
	for i := range p.Hosts {
		go func() { ended <- p.Start(i) }()
	}
	return p, errors.Join(<-ended, <-ended)
}

func (p *Pair) keys() string { return filepath.Join(p.o.Dir, "keys") }

// Name is what a host is called.
func Name(host int) string { return []string{"host-a", "host-b"}[host] }

// Address is how guests reach a host, as ssh takes it.
func (p *Pair) Address(host int) string {
	name, port, _ := net.SplitHostPort(p.addr[host])
	return "-p " + port + " " + name
}

// env is what every host is told.
func (p *Pair) env() []string {
	env := []string{"AXDESK_STORE=" + p.o.Store}
	for name, value := range p.Sandbox.Env {
		if strings.HasSuffix(name, "_URL") {
			value = p.Recorder.Through(value)
		}
		env = append(env, name+"="+value)
	}
	return env
}

// Start starts a host, again after its end.
func (p *Pair) Start(host int) error {
	most := strconv.Itoa(p.o.People + 200)
	state := filepath.Join(p.o.Dir, Name(host))
	if err := os.MkdirAll(state, 0o700); err != nil {
		return err
	}
	desk, err := StartDesk(DeskOptions{
		Binary: p.o.Binary, Keys: p.keys(), StateDir: state, Listen: p.addr[host], Env: p.env(),
		Args: append([]string{
			"--host-name", Name(host), "--address", p.Address(host), "--max-sessions", most, "--max-sessions-per-key", most,
			"--max-attempts", "100000", "--max-startups-per-address", "100",
		}, p.o.Desk...),
	})
	if err == nil {
		p.Hosts[host] = desk
	}
	return err
}

// Open signs somebody in on a host, with a screen of 120×40.
func (p *Pair) Open(host int, who Person, command string) (*Client, error) {
	c, err := Dial(p.Hosts[host].Addr, who.Key, Terminal{Width: 120, Height: 40, Screen: true, User: who.Name, Command: command})
	if err != nil {
		return nil, fmt.Errorf("%w; the log of %s:\n%s", err, Name(host), p.Hosts[host].Log())
	}
	return c, nil
}

// Orders are what the sandbox has really done, by the descriptions of ports and how often each was ordered.
func (p *Pair) Orders(ctx context.Context) (map[string]int, error) {
	books, err := p.Sandbox.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	for _, r := range books.Resources {
		if r.Ordered {
			out[r.Description]++
		}
	}
	return out, nil
}

// Close ends everything.
func (p *Pair) Close() {
	for _, host := range p.Hosts {
		if host != nil {
			host.Stop()
		}
	}
	if p.Recorder != nil {
		p.Recorder.Close()
	}
	if p.Sandbox != nil {
		p.Sandbox.Stop()
	}
}
