package views

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/ui/words"
)

var someProviders = []axon.Provider{
	{Type: "public", Description: "Customer port", Class: "infrastructure", Scope: "port"},
	{Type: "microsoft", Description: "MSFT cloud", Class: "cloud", Scope: "node", Raw: []byte(`{}`), Schema: json.RawMessage(`{
		"$id": "https://sandbox-api.axonvx.com/api/biz2/v1/schema/Azure-provider.schema.json", "required": ["skey"],
		"properties": {"skey": {"$ref": "definitions/Azure.schema.json#/definitions/skey"}, "selective_qinq": {"title": "Selective QinQ"}}}`)},
	{Type: "aws", Description: "Amazon Web Services", Class: "cloud", Scope: "node", Raw: []byte(`{}`), Schema: json.RawMessage(`{
		"required": ["aws_account_id", "elsewhere"], "properties": {"aws_account_id": {"title": "AWS account"}, "description": {}}}`)},
	{Type: "ix:southernix", Description: "SouthernIX peering exchange", Class: "service", Scope: "node", Schema: json.RawMessage(`"nonsense"`)},
	{Type: "lunar", Description: "Lunar relay", Class: "Moon", Scope: "orbit", Schema: json.RawMessage(`{"type": "object"}`)},
}

func listing(list []axon.Provider, at time.Time) *fakeAPI {
	return &fakeAPI{providers: func() (axon.List[axon.Provider], error) {
		return axon.List[axon.Provider]{Items: list, Total: len(list), At: at}, nil
	}}
}

func TestDestinationGroupsByClass(t *testing.T) {
	api := listing(someProviders, testNow)
	d := newDesk(api)
	s := NewDestination(d)
	cmd := s.Init()
	if view := plain(s.View(80, 19)); !strings.Contains(view, "Asking AXON for its providers") {
		t.Errorf("loading is drawn as\n%s", view)
	}
	run(t, s, cmd)
	goldens(t, "destination", s)
	anySize(t, s)
	s.Leave()
	again := NewDestination(d)
	enter(t, again)
	if len(api.asked) != 1 {
		t.Errorf("what is known was asked again: %q", api.asked)
	}
	if view := plain(again.View(80, 19)); !strings.Contains(view, "aws_account_id (AWS account)") {
		t.Errorf("a known list's schemas aren't read:\n%s", view)
	}
}

func TestDestinationIsChosen(t *testing.T) {
	d := newDesk(listing(someProviders, testNow))
	s := NewDestination(d)
	enter(t, s)
	press(t, s, "/", "m", "s", "f", "t")
	got := press(t, s, "enter")
	if _, ok := intent[Forward](got); !ok || d.Walk.Provider == nil || d.Walk.Provider.Type != "microsoft" {
		t.Fatalf("chosen is %+v by %v", d.Walk.Provider, got)
	}
	again := NewDestination(d)
	enter(t, again)
	if p, _ := again.list.Current(); p.Type != "microsoft" {
		t.Errorf("coming back highlights %q", p.Type)
	}
	if view := plain(again.View(80, 19)); !strings.Contains(view, "✓ chosen") {
		t.Errorf("nothing says what was chosen:\n%s", view)
	}
	if raw, ok := intent[ShowRaw](press(t, again, "J")); !ok || string(raw.JSON) != "{}" {
		t.Error("J doesn't show the answer as it came")
	}
}

func TestDestinationSaysTheAgeOfAnOldList(t *testing.T) {
	api := listing(someProviders, testNow.Add(-72*time.Hour))
	d := newDesk(api)
	s := NewDestination(d)
	enter(t, s)
	if note := s.Head().Note; note != "1 of 5 · list of 3 d ago" {
		t.Errorf("the note is %q", note)
	}
	api.providers = func() (axon.List[axon.Provider], error) {
		return axon.List[axon.Provider]{}, errors.New("AXON can't be reached. Check the network.")
	}
	got := press(t, s, "r")
	if f, ok := intent[Flash](got); !ok || !f.Bad || s.list.Len() != 5 {
		t.Errorf("a failed refresh gives %v and leaves %d rows", got, s.list.Len())
	}
}

func TestDestinationWithoutRows(t *testing.T) {
	s := NewDestination(newDesk(&fakeAPI{}))
	enter(t, s)
	if view := plain(s.View(80, 19)); !strings.Contains(view, errUnasked.Error()) || !strings.Contains(view, "r asks again") {
		t.Errorf("an error is drawn as\n%s", view)
	}
	anySize(t, s)
	empty := NewDestination(newDesk(listing(nil, testNow)))
	enter(t, empty)
	if view := plain(empty.View(80, 19)); !strings.Contains(view, "AXON lists no providers") {
		t.Errorf("an empty list is drawn as\n%s", view)
	}
	press(t, empty, "enter", "J", "down")
	anySize(t, empty)
}

func TestDestinationDropsLateAnswers(t *testing.T) {
	d := newDesk(listing(someProviders, testNow))
	s := NewDestination(d)
	cmd := s.Init()
	s.Leave()
	if got := run(t, s, cmd); len(got) != 0 || s.list.Len() != 0 || len(d.Walk.Providers.Items) != 0 {
		t.Errorf("an answer after leaving changed something: %v", got)
	}
}

func TestWantsReadsWhateverASchemaIs(t *testing.T) {
	many := map[string]any{}
	for i := range 100 {
		many[fmt.Sprintf("field%03d", i)] = map[string]any{"title": 7}
	}
	raw, err := json.Marshal(map[string]any{"properties": many, "required": []string{"field099"}})
	if err != nil {
		t.Fatal(err)
	}
	w := words.ReadWants(raw)
	if len(w.Fields) != words.MostWants || w.More != 100-words.MostWants || w.Fields[0].Name != "field099" || !w.Fields[0].Required {
		t.Errorf("read %d fields and %d more, first %+v", len(w.Fields), w.More, w.Fields[0])
	}
	for _, odd := range []string{"", "null", "[]", `{"properties": [1], "required": {"a": 1}}`, `{"properties": {}}`, "{"} {
		if got := words.ReadWants(json.RawMessage(odd)); got.Says == "" || len(got.Fields) > 0 {
			t.Errorf("%q gives %+v", odd, got)
		}
	}
	evil := words.ReadWants(json.RawMessage("{\"properties\": {\"a\\u001b[31mb\": {\"title\": \"x\\u202ey\"}}}"))
	if f := evil.Fields[0]; strings.ContainsAny(f.Name+f.Title, "\x1b\u202e") {
		t.Errorf("control characters pass: %q %q", f.Name, f.Title)
	}
}

func FuzzWants(f *testing.F) {
	for _, p := range someProviders {
		f.Add([]byte(p.Schema))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		w := words.ReadWants(raw)
		if len(w.Fields) > words.MostWants || (len(w.Fields) == 0) == (w.Says == "") {
			t.Errorf("%d fields, %q", len(w.Fields), w.Says)
		}
	})
}

func TestProvidersLearntElsewhereAreReadToo(t *testing.T) {
	d := newDesk(&fakeAPI{})
	s := NewDestination(d)
	d.Walk.Learn(func(f *order.Facts) { f.Providers = axon.List[axon.Provider]{Items: someProviders[:2], At: testNow} })
	enter(t, s)
	d.Walk.Learn(func(f *order.Facts) {
		f.Providers = axon.List[axon.Provider]{Items: someProviders, At: testNow.Add(time.Minute)}
	})
	enter(t, s)
	if len(s.wants) != 5 || s.list.Len() != 5 {
		t.Errorf("%d schemas are read of %d providers", len(s.wants), s.list.Len())
	}
}
