package axon

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

// fuzzDecoder checks that a decoder survives any answer and lets no control character out: neither in a string
// nor in a map's key. Raw and schemas are bytes by contract.
func fuzzDecoder[T any](f *testing.F, decode func(loose.Value, time.Time) (T, bool), seeds ...string) {
	for _, name := range seeds {
		f.Add(fixture(f, name))
	}
	f.Add([]byte(`[{"location_id":"\u001b[31m\u202e","provider_chain":[{"provider":"\u0000"}],"product_options":{"\u0007":["\n"]}}]`))
	f.Add([]byte(`{"documents":[{"document_id":"\u001b","body_base64":"G1tt"}],"info":[{"message":"\u009b"}]}`))
	f.Add([]byte("{\"a\":\"\xff\x1b\"}"))
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
			if (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) && (r != '\n' || !strings.HasSuffix(where, "Text")) {
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
			return
		}
		for i := range v.Len() {
			harmless(t, v.Index(i), where)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			harmless(t, key, where+" key")
			harmless(t, v.MapIndex(key), where)
		}
	case reflect.Interface:
		harmless(t, v.Elem(), where)
	}
}

func FuzzDecodeAccount(f *testing.F)    { fuzzDecoder(f, decodeAccount, "account.json") }
func FuzzDecodeLocations(f *testing.F)  { fuzzDecoder(f, decodeLocations, "locations.json") }
func FuzzDecodeTypes(f *testing.F)      { fuzzDecoder(f, decodeTypes, "types.json") }
func FuzzDecodeOffers(f *testing.F)     { fuzzDecoder(f, decodeOffers, "catalogue.json") }
func FuzzDecodeProviders(f *testing.F)  { fuzzDecoder(f, decodeProviders, "providers.json") }
func FuzzDecodeCandidates(f *testing.F) { fuzzDecoder(f, decodeCandidates, "candidates.json") }
func FuzzDecodeLimits(f *testing.F)     { fuzzDecoder(f, decodeLimits, "limits.json") }
func FuzzDecodeResources(f *testing.F)  { fuzzDecoder(f, decodeResources, "allocated.json") }
func FuzzDecodeServices(f *testing.F)   { fuzzDecoder(f, decodeServices, "service.json") }
func FuzzDecodeService(f *testing.F)    { fuzzDecoder(f, decodeService, "service.json") }
func FuzzDecodeInfos(f *testing.F)      { fuzzDecoder(f, decodeInfos, "info.json") }

func FuzzDecodePlacement(f *testing.F) {
	fuzzDecoder(f, decodePlacement, "documents.json", "allocated.json", "service_placed.json")
}
