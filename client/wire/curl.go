package wire

import (
	"fmt"
	"net/http"
	"strings"
)

// Shell is how one API's requests are proved in a shell: lines before curl, which may use variables that a person sets, and headers
// in double quotes. None of it holds a secret.
type Shell struct{ Before, Headers []string }

// Curl is a sent request as a command for a POSIX shell. What it hides, or isn't kept whole, is left for a person to put in: until then the
// command fails before anything is sent.
func (r Record) Curl(s Shell) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# %s, asked at %s.", r.Op, r.At.UTC().Format("2006-01-02 15:04:05 MST"))
	if r.Method != http.MethodGet {
		line("# A %s changes something, and may be billed: running this does it once more.", r.Method)
	}
	if r.Sent.Cut {
		line("# The body was longer than what is kept of it: it is incomplete here.")
	}
	if r.Sent.Withheld {
		line("# Put in what stands as %s or %s in the body.", Hidden, redacted)
	}
	if r.Sent.Altered {
		line("# A text of the body isn't whole: put in what is shortened, and characters that a terminal doesn't show.")
	}
	guard := ""
	if r.Sent.Cut || r.Sent.Withheld || r.Sent.Altered {
		// A part of the command itself: pasted line by line, a line before it would stop nothing. No shell runs a command of which this fails,
		// and one that somebody types into stays.
		guard = "${body_is_whole:?complete the body, then take this word out} "
		line("# So this runs only after you have taken ${body_is_whole...} out of it.")
	}
	for _, l := range s.Before {
		line("%s", l)
	}
	b.WriteString("curl " + guard + "-X " + r.Method + " " + Quoted(r.Base+r.Path))
	for _, h := range r.Sent.Headers {
		name, value, _ := strings.Cut(h, ": ")
		if (name == "Accept" || name == "Content-Type") && value != Hidden {
			b.WriteString(" \\\n  -H " + Quoted(h))
		}
	}
	for _, h := range s.Headers {
		b.WriteString(" \\\n  -H \"" + h + `"`)
	}
	if r.Sent.Body != "" {
		b.WriteString(" \\\n  --data-raw " + Quoted(r.Sent.Body))
	}
	b.WriteByte('\n')
	return b.String()
}

// Quoted is a text in which a shell expands nothing.
func Quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
