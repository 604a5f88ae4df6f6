package serve

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"

	"axdesk/client/access"
	"axdesk/client/wire"
)

const (
	keysBytes = 1 << 20 // of a file of keys; some 5,000 of them
	nameRunes = 60
	leastRSA  = 2048 // bits
)

// Entry is somebody in the file of keys.
type Entry struct {
	Name        string
	Role        access.Role
	Fingerprint string // SHA256:…, as OpenSSH prints it
}

// Keys are those who may sign in: an authorized_keys file, whose comments say who a key belongs to and what they may do, as in
//
//	ssh-ed25519 AAAA… role=agent name="Alice Ng"
//
// It is safe for concurrent use.
type Keys struct {
	path string

	mu    sync.RWMutex
	known map[string]Entry // by the key as it goes over the wire
	text  []byte           // what known was read from
}

// LoadKeys reads a file of keys. Its error names the line that is wrong.
func LoadKeys(path string) (*Keys, error) {
	k := &Keys{path: path}
	if _, err := k.Reload(); err != nil {
		return nil, err
	}
	return k, nil
}

// Reload reads the file again, and tells whether it says anything else. What can't be read whole changes nothing: half a file, as an
// editor leaves it for a moment, must not lock anybody out.
func (k *Keys) Reload() (changed bool, err error) {
	text, err := readKeys(k.path)
	if err != nil {
		return false, err
	}
	k.mu.RLock()
	same := k.known != nil && bytes.Equal(text, k.text)
	k.mu.RUnlock()
	if same {
		return false, nil
	}
	known, err := parseKeys(text)
	if err != nil {
		return false, fmt.Errorf("%s, %w", k.path, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known, k.text = known, text
	return true, nil
}

// Find tells whose a key is.
func (k *Keys) Find(key ssh.PublicKey) (Entry, bool) {
	if key == nil {
		return Entry{}, false
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	e, ok := k.known[string(key.Marshal())]
	return e, ok
}

// Len is how many keys there are.
func (k *Keys) Len() int {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return len(k.known)
}

func readKeys(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("the file of keys can't be read: %w", err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("the file of keys can't be read: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("the file of keys can't be read: %s is a directory", path)
	}
	if info.Mode().Perm()&0o002 != 0 {
		return nil, fmt.Errorf("the file of keys %s may be written by anybody, who could let themselves in: chmod o-w it", path)
	}
	text, err := io.ReadAll(io.LimitReader(file, keysBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the file of keys can't be read: %w", err)
	}
	if len(text) > keysBytes {
		return nil, fmt.Errorf("the file of keys %s has more than %d MiB, which no file of keys has", path, keysBytes>>20)
	}
	return text, nil
}

// parseKeys reads the lines strictly: whoever mistypes a role must hear of it, and not get another one.
func parseKeys(text []byte) (map[string]Entry, error) {
	known, lines := map[string]Entry{}, map[string]int{}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, e, err := parseKey(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		id := string(key.Marshal())
		if at, twice := lines[id]; twice {
			return nil, fmt.Errorf("line %d: the key %s stands in line %d already: one of them has to go", n, e.Fingerprint, at)
		}
		known[id], lines[id] = e, n
	}
	return known, nil
}

func parseKey(line []byte) (ssh.PublicKey, Entry, error) {
	key, comment, options, rest, err := ssh.ParseAuthorizedKey(line)
	switch {
	case err != nil || len(rest) > 0:
		return nil, Entry{}, errors.New(`there is no public key: a line is a key as ssh-keygen writes it, then role=agent name="Alice Ng"`)
	case len(options) > 0:
		return nil, Entry{}, fmt.Errorf("the option %q in front of the key isn't obeyed here, so it must not stand there", wire.Clean(options[0]))
	}
	if err := strong(key); err != nil {
		return nil, Entry{}, err
	}
	e, err := parseWho(comment)
	e.Fingerprint = ssh.FingerprintSHA256(key)
	return key, e, err
}

// strong refuses keys that can be broken, and certificates, whose limits nobody would check.
func strong(key ssh.PublicKey) error {
	if _, ok := key.(*ssh.Certificate); ok {
		return errors.New("this is a certificate: give the key itself")
	}
	if key.Type() == "ssh-dss" {
		return errors.New("DSA keys can be broken: make another one, such as ssh-keygen -t ed25519")
	}
	if c, ok := key.(ssh.CryptoPublicKey); ok {
		if r, ok := c.CryptoPublicKey().(interface{ Size() int }); ok && key.Type() == ssh.KeyAlgoRSA && r.Size()*8 < leastRSA {
			return fmt.Errorf("this RSA key has %d bits, and fewer than %d can be broken: make another one, such as ssh-keygen -t ed25519", r.Size()*8, leastRSA)
		}
	}
	return nil
}

// parseWho reads what follows the key: role=… name="…", in any order, and nothing else.
func parseWho(comment string) (Entry, error) {
	var e Entry
	rest := strings.TrimSpace(comment)
	for rest != "" {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			return e, fmt.Errorf(`%q isn't understood: behind the key stand role=agent and name="Alice Ng"`, wire.Clean(rest))
		}
		var value string
		if strings.HasPrefix(after, `"`) {
			if value, rest, ok = strings.Cut(after[1:], `"`); !ok {
				return e, fmt.Errorf("the quotation mark after %s= is never closed", wire.Clean(name))
			}
		} else {
			value, rest, _ = strings.Cut(after, " ")
		}
		rest = strings.TrimSpace(rest)
		if err := e.set(name, value); err != nil {
			return e, err
		}
	}
	switch {
	case e.Role == "":
		return e, errors.New("there is no role behind the key: add role=viewer, role=agent or role=supervisor")
	case e.Name == "":
		return e, errors.New(`there is no name behind the key: add name="Alice Ng", which stands under what they sign`)
	}
	return e, nil
}

func (e *Entry) set(name, value string) (err error) {
	switch {
	case name == "role" && e.Role == "":
		e.Role, err = access.ParseRole(value)
		return err
	case name == "name" && e.Name == "":
		value = strings.TrimSpace(value)
		if value == "" || value != wire.Clean(value) || utf8.RuneCountInString(value) > nameRunes {
			return fmt.Errorf("the name %q can't be shown as it is: it is one to %d letters, without control characters", wire.Clean(value), nameRunes)
		}
		e.Name = value
		return nil
	case name == "role" || name == "name":
		return fmt.Errorf("%s= stands there twice", name)
	}
	return fmt.Errorf(`%q isn't understood: behind the key stand role=agent and name="Alice Ng"`, wire.Clean(name)+"=")
}
