package parts

import (
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/theme"
)

// maxField bounds a form field, whatever is pasted into it.
const maxField = 4096

// Input is one field of a Form.
type Input struct {
	Name     string
	Label    string
	Help     string   // a line under the field while it has the focus
	Unit     string   // after the field
	Choices  []string // with choices, left and right go through them and typing jumps
	Required bool
	Secret   bool
	Ending   bool // its end tells more than its beginning, where there isn't room for both: a file's name
}

// Form is a column of fields. Values are kept as typed; Check judges them as one types.
type Form struct {
	// Check says what is wrong with a field's text, in sentences; empty when nothing is.
	Check func(name, text string) []string

	inputs  []Input
	fields  []textinput.Model
	says    [][]string
	touched []bool
	cursor  int
	top     int
	notice  string // what happened to the last paste
}

// Set gives the form its fields; values with the same name stay as they were typed.
func (f *Form) Set(inputs []Input, values map[string]string) {
	old := map[string]string{}
	for i, in := range f.inputs {
		old[in.Name] = f.fields[i].Value()
	}
	f.inputs = inputs
	f.fields = make([]textinput.Model, len(inputs))
	f.says = make([][]string, len(inputs))
	f.touched = make([]bool, len(inputs))
	for i, in := range inputs {
		t := textinput.New()
		t.Prompt = ""
		t.CharLimit = maxField
		t.SetVirtualCursor(false)
		v, ok := old[in.Name]
		if !ok {
			v = values[in.Name]
		}
		if v == "" && in.Required && len(in.Choices) == 1 {
			v = in.Choices[0]
		}
		t.SetValue(v)
		f.fields[i] = t
		f.touched[i] = v != ""
		f.check(i)
	}
	f.cursor = min(f.cursor, max(0, len(inputs)-1))
	if len(old) == 0 {
		f.cursor = f.firstEmpty()
	}
	f.focus()
}

// firstEmpty is the first field that has to be filled in and isn't: what is preset needs no visit.
func (f *Form) firstEmpty() int {
	for i, in := range f.inputs {
		if in.Required && f.fields[i].Value() == "" {
			return i
		}
	}
	return 0
}

// Values are the texts by field name.
func (f *Form) Values() map[string]string {
	out := make(map[string]string, len(f.inputs))
	for i, in := range f.inputs {
		out[in.Name] = f.fields[i].Value()
	}
	return out
}

// SetValue puts a text into a field.
func (f *Form) SetValue(name, text string) {
	for i, in := range f.inputs {
		if in.Name == name {
			f.fields[i].SetValue(text)
			f.fields[i].CursorEnd()
			f.touched[i] = true
			f.check(i)
		}
	}
}

// Len is the number of fields.
func (f *Form) Len() int { return len(f.inputs) }

// Current is the name of the field with the focus.
func (f *Form) Current() string {
	if f.cursor >= len(f.inputs) {
		return ""
	}
	return f.inputs[f.cursor].Name
}

// Choosing tells whether the field with the focus has choices.
func (f *Form) Choosing() bool {
	return f.cursor < len(f.inputs) && len(f.inputs[f.cursor].Choices) > 0
}

// Show puts the focus on the first field that has something wrong, and shows what. It tells whether one had.
func (f *Form) Show() bool {
	bad := -1
	for i := range f.inputs {
		f.touched[i] = true
		f.check(i)
		if len(f.says[i]) > 0 && bad < 0 {
			bad = i
		}
	}
	if bad >= 0 {
		f.cursor = bad
		f.focus()
	}
	return bad >= 0
}

// Focus puts the focus on a field by its name, and shows what is wrong with it. It is false when there is none.
func (f *Form) Focus(name string) bool {
	for i, in := range f.inputs {
		if in.Name == name {
			f.cursor = i
			f.touched[i] = true
			f.focus()
			return true
		}
	}
	return false
}

