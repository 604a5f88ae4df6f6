package wire

import (
	"fmt"
	"net/http"
	"strings"
)

// Shell is how one API's requests are proved in a shell: lines before curl, which may use variables that a person sets, and headers
// in double quotes. None of it holds a secret.
type Shell struct{ Before, Headers []string }

// Curl is a sent request as a command for a POSIX shell. What it hides is left for a person to put in.
func (r Record) Curl(s Shell) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# %s, asked at %s.", r.Op, r.At.UTC().Format("2006-01-02 15:04:05 MST"))
	if r.Method != http.MethodGet {
		line("# A %s changes something, and may be billed: running this does it once more.", r.Method)
	}
	switch {
	case r.Sent.Cut:
		line("# The body was longer than what is kept of it: it is incomplete here.")
	case r.Sent.Withheld:
		line("# Put in what stands as %s or %s in the body.", Hidden, redacted)
	}
	for _, l := range s.Before {
		line("%s", l)
	}
	b.WriteString("curl -X " + r.Method + " " + Quoted(r.Base+r.Path))
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
		b.WriteString(" \\\n  --data-binary " + Quoted(r.Sent.Body))
	}
	b.WriteByte('\n')
	return b.String()
}

// Quoted is a text in which a shell expands nothing.
func Quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
