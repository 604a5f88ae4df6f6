package screentest

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Command is one command of a VHS tape, as far as it matters without a camera.
type Command struct {
	// Line is where the command stands in its file, from 1.
	Line int
	// Text is what is typed, when something is.
	Text string
	// Key is the key that is pressed, by its name for Press, and Count how often.
	Key   string
	Count int
	// Wait is what must come onto the screen.
	Wait *regexp.Regexp
	// Sleep passes under a fake clock and is left out in real time.
	Sleep time.Duration
}

// tapeKeys are VHS's names for keys.
var tapeKeys = map[string]string{
	"Enter": "enter", "Escape": "esc", "Up": "up", "Down": "down", "Left": "left", "Right": "right", "Tab": "tab",
	"Space": "space", "Backspace": "backspace", "Delete": "delete", "PageUp": "pgup", "PageDown": "pgdown",
	"Home": "home", "End": "end",
}

// tapeToken splits a line: strings in three kinds of quotes, patterns between slashes, and words.
var tapeToken = regexp.MustCompile("\"[^\"]*\"|'[^']*'|`[^`]*`|/[^/]*/|[^\\s\"'`]+")

// Tape reads a VHS tape. All up to and including the Enter that follows `Type "<start>"`, the shell command that starts
// the program, is left out: a test starts the program itself.
func Tape(tb testing.TB, path, start string) []Command {
	tb.Helper()
	text, err := os.ReadFile(path) // #nosec G304 -- a path that the test itself gives
	if err != nil {
		tb.Fatal(err)
	}
	commands, err := parseTape(string(text))
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	for i, c := range commands {
		if c.Text == start && i+1 < len(commands) && commands[i+1].Key == "enter" {
			return commands[i+2:]
		}
	}
	tb.Fatalf("%s: no Type %q with an Enter behind it", path, start)
	return nil
}

// Play plays a tape's commands; every Wait must come true.
func Play(s *Screen, commands []Command) {
	s.tb.Helper()
	for _, c := range commands {
		switch {
		case c.Wait != nil:
			s.tb.Logf("tape line %d: waiting for /%s/", c.Line, c.Wait)
			s.WaitMatch(c.Wait)
		case c.Key != "":
			for range c.Count {
				s.Press(c.Key)
			}
		case c.Text != "":
			s.Type(c.Text)
		case c.Sleep > 0 && s.fake:
			s.Advance(c.Sleep)
		}
	}
}

func parseTape(text string) ([]Command, error) {
	var commands []Command
	for i, line := range strings.Split(text, "\n") {
		tokens := tapeToken.FindAllString(line, -1)
		for len(tokens) > 0 && !strings.HasPrefix(tokens[0], "#") {
			c, rest, err := parseCommand(tokens)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			c.Line = i + 1
			commands = append(commands, c)
			tokens = rest
		}
	}
	return commands, nil
}

// parseCommand takes one command off a line's tokens. A speed (`@50ms`) is dropped: a test types at its own.
func parseCommand(tokens []string) (Command, []string, error) {
	name, _, _ := strings.Cut(tokens[0], "@")
	rest := tokens[1:]
	if key, ok := tapeKey(name); ok {
		c := Command{Key: key, Count: 1}
		if len(rest) > 0 {
			if n, err := strconv.Atoi(rest[0]); err == nil {
				c.Count, rest = n, rest[1:]
			}
		}
		return c, rest, nil
	}
	switch name {
	case "Type":
		return parseType(rest)
	case "Wait+Screen":
		return parseWait(rest)
	case "Sleep":
		return parseSleep(rest)
	case "Hide", "Show":
		return Command{}, rest, nil
	case "Set", "Output", "Require", "Env", "Screenshot":
		// About the film, not about the program: they take the whole line.
		return Command{}, nil, nil
	}
	return Command{}, nil, fmt.Errorf("the tape player doesn't know %q", tokens[0])
}

// tapeKey names a key, or a chord such as Ctrl+K, the way Press does.
func tapeKey(name string) (string, bool) {
	if key, ok := tapeKeys[name]; ok {
		return key, true
	}
	modifier, base, ok := strings.Cut(name, "+")
	if !ok || modifier != "Ctrl" && modifier != "Alt" && modifier != "Shift" {
		return "", false
	}
	if key, ok := tapeKeys[base]; ok {
		base = key
	}
	if modifier == "Ctrl" {
		base = strings.ToLower(base)
	}
	return strings.ToLower(modifier) + "+" + base, true
}

func parseType(tokens []string) (Command, []string, error) {
	if len(tokens) == 0 || !strings.ContainsAny(tokens[0][:1], "\"'`") {
		return Command{}, nil, fmt.Errorf("a Type needs a text in quotes")
	}
	return Command{Text: tokens[0][1 : len(tokens[0])-1]}, tokens[1:], nil
}

func parseWait(tokens []string) (Command, []string, error) {
	if len(tokens) == 0 || len(tokens[0]) < 3 || tokens[0][0] != '/' {
		return Command{}, nil, fmt.Errorf("a Wait+Screen needs a pattern between slashes")
	}
	pattern, err := regexp.Compile(tokens[0][1 : len(tokens[0])-1])
	return Command{Wait: pattern}, tokens[1:], err
}

// parseSleep reads a duration; VHS takes a bare number as seconds.
func parseSleep(tokens []string) (Command, []string, error) {
	if len(tokens) == 0 {
		return Command{}, nil, fmt.Errorf("a Sleep needs a time")
	}
	value := tokens[0]
	if strings.Trim(value, "0123456789.") == "" {
		value += "s"
	}
	d, err := time.ParseDuration(value)
	return Command{Sleep: d}, tokens[1:], err
}
