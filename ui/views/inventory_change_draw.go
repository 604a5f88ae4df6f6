package views

import (
	"axdesk/client/axon"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
)

// View draws the form, or old and new side by side with what the change means and the word that sends it.
func (s *ChangeService) View(w, h int) string {
	d, th := s.desk, s.desk.Theme
	switch {
	case s.busy(askErrand):
		return d.page(d.loading("Sending the change", s.pending[askErrand], w), w, h)
	case s.busy(askDetail) || s.busy(askLimits):
		return d.page(d.loading("Asking AXON for the service and the bandwidths that it may have", s.pending[askDetail], w), w, h)
	case s.form.Len() == 0 && s.readErr != nil:
		return d.page(d.failure(s.readErr, w), w, h)
	}
	trouble := s.lines(&s.asker, d, w)
	if !s.review {
		out := append(trouble, s.state(w)...)
		out = append(out, "")
		return d.page(append(out, s.form.View(w, max(1, h-len(out)), th)...), w, h)
	}
	out := append([]string{""}, indent(parts.Wrap(th.Warn.Render(th.Glyphs.Holding)+" "+impactOfChange(), max(10, w-4)))...)
	out = append(out, "", "  "+th.Title.Render("What will change"))
	for _, c := range s.deltas() {
		out = append(out, parts.Cut("  "+parts.Fit(th.Dim.Render(c.label), 12, th.Glyphs.More)+"  "+orNone(c.old)+" "+th.Accent.Render(th.Glyphs.Step)+" "+th.Bold.Render(c.new), w, th.Glyphs.More))
	}
	out = append(out, "  "+th.Dim.Render("Only what is listed here is sent."))
	foot := s.foot(trouble, w)
	room := max(0, h-len(foot))
	return d.page(append(parts.Pane(out, w, room, th.Glyphs.More), foot...), w, h)
}

func (s *ChangeService) foot(trouble []string, w int) []string {
	th := s.desk.Theme
	switch {
	case s.lost:
		return trouble
	case !s.word.asked():
		return append(trouble, "  "+s.desk.press(keys.Choose, "asks for the word that sends it."))
	case !s.ready && !s.word.begun():
		return append(trouble, "  "+th.Dim.Render("In a moment the word can be typed."))
	}
	return append(trouble, s.word.lines(`Type "`+th.Accent.Render(changeWord)+`" to send it.`, w, th)...)
}

// impactOfChange is what a change means, as far as the document says.
func impactOfChange() string {
	return "Every hop goes through U (updating) until it reads C again; where a provider needs a person (M), that takes as long as " +
		"the person. The API's document doesn't say whether traffic is interrupted meanwhile, nor from when another bandwidth is billed: " +
		"treat it as an interruption."
}

// state says how the service stands, and what that means for a change.
func (s *ChangeService) state(w int) []string {
	th, i := s.desk.Theme, s.item()
	out := []string{"", parts.Cut("  "+th.Say(i.look.Mark, i.look.Word)+"  "+th.Dim.Render(pathText(i.service.Hops, true, th.Glyphs)), w, th.Glyphs.More)}
	say := ""
	switch {
	case needsPerson(i.service.Hops):
		say = "A provider on its path needs a person (M): the change waits for that."
	case i.look.Mark != theme.MarkReady:
		say = "It isn't ready for service, so AXON may refuse a change now."
	}
	if s.limitErr != nil && !axon.Assumed(s.limitErr) {
		say = join(" ", say, "Which bandwidths it may have isn't known. "+wire.Sentence(s.limitErr))
	}
	return append(out, indent(parts.Wrap(th.Warn.Render(say), max(10, w-4)))...)
}

// needsPerson tells that a hop stands on M.
func needsPerson(hops []axon.Hop) bool {
	for _, h := range hops {
		if word, _ := axon.Letter(h.Provisioned); word == "manual" {
			return true
		}
	}
	return false
}
