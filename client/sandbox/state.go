package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	stateFormat  = "axdesk sandbox" // the first key of every state file, so that a foreign one is told
	stateVersion = 1                // of worldFile, and of the catalogue that it refers to
	stateLimit   = 64 << 20         // bytes; thousands of orders fit
)

// ErrStateBusy is in New's error when another sandbox, of this process or another, has the state file.
var ErrStateBusy = errors.New("another sandbox is using it: stop that one, or give another file")

// keeper is a state file that this sandbox alone may write. A nil keeper keeps nothing.
type keeper struct {
	path string
	lock *flock.Flock
	done bool // the lock was given back; the file may be another's by now
}

// takeState locks the file beside path, for as long as the sandbox lives: the lock can't be on the file itself, which
// every write replaces.
func takeState(path string) (*keeper, error) {
	k := &keeper{path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}
	ok, err := k.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("the sandbox's state cannot be kept in %s: its lock cannot be taken (%w). Give a file in a folder that you may write to", path, err)
	}
	if !ok {
		return nil, fmt.Errorf("the sandbox's state %s cannot be opened: %w", path, ErrStateBusy)
	}
	return k, nil
}

// read returns what is kept, or nil when nothing is yet.
func (k *keeper) read() (*worldFile, error) {
	text, err := readBounded(k.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the sandbox's state %s cannot be read: %w", k.path, err)
	}
	// Whose file it is comes first: another version's keys would read as a broken file.
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, k.broken(err)
	}
	if head.Format != stateFormat {
		return nil, fmt.Errorf("%s is no state of a sandbox, and is left as it is: give another file", k.path)
	}
	if head.Version != stateVersion {
		return nil, fmt.Errorf("the sandbox's state %s has version %d, and this program reads version %d: give another file, or move this one away to start afresh",
			k.path, head.Version, stateVersion)
	}
	world := &worldFile{}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	dec.DisallowUnknownFields()
	if err := dec.Decode(world); err != nil {
		return nil, k.broken(err)
	}
	return world, nil
}

func readBounded(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, stateLimit+1))
	if err == nil && len(text) > stateLimit {
		err = fmt.Errorf("it is larger than %d MiB. Give another file", stateLimit>>20)
	}
	return text, err
}

func (k *keeper) broken(err error) error {
	return fmt.Errorf("the sandbox's state %s is broken: %w. It is left as it is: move it away to start afresh, or give another file", k.path, err)
}

// write replaces the file whole: who pulls the plug finds the state before the request or after it, and nothing between.
func (k *keeper) write(world *worldFile) error {
	if k.done {
		return errors.New("the sandbox is closed")
	}
	text, err := json.Marshal(world)
	if err != nil {
		return err
	}
	// One name will do, since the lock keeps all others away; a crash leaves no litter that grows.
	next := k.path + ".tmp"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // beside the user's own file
	if err != nil {
		return err
	}
	_, err = file.Write(append(text, '\n'))
	if err == nil {
		err = file.Sync()
	}
	if bad := file.Close(); err == nil {
		err = bad
	}
	if err == nil {
		err = os.Rename(next, k.path)
	}
	if err == nil {
		syncDir(filepath.Dir(k.path))
	}
	return err
}

// syncDir makes a rename outlast the plug, where the system lets folders be synced. Where it doesn't there is nothing
// better to do, and either file is a whole one.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil { //nolint:gosec // the folder of the user's own file
		_ = d.Sync()
		_ = d.Close()
	}
}

func (k *keeper) release() error {
	if k == nil || k.done {
		return nil
	}
	k.done = true
	return k.lock.Unlock()
}

// openState takes the state file and goes on from what is in it; a missing one is made, so that a folder that can't be
// written to is told now rather than at the first order.
func (s *Server) openState(path string) error {
	k, err := takeState(path)
	if err != nil {
		return err
	}
	world, err := k.read()
	switch {
	case err != nil:
	case world == nil:
		s.seedPast()
		if err = k.write(s.world()); err != nil {
			err = fmt.Errorf("the sandbox's state cannot be kept in %s: %w", path, err)
		}
	case world.Seed != s.seed:
		err = fmt.Errorf("the sandbox's state %s is of seed %d, and this sandbox has seed %d: start it with seed %d, or give another file",
			path, world.Seed, s.seed, world.Seed)
	default:
		if err = s.restore(world); err != nil {
			err = k.broken(err)
		}
	}
	if err != nil {
		_ = k.release() // what went wrong before says more
		return err
	}
	s.keeper = k
	return nil
}

// Close gives the state file back to others. Stop listening first: what is asked to change afterwards is refused, since it could
// not be kept. Without a state there is nothing to close.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keeper.release()
}

// kept holds an answer back until what it tells is on disk. s.mu is held.
func (s *Server) kept(rep reply) reply {
	if s.keeper == nil {
		return rep
	}
	if err := s.keeper.write(s.world()); err != nil {
		// The client is to look again rather than believe: the change stands until the sandbox ends, and may be lost then.
		return refuse(http.StatusInternalServerError, "The sandbox has done this, but could not write its state to %s (%s): unless a later write succeeds, a restart forgets it",
			filepath.Base(s.keeper.path), reason(err))
	}
	return rep
}

// reason leaves out the path, which is nobody's business over HTTP.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

// changes tells whether a request that went well leaves something behind. One GET does: the candidates it offers.
func (rt *route) changes(rep reply) bool {
	return rep.status < http.StatusBadRequest && (rt.method != http.MethodGet || rt.pattern == discoverPattern)
}

// usable drops a nonce that no clock will pass soon: after a run under a fault's drift it would lock everybody out.
func (n nonce) usable(now time.Time) bool { return !n.time().After(now.Add(nonceWindow)) }
