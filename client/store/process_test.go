package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"axdesk/client/store/pgtest"
)

// The test binary is its own second process: with this set it does one job and ends.
const (
	jobVariable  = "AXDESK_STORE_TEST_JOB"
	sentVariable = "AXDESK_STORE_TEST_SENT" // the file for the nonces that were taken in the lane
)

func TestMain(m *testing.M) {
	job, where, ok := strings.Cut(os.Getenv(jobVariable), " ")
	if !ok {
		os.Exit(pgtest.Run(m))
	}
	if err := jobs[job](context.Background(), where); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

var jobs = map[string]func(ctx context.Context, where string) error{
	"nonces": func(ctx context.Context, where string) error { return takeNonces(ctx, where, os.Stdout) },
	"append": func(ctx context.Context, where string) error {
		return thenHang(ctx, where, func(s *Store) error { return s.Append(ctx, sample()) })
	},
	"claim": func(ctx context.Context, where string) error {
		return thenHang(ctx, where, func(s *Store) error {
			_, ok, err := s.Claim(ctx, "api", "AX-1")
			if !ok {
				return fmt.Errorf("not claimed: %w", err)
			}
			return nil
		})
	},
	"lease": func(ctx context.Context, where string) error {
		return thenHang(ctx, where, func(s *Store) error {
			if mine, err := s.Lease(ctx, "poll", "the dead", time.Second); !mine {
				return fmt.Errorf("not leased: %w", err)
			}
			return nil
		})
	},
	"race": raceToAppend,
	"gate": passGate,
	"hold": func(ctx context.Context, where string) error {
		return thenHang(ctx, where, func(s *Store) error { _, err := s.Hold(ctx, "lane"); return err })
	},
}

// thenHang does something, says so, and waits to be killed.
func thenHang(ctx context.Context, where string, do func(*Store) error) error {
	s, err := OpenAt(ctx, where)
	if err != nil {
		return err
	}
	if err := do(s); err != nil {
		return err
	}
	fmt.Println("done")
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

const nonceRounds = 25

// takeNonces takes nonces at a clock that stands still. Some are taken in the lane, as requests do; those go to a
// shared file too, in the order in which the requests would have left.
func takeNonces(ctx context.Context, where string, out io.Writer) error {
	s, err := OpenAt(ctx, where)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	sent, err := os.OpenFile(os.Getenv(sentVariable), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the test itself names it
	if err != nil {
		return err
	}
	defer func() { _ = sent.Close() }()
	at := time.Unix(1_700_000_000, 0)
	for range nonceRounds {
		free, err := s.Next(ctx, "lane", at)
		if err != nil {
			return err
		}
		release, err := s.Hold(ctx, "lane")
		if err != nil {
			return err
		}
		held, err := s.Next(ctx, "lane", at)
		if err == nil {
			_, err = fmt.Fprintln(sent, held)
		}
		release()
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s\n%s\n", free, held); err != nil {
			return err
		}
	}
	return nil
}

func command(t *testing.T, job, where string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this very binary
	cmd.Env = append(os.Environ(), jobVariable+"="+job+" "+where)
	cmd.Stderr = os.Stderr
	return cmd
}

func TestProcessesShareNonces(t *testing.T) { onBoth(t, testProcessesShareNonces) }

func testProcessesShareNonces(t *testing.T, where string) {
	file := filepath.Join(t.TempDir(), "sent")
	t.Setenv(sentVariable, file)
	outs := make([]strings.Builder, 3)
	var wg sync.WaitGroup
	for i := range 2 {
		cmd := command(t, "nonces", where)
		cmd.Stdout = &outs[i]
		wg.Go(func() {
			if err := cmd.Run(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Go(func() {
		if err := takeNonces(t.Context(), where, &outs[2]); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	var all []string
	for i := range outs {
		mine := strings.Fields(outs[i].String())
		if len(mine) != 2*nonceRounds || !slices.IsSorted(mine) {
			t.Errorf("process %d got %d nonces, rising: %v", i, len(mine), slices.IsSorted(mine))
		}
		all = append(all, mine...)
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != 6*nonceRounds {
		t.Errorf("of %d nonces %d differ", 6*nonceRounds, n)
	}
	sent, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if order := strings.Fields(string(sent)); len(order) != 3*nonceRounds || !slices.IsSorted(order) {
		t.Errorf("%d requests, not in the order of their nonces: %q", len(order), order)
	}
}

// killed starts a job, and kills the process once it has done it.
func killed(t *testing.T, job, where string, meanwhile func()) {
	t.Helper()
	cmd := command(t, job, where)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "done\n" {
		t.Fatalf("it said %q, %v", line, err)
	}
	meanwhile()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it was not killed")
	}
}

func TestDeadProcessGivesTheLaneUp(t *testing.T) { onBoth(t, testDeadProcessGivesTheLaneUp) }

func testDeadProcessGivesTheLaneUp(t *testing.T, where string) {
	s := open(t, where)
	killed(t, "hold", where, func() {
		ctx, cancel := context.WithTimeout(t.Context(), 5*lockPoll)
		defer cancel()
		if _, err := s.Hold(ctx, "lane"); err == nil {
			t.Error("two processes hold the lane")
		}
	})
	hold(t, s, "lane")()
}

func TestDeadProcessGivesItsLeasesUp(t *testing.T) { onBoth(t, testDeadProcessGivesItsLeasesUp) }

func testDeadProcessGivesItsLeasesUp(t *testing.T, where string) {
	s := open(t, where)
	killed(t, "lease", where, func() {})
	for deadline := time.Now().Add(soon); ; {
		mine, err := s.Lease(t.Context(), "poll", "the living", time.Second)
		if err != nil || !mine && time.Now().After(deadline) {
			t.Fatalf("the lease is not given up: %v", err)
		}
		if mine {
			return
		}
	}
}

func TestTransitionSurvivesAKill(t *testing.T) { onBoth(t, testTransitionSurvivesAKill) }

func testTransitionSurvivesAKill(t *testing.T, where string) {
	killed(t, "append", where, func() {})
	list, err := open(t, where).Timeline(t.Context(), "api", "AX-7F3K2", "service")
	if err != nil || len(list) != 1 {
		t.Fatalf("%d entries, %v", len(list), err)
	}
	if got := list[0]; string(got.Body) != string(sample().Body) || len(got.Documents) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestDeadProcessGivesItsOrderUp(t *testing.T) { onBoth(t, testDeadProcessGivesItsOrderUp) }

func testDeadProcessGivesItsOrderUp(t *testing.T, where string) {
	s := open(t, where)
	killed(t, "claim", where, func() {
		if _, ok, err := s.Claim(t.Context(), "api", "AX-1"); ok || err != nil {
			t.Errorf("two processes have one order in hand: %v", err)
		}
		if release, ok, err := s.Claim(t.Context(), "api", "AX-2"); !ok || err != nil {
			t.Errorf("another order can't be had: %v", err)
		} else {
			release()
		}
	})
	release := claimed(t, s, "AX-1")
	if _, ok, err := s.Claim(t.Context(), "api", "AX-1"); ok || err != nil {
		t.Errorf("one process has it twice: %v", err)
	}
	release()
}

const raceSteps = 40

// raceToAppend takes one order as far as it gets: each step is one process's alone.
func raceToAppend(ctx context.Context, where string) error {
	s, err := OpenAt(ctx, where)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	for seq := 1; seq <= raceSteps; seq++ {
		err := s.Append(ctx, Transition{Scope: "api", Ref: "AX-1", Kind: "port", Seq: seq, State: "confirmed", At: time.Unix(1, 0)})
		switch {
		case err == nil:
			fmt.Println(seq)
		case !errors.Is(err, ErrMoved):
			return err
		}
	}
	return nil
}

func TestProcessesCantTakeTheSameStep(t *testing.T) { onBoth(t, testProcessesCantTakeTheSameStep) }

func testProcessesCantTakeTheSameStep(t *testing.T, where string) {
	open(t, where)
	outs := make([]strings.Builder, 3)
	var wg sync.WaitGroup
	for i := range outs {
		cmd := command(t, "race", where)
		cmd.Stdout = &outs[i]
		wg.Go(func() {
			if err := cmd.Run(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	taken := map[string]int{}
	for i := range outs {
		for _, seq := range strings.Fields(outs[i].String()) {
			taken[seq]++
		}
	}
	for seq, n := range taken {
		if n != 1 {
			t.Errorf("step %s was taken by %d processes", seq, n)
		}
	}
	if len(taken) != raceSteps {
		t.Errorf("%d steps were taken, want %d", len(taken), raceSteps)
	}
}

// soon is how long what has to happen within seconds may take, on a machine that has other work too.
const soon = 20 * time.Second

// claimed claims an order as soon as it can be had: a server takes a moment to see that a process has died.
func claimed(t *testing.T, s *Store, ref string) (release func()) {
	t.Helper()
	for deadline := time.Now().Add(soon); ; {
		release, ok, err := s.Claim(t.Context(), "api", ref)
		if err != nil || !ok && time.Now().After(deadline) {
			t.Fatalf("%s is not given up: %v", ref, err)
		}
		if ok {
			return release
		}
	}
}
