package views

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/parts"
)

// changeWord has to be typed to send a change.
const changeWord = "change"

// ChangeService changes what AXON takes changes of: VLAN, bandwidth and description. The limitations are asked again, as the
// document wants; old and new stand side by side, only what differs is sent, and what it means is said first.
type ChangeService struct {
	asker
	errand
	desk     *Desk
	of       string    // the service's GUID
	it       stockItem // the service as it was last told: joined when something came, not for each frame
	form     parts.Form
	review   bool
	limits   axon.Limits
	limitErr error // why the bandwidths aren't known
	readErr  error // why the service isn't
	loaded   bool
	top      int
}

// NewChangeService makes the screen for a service of the inventory.
func NewChangeService(d *Desk, guid string) *ChangeService {
	s := &ChangeService{asker: d.newAsker(), desk: d, of: guid, errand: errand{word: newSpelled()}}
	s.form.Check = s.check
	s.reload()
	return s
}

// Init asks for the service as it is now, and for the bandwidths that it may have.
func (s *ChangeService) Init() tea.Cmd {
	s.reload()
	s.lost = s.lost || doubtfulEntry(s.item().entry)
	if s.loaded || s.waiting() {
		return nil
	}
	api, id := s.desk.API, s.of
	s.readErr = nil
	return tea.Batch(
		ask(&s.asker, askDetail, limitRead, func(ctx context.Context) (axon.Service, error) { return api.Service(ctx, id) }),
		ask(&s.asker, askLimits, limitRead, func(ctx context.Context) (axon.Limits, error) { return api.ServiceLimits(ctx, id) }),
	)
}

func (s *ChangeService) item() stockItem { return s.it }

func (s *ChangeService) reload() { s.it, _ = s.desk.findItem(order.KindService, s.of) }

// now are the values that the service has, as texts by key.
func (s *ChangeService) now() map[string]string {
	v := s.item().service
	out := map[string]string{fieldDescription: v.Description}
	if text, ok := v.Options[fieldDescription].(string); ok {
		out[fieldDescription] = text
	}
	if vlan, ok := order.VLANOf(v.Options); ok {
		out[fieldVLAN] = strconv.Itoa(vlan)
	}
	if b := rateOf(v.Options); b > 0 {
		out[fieldRate] = b.String()
	}
	return out
}

// Update takes answers, feeds the form, and sends once the word is typed.
func (s *ChangeService) Update(msg tea.Msg) tea.Cmd {
	switch m := msg.(type) {
	case Handed:
		s.word.close()
		return s.wait(s.id)
	case calm:
		s.calmed(m)
		return nil
	case Answer[axon.Service]:
		return s.gotService(m)
	case Answer[axon.Limits]:
		if fresh(&s.asker, askLimits, m) {
			s.limits, s.limitErr = m.Value, m.Err
			s.fill()
		}
		return nil
	case Answer[inspected]:
		return s.looked(&s.asker, s.desk, m, s.item())
	case Answer[order.Sent]:
		return s.gotSent(m)
	case tea.PasteMsg:
		if s.word.asked() {
			return s.word.pasted()
		}
	}
	if why := s.Holds(); why != "" {
		if _, ok := msg.(tea.KeyPressMsg); ok {
			return send(Flash{Text: why})
		}
		return nil
	}
	if m, ok := msg.(tea.KeyPressMsg); ok && s.review {
		return s.reviewKey(m)
	}
	if s.form.Len() > 0 && s.form.Update(msg, s.desk.Keys) {
		return nil
	}
	if m, ok := msg.(tea.KeyPressMsg); ok {
		return s.formKey(m.String())
	}
	return nil
}

func (s *ChangeService) formKey(k string) tea.Cmd {
	switch s.desk.Keys.Any(k, keys.Choose, keys.Back, keys.Refresh) {
	case keys.Back:
		return send(BackMsg{})
	case keys.Refresh:
		return s.refresh()
	case keys.Choose:
		return s.enter()
	}
	return nil
}

// refresh looks at the service where something is in doubt, else asks anew what couldn't be had.
func (s *ChangeService) refresh() tea.Cmd {
	if s.lost {
		return s.look(&s.asker, s.desk, s.item().thing(s.desk))
	}
	if s.form.Len() == 0 {
		s.loaded = false
		return s.Init()
	}
	return nil
}

