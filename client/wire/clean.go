package wire

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	cleanRunes    = 4096    // most runes that Clean leaves
	textLineRunes = 20_000  // most runes that CleanText leaves of a line
	textBytes     = 4 << 20 // most bytes that CleanText leaves
	ellipsis      = "…"     // stands where text was cut
)

// Clean makes remote text fit for one line of a terminal, a log or a file: no control characters or escape
// sequences (gone with their payload), nothing that turns or hides text, no line breaks, valid UTF-8, and at
// most 4,096 runes. Cleaning twice changes nothing more.
func Clean(s string) string {
	if isClean(s, false, cleanRunes) {
		return s
	}
	c := cleaner{src: s, limit: cleanRunes}
	return c.run()
}

// CleanText is Clean for many lines: line feeds stay, CRLF becomes one, a tab becomes four spaces. A line keeps
// at most 20,000 runes, the whole at most 4 MiB.
func CleanText(s string) string {
	if len(s) <= textBytes && isClean(s, true, textLineRunes) {
		return s
	}
	c := cleaner{src: s, lines: true, limit: textLineRunes}
	out := c.run()
	if len(out) <= textBytes {
		return out
	}
	// The mark stands on a line of its own: at the end of a full line it would be cut again.
	cut := textBytes - len("\n"+ellipsis)
	for !utf8.RuneStart(out[cut]) {
		cut--
	}
	return out[:cut] + "\n" + ellipsis
}

// isClean is the fast path: nearly all text needs nothing done.
func isClean(s string, lines bool, limit int) bool {
	n := 0
	for i := 0; i < len(s); {
		b := s[i]
		size := 1
		switch {
		case b == '\n' && lines:
			n, i = 0, i+1
			continue
		case b < ' ' || b == 0x7f:
			return false
		case b >= utf8.RuneSelf:
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 || hidden(r) || breaks(r) {
				return false
			}
		}
		if n++; n > limit {
			return false
		}
		i += size
	}
	return true
}

// hidden tells characters that show nothing themselves and change how others show: C1 controls, bidi controls,
// zero-width and variation characters, fillers, tags.
func hidden(r rune) bool {
	if r < 0xa0 {
		return r >= 0x80
	}
	if unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// breaks tells the line breaks that are no ASCII.
func breaks(r rune) bool { return r == 0x85 || r == 0x2028 || r == 0x2029 }

// cleaner walks src once.
type cleaner struct {
	src   string
	pos   int
	lines bool
	limit int
	out   []byte
	runes int  // of the current line
	cut   int  // where out is cut when the line turns out too long
	gap   bool // the last thing written stands for a run of breaks
	// open means that no terminator of a string follows: looked for once, or a text full of openers takes forever.
	open bool
}

func (c *cleaner) run() string {
	c.out = make([]byte, 0, min(len(c.src), textBytes))
	for c.pos < len(c.src) && len(c.out) <= textBytes {
		if c.runes > c.limit && !c.nextLine() {
			break
		}
		c.step()
	}
	c.shorten()
	return string(c.out)
}

func (c *cleaner) step() {
	r, size := utf8.DecodeRuneInString(c.src[c.pos:])
	at := c.pos
	c.pos += size
	switch {
	case r == utf8.RuneError && size == 1:
		c.write(utf8.RuneError)
	case r == 0x1b:
		c.escape()
	case r == 0x9b:
		c.sequence()
	case r == 0x90 || r == 0x98 || r >= 0x9d && r <= 0x9f:
		c.payload()
	case r == '\r' && strings.HasPrefix(c.src[c.pos:], "\n"):
		// CRLF is one break: the line feed tells it.
	case r == '\n' || r == '\r':
		c.lineBreak()
	case r == '\t' && c.lines:
		for range 4 {
			c.write(' ')
		}
	case r == '\t' || r == '\v' || r == '\f' || breaks(r):
		c.space()
	case r < ' ' || r == 0x7f || r > 0x7f && hidden(r):
	case r > 0x7f:
		c.gap = false
		c.count()
		c.out = append(c.out, c.src[at:c.pos]...)
	default:
		c.write(r)
	}
}

// nextLine skips the rest of a line that is full already, so that a line of a gigabyte costs nothing more.
func (c *cleaner) nextLine() bool {
	i := strings.IndexByte(c.src[c.pos:], '\n')
	if i < 0 || !c.lines {
		return false
	}
	c.pos += i
	return true
}

func (c *cleaner) count() {
	c.runes++
	if c.runes == c.limit {
		c.cut = len(c.out)
	}
}

func (c *cleaner) write(r rune) {
	c.gap = false
	c.count()
	c.out = utf8.AppendRune(c.out, r)
}

// space stands for a whole run of breaks.
func (c *cleaner) space() {
	if !c.gap {
		c.write(' ')
		c.gap = true
	}
}

func (c *cleaner) lineBreak() {
	if !c.lines {
		c.space()
		return
	}
	c.shorten()
	c.out = append(c.out, '\n')
	c.runes, c.gap = 0, false
}

// shorten cuts the current line when it is over the limit.
func (c *cleaner) shorten() {
	if c.runes <= c.limit {
		return
	}
	c.out = append(c.out[:c.cut], ellipsis...)
	c.runes = c.limit
}

// escape skips what follows ESC (ECMA-48): a control sequence, a string with its payload, or a short escape.
func (c *cleaner) escape() {
	if c.pos >= len(c.src) {
		return
	}
	switch c.src[c.pos] {
	case '[':
		c.pos++
		c.sequence()
	case ']', 'P', 'X', '^', '_':
		c.pos++
		c.payload()
	default:
		c.skip(0x20, 0x2f)
		if c.pos < len(c.src) && c.src[c.pos] >= 0x30 && c.src[c.pos] <= 0x7e {
			c.pos++
		}
	}
}

// sequence skips the parameters and the final byte of a control sequence.
func (c *cleaner) sequence() {
	c.skip(0x20, 0x3f)
	if c.pos < len(c.src) && c.src[c.pos] >= 0x40 && c.src[c.pos] <= 0x7e {
		c.pos++
	}
}

func (c *cleaner) skip(lo, hi byte) {
	for c.pos < len(c.src) && c.src[c.pos] >= lo && c.src[c.pos] <= hi {
		c.pos++
	}
}

// payload skips a control string up to its terminator, or to an ESC, which ends it in a terminal too. One that
// never ends is taken to end with its line, so that two bytes can't make the rest of a document vanish.
func (c *cleaner) payload() {
	rest := c.src[c.pos:]
	for i := 0; i < len(rest) && !c.open; i++ {
		switch b := rest[i]; {
		case b == 0x1b:
			c.pos += i
			return
		case b == '\a' || b == 0x18 || b == 0x1a:
			c.pos += i + 1
			return
		case b == 0xc2 && strings.HasPrefix(rest[i:], "\u009c"):
			c.pos += i + len("\u009c")
			return
		}
	}
	c.open = true
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		c.pos += i
		return
	}
	c.pos = len(c.src)
}

// Short is as much of a GUID, or another id, as people read.
func Short(guid string) string {
	if r := []rune(guid); len(r) > 8 {
		return string(r[:8])
	}
	return guid
}
