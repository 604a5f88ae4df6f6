package store

import (
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
	if err == syscall.EOPNOTSUPP || err == syscall.ENOPROTOOPT { //nolint:errorlint // the bare code, of a socket that isn't TCP's
		err = nil
	}
	if failed != nil {
		return failed
	}
	return err
}
