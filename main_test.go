package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"axdesk/ui/command"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"axdesk": main})
}

// TestScripts runs the command line as a person does. A script has no terminal and no credentials of ours.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_STATE_HOME", e.Getenv("WORK")+"/state")
			e.Setenv("XDG_CONFIG_HOME", e.Getenv("WORK")+"/config")
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "ci" {
				return false, fmt.Errorf("no condition is called %q", name)
			}
			return os.Getenv("CI") != "", nil
		},
	})
}

// TestReadmeTellsTheFlags holds the README's table of flags against the commands themselves.
func TestReadmeTellsTheFlags(t *testing.T) {
	text := read(t, "README.md")
	root := command.Root()
	usage := root.Flags().FlagUsages()
	for _, c := range root.Commands() {
		usage += c.Flags().FlagUsages()
	}
	flags := regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`).FindAllStringSubmatch(usage, -1)
	if len(flags) == 0 {
		t.Fatalf("no flag is found in %q", usage)
	}
	for _, f := range flags {
		if !strings.Contains(text, f[1]+" ") && !strings.Contains(text, f[1]+"`") {
			t.Errorf("the README doesn't name %s", f[1])
		}
	}
}

// TestReadmeTellsTheVersions holds each row of the README's table of dependencies against go.mod.
func TestReadmeTellsTheVersions(t *testing.T) {
	mod := read(t, "go.mod")
	rows := regexp.MustCompile(`(?m)^\| ([a-z][^ |]*/[^ |]*) \| (v[^ |]+) \| .+ \|$`).FindAllStringSubmatch(read(t, "README.md"), -1)
	if len(rows) == 0 {
		t.Fatal("the README has no table of dependencies")
	}
	for _, row := range rows {
		if !strings.Contains(mod, "\t"+row[1]+" "+row[2]) {
			t.Errorf("the README says %s %s, go.mod doesn't", row[1], row[2])
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTheManualNamesAll holds the manual page and the completions against the commands: both come from these, unless one is hidden.
func TestTheManualNamesAll(t *testing.T) {
	var out strings.Builder
	manual := exec.CommandContext(t.Context(), "axdesk", "man") // testscript has put it into the path
	manual.Stdout = &out
	if err := manual.Run(); err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(out.String(), `\-`, "-")
	root := command.Root()
	for _, c := range append(root.Commands(), root) {
		if !strings.Contains(page, c.Name()) {
			t.Errorf("the manual doesn't name %s", c.CommandPath())
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(page, "--"+f.Name) {
				t.Errorf("the manual doesn't name --%s of %s", f.Name, c.CommandPath())
			}
			if offered := "\n" + completions(t, c, "--"+f.Name); !strings.Contains(offered, "\n--"+f.Name+"\t") {
				t.Errorf("--%s of %s isn't completed", f.Name, c.CommandPath())
			}
		})
	}
}

// completions are what a shell is offered behind a command for what was typed.
func completions(t *testing.T, c *cobra.Command, typed string) string {
	t.Helper()
	root := command.Root()
	args := append([]string{cobra.ShellCompRequestCmd}, strings.Fields(c.CommandPath())[1:]...)
	root.SetArgs(append(args, typed))
	var out strings.Builder
	root.SetOut(&out)
	root.SetErr(io.Discard)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestTheBallastComesFirst: what keeps the collector out of the start does so only if it is initialised before what builds most.
func TestTheBallastComesFirst(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$") //nolint:gosec // this very test
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	ballast := strings.Index(string(said), "init axdesk/client/heap/ballast ")
	for _, heavy := range []string{"github.com/alecthomas/chroma/v2/lexers", "github.com/alecthomas/chroma/v2/styles", "github.com/santhosh-tekuri/jsonschema/v6"} {
		at := strings.Index(string(said), "init "+heavy+" ")
		if at < 0 {
			t.Errorf("%s isn't initialised any more: is the ballast still needed?", heavy)
		} else if ballast < 0 || at < ballast {
			t.Errorf("%s is initialised before the ballast", heavy)
		}
	}
}
