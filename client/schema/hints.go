package schema

import "encoding/json"

// hint is what AXON's document says of an option in prose, for schemas whose definitions are not published.
type hint struct {
	schema  map[string]any
	silent  func(f *facets) bool // whether the schemas leave open what the hint says
	desc    string
	example string
}

func hintFor(name string) (hint, bool) {
	switch name {
	case "outer_vlan":
		return hint{
			schema: map[string]any{
				"type": []any{"integer"}, "minimum": json.Number("2"), "maximum": json.Number("3999"),
			},
			silent: func(f *facets) bool { return f.mayBe("integer") && f.min == nil && f.max == nil },
			desc:   "The VLAN tag of this connection on your port.", example: "222",
		}, true
	case "bandwidth_cir":
		return hint{
			schema: map[string]any{"type": []any{"integer"}, "minimum": json.Number("1")},
			silent: func(f *facets) bool { return f.mayBe("integer") && f.min == nil && f.max == nil },
			desc:   "Committed rate in bit/s.", example: "200000000",
		}, true
	case "aws_account_id":
		return hint{
			schema: map[string]any{"type": []any{"string"}, "pattern": "^[0-9]{12}$"},
			silent: (*facets).looseText,
			desc:   "The number of the AWS account that receives the connection.", example: "123456789012",
		}, true
	case "skey":
		return hint{
			schema: map[string]any{"type": []any{"string"}, "format": "uuid"},
			silent: (*facets).looseText,
			desc:   "The service key of the Azure ExpressRoute circuit.", example: sampleGUID,
		}, true
	}
	return hint{}, false
}

const sampleGUID = "4a20a793-c84b-40ee-affe-cd90d3d5989c"

// mayBe tells whether a type is open or is the one named.
func (f *facets) mayBe(name string) bool {
	return !f.listed && (f.types == nil || f.types[name])
}

// looseText is text with no form asked for.
func (f *facets) looseText() bool {
	return f.mayBe("string") && f.min == nil && f.max == nil && len(f.patterns) == 0 && f.format == "" &&
		f.minLen == 0 && f.maxLen == 0 && f.nested == ""
}
