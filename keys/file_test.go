package keys

import (
	"slices"
	"strings"
	"testing"
)

func TestAFileOverridesABinding(t *testing.T) {
	m, err := Read([]byte("# mine\nset = \"arrows\"\n[keys]\nsort = [\"j\", \"ctrl+t\"]\nhelp = \"f5\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if !m.Is("j", Sort) || !m.Is("ctrl+t", Sort) || m.Is("s", Sort) || !m.Is("f5", Help) || m.Is("?", Help) {
		t.Errorf("sort is %v, help is %v", m.Binding(Sort).Keys, m.Binding(Help).Keys)
	}
	if m.Is("k", Up) || !m.Is("up", Up) || m.Binding(Sort).Words != Default().Binding(Sort).Words {
		t.Errorf("up is %v in the set of arrows", m.Binding(Up).Keys)
	}
	none, err := Read(nil)
	if err != nil || !slices.Equal(none.Binding(Up).Keys, Default().Binding(Up).Keys) {
		t.Errorf("an empty file is %v, %v", none.Binding(Up).Keys, err)
	}
}

func TestAFileThatCantBeUsedSaysWhereAndWhatToWrite(t *testing.T) {
	for text, want := range map[string]string{
		"[keys]\n\nsorry = [\"s\"]":                    `line 3: "sorry" is no action: known are up, down,`,
		"set = \"emacs\"":                              `line 1: set takes default, vim, arrows, and not "emacs"`,
		"set = 1":                                      `line 1: set takes default, vim, arrows`,
		"sort = [\"s\"]":                               `line 1: "sort" isn't known here: it takes set, and an action`,
		"[bindings]\n":                                 `line 1: "bindings" isn't known here`,
		"[keys]\nsort = [\"C-t\"]":                     `line 2: "C-t" is written "ctrl+t" here`,
		"[keys]\nsort = [\"ctrl+T\"]":                  `line 2: "ctrl+T" is written "ctrl+t" here`,
		"[keys]\nsort = [\"shift+t\"]":                 `line 2: "shift+t" is written "T" here`,
		"[keys]\nchoose = [\"Return\"]":                `line 2: "Return" is written "enter" here`,
		"[keys]\nsort = [\"hyper+t\"]":                 `line 2: "hyper+t" is no key: it takes a character, enter,`,
		"[keys]\nsort = [\"\\u001b[2J\"]":              `line 2: "\x1b[2J" is no key`,
		"[keys]\nback = [\"backspace\"]":               `line 2: "backspace" belongs to text fields`,
		"[keys]\nsort = []":                            `line 2: sort takes 1 to 8 keys, and not 0`,
		"[keys]\nsort = [1]":                           `line 2: sort takes names of keys in quotes`,
		"[keys]\nsort = true":                          `line 2: sort takes names of keys in quotes`,
		"[keys]\nsort = [\"f5\", \"f5\"]":              `line 2: sort has "f5" twice`,
		"[keys]\nsort = [\"f5\"]\nsort = [\"f6\"]":     `line 3 is not TOML`,
		"[keys]\nsort = [\"f5\"":                       `line 2 is not TOML`,
		"[keys]\nsort = [\"j\"]":                       `"j" means both down and sort: give one of them another key`,
		"[keys]\nchoose = [\"c\"]\ncompare = [\"f5\"]": `choose can't be "c", which types a character`,
		"[keys]\nabort = [\"Q\"]":                      `abort can't be "Q", which types a character`,
		"[keys]\nhelp = [\"?\"]":                       `help has only keys that type a character`,
		strings.Repeat("#", fileBytes+1):               `the file is larger than 64 KiB`,
	} {
		if _, err := Read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q:\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestSetsAreWholeAndArrive(t *testing.T) {
	nowhere := func(string) string { return "" }
	for _, name := range setNames() {
		m := Sets()[name]
		if found := m.Conflicts(); len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
		if err := m.usable(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if said := m.Swallowed(nowhere); len(said) > 0 {
			t.Errorf("%s: %v", name, said)
		}
		for _, b := range m.All() {
			for _, k := range b.Keys {
				if why := Unknown(k); why != "" {
					t.Errorf("%s: %s", name, why)
				}
			}
		}
		if len(m.All()) != len(Default().All()) {
			t.Errorf("%s has %d bindings", name, len(m.All()))
		}
	}
	if Sets()[SetVim].Label(Down, false) != "j" || Sets()[SetArrows].Label(Down, false) != "↓" {
		t.Error("a set names another set's keys first")
	}
}

func TestKeysThatDontArriveAreTold(t *testing.T) {
	env := func(at ...string) func(string) string {
		return func(name string) string {
			if slices.Contains(at, name) {
				return "vscode"
			}
			return ""
		}
	}
	for _, c := range []struct {
		file string
		env  func(string) string
		want string
	}{
		{"sort = [\"ctrl+s\", \"s\"]", env(), "ctrl+s (sort) may not arrive: it stops the output"},
		{"sort = [\"ctrl+a\"]", env(), "ctrl+a (sort) may not arrive: it is what screen takes for itself."},
		{"sort = [\"ctrl+i\"]", env(), "ctrl+i (sort) may not arrive: it arrives as tab"},
		{"sort = [\"ctrl+enter\"]", env(), "ctrl+enter (sort) may not arrive: it can't be sent by most terminals."},
		{"sort = [\"ctrl+5\"]", env(), "ctrl+5 (sort) may not arrive: it can't be sent"},
		{"", env("ZELLIJ"), "ctrl+o (swap) may not arrive: Zellij takes it."},
		{"", env("TERM_PROGRAM"), "ctrl+p (pins) may not arrive: the terminal of Visual Studio Code takes it."},
	} {
		m, err := Read([]byte("[keys]\n" + c.file))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(m.Swallowed(c.env), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.file, got, c.want)
		}
	}
	if got := Default().Swallowed(env("TERM_PROGRAM")); len(got) != 1 {
		t.Errorf("an action with another key is told too: %q", got)
	}
	for _, k := range []string{"alt+x", "shift+tab", "shift+up", "ctrl+left", "ctrl+t", "ctrl+_", "f5", "G"} {
		if why := taken(k); why != "" {
			t.Errorf("%s: %s", k, why)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("set = \"vim\"\n[keys]\nsort = [\"f5\"]\n"))
	f.Add([]byte("[keys]\nsort = {a = 1}\n[[keys]]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read(data)
		if err == nil && (len(m.Conflicts()) > 0 || len(m.All()) != len(Default().All())) {
			t.Errorf("%q is taken as %v", data, m.All())
		}
	})
}
