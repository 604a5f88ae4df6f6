package views

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/schema"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// Options asks what the providers of the chosen path want to be told: a form made from the union of their
// schemas.
type Options struct {
	optionForm
	seen   order.Survey
	failed error // the survey's
}

const (
	askVLANs       = "vlans"
	fieldVLAN      = "outer_vlan"
	fieldBandwidth = "bandwidth_cir"
)

// NewOptions makes the screen.
func NewOptions(d *Desk) *Options {
	s := &Options{optionForm: optionForm{asker: d.newAsker(), desk: d, kind: order.KindService}}
	s.texts = func() map[string]string { return d.Walk.ServiceForm }
	s.keep = func(texts map[string]string) tea.Cmd { return changed(d.Walk.SetServiceForm(texts)) }
	s.judge = func() []schema.Problem {
		_, problems := d.Walk.ServiceBody(s.built)
		return problems
	}
	s.extra = func(schema.Form) fieldExtra {
		// The bandwidth has had a step of its own, and the walk puts it into the order.
		return fieldExtra{hidden: map[string]string{fieldBandwidth: ""}}
	}
	s.clash = s.vlanClash
	return s
}

// Init builds the form of the chosen path, and looks which VLANs the port has in use already.
func (s *Options) Init() tea.Cmd {
	w := s.desk.Walk
	if w.Candidate == nil {
		s.ready = false
		return nil
	}
	source, label, list := w.ServiceParts()
	return tea.Batch(s.open(source, label, list), s.survey())
}

// survey looks for VLANs in use, once a session and port. A port that was only just allocated has none but
// those ordered here, which are known.
func (s *Options) survey() tea.Cmd {
	w := s.desk.Walk
	a := w.Answers
	if a.Placed == nil || a.Company == nil || a.Port == nil || a.Port.Existing == nil || s.busy(askVLANs) || axon.Assumed(s.failed) {
		return nil
	}
	if _, done := w.VLANs[a.Placed.GUID]; done && w.KnowsServices(a.Company.ID) {
		return nil
	}
	known, has := w.Services[a.Company.ID]
	port, company, api := *a.Placed, a.Company.ID, s.desk.API
	return ask(&s.asker, askVLANs, order.LimitSurvey, func(ctx context.Context) (order.Survey, error) {
		return order.SurveyVLANs(ctx, api, company, port, known, has)
	})
}

// Update feeds keys to the form, and takes what was found of VLANs.
func (s *Options) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Answer[order.Survey]:
		return s.surveyed(m)
	case retry:
		return s.Init()
	}
	return s.update(msg)
}

func (s *Options) surveyed(m Answer[order.Survey]) tea.Cmd {
	if !fresh(&s.asker, askVLANs, m) {
		return nil
	}
	if s.failed = m.Err; m.Err != nil {
		return nil
	}
	s.seen = m.Value
	change := s.desk.Walk.Learn(m.Value.Tell)
	s.form.Recheck()
	return changed(change)
}

// vlanClash flags a VLAN that is known to be taken, as one types.
func (s *Options) vlanClash(name, text string) []string {
	if name != fieldVLAN {
		return nil
	}
	vlan, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return nil
	}
	if says, taken := s.desk.Walk.VLANClash(vlan); taken {
		return []string{says}
	}
	return nil
}

// vlans says what is known of the VLANs on this port, and of the one that is typed.
func (s *Options) vlans() string {
	w := s.desk.Walk
	if w.Placed == nil {
		return ""
	}
	taken := order.ListVLANs(w.VLANs[w.Placed.GUID])
	if taken != "" {
		taken = "In use on this port: " + taken + ". "
	}
	if vlan, err := strconv.Atoi(strings.TrimSpace(s.form.Values()[fieldVLAN])); err == nil {
		if by, near := s.seen.Near[vlan]; near {
			th := s.desk.Theme
			return taken + th.Warn.Render(th.Glyphs.Holding) + " " + strconv.Itoa(vlan) + " is used at this facility by " + by + ", perhaps on this port; AXON will check"
		}
	}
	switch {
	case w.Port == nil || w.Port.Existing == nil:
		if taken == "" {
			return "None in use yet: the port is new"
		}
		return strings.TrimSpace(taken)
	case s.busy(askVLANs):
		return taken + "Looking which are in use" + s.desk.Theme.Glyphs.Ellipsis
	case s.failed != nil:
		return taken + "Others in use can't be known here; AXON checks when the order is sent"
	}
	return taken + s.seen.Words()
}

// View draws the path, the bandwidth, and the form.
func (s *Options) View(w, h int) string {
	d := s.desk
	c := d.Walk.Candidate
	if c == nil {
		return strings.Join(d.empty("No candidate service is chosen, so there is nothing to ask for: go back and choose one.", w), "\n")
	}
	facts := []parts.Fact{
		{Name: "To", Value: parts.Cut(c.Description, max(8, w-12), d.Theme.Glyphs.More)},
		{Name: "Path", Value: parts.Cut(pathText(c.Chain, true, d.Theme.Glyphs), max(8, w-12), d.Theme.Glyphs.More)},
		{Name: "Bandwidth", Value: speedWords(d.Walk.Bandwidth)},
		{Name: "VLANs", Value: s.vlans()},
	}
	return s.draw(w, h, facts)
}

// Head is the title and the number of fields.
func (s *Options) Head() Head { return s.head("Options") }

// Hints are what can be done here.
func (s *Options) Hints() []keys.Hint { return s.hints() }
