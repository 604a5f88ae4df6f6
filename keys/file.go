package keys

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"axdesk/client/ownfile"
)

// Bounds of a file of keys.
const (
	fileBytes = 64 << 10 // most bytes of it
	mostKeys  = 8        // most keys of one action
)

// shape is how a line of the file looks, for sentences about those that don't.
const shape = `an action and its keys, such as sort = ["s", "ctrl+t"], below [keys]`

// Read reads a keys.toml of at most 64 KiB over the usual bindings; docs/keys.md has its format. Empty data is Default. An
// action that isn't known, a key that no terminal sends under that name, and a key that means two things are refused, with a
// sentence that says where and what to write instead. What is taken may still be lost on its way: Swallowed tells that.
func Read(data []byte) (Map, error) {
	if len(data) > fileBytes {
		return Map{}, fmt.Errorf("the file is larger than %d KiB: it can't be the right one", fileBytes>>10)
	}
	var anything map[string]any
	if err := toml.Unmarshal(data, &anything); err != nil {
		return Map{}, syntax(err)
	}
	f := file{own: map[Action][]string{}}
	if err := f.read(data); err != nil {
		return Map{}, err
	}
	m := f.over(Sets()[f.set])
	if err := m.usable(); err != nil {
		return Map{}, err
	}
	if found := m.Conflicts(); len(found) > 0 {
		return Map{}, errors.New(strings.TrimSuffix(strings.Join(found, " "), "."))
	}
	return m, nil
}

// syntax makes a sentence of what the TOML reader found.
func syntax(err error) error {
	if m := ownfile.Find(err); m.Line > 0 {
		return fmt.Errorf("line %d is not TOML: %s. It takes %s", m.Line, m.Why, shape)
	}
	return fmt.Errorf("it is not TOML: %s", ownfile.Find(err).Why)
}

// file is what one says.
type file struct {
	set   string
	own   map[Action][]string
	below bool // the lines that are read stand below [keys]
}

// read goes through the lines of TOML that is known to be sound.
func (f *file) read(data []byte) error {
	f.set = SetDefault
	var p unstable.Parser
	p.Reset(data)
	for p.NextExpression() {
		e := p.Expression()
		var names []string
		row := 0
		for it := e.Key(); it.Next(); {
			names = append(names, string(it.Node().Data))
			row = p.Shape(it.Node().Raw).Start.Line
		}
		name := strings.Join(names, ".")
		var err error
		switch {
		case e.Kind == unstable.Table && name == "keys":
			f.below = true
		case e.Kind == unstable.KeyValue && f.below:
			err = f.bind(name, e.Value())
		case e.Kind == unstable.KeyValue && name == "set":
			err = f.choose(e.Value())
		case e.Kind == unstable.Comment:
		default:
			err = fmt.Errorf("%s isn't known here: it takes set, and %s", quoted(name), shape)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", row, err)
		}
	}
	return p.Error()
}

func (f *file) choose(v *unstable.Node) error {
	if v.Kind == unstable.String {
		f.set = string(v.Data)
	}
	if _, ok := Sets()[f.set]; !ok || v.Kind != unstable.String {
		return fmt.Errorf("set takes %s, and not %s", strings.Join(setNames(), ", "), quoted(string(v.Data)))
	}
	return nil
}

// bind takes an action's keys.
func (f *file) bind(name string, v *unstable.Node) error {
	a := Action(name)
	if _, ok := Default().by[a]; !ok {
		return fmt.Errorf("%s is no action: known are %s", quoted(name), strings.Join(names(), ", "))
	}
	var list []string
	switch v.Kind {
	case unstable.String:
		list = []string{string(v.Data)}
	case unstable.Array:
		for it := v.Children(); it.Next(); {
			if it.Node().Kind != unstable.String {
				return fmt.Errorf("%s takes names of keys in quotes, such as %s = [\"f5\"]", a, a)
			}
			list = append(list, string(it.Node().Data))
		}
	default:
		return fmt.Errorf("%s takes names of keys in quotes, such as %s = [\"f5\"]", a, a)
	}
	if len(list) == 0 || len(list) > mostKeys {
		return fmt.Errorf("%s takes 1 to %d keys, and not %d", a, mostKeys, len(list))
	}
	for i, k := range list {
		if why := Unknown(k); why != "" {
			return errors.New(why)
		}
		if slices.Contains(list[:i], k) {
			return fmt.Errorf("%s has %s twice: leave one out", a, quoted(k))
		}
	}
	f.own[a] = list
	return nil
}

