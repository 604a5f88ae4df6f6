package loose

import "slices"

// FindRows looks for the list under its keys, then for a bare list, then for the only list in the object. found is
// also true for a list that is told to be empty: null under its key, or a total of 0.
func FindRows(v Value, keys ...string) (rows Value, found bool) {
	if v.Kind() == '[' {
		return v, true
	}
	var only Value
	arrays, named := 0, false
	for key, f := range v.Fields() {
		if slices.Contains(keys, string(key)) {
			if f.Kind() == '[' || f.IsObject() {
				return f, true
			}
			named = named || f.IsNone()
		}
		if f.Kind() == '[' {
			only = f
			arrays++
		}
	}
	if arrays == 1 {
		return only, true
	}
	return nil, named || v.Get("total").Scalar() == "0"
}

// Collect reads rows with row. Those that aren't objects, or are beyond MaxRows, are left out but counted.
func Collect[T any](rows Value, row func(Value) T) (items []T, skipped int) {
	for r := range rows.Items() {
		if !r.IsObject() || len(items) >= MaxRows {
			skipped++
			continue
		}
		items = append(items, row(r))
	}
	return items, skipped
}
