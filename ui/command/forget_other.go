//go:build !(linux || darwin || dragonfly || freebsd || netbsd || openbsd)

package command

import "os"

// forget does nothing where nothing is known that drops what was typed ahead. A word that buys is refused all the same where it comes
// sooner than its question can have been read.
func forget(*os.File) {}
