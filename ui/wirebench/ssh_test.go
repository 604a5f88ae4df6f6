package main

import (
	"io"
	"net"
	"testing"
	"time"
)

// TestASlowLineDelaysAndChangesNothing: what comes back is what was sent, and not before the line's delay.
func TestASlowLineDelaysAndChangesNothing(t *testing.T) {
	t.Parallel()
	echo, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // of this test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = echo.Close() })
	go func() {
		if c, err := echo.Accept(); err == nil {
			_, _ = io.Copy(c, c)
			_ = c.Close()
		}
	}()
	const delay = 40 * time.Millisecond
	line, err := startLine(echo.Addr().String(), delay)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(line.close)
	c, err := net.Dial("tcp", line.addr()) //nolint:noctx // of this test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	began := time.Now()
	if _, err := c.Write([]byte("there and back")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len("there and back"))
	if _, err := io.ReadFull(c, got); err != nil {
		t.Fatal(err)
	}
	if string(got) != "there and back" || time.Since(began) < delay || line.down.Load() != int64(len(got)) {
		t.Errorf("%q came after %s, %d bytes counted", got, time.Since(began), line.down.Load())
	}
}
