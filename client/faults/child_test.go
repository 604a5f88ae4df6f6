package faults

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"axdesk/client/order"
	"axdesk/client/store"
)

// job is what a program that is to be killed does: order something, or find out how an order stands after a crash.
type job struct {
	Kind        order.Kind
	Terms       string
	Act         act // changes or removes GUID
	GUID        string
	Ref, Dir    string
	Base        string
	Key, Secret string
	VLAN        int
	Row         int    // of this program's rows in the journal, the one that it hangs at; 0 hangs nowhere
	Written     bool   // it hangs behind the row, rather than before it
	Recovers    bool   // finds out how the order stands, rather than ordering
	Disk        string // what is wrong with its disk; see diskFaults
}

func (w *world) jobOf(p *person) job {
	return job{Kind: p.kind, Terms: p.terms, Act: p.act, GUID: p.guid, Ref: p.ref, VLAN: p.vlan, Dir: w.dir, Base: w.base.String(), Key: w.key, Secret: w.secret}
}

func (j job) text() string {
	text, err := json.Marshal(j) //nolint:gosec // the sandbox makes this secret up, and the program needs it
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// onBadDisk orders on a disk that gives out, where the system has such disks.
var onBadDisk func(ctx context.Context, j job, w *world) error

// work is the program.
func work(ctx context.Context, text string) error {
	if strings.HasPrefix(text, "{") {
		var j job
		if err := json.Unmarshal([]byte(text), &j); err != nil {
			return err
		}
		return j.run(ctx)
	}
	return fmt.Errorf("%q is no job", text)
}

func (j job) run(ctx context.Context) error {
	base, err := url.Parse(j.Base)
	if err != nil {
		return err
	}
	w := &world{clock: &clock{}, line: &line{}, base: base, key: j.Key, secret: j.Secret}
	if j.Disk != "" {
		return onBadDisk(ctx, j, w)
	}
	if w.store, err = store.OpenAt(ctx, j.Dir); err != nil {
		return err
	}
	if err := w.learn(ctx); err != nil {
		return err
	}
	p, done := w.person(trial{kind: j.Kind, terms: j.Terms, act: j.Act})
	defer done()
	p.ref, p.vlan, p.guid = j.Ref, j.VLAN, j.GUID
	p.journal.Rows = &mortal{Rows: w.store, at: j.Row, written: j.Written}
	if !j.Recovers {
		return p.plays(ctx)
	}
	if _, err := p.journal.Recover(ctx); err != nil {
		return err
	}
	if j.Act != "" {
		_, _, err = order.Inspect(ctx, p.api, p.journal, p.thing(""))
		return err
	}
	_, err = order.Look(ctx, p.api, p.journal, order.Purchase{Ref: j.Ref, Kind: j.Kind, CompanyID: company})
	return err
}

// mortal is a journal whose program hangs at one of its rows, for somebody to kill it there.
type mortal struct {
	order.Rows
	at, n   int
	written bool
}

// Append writes a row down, or hangs on either side of it.
func (m *mortal) Append(ctx context.Context, e order.Entry) error {
	m.n++
	if m.n == m.at && !m.written {
		hang()
	}
	err := m.Rows.Append(ctx, e)
	if m.n == m.at {
		hang()
	}
	return err
}

// hang says that the place is reached, and does nothing ever after.
func hang() {
	fmt.Println("here")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// program is another process, which does a job.
type program struct {
	*exec.Cmd
	out *bufio.Reader
	in  io.Closer
}

func start(t testing.TB, jobText string) (*program, error) {
	binary, err := buildJobs()
	if err != nil {
		return nil, err
	}
	p := &program{Cmd: exec.CommandContext(t.Context(), binary)}
	p.Env = append(os.Environ(), jobVariable+"="+jobText)
	out, err := p.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if p.in, err = p.StdinPipe(); err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	return p, p.Start()
}

// kill ends it as a cut cable would: nothing of its own runs any more.
func (p *program) kill() error {
	err := p.Process.Kill()
	if ended := p.Wait(); ended == nil {
		return errors.Join(err, errors.New("it ended before it was killed"))
	}
	return err
}

// reaches waits until the program hangs where it was told to.
func (p *program) reaches() error {
	line, err := p.out.ReadString('\n')
	if line != "here\n" {
		return fmt.Errorf("the program said %q instead of getting there (%w)", line, err)
	}
	return nil
}
