package ui

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/share"
	"axdesk/ui/views"
)

// shareOverlay is where one invites guests, lets them in, hands them the pen and sends them away. Guests never see it.
type shareOverlay struct {
	model *Model
	list  parts.List[share.Guest]
}

func newShareOverlay(m *Model) *shareOverlay {
	o := &shareOverlay{model: m}
	o.list = parts.List[share.Guest]{
		Row:  o.row,
		Key:  func(g share.Guest) string { return strconv.FormatUint(g.ID, 10) },
		Text: func(g share.Guest) string { return g.Person.Name + " " + g.Person.Key },
	}
	return o
}

func (o *shareOverlay) row(g share.Guest, w int, selected bool) string {
	th := o.model.desk.Theme
	name := th.Text.Render(g.Person.Name)
	if selected {
		name = th.Selected.Render(g.Person.Name)
	}
	state := th.Say(theme.MarkReady, "looks on")
	switch {
	case !g.Admitted:
		state = th.Say(theme.MarkHolding, "asks to be let in")
	case g.Pen:
		state = th.Say(theme.MarkBusy, "has the pen")
	}
	return parts.Ends(name, state, w, th.Glyphs.More)
}

// ID is 0: what it asks comes back to the root.
func (o *shareOverlay) ID() uint64 { return 0 }

// Update chooses among the guests, and does what is asked for.
func (o *shareOverlay) Update(msg tea.Msg) tea.Cmd {
	m := o.model
	o.sync()
	cmd, used := o.list.Update(msg, m.desk.Keys)
	k, isKey := msg.(tea.KeyPressMsg)
	if used || !isKey {
		return cmd
	}
	switch m.desk.Keys.Any(k.String(), keys.Back, keys.Choose, keys.Forget, keys.New, keys.Remove, keys.Copy, keys.Share) {
	case keys.Back, keys.Share:
		return m.closeTop()
	case keys.New:
		if m.sharing != nil {
			return m.invite()
		}
	case keys.Remove:
		m.closeTop()
		return m.endShare(m.cfg.Person.Name + " has ended the session.")
	case keys.Copy:
		if m.sharing != nil && m.sharing.invited.Command != "" {
			return m.export(views.Copy{Label: "command for the guest", Text: m.sharing.invited.Command})
		}
	case keys.Choose:
		return o.choose()
	case keys.Forget:
		if g, ok := o.list.Current(); ok && m.sharing != nil {
			d := m.sharing.desk
			return step("", func(ctx context.Context) error { return d.Dismiss(ctx, g.ID) })
		}
	}
	return nil
}

// choose lets the highlighted guest in, or hands them the pen.
func (o *shareOverlay) choose() tea.Cmd {
	m := o.model
	g, ok := o.list.Current()
	if !ok || m.sharing == nil {
		return nil
	}
	d := m.sharing.desk
	if !g.Admitted {
		return step(g.Person.Name+" is in, and sees this screen.", func(ctx context.Context) error { return d.Admit(ctx, g.ID) })
	}
	m.closeTop()
	return step(g.Person.Name+" has the pen: what they type counts. "+m.label(keys.Share)+" takes it back.",
		func(ctx context.Context) error { return d.Hand(ctx, g.ID) })
}

// sync takes over the guests as they are.
func (o *shareOverlay) sync() {
	if s := o.model.sharing; s != nil {
		o.list.Set(s.guests)
	} else {
		o.list.Set(nil)
	}
}

// View draws the invitation, and under it the guests.
func (o *shareOverlay) View(w, h int) string {
	m := o.model
	th := m.desk.Theme
	o.sync()
	out := []string{""}
	say := func(text string) {
		for _, l := range parts.Wrap(text, max(1, w-4)) {
			out = append(out, "  "+l)
		}
	}
	s := m.sharing
	switch {
	case s == nil:
		say("Nothing is shared.")
		return strings.Join(out, "\n")
	case s.invited.Code == "":
		say(th.Say(theme.MarkBusy, "Making a code."))
	case s.used():
		say("The code " + s.invited.Code + " is used: whoever came with it comes back with it, and nobody else. " + m.desk.Keys.Label(keys.New, th.ASCII) + " makes another.")
	default:
		say("Have your guest type this, in any terminal on their side:")
		out = append(out, "")
		say(th.Bold.Render(s.invited.Command))
		out = append(out, "")
		say(th.Dim.Render("The code is for one guest, and valid until " + s.invited.Expires.Local().Format("15:04") + ". They ask to be let in by name and key; until " +
			"you let them in they see nothing. They see this place of the desk (" + placeNames[s.scope.at] + ") and no other; passwords stay masked. A guest needs a key of their own: ssh-keygen makes one."))
	}
	out = append(out, "", "  "+th.Title.Render("Guests"))
	if o.list.Len() == 0 {
		say(th.Dim.Render("Nobody has come yet."))
		return strings.Join(out, "\n")
	}
	if g, ok := o.list.Current(); ok {
		who := parts.Sheet([]parts.Fact{{Name: "Key", Value: g.Person.Key}, {Name: "From", Value: g.Person.From}}, w-4, th)
		for i := range who {
			who[i] = "  " + who[i]
		}
		out = append(append(out, parts.Pane(o.list.View(w, max(1, min(len(m.sharing.guests), h-len(out)-len(who)-1)), th), w, len(m.sharing.guests), th.Glyphs.More)...), "")
		return strings.Join(append(out, who...), "\n")
	}
	return strings.Join(append(out, o.list.View(w, max(1, h-len(out)), th)...), "\n")
}

// Head is the title.
func (o *shareOverlay) Head() views.Head { return views.Head{Title: "Share this screen"} }

// Hints are what can be done about the highlighted guest.
func (o *shareOverlay) Hints() []keys.Hint {
	choose, away := keys.Hint{Action: keys.Choose, Words: "let in", Off: "nobody is here"}, keys.Hint{Action: keys.Forget, Words: "refuse", Off: "nobody is here"}
	if g, ok := o.list.Current(); ok {
		choose.Off, away.Off = "", ""
		if g.Admitted {
			choose.Words, away.Words = "hand the pen", "send away"
		}
	}
	return o.list.Hints([]keys.Hint{
		choose, away,
		{Action: keys.Copy, Words: "copy the command"},
		{Action: keys.New, Words: "another code"},
		{Action: keys.Remove, Words: "end sharing"},
		{Action: keys.Back, Words: "close"},
	})
}

// Typing is false but for the filter.
func (o *shareOverlay) Typing() bool { return o.list.Typing() }

// Pace is 0: it changes when there is news.
func (o *shareOverlay) Pace() time.Duration { return 0 }
