package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unicode"
)

const (
	// secretBytes is the most that a secret's file or command may hold.
	secretBytes = 4 << 10
	// secretTime is how long a command may take: a person may have to unlock what it asks.
	secretTime = time.Minute
	// secretDelay is how long the children of an ended command may hold its output open.
	secretDelay = time.Second
)

// secretFile reads a secret from a file that only its owner can read. name is what the file was named by.
func secretFile(name, path string) (string, error) {
	info, err := os.Stat(path) // before it is opened: a pipe would wait for its writer
	if err != nil {
		return "", fmt.Errorf("%s can't be read: %w", name, err)
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s names %s, which is no file", name, path)
	}
	in, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return "", fmt.Errorf("%s can't be read: %w", name, err)
	}
	defer func() { _ = in.Close() }()
	if info, err = in.Stat(); err != nil {
		return "", fmt.Errorf("%s can't be read: %w", name, err)
	}
	if shared(info.Mode(), 0o077) {
		return "", fmt.Errorf("%s names %s, which others can read (it is %04o): its secret isn't used. Run chmod 600 on it, and have a new secret issued if somebody may have read it",
			name, path, info.Mode().Perm())
	}
	data, err := io.ReadAll(io.LimitReader(in, secretBytes+1))
	if err != nil {
		return "", fmt.Errorf("%s can't be read: %w", name, err)
	}
	return secretOf(name, data)
}

// secretCommand runs a command for the secret that it prints. What it prints is told to nobody, not even when it fails.
func secretCommand(ctx context.Context, name, command string, limit time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	cmd := exec.CommandContext(ctx, shell[0], shell[1], command) //nolint:gosec // it is what the user has set it to
	out := &bounded{most: secretBytes}
	cmd.Stdout, cmd.WaitDelay = out, secretDelay
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fmt.Errorf("%s took longer than %s and was stopped. Run it by hand: it may wait for something to be unlocked", name, limit)
	case ctx.Err() != nil:
		return "", ctx.Err()
	case out.over:
		return "", fmt.Errorf("%s printed more than %d KiB: a secret is one line", name, secretBytes>>10)
	case errors.As(err, &exit):
		return "", fmt.Errorf("%s failed (exit status %d), so there is no secret. Run it by hand to see why", name, exit.ExitCode())
	case err != nil:
		return "", fmt.Errorf("%s can't be run: %w", name, err)
	}
	return secretOf(name, out.kept.Bytes())
}

// secretOf takes the first line, as password managers have the secret there and notes below.
func secretOf(name string, data []byte) (string, error) {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	text := strings.TrimSpace(string(line))
	switch {
	case len(data) > secretBytes:
		return "", fmt.Errorf("%s holds more than %d KiB: a secret is one line", name, secretBytes>>10)
	case text == "":
		return "", fmt.Errorf("%s gave nothing: the secret has to stand in the first line", name)
	case strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }):
		return "", fmt.Errorf("%s gave something that is no secret: its first line has characters that can't be sent", name)
	}
	return text, nil
}

// bounded keeps so much of what is written to it, and ends the writer that goes on.
type bounded struct {
	kept bytes.Buffer // no embedding: its ReadFrom would go round Write
	most int
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > b.most {
		b.over = true
		return 0, errors.New("too much output")
	}
	return b.kept.Write(p)
}

// pathFrom makes a path of what the user wrote: ~ is home, and what is relative is so to the file that it stands in.
func pathFrom(dir, path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	if dir == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
