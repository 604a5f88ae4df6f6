package views

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/keys"
	"axdesk/theme"
)

// fakeAPI answers from function fields; a call whose field is nil fails with errUnasked, so that a screen that
// asks for more than its test expects is found out. asked lists the calls in order.
type fakeAPI struct {
	asked []string

	user         func() (axon.Account, error)
	locations    func() (axon.List[axon.Location], error)
	types        func() (axon.List[axon.ResourceType], error)
	catalogue    func(company string) (axon.List[axon.Offer], error)
	providers    func() (axon.List[axon.Provider], error)
	candidates   func(company, resource, provider string) (axon.List[axon.Candidate], error)
	limits       func(candidate string) (axon.Limits, error)
	placePort    func(company string, body []byte) (axon.Placement, error)
	placeService func(company string, body []byte) (axon.Placement, error)
	service      func(guid string) (axon.Service, error)
	info         func(guid string) (axon.Infos, error)
	resources    func(company string) (axon.List[axon.Resource], error)
	services     func(company string) (axon.List[axon.Service], error)
	definition   func(id string) (json.RawMessage, error)
	svcLimits    func(guid string) (axon.Limits, error)
	change       func(guid string, changes map[string]any) (bool, error)
	endService   func(guid string) (bool, error)
	endPort      func(guid string) (bool, error)
}

// unasked reads as a sentence, as the errors of the wire do.
type unasked struct{}

func (unasked) Error() string { return "The test expects no such call." }

var errUnasked error = unasked{}

func (f *fakeAPI) note(call string) { f.asked = append(f.asked, call) }

func (f *fakeAPI) User(context.Context) (axon.Account, error) {
	f.note("user")
	if f.user == nil {
		return axon.Account{}, errUnasked
	}
	return f.user()
}

func (f *fakeAPI) Locations(context.Context) (axon.List[axon.Location], error) {
	f.note("locations")
	if f.locations == nil {
		return axon.List[axon.Location]{}, errUnasked
	}
	return f.locations()
}

func (f *fakeAPI) ResourceTypes(context.Context) (axon.List[axon.ResourceType], error) {
	f.note("types")
	if f.types == nil {
		return axon.List[axon.ResourceType]{}, errUnasked
	}
	return f.types()
}

func (f *fakeAPI) Catalogue(_ context.Context, company string) (axon.List[axon.Offer], error) {
	f.note("catalogue " + company)
	if f.catalogue == nil {
		return axon.List[axon.Offer]{}, errUnasked
	}
	return f.catalogue(company)
}

func (f *fakeAPI) Providers(context.Context) (axon.List[axon.Provider], error) {
	f.note("providers")
	if f.providers == nil {
		return axon.List[axon.Provider]{}, errUnasked
	}
	return f.providers()
}

func (f *fakeAPI) Candidates(_ context.Context, company, resource, provider string) (axon.List[axon.Candidate], error) {
	f.note("candidates " + company + " " + resource + " " + provider)
	if f.candidates == nil {
		return axon.List[axon.Candidate]{}, errUnasked
	}
	return f.candidates(company, resource, provider)
}

func (f *fakeAPI) CandidateLimits(_ context.Context, candidate string) (axon.Limits, error) {
	f.note("limits " + candidate)
	if f.limits == nil {
		return axon.Limits{}, errUnasked
	}
	return f.limits(candidate)
}

func (f *fakeAPI) ServiceLimits(_ context.Context, guid string) (axon.Limits, error) {
	f.note("service limits")
	if f.svcLimits == nil {
		return axon.Limits{}, errUnasked
	}
	return f.svcLimits(guid)
}

func (f *fakeAPI) PlaceResource(_ context.Context, company string, body []byte) (axon.Placement, error) {
	f.note("place resource " + company)
	if f.placePort == nil {
		return axon.Placement{}, errUnasked
	}
	return f.placePort(company, body)
}

func (f *fakeAPI) PlaceService(_ context.Context, company string, body []byte) (axon.Placement, error) {
	f.note("place service " + company)
	if f.placeService == nil {
		return axon.Placement{}, errUnasked
	}
	return f.placeService(company, body)
}

func (f *fakeAPI) Service(_ context.Context, guid string) (axon.Service, error) {
	f.note("service " + guid)
	if f.service == nil {
		return axon.Service{}, errUnasked
	}
	return f.service(guid)
}

func (f *fakeAPI) ServiceInfo(_ context.Context, guid string) (axon.Infos, error) {
	f.note("info " + guid)
	if f.info == nil {
		return axon.Infos{}, errUnasked
	}
	return f.info(guid)
}

func (f *fakeAPI) UpdateService(_ context.Context, guid string, changes map[string]any) (bool, error) {
	f.note("update service")
	if f.change == nil {
		return false, errUnasked
	}
	return f.change(guid, changes)
}

func (f *fakeAPI) DeleteService(_ context.Context, guid string) (bool, error) {
	f.note("delete service")
	if f.endService == nil {
		return false, errUnasked
	}
	return f.endService(guid)
}

func (f *fakeAPI) DeleteResource(_ context.Context, guid string) (bool, error) {
	f.note("delete resource")
	if f.endPort == nil {
		return false, errUnasked
	}
	return f.endPort(guid)
}

func (f *fakeAPI) Resources(_ context.Context, company string) (axon.List[axon.Resource], error) {
	f.note("resources " + company)
	if f.resources == nil {
		return axon.List[axon.Resource]{}, errUnasked
	}
	return f.resources(company)
}

func (f *fakeAPI) Services(_ context.Context, company string) (axon.List[axon.Service], error) {
	f.note("services " + company)
	if f.services == nil {
		return axon.List[axon.Service]{}, errUnasked
	}
	return f.services(company)
}

