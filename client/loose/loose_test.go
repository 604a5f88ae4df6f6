package loose

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func same(t testing.TB, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestScalars(t *testing.T) {
	for text, want := range map[string]bool{
		"1": true, `"1"`: true, "true": true, `"yes"`: true, `"Y"`: true, "2": true,
		"0": false, `"0"`: false, "false": false, `"no"`: false, "null": false, `""`: false, "{}": false, "[1]": false,
	} {
		if Value(text).Truth() != want {
			t.Errorf("truth of %s", text)
		}
	}
	for text, want := range map[string]int64{
		"12": 12, `" 12 "`: 12, `"12 months"`: 12, "1.2e1": 12, "-3": -3, "1e400": 0, `"x"`: 0, "true": 0, "null": 0, "9223372036854775808": 0,
	} {
		if got := Value(text).Integer(); got != want {
			t.Errorf("integer of %s is %d", text, got)
		}
	}
	same(t, Value(`["a",null,"",3,{}]`).Texts(), []string{"a", "3"})
	same(t, Value(`"a"`).Texts(), []string{"a"})
}

func TestTimes(t *testing.T) {
	want := time.Date(2022, 5, 10, 4, 0, 50, 0, time.UTC)
	for _, text := range []string{
		`"2022-05-10T04:00:50Z"`, `"2022-05-10T14:00:50+10:00"`, `"2022-05-10T14:00:50+1000"`, `"2022-05-10T14:00:50+10"`,
		`"2022-05-10 04:00:50Z"`, `"2022-05-10T04:00:50"`, `"20220510T040050Z"`, `"2022-05-10T04:00:50.000Z"`, "1652155250",
	} {
		if got := Value(text).When(); !got.Equal(want) {
			t.Errorf("%s is %v", text, got)
		}
	}
	for _, text := range []string{"null", `"soon"`, `"2022-05-10T14:00:50 AEDT"`, "-5", "{}"} {
		if got := Value(text).When(); !got.IsZero() {
			t.Errorf("%s is %v", text, got)
		}
	}
}

// FuzzWalk holds the walker against encoding/json: it has to find the same members and elements.
func FuzzWalk(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":"\"}"},[]],"c" : null , "":-1.5e3}`))
	f.Add([]byte(` [ "]" , {} , "\\" , true ] `))
	f.Fuzz(func(t *testing.T, body []byte) {
		v, ok := Parse(body)
		if !ok {
			return
		}
		var list []json.RawMessage
		if v.Kind() == '[' && json.Unmarshal(body, &list) == nil {
			i := 0
			for item := range v.Items() {
				same(t, string(item), strings.TrimSpace(string(list[i])))
				i++
			}
			same(t, i, len(list))
		}
		var object map[string]json.RawMessage
		if v.IsObject() && utf8.Valid(body) && json.Unmarshal(body, &object) == nil {
			got := map[string]json.RawMessage{}
			for key, f := range v.Fields() {
				got[string(key)] = f.Raw()
			}
			same(t, got, object)
		}
	})
}

func TestRowsAreFoundAndCounted(t *testing.T) {
	for body, want := range map[string]struct {
		found          bool
		items, skipped int
	}{
		`{"rows":[{},{}],"other":[{}]}`: {true, 2, 0},
		`[{},null,3]`:                   {true, 1, 2},
		`{"any":[{}]}`:                  {true, 1, 0},
		`{"rows":{}}`:                   {true, 1, 0},
		`{"rows":null}`:                 {true, 0, 0},
		`{"total":0}`:                   {true, 0, 0},
		`{"a":[{}],"b":[{}]}`:           {false, 0, 0},
		`{}`:                            {false, 0, 0},
		`"rows"`:                        {false, 0, 0},
	} {
		v, ok := Parse([]byte(body))
		rows, found := FindRows(v, "rows")
		items, skipped := Collect(rows, func(r Value) bool { return r.IsObject() })
		if !ok || found != want.found || len(items) != want.items || skipped != want.skipped {
			t.Errorf("%s: found %v, %d items, %d skipped", body, found, len(items), skipped)
		}
	}
}

func TestPlainIsBoundedAndClean(t *testing.T) {
	v, _ := Parse([]byte(`{"a\u001b[m":[1.50,true,null,"x\u0007"],"deep":{"b":{"c":1}}}`))
	same(t, v.PlainMap(2), map[string]any{
		"a": []any{json.Number("1.50"), true, nil, "x"}, "deep": map[string]any{"b": `{"c":1}`},
	})
}
