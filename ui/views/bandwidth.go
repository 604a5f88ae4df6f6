package views

import (
	"context"
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
	"axdesk/ui/words"
)

const askLimits = "limits"

// Bandwidth asks how fast the connection is to be: one of the tiers that every provider on its path allows.
type Bandwidth struct {
	asker
	desk    *Desk
	list    parts.List[order.Tier]
	tiers   []order.Tier
	field   parts.Filter // what a person types instead of looking for the row
	said    string       // what there is to say about the typed text
	offer   *otherVolume // a question that stands in front of the tiers
	err     error
	expired bool
	about   drawn
}

// NewBandwidth makes the screen.
func NewBandwidth(d *Desk) *Bandwidth {
	s := &Bandwidth{asker: d.newAsker(), desk: d}
	s.list = parts.List[order.Tier]{Row: s.row, Key: func(t order.Tier) string { return t.Speed.String() }}
	return s
}

// Init shows the limits when they are known, and asks for them when not.
func (s *Bandwidth) Init() tea.Cmd {
	s.offer, s.said = nil, ""
	s.field.Clear()
	c := s.desk.Walk.Candidate
	if c == nil || s.waiting() {
		return nil
	}
	if _, known := s.desk.Walk.Limits[c.GUID]; known {
		s.fill()
		return nil
	}
	return s.ask()
}

func (s *Bandwidth) ask() tea.Cmd {
	s.err, s.expired = nil, false
	s.tiers = nil
	s.list.Set(nil)
	api, guid := s.desk.API, s.desk.Walk.Candidate.GUID
	return ask(&s.asker, askLimits, limitRead,
		func(ctx context.Context) (axon.Limits, error) { return api.CandidateLimits(ctx, guid) })
}

// Update takes the answer, moves the highlight, reads what is typed, and chooses.
func (s *Bandwidth) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[axon.Limits]:
		return s.got(m)
	case tea.PasteMsg:
		if len(s.tiers) > 0 && s.offer == nil {
			s.field.Open = true
			s.typed(s.field.Paste(m.Content))
		}
		return nil
	case parts.Clicked:
		if _, used := s.list.Update(m, s.desk.Keys); used && s.offer == nil {
			s.field.Clear()
			s.said = ""
		}
		return nil
	case tea.KeyPressMsg:
		return s.pressed(m)
	}
	return nil
}

func (s *Bandwidth) got(m Answer[axon.Limits]) tea.Cmd {
	if !fresh(&s.asker, askLimits, m) {
		return nil
	}
	w := s.desk.Walk
	if s.err = m.Err; m.Err != nil {
		if s.expired = expired(m.Err); s.expired {
			return send(Changed{s.desk.ForgetCandidates()})
		}
		return nil
	}
	change := w.Learn(func(f *order.Facts) { f.SetLimits(w.Candidate.GUID, m.Value) })
	s.fill()
	return send(Changed{change})
}

// expired tells whether AXON no longer knows the candidate. 400 and 404 stand in for each other there.
func expired(err error) bool {
	var e *wire.Error
	return axon.Expired(err) || errors.As(err, &e) && (e.Kind == wire.KindNotFound || e.Kind == wire.KindBadInput)
}

// fill puts the allowed tiers into the list, the highlight on the one chosen before.
func (s *Bandwidth) fill() {
	w := s.desk.Walk
	limits := w.Limits[w.Candidate.GUID]
	s.tiers = order.Tiers(limits, *w.Candidate, w.Candidates[keyOf(w)].Items, s.desk.Book)
	s.list.Set(s.tiers)
	s.list.Dirty()
	s.about = drawn{}
	if w.Bandwidth > 0 {
		s.list.SelectKey(w.Bandwidth.String())
	}
}

func (s *Bandwidth) pressed(m tea.KeyPressMsg) tea.Cmd {
	k := m.String()
	switch {
	case s.offer != nil:
		return s.answer(k)
	case s.field.Open:
		return s.typing(m)
	case len(s.tiers) > 0 && (s.desk.Keys.Is(k, keys.Filter) || len(k) == 1 && k[0] >= '0' && k[0] <= '9'):
		s.field.Open = true
		if !s.desk.Keys.Is(k, keys.Filter) {
			s.typed(s.field.Key(m))
		}
		return nil
	}
	if _, used := s.list.Update(m, s.desk.Keys); used {
		return nil
	}
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh, keys.Raw) {
	case keys.Choose:
		if t, ok := s.list.Current(); ok {
			return s.choose(t)
		}
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		if s.desk.Walk.Candidate != nil && !s.waiting() {
			return s.ask()
		}
	case keys.Raw:
		if c := s.desk.Walk.Candidate; c != nil && len(s.tiers) > 0 {
			return send(ShowRaw{Title: "Limitations", JSON: s.desk.Walk.Limits[c.GUID].Raw})
		}
	}
	return nil
}

