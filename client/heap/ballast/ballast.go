// Package ballast is memory that nobody touches, so that it is never resident, and that the garbage collector counts all the same: what
// packages build before main begins (the syntax highlighter's styles, the schema validator's schemas, 9 MB) is then not worth a collection,
// of which there would be two or three, a third of what the start costs a CPU.
//
// It imports nothing, and the module's path sorts before the libraries': so Go initialises it before them. A call that does
// the same without the memory is in a package that comes after them.
package ballast

// size is more than what packages build: the next collection is due when as much again is in use.
const size = 16 << 20 //nolint:unused // see weight

var weight = make([]byte, size) //nolint:unused // being there is its use

// Drop gives it back.
func Drop() { weight = nil }
