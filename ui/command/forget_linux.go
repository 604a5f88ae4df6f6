package command

import (
	"os"

	"golang.org/x/sys/unix"
)

// forget drops what was typed into a terminal and not read yet: a word that buys must not come from before its question. Where the
// terminal doesn't do it, what was typed ahead counts as on any other line.
func forget(tty *os.File) {
	_ = unix.IoctlSetInt(int(tty.Fd()), unix.TCFLSH, unix.TCIFLUSH)
}
