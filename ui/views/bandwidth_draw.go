package views

import (
	"strings"

	"axdesk/client/order"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// maxBar is how wide the bars become on a wide screen.
const maxBar = 30

// View draws the tiers, and under or beside them what bounds them and what they cost.
func (s *Bandwidth) View(w, h int) string {
	d := s.desk
	switch {
	case d.Walk.Candidate == nil:
		return d.page(d.empty("No candidate is chosen, and each path has its own bandwidths: go back and choose one.", w), w, h)
	case s.busy(askLimits):
		return d.page(d.loading("Asking which bandwidths this path allows", s.pending[askLimits], w), w, h)
	case s.expired:
		return d.page(s.gone(w), w, h)
	case s.err != nil:
		return d.page(d.failure(s.err, w), w, h)
	case len(s.tiers) == 0:
		return d.page(d.empty("AXON allows no bandwidth on this path, so nothing can be ordered over it. Go back and choose another candidate.", w), w, h)
	case s.offer != nil:
		return d.page(s.question(w), w, h)
	}
	return d.split(w, h, 8, s.choices, s.aside)
}

// gone says what an expired candidate means.
func (s *Bandwidth) gone(w int) []string {
	d := s.desk
	out := []string{""}
	for i, l := range parts.Wrap(sentences("This candidate has expired: AXON no longer knows it.",
		"Candidates are one-time and hold for one session only.",
		"Going back discovers the candidates again, and the same path is found if it is still offered."), max(10, w-6)) {
		mark := "    "
		if i == 0 {
			mark = "  " + d.Theme.Ink(theme.MarkHolding).Render(d.Theme.Glyphs.Holding) + " "
		}
		out = append(out, mark+l)
	}
	press := "    " + d.press(keys.Back, "goes back to the candidates.") + "  " + d.press(keys.Refresh, "asks again.")
	return append(out, "", parts.Cut(press, w, d.Theme.Glyphs.More))
}

func (s *Bandwidth) choices(w, h int) []string {
	th := s.desk.Theme
	var out []string
	if s.field.Open {
		out = append(out, s.field.View(w, th))
		for _, l := range parts.Clip(parts.Wrap(s.said, max(10, w-2)), 2) {
			out = append(out, "  "+th.Warn.Render(l))
		}
	}
	return append(out, s.list.View(w, max(0, h-len(out)), th)...)
}

// row draws a tier: its speed, its share of the highest, and what is special about it.
func (s *Bandwidth) row(t order.Tier, w int, selected bool) string {
	th := s.desk.Theme
	walk := s.desk.Walk
	speed := parts.FitRight(t.Speed.String(), tierWidth(s.tiers), th.Glyphs.More)
	if selected {
		speed = th.Selected.Render(speed)
	}
	room := min(maxBar, w-parts.Width(speed)-26)
	share := th.Dim.Render(bar(t.Speed, s.tiers[len(s.tiers)-1].Speed, room, th.Glyphs.Bar, th.Glyphs.BarEmpty))
	var notes []string
	if walk.Bandwidth == t.Speed {
		notes = append(notes, th.Good.Render(th.Glyphs.Tick+" chosen"))
	}
	if t.Other != nil {
		note := "volume " + t.Other.Quote.Volume
		if t.Change != "" {
			note += ": " + t.Change
		}
		notes = append(notes, note)
	}
	return parts.Cut(speed+"  "+share+"  "+strings.Join(notes, "  "), w, th.Glyphs.More)
}

// aside says what bounds the tiers and what they cost.
func (s *Bandwidth) aside(w, h int) []string {
	return s.about.get(s.desk.Walk.Candidate.GUID, w, h, s.desk.Look, func() []string {
		d := s.desk
		c := *d.Walk.Candidate
		l := d.Walk.Limits[c.GUID]
		facts := []parts.Fact{
			{Name: "Limit", Value: order.LimitWords(l)},
			{Name: "Maximum", Value: order.Maximums(l)},
			{Name: "Price", Value: d.priced(c.Quote)},
			{Name: "Effect", Value: s.effect()},
			{Name: "Path", Value: pathText(c.Chain, true, d.Theme.Glyphs)},
		}
		return parts.Clip(append([]string{d.Theme.Title.Render(c.Description)}, parts.Sheet(facts, w, d.Theme)...), h)
	})
}

// effect says what the bandwidth does to the price, as far as the API tells.
func (s *Bandwidth) effect() string {
	walk := s.desk.Walk
	c := *walk.Candidate
	same := order.SamePath(c, walk.Candidates[keyOf(walk)].Items, s.desk.Book)
	if len(same) == 0 {
		if c.Quote.Volume == "" {
			return "none stated: this price doesn't depend on volume"
		}
		return "priced for volume " + c.Quote.Volume + ", as the API gives it, and for no other"
	}
	text := "priced for volume " + c.Quote.Volume + "; the same path costs "
	var others []string
	for _, p := range same[:min(len(same), maxTiers)] {
		if p.GUID == c.GUID {
			continue
		}
		change := c.Quote.Monthly.Change(p.Quote.Monthly)
		if change == "" {
			change = "the same"
		}
		others = append(others, change+" at "+p.Quote.Volume)
	}
	return text + strings.Join(others, ", ") + " (volumes as the API gives them, without a unit)"
}

// question asks at which price a tier is to be taken.
func (s *Bandwidth) question(w int) []string {
	d := s.desk
	th := d.Theme
	o, c := s.offer, *d.Walk.Candidate
	out := []string{"", "  " + th.Title.Render("At which price?"), ""}
	for _, l := range parts.Wrap(sentences(
		o.tier.Speed.String()+" reads like volume "+o.tier.Other.Quote.Volume+", for which the same path is offered as another candidate.",
		"The candidate chosen is priced for volume "+c.Quote.Volume+".",
		"The API gives volumes no unit, so which one applies is yours to say."), max(10, w-4)) {
		out = append(out, "  "+l)
	}
	option := func(text string, here bool) string {
		if here {
			return "  " + th.Selected.Render(th.Glyphs.Cursor+" "+text)
		}
		return "    " + text
	}
	return append(out, "",
		option("Change to volume "+o.tier.Other.Quote.Volume, !o.keep), "      "+th.Dim.Render(d.priced(o.tier.Other.Quote)),
		option("Keep volume "+c.Quote.Volume, o.keep), "      "+th.Dim.Render(d.priced(c.Quote)))
}
