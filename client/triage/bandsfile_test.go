package triage_test

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

func TestBandsFileGoesOverTheDefaults(t *testing.T) {
	gpon, ethernet, err := triage.ReadBands(strings.NewReader(""))
	if err != nil || gpon != triage.DefaultGPON() || ethernet != triage.DefaultActiveEthernet() {
		t.Errorf("an empty file: %+v, %+v, %v", gpon, ethernet, err)
	}
	gpon, ethernet, err = triage.ReadBands(strings.NewReader("[gpon]\nname = \"class C+\"\nbad = -30.5\nmarginal = -28\n[ethernet]\nhot = -3\n"))
	want := triage.DefaultGPON()
	want.Name, want.Bad, want.Marginal = "class C+", -30.5, -28
	if err != nil || gpon != want || ethernet != triage.DefaultActiveEthernet() {
		t.Errorf("got %+v, %+v, %v", gpon, ethernet, err)
	}
	if l := gpon.Judge(aex.Reading{Value: -29, Known: true}); l.Band != triage.Marginal || l.MarginDB != 1.5 {
		t.Errorf("-29 dBm is %+v", l)
	}
}

// TestBandsFileIsRefusedInSentences holds that each names the key, what it says and what is allowed.
func TestBandsFileIsRefusedInSentences(t *testing.T) {
	for file, want := range map[string]string{
		"[gpon]\nworse = -30\n":                   `line 2 has a key that isn't known, "gpon.worse": known are name, overload, hot,`,
		"[gpon.inner]\nbad = -30\n":               `line 1 has a key that isn't known, "gpon.inner`,
		"[gpon]\nbad = \"low\"\n":                 `line 2, gpon.bad can't be used`,
		"[gpon]\nbad = \n":                        "line 2 can't be used",
		"[gpon]\nbad = nan\n":                     "gpon.bad says NaN: it takes a level from -60 to 10 dBm",
		"[gpon]\ndark = -inf\n":                   "gpon.dark says -Inf: it takes a level from -60 to 10 dBm",
		"[ethernet]\noverload = 27\n":             "ethernet.overload says 27: it takes a level from -60 to 10 dBm",
		"[gpon]\nmarginal = -28\n":                "gpon.bad says -27 (the default), which isn't below marginal, -28 (given): from the top they are overload,",
		"[gpon]\nhot = -7\n":                      "gpon.hot says -7 (given), which isn't below overload, -8 (the default)",
		"[ethernet]\nbad = -41\n":                 "ethernet.dark says -40 (the default), which isn't below bad, -41 (given)",
		"[gpon]\nhot = -25\n":                     "gpon.marginal says -25 (the default), which isn't below hot, -25 (given)",
		"[gpon]\nname = \"\"\n":                   `gpon.name says "": it takes 1 to 40 characters`,
		"[gpon]\nname = \"a\\u001b[31m\"\n":       `gpon.name says "a[31m": it takes`,
		"# " + strings.Repeat("x", 64<<10) + "\n": "larger than 64 KiB",
	} {
		_, _, err := triage.ReadBands(strings.NewReader(file))
		if err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%.40q is refused with %v, want %q", file, err, want)
		}
	}
	if _, _, err := triage.ReadBands(iotest.ErrReader(errors.New("is a directory"))); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("a file that can't be read: %v", err)
	}
}

// TestTheDocumentsBandsAreTheDefaults reads the example that users are shown.
func TestTheDocumentsBandsAreTheDefaults(t *testing.T) {
	doc, err := os.ReadFile("../../docs/triage.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```toml\n(.*?)```").FindSubmatch(doc)
	if example == nil {
		t.Fatal("docs/triage.md has no example")
	}
	gpon, ethernet, err := triage.ReadBands(strings.NewReader(string(example[1])))
	if err != nil || gpon != triage.DefaultGPON() || ethernet != triage.DefaultActiveEthernet() {
		t.Errorf("%+v, %+v, %v", gpon, ethernet, err)
	}
}

func FuzzReadBands(f *testing.F) {
	f.Add("[gpon]\nname = \"C+\"\nbad = -30.5\nmarginal = -28\n")
	f.Add("[ethernet]\nhot = nan\noverload = -3e0\n")
	f.Fuzz(func(t *testing.T, text string) {
		gpon, ethernet, err := triage.ReadBands(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, b := range []triage.Bands{gpon, ethernet} {
			if err := b.Check(); err != nil || b.Name == "" {
				t.Errorf("%+v was taken: %v", b, err)
			}
		}
	})
}
