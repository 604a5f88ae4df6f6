// Package access is who is at a desk, what they may do, and what is kept of what they did. A desk on one's own terminal has
// nobody to tell apart: its Person is empty and may do everything that the API key may.
package access

import (
	"fmt"
	"strings"
)

// Role is what somebody may do.
type Role string

// Roles. A viewer sees and changes nothing, an agent orders and changes, a supervisor reads the audit besides.
const (
	Viewer     Role = "viewer"
	Agent      Role = "agent"
	Supervisor Role = "supervisor"
)

// ParseRole reads a role as it stands in a file of keys.
func ParseRole(s string) (Role, error) {
	switch r := Role(strings.ToLower(strings.TrimSpace(s))); r {
	case Viewer, Agent, Supervisor:
		return r, nil
	}
	return "", fmt.Errorf("there is no role %q: it is viewer, agent or supervisor", s)
}

// Person is who is at a desk over SSH, as the key that signed in tells. The zero Person is whoever sits at their own terminal.
type Person struct {
	Name    string // from the file of keys, or as a guest calls themselves; sanitised
	Key     string // the fingerprint as OpenSSH prints it: SHA256:…
	Role    Role
	From    string // the address that the session came from
	Session string // names the session in logs and the audit
	Host    string // the machine that serves it
}

// Local tells that nobody signed in: this is a desk on one's own terminal.
func (p Person) Local() bool { return p == Person{} }

// MayChange tells whether orders, changes and notes are theirs to make.
func (p Person) MayChange() bool { return p.Role != Viewer }

// MayAudit tells whether the audit is theirs to read.
func (p Person) MayAudit() bool { return p.Role == Supervisor }

// Evidence names somebody under a signature: by name, and by the key that they held.
func (p Person) Evidence() string {
	if p.Key == "" {
		return p.Name
	}
	return p.Name + ", key " + p.Key
}

// guestOf stands behind a guest's name where they did something in somebody's session.
const guestOf = " (guest of "

// Guest is how the journal calls a guest who acts in this person's session.
func (p Person) Guest(name string) string { return name + guestOf + p.Name + ")" }

// Owns tells whether what the journal says user did was done in this person's sessions, by themselves or by a guest.
func (p Person) Owns(user string) bool {
	return p.Local() || user == p.Name || strings.HasSuffix(user, guestOf+p.Name+")")
}
