package views

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/aex"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// Update changes what an ISP may change of a service: its reference and the WiFi. Old and new stand side by
// side, only what changed is sent, and it says before that the FNO sees every change at once.
type Update struct {
	asker
	steady
	desk   *Desk
	of     string
	form   parts.Form
	review bool
	err    error
	partly string // what AEx did not take of the last change; "" when it took all
}

const (
	askService = "service"
	askUpdate  = "update"

	fieldReference = "isp_reference"
	fieldWiFiUser  = "wifi_username"
	fieldWiFiPass  = "wifi_password"
)

// NewUpdate makes the screen for a service.
func NewUpdate(d *Desk, serviceID string) *Update {
	return &Update{asker: d.newAsker(), desk: d, of: serviceID}
}

func (s *Update) line() *Line { return s.desk.Lines.Line(s.of) }

// Init fills the form with what the service has, asking for it first if it isn't known.
func (s *Update) Init() tea.Cmd {
	if !s.line().Service.Known {
		api, id := s.desk.Lines.API, s.of
		return ask(&s.asker, askService, limitRead, func(ctx context.Context) (aex.Service, error) { return api.Service(ctx, id) })
	}
	s.fill()
	return nil
}

func (s *Update) fill() {
	now := s.line().Service.Value
	s.form.Set([]parts.Input{
		{Name: fieldReference, Label: "ISP reference", Help: "Your own number or name for this service."},
		{Name: fieldWiFiUser, Label: "WiFi user name"},
		{Name: fieldWiFiPass, Label: "WiFi password", Secret: true, Help: "Left empty, it stays as it is. It is not shown here."},
	}, map[string]string{fieldReference: now.Reference, fieldWiFiUser: now.WiFiUser})
}

// Update takes answers, feeds the form, and sends on a key that was not on its way.
func (s *Update) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Handed:
		return s.wait(s.id)
	case calm:
		s.calmed(m)
		return nil
	case Answer[aex.Service]:
		return s.got(m)
	}
	if why := s.Holds(); why != "" {
		if _, ok := msg.(tea.KeyPressMsg); ok {
			return send(Flash{Text: why})
		}
		return nil
	}
	if !s.review && s.form.Len() > 0 && s.form.Update(msg, s.desk.Keys) {
		return nil
	}
	m, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch s.desk.Keys.Any(m.String(), keys.Choose, keys.Back, keys.Refresh) {
	case keys.Choose:
		return s.enter()
	case keys.Back:
		if s.review {
			s.review = false
			return nil
		}
		return send(BackMsg{})
	case keys.Refresh:
		if s.form.Len() == 0 {
			return s.Init()
		}
	}
	return nil
}

// Holds keeps the screen in front while the change is on its way.
func (s *Update) Holds() string {
	if s.busy(askUpdate) {
		return "The change is on its way: wait for its answer."
	}
	return ""
}

func (s *Update) enter() tea.Cmd {
	switch {
	case s.form.Len() == 0:
		return nil
	case !s.review && !s.form.Last():
		s.form.Step(1)
		return nil
	case !s.review && len(s.changes()) == 0:
		return send(Flash{Text: "Nothing is different from what AEx has: there is nothing to send."})
	case s.desk.MayNot() != "":
		return s.desk.refuse("change a service", s.of)
	case !s.review:
		s.review, s.partly = true, ""
		return s.wait(s.id)
	case !s.ready:
		return tea.Batch(s.wait(s.id), send(Flash{Text: "Read it first: the key counts once the keyboard has rested."}))
	}
	api, id, change := s.desk.Lines.API, s.of, s.change()
	s.err = nil
	return ask(&s.asker, askUpdate, limitPlace, func(ctx context.Context) (aex.Service, error) { return api.Update(ctx, id, change) })
}

func (s *Update) got(m Answer[aex.Service]) tea.Cmd {
	if fresh(&s.asker, askService, m) {
		if s.err = m.Err; m.Err == nil {
			s.line().Service.Take(m.Value, nil, m.At)
			s.fill()
		}
		return nil
	}
	if !fresh(&s.asker, askUpdate, m) {
		return nil
	}
	if s.err = m.Err; m.Err != nil {
		return s.wait(s.id)
	}
	return s.sent(s.change().Outcomes(m.Value), m)
}

// sent takes an answer to a change, by what it tells of each value.
func (s *Update) sent(outcomes []aex.Outcome, m Answer[aex.Service]) tea.Cmd {
	var took, untold, not []string
	told := false
	for _, o := range outcomes {
		told = told || o.Told
		label := labels[o.Key]
		switch {
		case o.Took:
			took = append(took, label)
		case !o.Told:
			untold = append(untold, label)
		case o.Key == fieldWiFiPass:
			not = append(not, label+", sent as "+o.Key+": AEx has another one.")
		default:
			not = append(not, label+", sent as "+o.Key+`: AEx has "`+o.Has+`".`)
		}
	}
	got := &s.line().Service
	if told {
		got.Take(m.Value, nil, m.At)
	}
	if len(untold) > 0 || len(not) > 0 {
		got.Tried = time.Time{} // the card asks anew
	}
	if len(not) > 0 {
		s.partly = "AEx answered without an error, but did not take: " + strings.Join(not, " ") + " " + tookWords(took, untold) +
			"AEx's document doesn't spell the keys of a change: ask AEx for them before you try again."
		s.review = false
		s.fill()
		return nil
	}
	says := strings.TrimSuffix(tookWords(took, untold), " ")
	return tea.Sequence(send(Finished{s.id}), send(Flash{Text: says, Bad: len(untold) > 0}))
}

