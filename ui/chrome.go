package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/views"
)

// skewShown is from where on a difference of clocks is worth saying, though calls work: the API refuses at two
// minutes, and nonces are made by its clock.
const skewShown = 2 * time.Second

// boxed makes a body exactly w by h cells, so that the lines under it never move.
func boxed(body string, w, h int, more string) []string {
	lines := strings.Split(body, "\n")
	out := make([]string, h)
	for i := range out {
		if i < len(lines) {
			out[i] = parts.Cut(lines[i], w, more)
		}
	}
	return out
}

// topLine says where one is, who pays, and how the API is reached.
func (m *Model) topLine() string {
	th := m.desk.Theme
	badge, env := th.Badge, m.cfg.Environment
	if m.at == atLines {
		env = m.cfg.LinesEnvironment
	}
	if env == "PRODUCTION" {
		badge = th.Loud
	}
	left := th.Bold.Render("axdesk") + " " + badge.Render(" "+env+" ")
	if c := m.desk.Walk.Company; c != nil && m.at == atOrder {
		left += "  " + th.Dim.Render("payer ") + c.ID + " " + c.Name
	}
	right := m.skew()
	if m.at == atLines && !m.axon.down {
		right = m.reached()
	} else if m.aex.down {
		right = strings.TrimSpace(right + "  " + th.Say(theme.MarkFailed, "AEx unreachable"))
	}
	if said := m.sharedWords(); said != "" {
		right = said + "  " + right
	}
	if right != "" {
		right = strings.TrimSpace(right) + "  "
	}
	return parts.Ends(left, right+th.Dim.Render("order ")+m.desk.Walk.Ref, m.w, th.Glyphs.More)
}

// reached says how AEx answered last: on its desk that is what counts, and not AXON's clock.
func (m *Model) reached() string {
	th := m.desk.Theme
	switch {
	case m.aex.down:
		return th.Say(theme.MarkFailed, "AEx unreachable")
	case m.aex.refused:
		return th.Say(theme.MarkFailed, "AEx refuses the token")
	case m.aex.heard:
		return th.Say(theme.MarkReady, "AEx")
	}
	return th.Say(theme.MarkScheduled, "AEx")
}

func (m *Model) skew() string {
	th := m.desk.Theme
	if m.axon.down {
		return th.Say(theme.MarkFailed, "AXON unreachable")
	}
	if m.cfg.Skew == nil {
		return ""
	}
	s := m.cfg.Skew()
	switch {
	case !s.Known:
		return th.Say(theme.MarkScheduled, "AXON")
	case s.By.Abs() < skewShown:
		return th.Say(theme.MarkReady, "AXON")
	case s.Corrected && !m.axon.refused:
		return th.Say(theme.MarkHolding, "AXON clock "+signed(s.By)+", corrected")
	default:
		return th.Say(theme.MarkFailed, "AXON clock "+signed(s.By))
	}
}

func signed(d time.Duration) string { return fmt.Sprintf("%+d s", int(d.Round(time.Second).Seconds())) }

// crumbs are the steps of the leg that one is in: done, here, ahead, or lost.
func (m *Model) crumbs() string {
	if m.at != atOrder {
		return m.placeCrumbs()
	}
	leg := m.leg()
	of := make([]byte, 0, 2*len(leg))
	for _, s := range leg {
		of = append(of, byte(s.Step), byte(s.State)) //nolint:gosec // both are few
	}
	return m.kept.crumbs.get(made(string(of), m.looks()), func() string { return m.legCrumbs(leg) })
}

// looks is what all lines depend on: how wide they are, and the theme.
func (m *Model) looks() string { return strconv.Itoa(m.w) + " " + strconv.Itoa(m.desk.Look) }

