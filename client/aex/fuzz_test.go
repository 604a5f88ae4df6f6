package aex

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"axdesk/client/loose"
)

// fuzzDecoder checks that a decoder survives any answer and lets no control character out. Raw is bytes by contract,
// yet always JSON, and without what stands under a password's key.
func fuzzDecoder[T any](f *testing.F, decode func(loose.Value, time.Time) (T, bool), seeds ...string) {
	for _, name := range seeds {
		f.Add(fixture(f, name))
	}
	f.Add([]byte(`[{"id":"\u001b[31m\u202e","status":"\u0000","password":"hunter22","rx_power":"-1e999"}]`))
	f.Add([]byte(`{"accounting":[{"acct_stop_time":"0000-00-00","session_time":-1}],"alarms":{"a":"\u009b"},"password":["hunter22"]}`))
	f.Add([]byte(`{"accounting":[{"acct_start_time":"9999-12-31","acct_stop_time":"x","session_time":9e18}],"date":"2024-12-17\u0007"}`))
	f.Add([]byte(`{"address":"\n","fibre":[{"a":"\u001b"}],"premiseId":1,"items":[["x"]]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		v, ok := loose.Parse(body)
		if !ok {
			return
		}
		got, _ := decode(v, at)
		harmless(t, reflect.ValueOf(got), "")
	})
}

func harmless(t *testing.T, v reflect.Value, where string) {
	switch v.Kind() {
	case reflect.String:
		for _, r := range v.String() {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%s lets %U out: %q", where, r, v.String())
			}
		}
		if !utf8.ValidString(v.String()) {
			t.Fatalf("%s isn't UTF-8: %q", where, v.String())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			harmless(t, v.Field(i), where+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			if raw := v.Bytes(); len(raw) > 0 && !json.Valid(raw) || strings.Contains(string(raw), `"password":"hunter22"`) {
				t.Fatalf("%s is %s", where, raw)
			}
			return
		}
		for i := range v.Len() {
			harmless(t, v.Index(i), where)
		}
	}
}

func FuzzDecodeServices(f *testing.F)  { fuzzDecoder(f, pageOf(1, service), "list.json") }
func FuzzDecodeService(f *testing.F)   { fuzzDecoder(f, decodeService, "list.json") }
func FuzzDecodeSnapshot(f *testing.F)  { fuzzDecoder(f, rowsOf(snapshot), "snapshot.json") }
func FuzzDecodeDevice(f *testing.F)    { fuzzDecoder(f, decodeDevice, "device.json") }
func FuzzDecodeRadius(f *testing.F)    { fuzzDecoder(f, decodeRadius, "radius.json") }
func FuzzDecodeUsage(f *testing.F)     { fuzzDecoder(f, decodeUsage, "usage.json") }
func FuzzDecodeCustomers(f *testing.F) { fuzzDecoder(f, pageOf(1, customer)) }
func FuzzDecodeCustomer(f *testing.F)  { fuzzDecoder(f, decodeCustomer) }
func FuzzDecodeAddresses(f *testing.F) { fuzzDecoder(f, decodeAddresses) }
func FuzzDecodePremise(f *testing.F)   { fuzzDecoder(f, decodePremise) }
func FuzzDecodeWorkOrders(f *testing.F) {
	fuzzDecoder(f, rowsOf(workOrder), "snapshot.json")
}

// FuzzMask holds the masker against encoding/json: what has no password stays the same answer.
func FuzzMask(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":null},[],{}],"\u0061":"\ud800","pass":1}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		v, ok := loose.Parse(body)
		if !ok || !utf8.Valid(body) {
			return
		}
		got := masker{}.raw(v)
		var want, is any
		if json.Unmarshal(body, &want) != nil {
			return // beyond what encoding/json holds, such as 1e999
		}
		if err := json.Unmarshal(got, &is); err != nil {
			t.Fatalf("%s became %s: %v", body, got, err)
		}
		if !strings.Contains(string(got), "[hidden]") && !reflect.DeepEqual(want, is) {
			t.Fatalf("%s became %s", body, got)
		}
	})
}
