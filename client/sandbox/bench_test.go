package sandbox_test

import (
	"testing"

	"axdesk/client/sandbox"
)

// The sandbox starts inside axdesk before its first frame, so its start is part of that.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := sandbox.New(sandbox.Config{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
