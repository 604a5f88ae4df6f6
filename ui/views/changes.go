package views

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/lines"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

// Changes is the snapshot feed: what the last one adds to what all before it told, since each lists recent changes only. AEx allows one call in 10 minutes, shared by
// all processes; the stored one is shown meanwhile, with its age and the time at which the next may leave.
type Changes struct {
	asker
	follow
	desk *Desk
	list parts.List[aex.Difference]
	feed lines.Stored
	err  error
}

const (
	askStored   = "stored"
	askSnapshot = "snapshot"
)

// NewChanges makes the screen.
func NewChanges(d *Desk) *Changes {
	s := &Changes{asker: d.newAsker(), desk: d}
	s.list = parts.List[aex.Difference]{
		Row: s.row,
		Text: func(c aex.Difference) string {
			r := c.After
			return r.ServiceID + " " + r.CustomerName + " " + r.Address + " " + r.Status
		},
		Key: func(c aex.Difference) string { return c.ServiceID },
	}
	return s
}

// Init reads what is kept; it sends nothing.
func (s *Changes) Init() tea.Cmd {
	feed := s.desk.Lines.Feed
	if feed == nil {
		return nil
	}
	return ask(&s.asker, askStored, limitRead, func(ctx context.Context) (lines.Stored, error) { return lines.ReadStored(ctx, feed) })
}

// take makes the call. It goes on when the screen is left, since the turn is used up either way.
func (s *Changes) take() tea.Cmd {
	l := s.desk.Lines
	if s.busy(askSnapshot) || l.Feed == nil {
		return nil
	}
	s.err = nil
	return ask(&s.asker, askSnapshot, limitRead, func(ctx context.Context) (lines.Stored, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limitRead)
		defer cancel()
		_, err := l.API.Snapshot(ctx)
		f, storeErr := lines.ReadStored(ctx, l.Feed)
		return f, errors.Join(err, storeErr)
	})
}

// Update takes what was read or asked, moves, and opens a service.
func (s *Changes) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[lines.Stored]:
		return s.got(m)
	case rested:
		if s.arrived(m) {
			s.shown = s.highlighted()
		}
		return nil
	}
	cmd, used := s.list.Update(msg, s.desk.Keys)
	if used {
		return tea.Batch(cmd, s.moved(s.id, s.highlighted()))
	}
	if m, ok := msg.(tea.KeyPressMsg); ok {
		return s.key(m.String())
	}
	return cmd
}

func (s *Changes) key(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh) {
	case keys.Choose:
		if c, ok := s.list.Current(); ok {
			return send(Open{What: LineCard, ServiceID: c.ServiceID})
		}
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if wait := s.wait(); wait > 0 {
			return send(Flash{Text: "AEx allows one snapshot in 10 minutes for an ISP: the next may leave in " + minutes(wait) + ". " + s.meanwhile()})
		}
		return s.take()
	}
	return nil
}

func (s *Changes) meanwhile() string {
	if s.feed.Known {
		return "What is here is the last one."
	}
	return "None is kept on this computer."
}

func (s *Changes) got(m Answer[lines.Stored]) tea.Cmd {
	if !fresh(&s.asker, askStored, m) && !fresh(&s.asker, askSnapshot, m) {
		return nil
	}
	if m.Value.At.Before(s.feed.At) {
		return nil // what was kept was read while a newer one came
	}
	s.err = m.Err
	s.feed.Next = m.Value.Next // a refusal tells it too
	if m.Value.Known || m.Err == nil {
		s.feed = m.Value
		s.desk.Lines.LearnStored(m.Value)
		s.list.Set(m.Value.Diff)
		s.shown = s.highlighted()
	}
	return nil
}

// wait is how long until the next call may leave.
func (s *Changes) wait() time.Duration { return max(0, s.feed.Next.Sub(s.desk.Now)) }

func (s *Changes) highlighted() string {
	c, _ := s.list.Current()
	return c.ServiceID
}

func (s *Changes) row(c aex.Difference, w int, selected bool) string {
	th, r := s.desk.Theme, c.After
	name := r.CustomerName
	if name == "" {
		name = wire.Short(r.ServiceID)
	}
	if selected {
		name = th.Selected.Render(name)
	}
	return parts.Ends(parts.Columns(s.kind(c.Kind), parts.Fit(name, 22, th.Glyphs.More), s.what(c)), "", w, th.Glyphs.More)
}

func (s *Changes) kind(k aex.DifferenceKind) string {
	word, mark := "changed", theme.MarkBusy
	if k == aex.Added {
		word, mark = "new here", theme.MarkReady // to this computer: the service itself may be old
	}
	return parts.Fit(s.desk.Theme.Say(mark, word), 10, "")
}

