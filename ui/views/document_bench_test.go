package views

import (
	"fmt"
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/theme"
)

// longTerms is a document of so many bytes as lawyers write them: sections, lists, tables, emphasis and links.
func longTerms(size int) axon.Document {
	var b strings.Builder
	b.WriteString("# Terms of service\n\nThese terms bind both parties.\n")
	for i := 1; b.Len() < size; i++ {
		fmt.Fprintf(&b, "\n## %d. Of section %d\n\nThe **customer** pays each invoice within *thirty days*, save where it is disputed in good faith under "+
			"[clause %d](https://example.com/terms#%d), in which case the undisputed part is paid and the rest waits for what clause 17 says of it.\n\n"+
			"- each party keeps its equipment in order;\n- neither moves the other's without asking:\n  1. in writing;\n  2. ten days before.\n\n"+
			"| fault | answered within | credit |\n|---|:-:|--:|\n| outage | 1 h | 5 %% |\n| degraded | 4 h | 1 %% |\n\n> Nothing here limits what the law doesn't let be limited.\n", i, i, i, i)
	}
	return axon.Document{ID: "1", ContentType: "text/markdown", Title: "Terms", Text: b.String(), SHA256: strings.Repeat("0", 64), Whole: true}
}

// BenchmarkDocument sets 50 KB of terms at 120 columns: what is read first, and the whole.
func BenchmarkDocument(b *testing.B) {
	doc, th := longTerms(50_000), theme.New(theme.Options{})
	b.Run("first screen", func(b *testing.B) {
		for b.Loop() {
			renderOpening(doc, 118, th)
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			renderDocument(doc, 118, th)
		}
	})
}
