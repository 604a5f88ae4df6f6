package axon

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"axdesk/client/sandbox"
	"axdesk/client/wire"
)

// TestACommandIsSignedAsTheServerWants runs what the log makes of a request, in a shell, against the sandbox.
func TestACommandIsSignedAsTheServerWants(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"sh", "curl", "openssl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), "date", "+%N").Output(); err != nil || strings.Contains(string(out), "N") {
		t.Skip("this date has no nanoseconds, which the document's script wants")
	}
	server, err := sandbox.New(sandbox.Config{Seed: 1, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = running.Close(context.Background()) }()
	key, secret, _ := server.Credentials()
	base, err := url.Parse(running.AXONURL)
	if err != nil {
		t.Fatal(err)
	}
	log := wire.NewLog(nil)
	c := New(Config{Base: base, Key: key, Secret: secret, Log: log, Nonces: oneNonce{}})
	if _, err := c.Locations(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := log.Snapshot()[0]
	command := r.Curl(Shell(r))
	if strings.Contains(command, secret) || strings.Contains(command, key) {
		t.Fatalf("it tells key or secret:\n%s", command)
	}
	run := exec.CommandContext(t.Context(), "sh", "-c", command)
	run.Env = append(os.Environ(), "AXDESK_AXON_KEY="+key, "AXDESK_AXON_SECRET="+secret)
	var said bytes.Buffer
	run.Stderr = &said
	out, err := run.Output()
	if err != nil || !strings.Contains(string(out), "AU-NXT-S1") {
		t.Errorf("%v, %s\n%.300s\n%s", err, said.String(), out, command)
	}
	run = exec.CommandContext(t.Context(), "sh", "-c", command)
	run.Env = []string{"PATH=" + os.Getenv("PATH")}
	if out, err := run.CombinedOutput(); err == nil || !strings.Contains(string(out), "AXDESK_AXON_KEY") {
		t.Errorf("without variables it runs: %v, %s", err, out)
	}
}

// oneNonce is for one request that is long past once the command is run.
type oneNonce struct{}

func (oneNonce) Next(_ context.Context, _ string, at time.Time) (string, error) {
	at = at.Add(-time.Second)
	return fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond()), nil
}
func (oneNonce) Hold(context.Context, string) (func(), error) { return func() {}, nil }
