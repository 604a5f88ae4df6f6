// Package faults holds no code of the program, only its hardest tests: a person orders over a line that fails in every way that
// we know of, the program is killed at every step, the disk under the journal gives out. What the sandbox then has in its ledger
// is held against what the journal says. docs/faults.md tells what is tried, and what came of it.
package faults