func (m *Model) legCrumbs(leg []order.StepState) string {
	th := m.desk.Theme
	var names []string
	here, at := 0, 0
	for _, s := range leg {
		name := crumb(s.Step)
		switch s.State {
		case order.Here:
			at = here
			name = th.Selected.Render(name)
		case order.Done:
			name = th.Good.Render(th.Glyphs.Tick) + name
		case order.Lost:
			name = th.Warn.Render(th.Glyphs.Holding + name)
		case order.Unchecked:
			name = th.Dim.Render(th.Glyphs.Unknown) + name
		case order.Skipped:
			continue
		default:
			name = th.Dim.Render(name)
		}
		names = append(names, name)
		here++
	}
	return m.crumbLine(names, at)
}

// crumbLine joins crumbs. Where the line is too short, what was done long ago gives way first, up to where one is.
func (m *Model) crumbLine(names []string, at int) string {
	th := m.desk.Theme
	sep := th.Dim.Render(" " + th.Glyphs.Step + " ")
	from := 0
	for from < at && parts.Width(strings.Join(names[from:], sep)) > m.w-3 {
		from++
	}
	line := strings.Join(names[from:], sep)
	if from > 0 {
		line = th.Dim.Render(th.Glyphs.More+" ") + line
	}
	return " " + parts.Cut(line, m.w-1, th.Glyphs.More)
}

// crumb is a step's title where the leg is clear: on the way to the port, "Port options" is "Options".
func crumb(s order.Step) string {
	if rest, ok := strings.CutPrefix(s.Title(), "Port "); ok {
		return capital(rest)
	}
	if s == order.StepProvisioning {
		return "Live" // so that the whole leg fits into 80 columns
	}
	return s.Title()
}

// leg is the half of the walk that one is in: up to the port, or from the port on.
func (m *Model) leg() []order.StepState {
	all := m.desk.Walk.Steps()
	for i, s := range all {
		if s.Step == order.StepProvider {
			if m.desk.Walk.At() >= order.StepProvider {
				return all[i:]
			}
			return all[:i]
		}
	}
	return all
}

// titleLine is the thin rule over the body, with the title of what has the keys.
func (m *Model) titleLine() string {
	th := m.desk.Theme
	head := m.shown().Head()
	if n := len(m.over); n > 0 {
		head = m.over[n-1].Head()
	} else if m.pinsInFront() {
		head = views.Head{Title: "Pinned"}
	}
	title := m.kept.title.get(made(head.Title, strconv.Itoa(parts.Width(head.Note)), m.looks()), func() string { return m.ruledTitle(head) })
	if head.Note == "" {
		return title
	}
	return title + " " + th.Dim.Render(head.Note) + " " + th.Rule.Render(th.Glyphs.Rule)
}

// ruledTitle is the title and the rule behind it, up to where the note begins.
func (m *Model) ruledTitle(head views.Head) string {
	th := m.desk.Theme
	r := th.Glyphs.Rule
	room := m.w
	if head.Note != "" {
		room -= parts.Width(head.Note) + 3 // a blank on each side of it, and the end of the rule
	}
	title := th.Rule.Render(r) + " " + th.Title.Render(parts.Cut(head.Title, room-6, th.Glyphs.More)) + " "
	return title + th.Rule.Render(strings.Repeat(r, max(0, room-parts.Width(title))))
}

// statusLine says what happened last, or what can be done; and on the right what is being watched.
func (m *Model) statusLine() string {
	th := m.desk.Theme
	right := m.counter()
	if m.flash.Text != "" && len(m.flashLines()) == 0 {
		return parts.Ends(" "+m.flashInk().Render(m.flash.Text), right, m.w, th.Glyphs.More)
	}
	hints, room := m.hints(), m.w-parts.Width(right)-2
	of := []string{right, strconv.FormatBool(m.typing()), m.looks()}
	for _, h := range hints {
		of = append(of, string(h.Action), string(h.Before), h.Words, strconv.FormatBool(h.Off != ""))
	}
	return m.kept.status.get(made(of...), func() string {
		return parts.Ends(" "+strings.Join(m.hintTexts(hints, room), "  "), right, m.w, th.Glyphs.More)
	})
}

