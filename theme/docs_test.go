package theme

import (
	"os"
	"strings"
	"testing"
)

// TestTheExampleOfTheDocsIsAThemeThatCanBeRead holds docs/themes.md to what it tells.
func TestTheExampleOfTheDocsIsAThemeThatCanBeRead(t *testing.T) {
	text, err := os.ReadFile("../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```toml\n")
	example, _, ok := strings.Cut(rest, "```")
	c, err := Read([]byte(example))
	if !ok || err != nil || c.Own == nil || len(c.Own.inks) != len(colourNames()) {
		t.Fatalf("%q is %+v, %v", example, c, err)
	}
	if said := (Options{Name: c.Use, Own: c.Own}).Faint(); len(said) > 0 {
		t.Error(said)
	}
	for _, name := range append(Names(), OwnName) {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/themes.md doesn't name %s", name)
		}
	}
}
