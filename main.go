// Command axdesk is the support desk of network providers in a terminal: guided ordering on NEXTDC's AXON.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"charm.land/fang/v2"

	"axdesk/ui/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := fang.Execute(ctx, command.Root(), fang.WithVersion(version()), fang.WithErrorHandler(sayError)); err != nil {
		stop()
		os.Exit(1)
	}
}

// version is what the go command stamped: a tag, a commit's pseudo-version, or (devel).
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

// sayError prints an error as one line, where fang would wrap it: what it names is there to be copied.
func sayError(w io.Writer, _ fang.Styles, err error) { _, _ = fmt.Fprintln(w, "axdesk:", err) }
