package faults

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"axdesk/client/sandbox"
)

// built is where the programs are that the tests start, each built once for all of them; TestMain removes it.
var built = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "axdesk-faults") })

var (
	buildDesk = sync.OnceValues(func() (string, error) { return build("axdesk", "build", "axdesk") })
	// buildJobs builds this package's test binary without the race detector. Nobody would hear what that found in a program that
	// is killed, and under it each of them takes half a second to begin.
	buildJobs = sync.OnceValues(func() (string, error) {
		if !underRace {
			return os.Args[0], nil
		}
		return build("jobs", "test", "-c", "axdesk/client/faults")
	})
)

// build has go make a program.
func build(name, how string, args ...string) (string, error) {
	dir, err := built()
	if err != nil {
		return "", err
	}
	at := filepath.Join(dir, name)
	out, err := exec.CommandContext(context.Background(), "go", append([]string{how, "-o", at}, args...)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s doesn't build: %w\n%s", name, err, out)
	}
	return at, nil
}

// axdesk is the real program.
func axdesk(t testing.TB) string {
	t.Helper()
	at, err := buildDesk()
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// forgetBuilt removes the programs.
func forgetBuilt() {
	if dir, err := built(); err == nil {
		_ = os.RemoveAll(dir)
	}
}

// outside is a world whose sandbox is a process of its own, which lives on when a desk is killed.
func outside(t testing.TB) *world { return outsideOn(t, onDisk) }

func outsideOn(t testing.TB, on state) *world {
	binary := axdesk(t)
	server := exec.CommandContext(context.Background(), binary, "sandbox", "--listen", "127.0.0.1:0", "--scale", "300")
	server.Cancel = func() error { return server.Process.Signal(syscall.SIGTERM) }
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	said := map[string]string{}
	for lines := bufio.NewScanner(out); len(said) < 5 && lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		said[name] = value
	}
	at, err := url.Parse(said["AXDESK_AXON_URL"])
	if err != nil || at.Host == "" {
		t.Fatalf("the sandbox said %v, %v", said, err)
	}
	w := &world{clock: &clock{}, dir: on(t), apart: true, key: said["AXDESK_AXON_KEY"], secret: said["AXDESK_AXON_SECRET"]}
	w.ledger = func() (sandbox.Ledger, error) { return readLedger("http://" + at.Host + "/sandbox/ledger") }
	w.settle(t, at.String())
	return w
}

func readLedger(at string) (l sandbox.Ledger, err error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, at, nil)
	if err != nil {
		return l, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return l, err
	}
	return l, json.Unmarshal(body, &l)
}