func (f *fakeAPI) Definition(_ context.Context, id string) (json.RawMessage, error) {
	f.note("definition " + id)
	if f.definition == nil {
		return nil, errUnasked
	}
	return f.definition(id)
}

// testNow is the clock of every test.
var testNow = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)

// newDesk makes a desk over a fake API, with a walk that has no answers.
func newDesk(api axon.API) *Desk {
	return &Desk{
		API: api, Walk: order.New("AX-7F3K2"), Watches: &order.Watches{},
		Theme: theme.New(theme.Options{}), Keys: keys.Default(), Now: testNow,
	}
}

// run runs a command and everything that follows from it, as the root would: answers go back into the screen,
// intents are collected. Timers are waited for, which costs nothing in a synctest bubble: tests run in one.
func run(t testing.TB, s Screen, cmd tea.Cmd) (intents []tea.Msg) {
	t.Helper()
	queue := []tea.Cmd{cmd}
	for n := 0; len(queue) > 0; n++ {
		if n > 1000 {
			t.Fatal("commands never come to an end")
		}
		next := queue[0]
		queue = queue[1:]
		if next == nil {
			continue
		}
		msg := next()
		if list, ok := commands(msg); ok {
			queue = append(list, queue...)
			continue
		}
		if a, ok := msg.(Addressed); ok && a.Addressee() == s.ID() {
			queue = append(queue, s.Update(msg))
			continue
		}
		if msg != nil {
			intents = append(intents, msg)
		}
	}
	return intents
}

// commands takes a batch or a sequence apart; the type of a sequence has no public name.
func commands(msg tea.Msg) ([]tea.Cmd, bool) {
	v := reflect.ValueOf(msg)
	if !v.IsValid() || v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return nil, false
	}
	var list []tea.Cmd
	for i := range v.Len() {
		if cmd, ok := v.Index(i).Interface().(tea.Cmd); ok {
			list = append(list, cmd)
		}
	}
	return list, true
}

// enter gives a screen its Init and everything that follows.
func enter(t testing.TB, s Screen) []tea.Msg { t.Helper(); return run(t, s, s.Init()) }

// press presses keys by name ("down", "enter", "/", "ctrl+u", "x") and gives the intents that came of them.
func press(t testing.TB, s Screen, names ...string) (intents []tea.Msg) {
	t.Helper()
	for _, name := range names {
		intents = append(intents, run(t, s, s.Update(keyPress(name)))...)
	}
	return intents
}

// typeIn types a text, character by character.
func typeIn(t testing.TB, s Screen, text string) {
	t.Helper()
	for _, r := range text {
		press(t, s, string(r))
	}
}

func keyPress(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "tab": tea.KeyTab, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome,
		"end": tea.KeyEnd, "backspace": tea.KeyBackspace, "space": tea.KeySpace,
	}
	var mod tea.KeyMod
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		mod, name = tea.ModCtrl, rest
	}
	if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		mod, name = tea.ModShift, rest
	}
	if code, ok := codes[name]; ok {
		k := tea.KeyPressMsg{Code: code, Mod: mod}
		if name == "space" && mod == 0 {
			k.Text = " "
		}
		return k
	}
	r := []rune(name)[0]
	if mod != 0 {
		return tea.KeyPressMsg{Code: r, Mod: mod}
	}
	return tea.KeyPressMsg{Code: r, Text: string(r)}
}

// intent finds the first intent of a type.
func intent[T tea.Msg](list []tea.Msg) (T, bool) {
	for _, m := range list {
		if v, ok := m.(T); ok {
			return v, true
		}
	}
	var none T
	return none, false
}

// grid is a screen's View as plain text, trailing blanks cut, with its head and hints, as a golden holds it.
func grid(s Screen, w, h int) string {
	head := s.Head()
	lines := []string{"== " + head.Title + " == " + head.Note}
	for _, line := range strings.Split(ansi.Strip(s.View(w, h)), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	var hints []string
	for _, hint := range s.Hints() {
		text := string(hint.Action) + ": " + hint.Words
		if hint.Off != "" {
			text += " (off: " + hint.Off + ")"
		}
		hints = append(hints, text)
	}
	return strings.Join(append(lines, "== "+strings.Join(hints, " | ")), "\n") + "\n"
}

var update = flag.Bool("update", false, "write the goldens of ui/views anew")

// golden compares a text with testdata/NAME.txt.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no golden yet: run go test ./ui/views -update (%v)", err)
	}
	if string(want) != text {
		t.Errorf("%s differs (go test ./ui/views -update writes it anew)\n--- want\n%s\n--- got\n%s", path, want, text)
	}
}

// goldens takes a screen's grid at 80×24 and at 120×40, less the lines that the root draws around it.
func goldens(t *testing.T, name string, s Screen) {
	t.Helper()
	golden(t, name+"-80x19", grid(s, 80, 19))
	golden(t, name+"-120x35", grid(s, 120, 35))
}

// anySize draws a screen at every small size and some large ones: none may panic, and from the least size
// that the root shows screens at, none may draw out of its bounds.
func anySize(t *testing.T, s Screen) {
	t.Helper()
	for w := 1; w <= 140; w += 1 + w/12 {
		for h := 1; h <= 45; h += 1 + h/8 {
			lines := strings.Split(s.View(w, h), "\n")
			if w < 60 || h < 13 {
				continue
			}
			if len(lines) > h {
				t.Fatalf("%d lines drawn into %d×%d", len(lines), w, h)
			}
			for _, line := range lines {
				if got := ansi.StringWidth(line); got > w {
					t.Fatalf("a line of %d cells drawn into %d×%d: %q", got, w, h, ansi.Strip(line))
				}
			}
		}
	}
}
