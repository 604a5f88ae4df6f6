package views

import (
	"time"

	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// paceLoading is how often a screen that waits for an answer moves; paceAge how often one that shows ages does.
const (
	paceLoading = 250 * time.Millisecond
	paceAge     = time.Minute
)

// waited is how long a question is under way: nothing before the first tick after it.
func (d *Desk) waited(since time.Time) time.Duration {
	if since.IsZero() {
		return 0
	}
	return max(0, d.Now.Sub(since))
}

// loading draws a question under way. After two seconds it says for how long, so that a slow line is told
// apart from a dead one.
func (d *Desk) loading(what string, since time.Time, w int) []string {
	took := d.waited(since)
	spin := d.Theme.Glyphs.Spin
	glyph := spin[int(took/paceLoading)%len(spin)]
	text := what + d.Theme.Glyphs.Ellipsis
	if took >= 2*time.Second {
		text += "  " + d.Theme.Dim.Render(words.Age(took))
	}
	return []string{"", "  " + d.Theme.Busy.Render(glyph) + " " + parts.Cut(text, w-4, d.Theme.Glyphs.More)}
}

// failure draws an error as its sentences and says what to press.
func (d *Desk) failure(err error, w int) []string {
	out := []string{""}
	for i, s := range parts.Wrap(wire.Sentence(err), max(10, w-6)) {
		mark := "    "
		if i == 0 {
			mark = "  " + d.Theme.Bad.Render(d.Theme.Glyphs.Cross) + " "
		}
		out = append(out, mark+s)
	}
	press := "    " + d.press(keys.Refresh, "asks again.") + "  " + d.press(keys.Back, "goes back; nothing is lost.")
	return append(out, "", parts.Cut(press, w, d.Theme.Glyphs.More))
}

// empty draws a sentence where rows would be.
func (d *Desk) empty(text string, w int) []string {
	out := []string{""}
	for _, s := range parts.Wrap(text, max(10, w-4)) {
		out = append(out, "  "+d.Theme.Dim.Render(s))
	}
	return out
}

// press draws a key and what it does.
func (d *Desk) press(a keys.Action, words string) string {
	return d.Theme.Accent.Render(d.Keys.Label(a, d.Theme.ASCII)) + " " + words
}
