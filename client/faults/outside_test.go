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

var (
	buildOnce sync.Once
	builtAt   string
	builtErr  error
)

// axdesk builds the real program, once for all tests of this package; end removes it.
func axdesk(t testing.TB) string {
	t.Helper()
	buildOnce.Do(func() {
		dir, err := os.MkdirTemp("", "axdesk-faults")
		if err != nil {
			builtErr = err
			return
		}
		builtAt = filepath.Join(dir, "axdesk")
		out, err := exec.CommandContext(context.Background(), "go", "build", "-o", builtAt, "axdesk").CombinedOutput()
		if err != nil {
			builtErr = fmt.Errorf("the desk doesn't build: %w\n%s", err, out)
		}
	})
	if builtErr != nil {
		t.Fatal(builtErr)
	}
	return builtAt
}

// forgetBuild removes what axdesk built.
func forgetBuild() {
	if builtAt != "" {
		_ = os.RemoveAll(filepath.Dir(builtAt))
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
