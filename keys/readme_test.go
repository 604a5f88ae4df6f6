package keys_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"axdesk/keys"
)

var update = flag.Bool("update", false, "write the README's table of keys instead of comparing with it")

const (
	readme = "../README.md"
	begin  = "<!-- keys -->\n"
	end    = "<!-- /keys -->\n"
)

// table is the README's: a row for each binding, with all of its keys.
func table(m keys.Map) string {
	var b strings.Builder
	b.WriteString("| | key | |\n|---|---|---|\n")
	group := ""
	for _, k := range m.All() {
		head := ""
		if k.Group != group {
			group = k.Group
			head = "**" + group + "**"
		}
		b.WriteString("| " + head + " | `" + strings.Join(k.Keys, "` `") + "` | " + k.Words + " |\n")
	}
	return b.String()
}

func TestReadmeTellsTheKeys(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	if !ok {
		t.Fatalf("%s has no %s", readme, begin)
	}
	got, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has no %s", readme, end)
	}
	want := table(keys.Default())
	if *update {
		if err := os.WriteFile(readme, []byte(before+begin+want+end+after), 0o600); err != nil { //nolint:gosec // the README, whose path stands above
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("the README's table of keys is not what keys.Default says: go test ./keys -update writes it\ngot:\n%s\nwant:\n%s", got, want)
	}
}

// TestDocsTellEveryAction that a keys.toml may name.
func TestDocsTellEveryAction(t *testing.T) {
	text, err := os.ReadFile("../docs/keys.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```toml\n")
	example, _, _ := strings.Cut(rest, "```")
	if m, err := keys.Read([]byte(example)); err != nil || !m.Is("ctrl+t", keys.Sort) {
		t.Errorf("the example of docs/keys.md can't be used: %v", err)
	}
	for _, b := range keys.Default().All() {
		if !strings.Contains(string(text), "`"+string(b.Action)+"`") {
			t.Errorf("docs/keys.md doesn't name %s", b.Action)
		}
	}
}