// hintTexts are as many hints as fit, each with a key that works now. Help is the way to all the others, so its
// room is taken first.
func (m *Model) hintTexts(offered []keys.Hint, room int) []string {
	var hints, last []string
	texts := make([]string, len(offered))
	for i, h := range offered {
		if texts[i] = m.hintText(h); texts[i] != "" && h.Action == keys.Help {
			last = append(last, texts[i])
			room -= parts.Width(texts[i]) + 2
		}
	}
	for i, h := range offered {
		if texts[i] == "" || h.Action == keys.Help {
			continue
		}
		if room -= parts.Width(texts[i]); room < 0 {
			break
		}
		hints = append(hints, texts[i])
		room -= 2 // the gap before the next one
	}
	return append(hints, last...)
}

// hintText is "" for what can't be done now: a text field takes the keys that type a character.
func (m *Model) hintText(h keys.Hint) string {
	label := m.label
	if m.typing() {
		label = func(a keys.Action) string { return m.cfg.Keys.TypingLabel(a, m.desk.Theme.ASCII) }
	}
	key := label(h.Action)
	if before := label(h.Before); before != "" {
		key = before + "/" + key
	}
	if h.Off != "" || key == "" {
		return ""
	}
	return m.desk.Theme.Accent.Render(key) + " " + h.Words
}

// flashLines are the lines that a long sentence needs; it is never cut in the middle of what to do.
func (m *Model) flashLines() []string {
	if m.flash.Text == "" || !m.greeting && parts.Width(m.flash.Text)+2+parts.Width(m.counter()) <= m.w {
		return nil
	}
	return parts.Clip(parts.Wrap(m.flash.Text, m.w-2), 4)
}

// counter says how many services are under way, ready, failed.
func (m *Model) counter() string {
	th := m.desk.Theme
	running, ready, stuck := m.desk.Watches.Count()
	var out []string
	if running > 0 {
		out = append(out, th.Say(theme.MarkBusy, strconv.Itoa(running)+" "+m.desk.Watches.Word()))
	}
	if ready > 0 {
		out = append(out, th.Say(theme.MarkReady, strconv.Itoa(ready)+" ready"))
	}
	if stuck > 0 {
		out = append(out, th.Say(theme.MarkFailed, strconv.Itoa(stuck)+" failed"))
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, "  ") + " "
}

// money is the line that says what it costs and who pays, from the first priced step to the last.
func (m *Model) money() string {
	if m.at != atOrder {
		return ""
	}
	text := views.MoneyLine(m.desk, m.w-2)
	if text == "" {
		return ""
	}
	return parts.Fit(" "+text, m.w, m.desk.Theme.Glyphs.More)
}

func (m *Model) tooSmall() string {
	th := m.desk.Theme
	text := fmt.Sprintf("axdesk needs %d columns and %d lines; this terminal has %d by %d. Make it larger; nothing is lost.",
		leastWidth, leastHeight, m.w, m.h)
	return strings.Join(parts.Clip(parts.Wrap(th.Text.Render(text), max(1, m.w)), max(1, m.h)), "\n")
}

// windowTitle and progress tell the terminal's own frame how the watched services stand.
func (m *Model) windowTitle() string {
	running, ready, stuck := m.desk.Watches.Count()
	title := "axdesk " + m.cfg.Environment
	for _, n := range []struct {
		count int
		word  string
	}{{running, m.desk.Watches.Word()}, {ready, "ready"}, {stuck, "failed"}} {
		if n.count > 0 {
			title += fmt.Sprintf(" · %d %s", n.count, n.word)
		}
	}
	return title
}

func (m *Model) progress() *tea.ProgressBar {
	done, all := 0, 0
	failed := false
	for _, w := range m.desk.Watches.All() {
		failed = failed || (w.Done() && !w.Ready())
		if w.Done() {
			continue
		}
		d, n := w.Progress()
		done, all = done+d, all+n
	}
	if all == 0 {
		return nil
	}
	bar := &tea.ProgressBar{State: tea.ProgressBarDefault, Value: 100 * done / all}
	if failed {
		bar.State = tea.ProgressBarError
	}
	return bar
}
