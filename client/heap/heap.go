// Package heap keeps the garbage collector out of the start, and the heap small after it. Importing it does the first.
package heap

import (
	"os"
	"runtime/debug"

	"axdesk/client/heap/ballast"
)

// steady is the percentage of what is in use by which the heap may grow: a person's session makes little garbage, so that collecting
// it more often costs nothing that can be measured, and saves a tenth of what is resident.
const steady = 30

// Steady ends the start: from here on the heap is kept small. It is for after the first frames, since a collection among them would
// delay these. Whoever runs the program with GOGC set has it their way.
func Steady() {
	ballast.Drop()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(steady)
		// What the start left would else stay resident until the heap grows into it again: 5 MB.
		debug.FreeOSMemory()
	}
}