// what says in a line what is different: the status first, since it is what people look for.
func (s *Changes) what(c aex.Difference) string {
	if c.Kind != aex.Changed {
		return c.After.Status + "  " + s.desk.Theme.Dim.Render(c.After.Address)
	}
	var out []string
	for _, f := range c.Fields {
		if f.Field == "last_updated_date" && len(c.Fields) > 1 {
			continue
		}
		text := strings.ReplaceAll(f.Field, "_", " ") + ": " + f.Old + " " + s.desk.Theme.Glyphs.Step + " " + f.New
		if f.Field == "status" {
			out = append([]string{text}, out...)
		} else {
			out = append(out, text)
		}
	}
	return strings.Join(out, "; ")
}

// View draws what changed, and when the next snapshot may be asked for.
func (s *Changes) View(w, h int) string {
	d := s.desk
	if d.Lines.Feed == nil {
		return strings.Join(d.empty("Nothing is kept on this computer, so no two snapshots can be compared.", w), "\n")
	}
	var out []string
	out = append(out, indent(parts.Wrap(s.when(), w-4))...)
	if s.err != nil {
		out = append(out, indent(parts.Wrap(d.Theme.Warn.Render(wire.Sentence(s.err)), w-4))...)
	}
	out = append(out, d.Theme.Rule.Render(strings.Repeat(d.Theme.Glyphs.Rule, max(0, w))))
	switch {
	case s.busy(askSnapshot):
		out = append(out, d.loading("Asking AEx what has changed", s.pending[askSnapshot], w)...)
	case !s.feed.Known:
		out = append(out, d.empty("No snapshot has been taken on this computer yet.", w)...)
	case s.feed.Before.IsZero():
		out = append(out, d.empty("This is the first snapshot: "+parts.Plural(len(s.feed.Rows), "service", "services")+". What changes shows from the second on.", w)...)
	case s.list.Len() == 0:
		out = append(out, d.empty("The last snapshot tells nothing that those before it hadn't told.", w)...)
	default:
		out = append(out, s.list.View(w, max(0, h-len(out)), d.Theme)...)
	}
	return strings.Join(parts.Clip(out, h), "\n")
}

func (s *Changes) when() string {
	d := s.desk
	if wait := s.wait(); !s.feed.Known && wait > 0 {
		return "The first snapshot may be taken in " + minutes(wait) + ": AEx allows one in 10 minutes."
	}
	if !s.feed.Known {
		return d.press(keys.Refresh, "takes the first snapshot. AEx allows one in 10 minutes.")
	}
	text := "Snapshot of " + s.feed.At.In(d.Now.Location()).Format("15:04") + ", " + words.CoarseAge(d.Now.Sub(s.feed.At))
	if !s.feed.Before.IsZero() {
		text += ", against all before it, the last of " + s.feed.Before.In(d.Now.Location()).Format("2 Jan 15:04")
	}
	if wait := s.wait(); wait > 0 {
		return text + ". The next may be taken in " + minutes(wait) + "."
	}
	return text + ". " + d.press(keys.Refresh, "takes the next.")
}

// minutes rounds up, so that a countdown that moves once a minute never says that it is over too soon.
func minutes(d time.Duration) string { return words.Age((d + time.Minute - 1).Truncate(time.Minute)) }

// Head is the title and how much has changed.
func (s *Changes) Head() Head {
	h := Head{Title: "Changes"}
	if s.list.Len() > 0 {
		at, shown, all := s.list.Position()
		h.Note = words.Counted(at, shown, all, all)
	}
	return h
}

// Hints are what can be done here.
func (s *Changes) Hints() []keys.Hint {
	off := ""
	if wait := s.wait(); wait > 0 {
		off = "one snapshot in 10 minutes; the next in " + minutes(wait)
	}
	return []keys.Hint{
		{Action: keys.Choose, Words: "open the service"},
		{Action: keys.Refresh, Words: "take a snapshot", Off: off},
		{Action: keys.Filter, Words: "filter"},
		{Action: keys.Copy, Words: "copy"},
		{Action: keys.Back, Words: "back"},
	}
}

// Copies are the service's id and what changed.
func (s *Changes) Copies() []Copy {
	c, ok := s.list.Current()
	if !ok {
		return nil
	}
	return []Copy{{"service id", c.ServiceID}, {"change", wire.Clean(plain(c.After.CustomerName + ": " + s.what(c)))}}
}

// Typing tells whether the filter is open.
func (s *Changes) Typing() bool { return s.list.Typing() }

// Pace is short while waiting for AEx, and a minute while the countdown runs.
func (s *Changes) Pace() time.Duration {
	switch {
	case s.waiting():
		return paceLoading
	case s.feed.Known, s.wait() > 0:
		return paceAge
	}
	return 0
}