// Recheck judges all fields again: what Check goes by has changed.
func (f *Form) Recheck() {
	for i := range f.inputs {
		f.check(i)
	}
}

// Last tells whether the focus is on the last field.
func (f *Form) Last() bool { return f.cursor >= len(f.inputs)-1 }

// Step moves the focus by n fields.
func (f *Form) Step(n int) {
	if len(f.inputs) == 0 {
		return
	}
	f.touched[f.cursor] = true
	f.cursor = max(0, min(len(f.inputs)-1, f.cursor+n))
	f.focus()
}

func (f *Form) focus() {
	for i := range f.fields {
		if i == f.cursor {
			_ = f.fields[i].Focus()
		} else {
			f.fields[i].Blur()
		}
	}
}

func (f *Form) check(i int) {
	f.says[i] = nil
	if f.Check != nil {
		f.says[i] = f.Check(f.inputs[i].Name, f.fields[i].Value())
	}
}

// Update feeds a key or a paste to the form. used is false for keys that mean something to the screen.
func (f *Form) Update(msg tea.Msg, km keys.Map) (used bool) {
	if len(f.inputs) == 0 {
		return false
	}
	switch m := msg.(type) {
	case Clicked:
		return f.click(m)
	case tea.PasteMsg:
		f.paste(m.Content)
		return true
	case tea.KeyPressMsg:
		return f.key(m, km)
	}
	return false
}

func (f *Form) key(m tea.KeyPressMsg, km keys.Map) bool {
	k := m.String()
	switch {
	case k == "up" || km.Is(k, keys.Previous):
		f.Step(-1)
		return true
	case k == "down" || km.Is(k, keys.Next):
		f.Step(1)
		return true
	case km.Any(k, keys.Choose, keys.Back) != "":
		return false
	}
	f.notice = ""
	if len(f.inputs[f.cursor].Choices) > 0 {
		return f.choose(k)
	}
	f.fields[f.cursor], _ = f.fields[f.cursor].Update(m)
	f.touched[f.cursor] = true
	f.check(f.cursor)
	return true
}

// choose goes through a field's choices; a letter jumps to the next choice that starts with it.
func (f *Form) choose(k string) bool {
	choices := f.inputs[f.cursor].Choices
	at, text := slices.Index(choices, f.fields[f.cursor].Value()), ""
	switch k {
	case "left":
		text = choices[(max(at, 0)+len(choices)-1)%len(choices)]
	case "right", "space":
		text = choices[(at+1)%len(choices)]
	case "backspace", "delete":
		if f.inputs[f.cursor].Required {
			return true
		}
	default:
		i := startingWith(choices, at+1, k)
		if i < 0 {
			return true
		}
		text = choices[i]
	}
	f.fields[f.cursor].SetValue(text)
	f.touched[f.cursor] = true
	f.check(f.cursor)
	return true
}

// startingWith finds the next choice that starts with a letter, around the end; -1 when there is none.
func startingWith(choices []string, from int, letter string) int {
	for n := range choices {
		i := (from + n) % len(choices)
		if utf8.RuneCountInString(letter) == 1 && strings.HasPrefix(strings.ToLower(choices[i]), strings.ToLower(letter)) {
			return i
		}
	}
	return -1
}

func (f *Form) paste(s string) {
	if len(f.inputs[f.cursor].Choices) > 0 {
		f.notice = "This field has choices: go through them with the arrows."
		return
	}
	f.notice = ""
	head := firstRunes(s, maxField)
	text, before := wire.Clean(head), f.length()
	f.fields[f.cursor], _ = f.fields[f.cursor].Update(tea.PasteMsg{Content: text})
	if len(head) < len(s) || f.length() < before+utf8.RuneCountInString(text) {
		f.notice = "What was pasted is longer than the field takes: only its beginning is here."
	}
	f.touched[f.cursor] = true
	f.check(f.cursor)
}

// firstRunes looks at no more of a text than it gives.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func (f *Form) length() int { return utf8.RuneCountInString(f.fields[f.cursor].Value()) }

