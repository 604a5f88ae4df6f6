package ui_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/backend"
	"axdesk/ui/screentest"
)

// tapeStart is how every tape starts the program. What flags it gives is for the film; the test plays on its own sandbox.
var tapeStart = regexp.MustCompile(`(?m)^Type "(axdesk[^"]*)"$`)

// filmed is when the tapes are played, whatever the day is: dates are then the same each time. A little before the films themselves, so that
// no age grows a digit, and with it moves words, however slowly a busy machine plays.
var filmed = time.Date(2026, time.March, 14, 9, 27, 0, 0, time.UTC)

// TestTapes plays every tape of the repository, so that a changed screen can't leave a film behind that no longer records.
func TestTapes(t *testing.T) {
	t.Parallel()
	for name, path := range tapes(t) {
		if _, alone := staged[name]; alone {
			continue // TestStagedTapes plays it
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			start := tapeStart.FindSubmatch(text)
			if start == nil {
				t.Fatalf("%s has no line that starts the program: Type \"axdesk …\"", path)
			}
			commands := screentest.Tape(t, path, string(start[1]))
			build := func(tb testing.TB) tea.Model {
				// Slow enough that the first poll finds it scheduled, fast enough that the second finds it ready.
				_, m := newDesk(tb, deskOptions{scale: 60, clock: backend.ClockFrom(filmed)})
				return m
			}
			// The size of the film.
			screentest.RunLive(t, screentest.Options{Width: 120, Height: 34}, build, func(tb testing.TB, s *screentest.Screen) {
				screentest.Play(s, commands)
				screentest.Golden(tb, "tape-"+name, steady(s.Text())+"\n")
			})
		})
	}
}

// mostBytes keeps a film fit for a page: a reader's line, and the repository's history, carry each one.
const mostBytes = 2_000_000

// TestEachTapeHasItsFilm holds tapes, films, the README and docs/recording.md against each other.
func TestEachTapeHasItsFilm(t *testing.T) {
	t.Parallel()
	pages := map[string]string{}
	for _, page := range []string{"../README.md", "../docs/recording.md", "../docs/record.sh"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		pages[page] = string(text)
	}
	for name, path := range tapes(t) {
		film, err := os.Stat("../docs/" + name + ".gif")
		switch {
		case err != nil:
			t.Errorf("%s has no film: bash docs/record.sh %s makes it (%v)", path, name, err)
		case film.Size() > mostBytes:
			t.Errorf("docs/%s has %d bytes, more than %d: fewer or longer rests make it smaller", film.Name(), film.Size(), mostBytes)
		}
		for page, word := range map[string]string{"../README.md": "docs/" + name + ".gif", "../docs/recording.md": name + ".tape", "../docs/record.sh": " " + name} {
			if !strings.Contains(pages[page], word) {
				t.Errorf("%s doesn't name %s", page, word)
			}
		}
	}
}

// tapes are the paths of all tapes, by name.
func tapes(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../docs/*.tape")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no tapes in docs: %v", err)
	}
	list := map[string]string{"demo": "../demo.tape"}
	for _, path := range paths {
		list[strings.TrimSuffix(filepath.Base(path), ".tape")] = path
	}
	return list
}

// staged are the films that need more than one program: a script sets up tmux, servers and clients, in a terminal of this size.
var staged = map[string]struct {
	width, height int
	needs         []string
}{
	"guided":   {163, 36, []string{"bash", "tmux", "ssh", "ssh-keygen"}},
	"recovery": {120, 37, []string{"bash", "tmux"}},
}

// TestStagedTapes plays them as they are recorded: with the built program, in a shell.
func TestStagedTapes(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(bin, "axdesk"), "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, film := range staged {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			haveAll(t, film.needs)
			script := "docs/" + name + ".sh"
			commands := screentest.Tape(t, "../docs/"+name+".tape", "clear; bash "+script)
			shell := exec.CommandContext(t.Context(), "bash", script)
			shell.Dir = ".."
			shell.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TERM=xterm-256color", "LANG=C.UTF-8", "SHELL=/bin/sh", "TMPDIR=/tmp"}
			screentest.RunCommand(t, screentest.Options{Width: film.width, Height: film.height}, shell, func(tb testing.TB, s *screentest.Screen) {
				screentest.Play(s, commands)
				screentest.Golden(tb, "tape-"+name, steady(s.Text())+"\n")
			})
		})
	}
}

// haveAll skips a test where a program is missing; in CI it fails.
func haveAll(t *testing.T, programs []string) {
	t.Helper()
	for _, needed := range programs {
		if _, err := exec.LookPath(needed); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s is missing, which CI has to install", needed)
			}
			t.Skipf("%s is missing", needed)
		}
	}
}