// typing feeds the field. Enter takes an exact tier; anything else is told, and stays as it was typed.
func (s *Bandwidth) typing(m tea.KeyPressMsg) tea.Cmd {
	k, km := m.String(), s.desk.Keys
	switch {
	case km.Is(k, keys.Back):
		s.field.Clear()
		s.said = ""
	case km.Is(k, keys.Choose):
		t, says := order.PickTier(s.tiers, s.field.Text())
		if s.said = says; says != "" {
			return nil
		}
		s.field.Clear()
		return s.choose(t)
	case k == "up" || k == "down":
		s.field.Clear()
		s.said = ""
		s.list.Update(m, km)
	default:
		s.typed(s.field.Key(m))
	}
	return nil
}

// typed moves the highlight along with what is typed, as soon as that is a tier.
func (s *Bandwidth) typed(changed bool) {
	if !changed {
		return
	}
	t, says := order.PickTier(s.tiers, s.field.Text())
	if s.said = says; says == "" {
		s.list.SelectKey(t.Speed.String())
	}
}

func (s *Bandwidth) choose(t order.Tier) tea.Cmd {
	if t.Other != nil {
		s.offer = &otherVolume{tier: t}
		return nil
	}
	return s.take(t.Speed)
}

func (s *Bandwidth) take(speed axon.BitRate) tea.Cmd {
	change := s.desk.Walk.SetBandwidth(speed)
	s.list.Dirty()
	return tea.Sequence(send(Changed{change}), send(Forward{s.id}))
}

// answer takes the decision between the candidate that was chosen and the one priced for the tier's volume.
func (s *Bandwidth) answer(k string) tea.Cmd {
	o := s.offer
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Up, keys.Down, keys.Next, keys.Previous) {
	case keys.Back:
		s.offer = nil
	case keys.Choose:
		s.offer = nil
		if o.keep {
			return s.take(o.tier.Speed)
		}
		return s.change(o.tier)
	case "":
	default:
		o.keep = !o.keep
	}
	return nil
}

// change goes over to the candidate of the other volume. Its limits are its own, so they are asked for before
// the bandwidth counts.
func (s *Bandwidth) change(t order.Tier) tea.Cmd {
	w := s.desk.Walk
	told := send(Changed{w.SetCandidate(*t.Other)})
	if _, known := w.Limits[t.Other.GUID]; known {
		s.fill()
		s.list.SelectKey(t.Speed.String())
		return tea.Sequence(told, send(Flash{Text: "The path is now priced for volume " + t.Other.Quote.Volume + ": choose the bandwidth."}))
	}
	return tea.Batch(told, s.ask())
}

// Head is the title and what the limits belong to.
func (s *Bandwidth) Head() Head {
	h := Head{Title: "Bandwidth"}
	w := s.desk.Walk
	if w.Candidate == nil {
		return h
	}
	h.Title += " to " + w.Candidate.ServiceType + " at " + axon.Facility(w.Candidate.LocationID)
	if at, shown, all := s.list.Position(); all > 0 {
		h.Note = words.Counted(at, shown, all, 0)
	}
	return h
}

// Hints are what can be done here.
func (s *Bandwidth) Hints() []keys.Hint {
	if s.offer != nil {
		return []keys.Hint{
			{Action: keys.Choose, Words: "take this one"}, {Action: keys.Down, Words: "the other"}, {Action: keys.Back, Words: "back to the tiers"},
		}
	}
	none := ""
	if _, ok := s.list.Current(); !ok {
		none = "no bandwidth is highlighted"
	}
	hints := []keys.Hint{
		{Action: keys.Choose, Words: "choose", Off: none},
		{Action: keys.Filter, Words: "type a bandwidth", Off: none},
		{Action: keys.Back, Words: "back"},
		{Action: keys.Copy, Words: "copy", Off: none},
		{Action: keys.Refresh, Words: "ask again"},
	}
	if s.expired {
		hints = []keys.Hint{{Action: keys.Back, Words: "back to the candidates"}, {Action: keys.Refresh, Words: "ask again"}}
	}
	return hints
}

// Copies are the bandwidth in words and in bit/s.
func (s *Bandwidth) Copies() []Copy {
	t, ok := s.list.Current()
	if !ok {
		return nil
	}
	return []Copy{{"bandwidth", t.Speed.String()}, {"bandwidth in bit/s", bits(t.Speed)}}
}

// Typing tells whether the field is open.
func (s *Bandwidth) Typing() bool { return s.field.Open }

// Pace is short while an answer is awaited.
func (s *Bandwidth) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}

// sentences joins what there is to say.
func sentences(list ...string) string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}