func (s *ChangeService) reviewKey(m tea.KeyPressMsg) tea.Cmd {
	if s.lost {
		if s.desk.Keys.Any(m.String(), keys.Refresh) != "" {
			return s.refresh()
		}
		if s.desk.Keys.Is(m.String(), keys.Back) {
			return send(BackMsg{})
		}
		return s.refusal(s.desk)
	}
	if !s.word.asked() {
		// The answer was a refusal, or the word was given up.
		switch s.desk.Keys.Any(m.String(), keys.Choose, keys.Back) {
		case keys.Back:
			s.review = false
		case keys.Choose:
			return tea.Batch(s.word.open(), s.wait(s.id))
		}
		return nil
	}
	cmd, done := s.word.key(m, s.desk, changeWord, &s.steady, s.id)
	if done {
		return s.put()
	}
	if !s.word.asked() {
		s.review = false
	}
	return cmd
}

// enter goes on to the next field, and from the last to the comparison of old and new.
func (s *ChangeService) enter() tea.Cmd {
	switch {
	case s.form.Len() == 0:
		return nil
	case s.lost:
		return s.refusal(s.desk)
	case !s.form.Last():
		s.form.Step(1)
		return nil
	case s.form.Show():
		return nil
	case len(s.deltas()) == 0:
		return send(Flash{Text: "Nothing is different from what AXON has: there is nothing to send."})
	}
	s.review, s.top = true, 0
	return tea.Batch(s.word.open(), s.wait(s.id))
}

// put sends what differs, and nothing else.
func (s *ChangeService) put() tea.Cmd {
	api, j, t, changes := s.desk.API, s.desk.Journal, s.item().thing(s.desk), s.changes()
	return s.send(&s.asker, func(ctx context.Context) (order.Sent, error) { return order.Alter(ctx, api, j, t, changes) })
}

func (s *ChangeService) gotService(m Answer[axon.Service]) tea.Cmd {
	if !fresh(&s.asker, askDetail, m) {
		return nil
	}
	if s.readErr = m.Err; m.Err == nil {
		s.desk.holding().detail(s.of).Take(m.Value, nil, m.At)
		s.reload()
	}
	s.fill()
	return nil
}

func (s *ChangeService) gotSent(m Answer[order.Sent]) tea.Cmd {
	if !fresh(&s.asker, askErrand, m) {
		return nil
	}
	s.desk.holding().stale = true
	s.ref = m.Value.Ref
	if m.Err != nil {
		s.failed(m.Err)
		return s.wait(s.id)
	}
	i := s.item()
	s.desk.holding().details[s.of] = nil // it is another one now
	watch := s.desk.watchOf(i, m.Value.Ref, order.GoalChanged)
	watch.Changes = s.deltaWords()
	text := "AXON took the change of " + i.name + "; it is watched until it is done."
	if m.Value.Accepted {
		text = "AXON took the change of " + i.name + "; a person or the far end has to act, and it is watched meanwhile."
	}
	return tea.Sequence(send(watch), send(Finished{s.id}), send(Flash{Text: text}))
}

// fill makes the form once the service is known and the bandwidths were asked for.
func (s *ChangeService) fill() {
	if s.busy(askLimits) || s.busy(askDetail) || s.readErr != nil {
		return
	}
	s.loaded = true
	rate := parts.Input{Name: fieldRate, Label: "Bandwidth", Help: "Such as 200M, 1.5G or 200000000. Which ones it may have, this server doesn't tell: AXON judges it."}
	if len(s.limits.Bandwidths) > 0 {
		rate.Help = "What every provider on its path allows, asked anew just now: " + rateSpan(s.limits) + "."
		for _, b := range s.limits.Bandwidths {
			rate.Choices = append(rate.Choices, b.String())
		}
		if have := s.now()[fieldRate]; have != "" && !slices.Contains(rate.Choices, have) {
			rate.Choices = append(rate.Choices, have) // what it has stays, though it couldn't be chosen now
		}
	}
	s.form.Set([]parts.Input{
		{Name: fieldDescription, Label: "Description"},
		{Name: fieldVLAN, Label: "Outer VLAN", Help: s.vlanHelp()},
		rate,
	}, s.now())
}

func rateSpan(l axon.Limits) string {
	n := len(l.Bandwidths)
	return fmt.Sprintf("%s to %s", l.Bandwidths[0], l.Bandwidths[n-1])
}

// vlans are those that others use on this service's port, as far as it is known.
func (s *ChangeService) vlans() map[int]string {
	me, out := s.item(), map[int]string{}
	if me.port == "" {
		return out
	}
	for _, i := range s.desk.stockItems() {
		if vlan, ok := order.VLANOf(i.service.Options); ok && i.port == me.port && i.guid != me.guid && !i.gone() {
			out[vlan] = i.name
		}
	}
	return out
}

