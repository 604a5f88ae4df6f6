package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Running is a Server behind a listener.
type Running struct {
	AXONURL string // base URL of the AXON API, such as http://127.0.0.1:8080/api/biz2
	AEXURL  string // base URL of the AEx API

	http   *http.Server
	served chan error
}

// Listen serves on addr, such as "127.0.0.1:0", until ctx ends or Close is called. Only loopback addresses are
// taken: the sandbox's credentials can be worked out from its seed.
func (s *Server) Listen(ctx context.Context, addr string) (*Running, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address to listen on: give host and port, such as 127.0.0.1:8080", addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("the sandbox listens on loopback only, and %q is not: give 127.0.0.1 or localhost", host)
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("the sandbox could not listen on %s: %w", addr, err)
	}
	base := "http://" + listener.Addr().String()
	run := &Running{
		AXONURL: base + axonBase,
		AEXURL:  base + aexBase,
		served:  make(chan error, 1),
		http: &http.Server{
			Handler:           s,
			ReadHeaderTimeout: 10 * time.Second,
			// A slow fault may hold a request for longestDelay; what comes before and after it is done at once.
			ReadTimeout:    longestDelay + time.Minute,
			WriteTimeout:   longestDelay + time.Minute,
			IdleTimeout:    2 * time.Minute,
			MaxHeaderBytes: 32 << 10,
			// Aborted requests are faults at work, and a terminal program's screen is no place for them.
			ErrorLog: log.New(io.Discard, "", 0),
		},
	}
	go func() { run.served <- run.http.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = run.http.Close() })
	return run, nil
}

// Close lets running requests finish until ctx ends, then cuts them.
func (r *Running) Close(ctx context.Context) error {
	if err := r.http.Shutdown(ctx); err != nil {
		_ = r.http.Close()
	}
	err := <-r.served
	r.served <- err // so that a second Close does not wait for ever
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("the sandbox stopped serving: %w", err)
}
