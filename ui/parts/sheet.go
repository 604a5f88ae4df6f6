package parts

import "axdesk/theme"

// Fact is one line of a Sheet.
type Fact struct{ Name, Value string }

// Sheet draws names and values in two columns; values wrap under themselves. Facts without a value are left out.
func Sheet(facts []Fact, w int, th *theme.Theme) []string {
	label := 0
	for _, f := range facts {
		if f.Value != "" {
			label = max(label, Width(f.Name))
		}
	}
	label = min(label, w/3)
	var out []string
	for _, f := range facts {
		if f.Value == "" {
			continue
		}
		for i, s := range Wrap(f.Value, max(8, w-label-2)) {
			name := ""
			if i == 0 {
				name = f.Name
			}
			out = append(out, Cut(Fit(th.Dim.Render(name), label, th.Glyphs.More)+"  "+s, w, th.Glyphs.More))
		}
	}
	return out
}
