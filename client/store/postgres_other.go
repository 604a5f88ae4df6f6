//go:build !linux

package store

import "syscall"

// giveUp leaves to the system when a connection that takes nothing is given up.
func giveUp(_, _ string, _ syscall.RawConn) error { return nil }
