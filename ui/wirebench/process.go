package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// background starts a program that serves until stop is called, and gives the first lines that it prints.
func background(binary string, lines int, args ...string) (first []string, pid int, stop func(), err error) {
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, binary, args...) //nolint:gosec // the binary that is measured
	cmd.Env = plainEnv()
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 3 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		cancel()
		return nil, 0, nil, err
	}
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, 0, nil, err
	}
	stop = func() { cancel(); _ = cmd.Wait() }
	reader := bufio.NewReader(out)
	for range lines {
		line, err := reader.ReadString('\n')
		if err != nil {
			stop()
			return nil, 0, nil, fmt.Errorf("axdesk %s printed only %q: %w", args[0], first, err)
		}
		first = append(first, strings.TrimSpace(line))
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return first, cmd.Process.Pid, stop, nil
}

// cpu is how long a process has run on a CPU, all its threads together. /proc/PID/stat has the same in steps of 10 ms, which is more
// than a second of idleness costs.
func cpu(pid int) (time.Duration, error) {
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(tasks) == 0 {
		return 0, fmt.Errorf("/proc tells nothing of process %d: CPU and memory are measured on Linux only", pid)
	}
	var sum time.Duration
	for _, task := range tasks {
		b, err := os.ReadFile(task) //nolint:gosec // of /proc
		if err != nil {
			continue // a thread that has ended meanwhile
		}
		var ns int64
		if _, err := fmt.Sscan(string(b), &ns); err != nil {
			return 0, err
		}
		sum += time.Duration(ns)
	}
	return sum, nil
}

// memory is a line of a process's status, such as VmRSS, in MB.
func memory(pid int, name string) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			var kb float64
			_, err := fmt.Sscanf(strings.TrimSpace(rest), "%f kB", &kb)
			return kb / 1000, err
		}
	}
	return 0, fmt.Errorf("/proc has no %s", name)
}
