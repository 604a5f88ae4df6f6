package store

import (
	"errors"
	"syscall"
	"time"
)

// tcpUserTimeout is TCP_USER_TIMEOUT of linux/tcp.h, which package syscall doesn't name.
const tcpUserTimeout = 0x12

// giveUp has the system end a connection whose other side takes nothing of what was sent; without it that lasts a quarter of
// an hour.
func giveUp(_, _ string, c syscall.RawConn) (err error) {
	const after = 10 * time.Second
	failed := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(after.Milliseconds()))
	})
	if errors.Is(err, syscall.EOPNOTSUPP) || errors.Is(err, syscall.ENOPROTOOPT) {
		err = nil // a socket that isn't TCP's has no such thing
	}
	if failed != nil {
		return failed
	}
	return err
}
