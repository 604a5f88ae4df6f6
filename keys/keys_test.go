package keys

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestDefaultHasNoConflicts(t *testing.T) {
	if got := Default().Conflicts(); len(got) > 0 {
		t.Error(got)
	}
}

func TestTypingLeavesOnlyKeysThatAreNoCharacters(t *testing.T) {
	for a, want := range map[Action]string{
		Help: "f1", Palette: "^k", PageDown: "pgdown", Left: "←", Choose: "↵", Back: "esc", Copy: "", Refresh: "", Filter: "", "none": "",
	} {
		if got := Default().TypingLabel(a, false); got != want {
			t.Errorf("%s is %q while one types, want %q", a, got, want)
		}
	}
}

func TestConflictsAreFound(t *testing.T) {
	m := NewMap([]Binding{
		{Up, []string{"k", "up"}, "up", GroupMove},
		{Down, []string{"j", "k"}, "down", GroupMove},
		{Sort, []string{"j"}, "sort", GroupDo},
		{Orders, []string{"j"}, "orders", GroupDesk},
	})
	got := strings.Join(m.Conflicts(), "\n")
	for _, want := range []string{
		`"k" means both up and down`, `"j" means both down and orders`, `"j" means both sort and orders`, `"j" means both down and sort`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// actions are the constants of type Action, as the source has them.
func actions(t *testing.T) []Action {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "keys.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []Action
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "Action" {
			return true
		}
		for _, v := range spec.Values {
			if lit, ok := v.(*ast.BasicLit); ok {
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, Action(text))
			}
		}
		return true
	})
	return out
}

func TestEveryActionHasABindingAndWords(t *testing.T) {
	m, all := Default(), actions(t)
	if len(all) < 25 {
		t.Fatalf("only %d actions found in the source", len(all))
	}
	for _, a := range all {
		b := m.Binding(a)
		if b.Action != a || len(b.Keys) == 0 || b.Words == "" || !slices.Contains([]string{GroupMove, GroupDo, GroupDesk}, b.Group) {
			t.Errorf("%s is bound as %+v", a, b)
		}
		if m.Label(a, true) == "" || m.Label(a, false) == "" {
			t.Errorf("%s has no label", a)
		}
		for _, k := range b.Keys {
			if !m.Is(k, a) || m.Any(k, Action("other"), a) != a {
				t.Errorf("%q doesn't mean %s", k, a)
			}
		}
	}
	if len(m.All()) != len(all) {
		t.Errorf("%d bindings for %d actions", len(m.All()), len(all))
	}
}

func TestUnboundKeysMeanNothing(t *testing.T) {
	m := Default()
	if m.Is("f9", Choose) || m.Any("f9", Choose, Back) != "" || m.Label("none", false) != "" || m.Is("", Choose) {
		t.Error("an unbound key or action means something")
	}
}

func TestLabels(t *testing.T) {
	for _, c := range []struct{ key, unicode, ascii string }{
		{"enter", "↵", "enter"},
		{"up", "↑", "up"},
		{"down", "↓", "down"},
		{"left", "←", "left"},
		{"right", "→", "right"},
		{"ctrl+k", "^k", "^k"},
		{"esc", "esc", "esc"},
		{"G", "G", "G"},
		{"f1", "f1", "f1"},
	} {
		if got := Label(c.key, false); got != c.unicode {
			t.Errorf("%s is shown as %q", c.key, got)
		}
		if got := Label(c.key, true); got != c.ascii {
			t.Errorf("%s is shown as %q in ASCII", c.key, got)
		}
	}
}

func TestPrintable(t *testing.T) {
	for key, want := range map[string]bool{
		"a": true, "G": true, "?": true, ":": true, "space": true, "é": true, "世": true,
		"enter": false, "ctrl+k": false, "f1": false, "up": false, "": false, "shift+tab": false,
	} {
		if Printable(key) != want {
			t.Errorf("%q types a character: %v", key, !want)
		}
	}
}
