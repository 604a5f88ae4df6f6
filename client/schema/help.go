package schema

import (
	"math/big"
	"strings"
)

// Options are what may be typed into a field that takes one of a few texts; nil for any other.
func (f Field) Options() []string {
	if f.Kind == KindBool && len(f.Choices) == 0 {
		return []string{"true", "false"}
	}
	return f.Choices
}

// Help is what there is to say of a field before it is filled in, as sentences.
func (f Field) Help() string {
	var help []string
	if f.Unresolved != "" {
		help = append(help, "Not checked here: "+strings.TrimSuffix(f.Unresolved, ".")+". AXON checks it.")
	}
	if f.Description != "" {
		help = append(help, strings.TrimSuffix(f.Description, ".")+".")
	}
	if span := span(f.Min, f.Max); span != "" {
		help = append(help, span)
	}
	if f.Example != "" {
		help = append(help, "For example "+f.Example+".")
	}
	if len(f.Providers) > 0 {
		help = append(help, "Asked for by "+strings.Join(f.Providers, ", ")+".")
	}
	return strings.Join(help, " ")
}

// span says between what a number has to lie.
func span(least, most *big.Rat) string {
	text := func(r *big.Rat) string {
		if r.IsInt() {
			return r.Num().String()
		}
		return strings.TrimRight(r.FloatString(6), "0")
	}
	switch {
	case least != nil && most != nil:
		return "From " + text(least) + " to " + text(most) + "."
	case least != nil:
		return "At least " + text(least) + "."
	case most != nil:
		return "At most " + text(most) + "."
	}
	return ""
}
