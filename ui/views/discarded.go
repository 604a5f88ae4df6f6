package views

import (
	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// This file is the part of Candidates that shows what was left out, and why.

func (s *Candidates) revealing(m tea.KeyPressMsg) tea.Cmd {
	cmd, used := s.lost.Update(m, s.desk.Keys)
	if used {
		return cmd
	}
	switch s.desk.Keys.Any(m.String(), keys.Reveal, keys.Back, keys.Choose) {
	case keys.Reveal, keys.Back:
		s.reveal = false
	case keys.Choose:
		if p, ok := s.lost.Current(); ok {
			return send(Flash{Text: "It can't be ordered. " + p.Why, Bad: true})
		}
	}
	return nil
}

// lostRow draws a discarded candidate: what it is, and the reason as far as there is room.
func (s *Candidates) lostRow(p price.Discarded, w int, selected bool) string {
	th := s.desk.Theme
	name := parts.Fit(axon.Facility(p.LocationID)+" "+words.Diversity(p.DiversityIndex)+"  "+p.Description, w*2/5, th.Glyphs.More)
	if selected {
		name = th.Selected.Render(name)
	}
	return parts.Fit(name+"  "+p.Why, w, th.Glyphs.More)
}

func (s *Candidates) lostList(w, h int) []string {
	return s.lost.View(w, h, s.desk.Theme)
}

func (s *Candidates) lostDetail(w, h int) []string {
	p, ok := s.lost.Current()
	if !ok {
		return nil
	}
	th := s.desk.Theme
	facts := []parts.Fact{
		{Name: "Why", Value: p.Why},
		{Name: "Path", Value: pathText(p.Chain, true, th.Glyphs)},
		{Name: "SKU", Value: p.SKU.Code},
		{Name: "Rule", Value: "AXON's document wants a candidate discarded whole when anything in its chain can't be priced."},
	}
	return parts.Clip(append([]string{th.Title.Render(p.Description)}, parts.Sheet(facts, w, th)...), h)
}
