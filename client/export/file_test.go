package export

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAFileIsNeverOverwrittenUnasked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	read := func() string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if got, err := Save(path, []byte("one"), false); err != nil || got != path || read() != "one" {
		t.Fatalf("%q, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("it may be read by others: %v, %v", info.Mode(), err)
	}
	if _, err := Save(path, []byte("two"), false); !errors.Is(err, ErrThere) || !strings.Contains(err.Error(), "with 3 bytes") || read() != "one" {
		t.Errorf("%v, and the file has %q", err, read())
	}
	if err := os.Chmod(path, 0o644); err != nil { //nolint:gosec // that others may read it is what is tested
		t.Fatal(err)
	}
	if _, err := Save(path, []byte("two"), true); err != nil || read() != "two" {
		t.Errorf("%v, and the file has %q", err, read())
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("a file that was replaced may be read by others: %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("%q are left", left)
	}
}

func TestWhatIsNoOrdinaryFileIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := filepath.Join(dir, "other")
	link := filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(other, []byte("one"), 0o600), os.Symlink(other, link)); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		link: "no ordinary file", dir: "is a directory", dir + "/": "is a directory", filepath.Join(dir, "none", "a"): "there is no directory",
		"": "needs a name", "a\x1bb": "can't be shown", "/dev/null": "no ordinary file",
	} {
		if _, err := Save(path, []byte("two"), true); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", path, err, says)
		}
	}
	if b, err := os.ReadFile(other); err != nil || string(b) != "one" {
		t.Errorf("a link led to %q, %v", b, err)
	}
	if _, err := Save(filepath.Join(dir, "big"), bytes.Repeat([]byte{'x'}, MostBytes+1), false); err == nil {
		t.Error("a file may be of any size")
	}
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 14, 9, 15, 0, 0, time.UTC)
	for what, want := range map[string]string{
		"ports and services": "axdesk-ports-and-services-20260314-0915.csv", "../../etc/passwd": "axdesk-etc-passwd-20260314-0915.csv",
		"": "axdesk-export-20260314-0915.csv", "Größe": "axdesk-gr-e-20260314-0915.csv",
	} {
		if got := FileName(what, at, "csv"); got != want {
			t.Errorf("%q is called %q", what, got)
		}
	}
	if got := FileName(strings.Repeat("x", 500), at, "csv"); len(got) > 100 {
		t.Errorf("%d characters", len(got))
	}
	if In("/d", "a") != filepath.Join("/d", "a") || In("/d", "x/a") != "x/a" || In("/d", "~/a") != "~/a" || In("", "a") != "a" {
		t.Error("a name goes elsewhere")
	}
}