// over puts the file's bindings over a set.
func (f *file) over(m Map) Map {
	list := slices.Clone(m.list)
	for i := range list {
		if own, ok := f.own[list[i].Action]; ok {
			list[i].Keys = own
		}
	}
	return NewMap(list)
}

// usable says what would leave a person stuck: text fields take all keys that type a character, but for those of a few
// actions that are asked before them.
func (m Map) usable() error {
	for _, a := range []Action{Choose, Back, Next, Previous, Swap, Pins, Share, Redraw, Abort} {
		for _, k := range m.by[a].Keys {
			if Printable(k) {
				return fmt.Errorf("%s can't be %s, which types a character: nobody could type it any more. Give it a key such as f5 or ctrl+t", a, quoted(k))
			}
		}
	}
	for _, a := range []Action{Up, Down, Help, Palette} {
		if !slices.ContainsFunc(m.by[a].Keys, func(k string) bool { return !Printable(k) }) {
			return fmt.Errorf("%s has only keys that type a character, and would be out of reach in a text field: give it one more, such as f5 or ctrl+t", a)
		}
	}
	return nil
}

// named are the keys that have names, but for f1 to f20.
var named = []string{"enter", "esc", "tab", "space", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown"}

// others are names that people know from elsewhere.
var others = map[string]string{
	"return": "enter", "cr": "enter", "escape": "esc", " ": "space", "pageup": "pgup", "page-up": "pgup", "pagedown": "pgdown",
	"page-down": "pgdown", "ins": "insert", "backtab": "shift+tab",
}

// Unknown says why something isn't a key's name, and what to write instead; "" when it is one.
func Unknown(k string) string {
	mods, base := Parts(k)
	switch {
	case k == "":
		return "a key without a name: leave it out"
	case base == "backspace" || base == "delete":
		return quoted(k) + " belongs to text fields: choose another key"
	case sound(mods, base):
		return ""
	}
	low := strings.ToLower(k)
	low = strings.NewReplacer("control+", "ctrl+", "c-", "ctrl+", "^", "ctrl+", "ctrl-", "ctrl+", "m-", "alt+", "alt-", "alt+", "shift-", "shift+").Replace(low)
	if other, ok := others[low]; ok {
		low = other
	}
	if letter, ok := strings.CutPrefix(low, "shift+"); ok && utf8.RuneCountInString(letter) == 1 {
		low = strings.ToUpper(letter)
	}
	if mods, base := Parts(low); low != k && sound(mods, base) {
		return fmt.Sprintf("%s is written %s here", quoted(k), quoted(low))
	}
	return quoted(k) + " is no key: it takes a character, " + strings.Join(named, ", ") + " or f1 to f20, with ctrl+, alt+ or shift+ before it, in this order"
}

// Parts takes a key's name apart: "ctrl+k" is ctrl and "k". The modifiers stay in the order in which they are written.
func Parts(k string) (mods []string, base string) {
	for {
		mod, rest, ok := strings.Cut(k, "+")
		if !ok || rest == "" || mod == "" {
			return mods, k
		}
		mods, k = append(mods, mod), rest
	}
}

// sound tells whether a name is spelled as the terminal layer spells it.
func sound(mods []string, base string) bool {
	at := -1
	for _, m := range mods {
		i := slices.Index([]string{"ctrl", "alt", "shift"}, m)
		if i <= at {
			return false
		}
		at = i
	}
	if slices.Contains(named, base) || function(base) {
		return true
	}
	r, n := utf8.DecodeRuneInString(base)
	if n != len(base) || r == utf8.RuneError || r == ' ' || !unicode.IsPrint(r) || unicode.IsMark(r) {
		return false
	}
	// With a modifier a letter is small, and shift makes another character.
	return len(mods) == 0 || !slices.Contains(mods, "shift") && r == unicode.ToLower(r)
}

func function(base string) bool {
	for n := 1; n <= 20; n++ {
		if base == fmt.Sprint("f", n) {
			return true
		}
	}
	return false
}

func names() []string {
	var out []string
	for _, b := range Default().All() {
		out = append(out, string(b.Action))
	}
	return out
}

// quoted shows what a file says, without what a terminal would obey and no longer than a line.
func quoted(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
