//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package command

import (
	"os"

	"golang.org/x/sys/unix"
)

// forget drops what was typed into a terminal and not read yet, as on Linux; the 1 is FREAD, what is waiting to be read.
func forget(tty *os.File) {
	_ = unix.IoctlSetPointerInt(int(tty.Fd()), unix.TIOCFLUSH, 1)
}
