package sandbox

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Faults is a parsed fault list; the zero value has none.
type Faults struct{ list []fault }

// fault is one entry of a list: kind[=amount][@METHOD][/path][#n | #n-m | xN].
type fault struct {
	kind        string
	chance      float64       // of striking a request it matches
	delay       time.Duration // of slow and drift
	method      string        // "" means any
	path        string        // substring; "" means any
	first, last int           // which matching requests, counted from 1; last 0 means no end
}

var faultPattern = regexp.MustCompile(
	`^(slow|cut-before|cut-after|half|html|drift|429|500|502|503)(?:=([0-9a-z.+-]+?))?(?:@([A-Z]+))?(/[^#]*?)?(?:#(\d{1,6})(?:-(\d{1,6}))?|x(\d{1,6}))?$`)

// ParseFaults reads a comma-separated fault list, such as "slow=300ms,cut-after@POST#2,429=0.2/locations". The
// grammar stands in docs/sandbox.md. An empty list is no fault.
func ParseFaults(spec string) (Faults, error) {
	var out Faults
	for entry := range strings.SplitSeq(spec, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		f, err := parseFault(entry)
		if err != nil {
			return Faults{}, fmt.Errorf("the fault %q cannot be read: %w", entry, err)
		}
		out.list = append(out.list, f)
	}
	return out, nil
}

func parseFault(entry string) (fault, error) {
	m := faultPattern.FindStringSubmatch(entry)
	if m == nil {
		return fault{}, fmt.Errorf("it must look like kind=amount@METHOD/path#2, where kind is slow, cut-before, cut-after, half, html, drift, 429, 500, 502 or 503")
	}
	f := fault{kind: m[1], chance: 1, method: m[3], path: m[4], first: 1}
	if err := f.readAmount(m[2]); err != nil {
		return fault{}, err
	}
	if f.kind == "drift" && (m[3]+m[4]+m[5]+m[7]) != "" {
		return fault{}, fmt.Errorf("drift moves the whole server's clock, so it takes neither a method, a path nor a count")
	}
	var err error
	switch {
	case m[7] != "":
		f.last, err = strconv.Atoi(m[7])
	case m[6] != "":
		f.first, err = strconv.Atoi(m[5])
		if err == nil {
			f.last, err = strconv.Atoi(m[6])
		}
	case m[5] != "":
		f.first, err = strconv.Atoi(m[5])
		f.last = f.first
	}
	if err != nil || f.first < 1 || f.last != 0 && f.last < f.first || m[7]+m[5] != "" && f.last == 0 {
		return fault{}, fmt.Errorf("requests are counted from 1, and a range goes upwards")
	}
	return f, nil
}

// readAmount takes a duration for slow and drift, a chance between 0 and 1 for everything else.
func (f *fault) readAmount(text string) error {
	var err error
	switch f.kind {
	case "slow":
		f.delay = 300 * time.Millisecond
		if text != "" {
			f.delay, err = time.ParseDuration(text)
		}
		if err != nil || f.delay <= 0 || f.delay > longestDelay {
			return fmt.Errorf("slow takes a duration up to 2m, such as slow=300ms")
		}
	case "drift":
		f.delay, err = time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("drift needs a duration, such as drift=3m or drift=-90s")
		}
	default:
		if text != "" {
			f.chance, err = strconv.ParseFloat(text, 64)
		}
		if err != nil || !(f.chance >= 0 && f.chance <= 1) {
			return fmt.Errorf("%s takes a chance between 0 and 1, such as %s=0.2", f.kind, f.kind)
		}
	}
	return nil
}

// longestDelay bounds slow, and with it the listener's time limits.
const longestDelay = 2 * time.Minute

// faultRun is a list at work in one server: it counts the requests that each entry matched.
type faultRun struct {
	list  []fault
	seed  uint64
	drift time.Duration

	mu   sync.Mutex
	seen []int
}

func newFaultRun(f Faults, seed uint64) *faultRun {
	run := &faultRun{list: f.list, seed: seed, seen: make([]int, len(f.list))}
	for _, entry := range f.list {
		if entry.kind == "drift" {
			run.drift += entry.delay
		}
	}
	return run
}

// struck is what the faults make of one request.
type struck struct {
	slow      time.Duration
	cutBefore bool
	cutAfter  bool
	half      bool
	instead   *brokenReply
}

func (run *faultRun) strike(r *http.Request) struck {
	var hit struck
	run.mu.Lock()
	defer run.mu.Unlock()
	for i, f := range run.list {
		if f.kind == "drift" || f.method != "" && f.method != r.Method || !strings.Contains(r.URL.EscapedPath(), f.path) {
			continue
		}
		run.seen[i]++
		n := run.seen[i]
		if n < f.first || f.last != 0 && n > f.last || !run.lucky(i, n, f.chance) {
			continue
		}
		switch f.kind {
		case "slow":
			hit.slow += f.delay
		case "cut-before":
			hit.cutBefore = true
		case "cut-after":
			hit.cutAfter = true
		case "half":
			hit.half = true
		case "html":
			hit.instead = &brokenReply{http.StatusBadGateway, "text/html", proxyPage}
		default:
			hit.instead = brokenStatus(f.kind)
		}
	}
	return hit
}

// lucky draws by entry and count, so that one entry's draws do not depend on another's.
func (run *faultRun) lucky(entry, n int, chance float64) bool {
	sum := hash(run.seed, "fault "+strconv.Itoa(entry), uint64(n)) //nolint:gosec // a count, never negative
	return float64(binary.BigEndian.Uint64(sum[:8]))/math.MaxUint64 < chance || chance == 1
}

// brokenReply is what comes instead of the API's own answer.
type brokenReply struct {
	status int
	kind   string
	body   string
}

func brokenStatus(code string) *brokenReply {
	status, err := strconv.Atoi(code)
	if err != nil {
		status = http.StatusInternalServerError
	}
	return &brokenReply{status, "application/json", `{"error":"` + http.StatusText(status) + `"}` + "\n"}
}

func (b *brokenReply) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", b.kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(b.body)))
	if b.status == http.StatusTooManyRequests || b.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(b.status)
	_, _ = w.Write([]byte(b.body)) // the client may be gone
}

const proxyPage = `<!DOCTYPE html>
<html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr>
<p>The proxy server received an invalid response from an upstream server.</p>
<center>edge-proxy/1.18.0</center></body></html>
`

// pause waits for d and tells whether the client is still there.
func pause(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