func (s *ChangeService) vlanHelp() string {
	help := "From 2 to 3999."
	if used := order.ListVLANs(s.vlans()); used != "" {
		help += " In use on its port: " + used + "."
	}
	return help
}

// check judges a field's text by the document, and by what is known to be taken.
func (s *ChangeService) check(name, text string) []string {
	text = strings.TrimSpace(text)
	if text == s.now()[name] {
		return nil // as it is
	}
	switch name {
	case fieldVLAN:
		vlan, err := strconv.Atoi(text)
		if err != nil || vlan < 2 || vlan > 3999 {
			return []string{"The VLAN has to be a whole number from 2 to 3999."}
		}
		if by, taken := s.vlans()[vlan]; taken {
			return []string{fmt.Sprintf("VLAN %d is taken on this port by %s: choose another.", vlan, by)}
		}
	case fieldRate:
		if _, err := axon.ParseBitRate(text); err != nil {
			return []string{wordsOf(err)}
		}
	case fieldDescription:
		if text == "" || len(text) > 256 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			return []string{"The description has to be one line of plain text, at most 256 bytes long, and not empty."}
		}
	}
	return nil
}

// changes holds only what differs, as it is sent: what isn't in it stays.
func (s *ChangeService) changes() map[string]any {
	now, out := s.now(), map[string]any{}
	for name, text := range s.form.Values() {
		if text = strings.TrimSpace(text); text == now[name] {
			continue
		}
		switch name {
		case fieldVLAN:
			if vlan, err := strconv.Atoi(text); err == nil {
				out[name] = vlan
			}
		case fieldRate:
			if b, err := axon.ParseBitRate(text); err == nil && b.String() != now[name] {
				out[name] = int64(b)
			}
		default:
			out[name] = text
		}
	}
	return out
}

// deltas are old and new of what is sent, in the order of the form.
func (s *ChangeService) deltas() []delta {
	labels := map[string]string{fieldDescription: "Description", fieldVLAN: "Outer VLAN", fieldRate: "Bandwidth"}
	now, changes := s.now(), s.changes()
	var out []delta
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		words := fmt.Sprint(changes[name])
		if b, ok := changes[name].(int64); ok {
			words = axon.BitRate(b).String()
		}
		out = append(out, delta{labels[name], now[name], words})
	}
	return out
}

// deltaWords are the differences in one line: "Outer VLAN from 333 to 334".
func (s *ChangeService) deltaWords() string {
	var out []string
	for _, c := range s.deltas() {
		out = append(out, c.label+" from "+cmp.Or(c.old, "nothing")+" to "+c.new)
	}
	return strings.Join(out, ", ")
}

// Head is the title and which service it is.
func (s *ChangeService) Head() Head {
	return Head{Title: "Change " + s.item().name, Note: wire.Short(s.of)}
}

// Hints are what can be done here.
func (s *ChangeService) Hints() []keys.Hint {
	switch {
	case s.Holds() != "":
		return nil
	case s.lost:
		return []keys.Hint{{Action: keys.Refresh, Words: "look at how it stands"}, {Action: keys.Back, Words: "back"}}
	case s.review && s.word.asked():
		return []keys.Hint{{Action: keys.Choose, Words: "send the change"}, {Action: keys.Back, Words: "back to the form"}}
	case s.review:
		return []keys.Hint{{Action: keys.Choose, Words: "type the word"}, {Action: keys.Back, Words: "back to the form"}}
	case s.form.Len() == 0:
		return []keys.Hint{{Action: keys.Refresh, Words: "ask again"}, {Action: keys.Back, Words: "back"}}
	}
	words := "next field"
	if s.form.Last() {
		words = "compare old and new"
	}
	return []keys.Hint{{Action: keys.Choose, Words: words}, {Action: keys.Back, Words: "back"}}
}

// Holds keeps the screen in front while the change is on its way.
func (s *ChangeService) Holds() string { return s.holds(&s.asker) }

// Copies are the service's GUID.
func (s *ChangeService) Copies() []Copy { return []Copy{{"GUID", s.of}} }

// Typing tells that the form or the word has the focus.
func (s *ChangeService) Typing() bool {
	return s.Holds() == "" && !s.lost && (s.word.asked() || !s.review && s.form.Len() > 0)
}

// Pace is short while an answer is awaited.
func (s *ChangeService) Pace() time.Duration {
	if s.waiting() {
		return paceLoading
	}
	return 0
}