// View draws the fields into w by h cells, the one with the focus always in sight.
func (f *Form) View(w, h int, th *theme.Theme) []string {
	label := 0
	for _, in := range f.inputs {
		label = max(label, Width(in.Label)+1)
	}
	label = min(label, w/3)
	var out []string
	from, to := 0, 0
	for i := range f.inputs {
		if i == f.cursor {
			from = len(out)
		}
		out = append(out, f.drawField(i, label, w, th)...)
		if i == f.cursor {
			to = len(out)
		}
	}
	if to > f.top+h {
		f.top = to - h
	}
	if from < f.top {
		f.top = from
	}
	f.top = max(0, min(f.top, len(out)-h))
	out = Clip(out[f.top:], h)
	for i, line := range out {
		out[i] = Cut(line, w, th.Glyphs.More)
	}
	return out
}

func (f *Form) drawField(i, label, w int, th *theme.Theme) []string {
	in, here := f.inputs[i], i == f.cursor
	mark, name := "  ", th.Text.Render(in.Label)
	if here {
		mark, name = th.Selected.Render(th.Glyphs.Cursor+" "), th.Selected.Render(in.Label)
	}
	if in.Required {
		name += th.Warn.Render("*")
	}
	indent := 2 + label + 2
	line := mark + Fit(name, label, th.Glyphs.More) + "  " + f.drawValue(i, w-indent-Width(in.Unit)-2, th)
	if in.Unit != "" {
		line += " " + th.Dim.Render(in.Unit)
	}
	out := []string{line}
	under := func(style func(...string) string, text string) {
		for _, s := range Clip(Wrap(text, max(10, w-indent)), 3) {
			out = append(out, Fit("", indent, "")+style(s))
		}
	}
	if f.touched[i] {
		for _, s := range f.says[i] {
			under(th.Bad.Render, th.Glyphs.Cross+" "+s)
		}
	}
	if here && f.notice != "" {
		under(th.Warn.Render, f.notice)
	}
	if here && in.Help != "" {
		under(th.Dim.Render, in.Help)
	}
	return out
}

func (f *Form) drawValue(i, w int, th *theme.Theme) string {
	in, field, here := f.inputs[i], &f.fields[i], i == f.cursor
	v := field.Value()
	if len(in.Choices) > 0 {
		if v == "" {
			v = th.Dim.Render("(none)")
		}
		if here {
			return th.Accent.Render("< ") + v + th.Accent.Render(" >")
		}
		return v
	}
	if in.Secret {
		v = dots(len([]rune(field.Value())), th)
	}
	if !here {
		if v == "" {
			return th.Dim.Render(th.Glyphs.Dot)
		}
		if over := Width(v) - w; in.Ending && over > 0 {
			return ansi.TruncateLeft(v, over+Width(th.Glyphs.More), th.Glyphs.More)
		}
		return Cut(v, w, th.Glyphs.More)
	}
	return window(v, field.Position(), max(4, w), th)
}

func dots(n int, th *theme.Theme) string {
	s := ""
	for range min(n, 32) {
		s += th.Glyphs.Bullet
	}
	return s
}

// window shows the part of a field's text around its cursor, the cursor drawn as a reversed cell. It looks at
// no more of the text than can be in sight.
func window(v string, at, w int, th *theme.Theme) string {
	r := []rune(v)
	at = min(at, len(r))
	from, used := at, 0
	for from > 0 && used+Width(string(r[from-1])) <= w-2 {
		from--
		used += Width(string(r[from]))
	}
	under, tail := " ", ""
	if at < len(r) {
		under, tail = string(r[at]), string(r[at+1:min(len(r), at+1+4*w)])
	}
	if Width(under) == 0 {
		under = " " + under
	}
	head := string(r[from:at])
	room := w - Width(head) - Width(under)
	return head + th.Text.Reverse(true).Render(under) + Cut(tail, room, th.Glyphs.More)
}
