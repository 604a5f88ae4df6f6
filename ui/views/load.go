package views

import (
	"strconv"
	"time"

	"axdesk/keys"
	"axdesk/ui/parts"
)

// paceLoading is how often a screen that waits for an answer moves; paceAge how often one that shows ages does.
const (
	paceLoading = 250 * time.Millisecond
	paceAge     = time.Minute
)

// age is a time span in one unit: "12 s", "4 min", "3 h", "3 d".
func age(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	}
	return strconv.Itoa(int(d.Hours()/24)) + " d"
}

// coarseAge is age for screens that tick once a minute: it says nothing that would be wrong before the next tick.
func coarseAge(d time.Duration) string {
	if d < time.Minute {
		return "just now"
	}
	return age(d) + " ago"
}

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
		text += "  " + d.Theme.Dim.Render(age(took))
	}
	return []string{"", "  " + d.Theme.Busy.Render(glyph) + " " + parts.Cut(text, w-4, d.Theme.Glyphs.More)}
}

// failure draws an error as its sentences and says what to press.
func (d *Desk) failure(err error, w int) []string {
	out := []string{""}
	for i, s := range parts.Wrap(sentence(err), max(10, w-6)) {
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

// counted is the note of a list: "3 of 32", "3 of 5 found, 32 in all", and honest about rows that the API
// has but did not send.
func counted(at, shown, all, total int) string {
	s := strconv.Itoa(at) + " of " + strconv.Itoa(shown)
	if shown != all {
		s += " found, " + strconv.Itoa(all) + " in all"
	}
	if total > all {
		s += " (" + strconv.Itoa(all) + " of " + strconv.Itoa(total) + " shown by the API)"
	}
	return s
}