// tookWords say what was taken, and of what AEx's answer says nothing.
func tookWords(took, untold []string) string {
	says := ""
	if len(took) > 0 {
		says = "Changed, and visible to the FNO: " + strings.Join(took, ", ") + ". "
	}
	if len(untold) > 0 {
		says += "Sent, but AEx's answer doesn't tell whether it was taken: " + strings.Join(untold, ", ") + ". Look at the service again. "
	}
	return says
}

// labels are the fields' names by their keys.
var labels = map[string]string{fieldReference: "ISP reference", fieldWiFiUser: "WiFi user name", fieldWiFiPass: "WiFi password"}

// delta is one value that is to change.
type delta struct{ label, old, new string }

// changes are what differs from what AEx has. An empty password means that it stays.
func (s *Update) changes() []delta {
	now, typed := s.line().Service.Value, s.form.Values()
	var out []delta
	if v := typed[fieldReference]; v != now.Reference {
		out = append(out, delta{"ISP reference", now.Reference, v})
	}
	if v := typed[fieldWiFiUser]; v != now.WiFiUser {
		out = append(out, delta{"WiFi user name", now.WiFiUser, v})
	}
	if v := typed[fieldWiFiPass]; v != "" && v != now.WiFiPassword {
		out = append(out, delta{"WiFi password", "(not shown)", "(" + parts.Plural(len([]rune(v)), "character", "characters") + ", not shown)"})
	}
	return out
}

// change holds only what differs: what isn't in it isn't sent.
func (s *Update) change() aex.Change {
	var c aex.Change
	typed := s.form.Values()
	for _, d := range s.changes() {
		switch d.label {
		case "ISP reference":
			v := typed[fieldReference]
			c.Reference = &v
		case "WiFi user name":
			v := typed[fieldWiFiUser]
			c.WiFiUser = &v
		default:
			v := typed[fieldWiFiPass]
			c.WiFiPassword = &v
		}
	}
	return c
}

// View draws the form, or old and new side by side before they are sent.
func (s *Update) View(w, h int) string {
	d, th := s.desk, s.desk.Theme
	switch {
	case s.busy(askUpdate):
		return strings.Join(d.loading("Sending the change", s.pending[askUpdate], w), "\n")
	case s.busy(askService):
		return strings.Join(d.loading("Asking AEx for the service", s.pending[askService], w), "\n")
	case s.form.Len() == 0 && s.err != nil:
		return strings.Join(d.failure(s.err, w), "\n")
	}
	var out []string
	if s.err != nil {
		out = append(out, d.errorLines(s.err, w)...)
	}
	if !s.review {
		if s.partly != "" {
			out = append(out, indent(parts.Wrap(th.Warn.Render(th.Glyphs.Holding)+" "+s.partly, w-4))...)
		}
		out = append(out, "")
		return strings.Join(append(out, s.form.View(w, max(1, h-len(out)), th)...), "\n")
	}
	out = append(out, "", "  "+th.Title.Render("What will change"))
	for _, c := range s.changes() {
		out = append(out, parts.Cut("  "+parts.Fit(th.Dim.Render(c.label), 16, th.Glyphs.More)+"  "+orNone(c.old)+" "+th.Accent.Render(th.Glyphs.Step)+" "+th.Bold.Render(orNone(c.new)), w, th.Glyphs.More))
	}
	out = append(out, "")
	out = append(out, indent(parts.Wrap(th.Warn.Render(th.Glyphs.Holding)+" The FNO sees this change at once. Only what is listed here is sent.", w-4))...)
	ready := d.press(keys.Choose, "sends the change")
	if !s.ready {
		ready = th.Dim.Render("in a moment it can be sent")
	}
	return strings.Join(parts.Clip(append(out, "", "  "+ready), h), "\n")
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

// Head is the title and whose service it is.
func (s *Update) Head() Head {
	return Head{Title: "Change the service", Note: wire.Short(s.of)}
}

// Hints are what can be done here.
func (s *Update) Hints() []keys.Hint {
	if s.review {
		off := ""
		if !s.ready {
			off = "the keyboard has to rest for a moment first"
		}
		return []keys.Hint{{Action: keys.Choose, Words: "send the change", Off: off}, {Action: keys.Back, Words: "back to the form"}}
	}
	words := "next field"
	if s.form.Last() {
		words = "compare old and new"
	}
	return []keys.Hint{{Action: keys.Choose, Words: words}, {Action: keys.Back, Words: "back"}}
}

// Copies are the service's id; secrets stay where they are.
func (s *Update) Copies() []Copy { return []Copy{{"service id", s.of}} }

// Typing tells that the form has the focus.
func (s *Update) Typing() bool { return !s.review && s.form.Len() > 0 }

// Pace is short while an answer is awaited.
func (s *Update) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
