package views

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/price"
	"axdesk/client/wire"
)

const publicSchema = `{"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://axon.test/schema/Public-provider.schema.json",
"type":"object","required":["description","outer_vlan"],"properties":{
"description":{"type":"string","title":"Description","maxLength":40},
"outer_vlan":{"$ref":"definitions/Service.schema.json#/definitions/outer_vlan"},
"bandwidth_cir":{"type":"integer"}}}`

const awsSchema = `{"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://axon.test/schema/Aws-provider.schema.json",
"type":"object","required":["aws_account_id"],"properties":{
"aws_account_id":{"type":"string","title":"AWS account","pattern":"^[0-9]{12}$"},
"auth_password":{"type":"string","title":"BGP password"},
"mystery":{"$ref":"definitions/Nowhere.schema.json#/definitions/mystery"}}}`

const serviceDefinitions = `{"definitions":{"outer_vlan":{"type":"integer","title":"VLAN","minimum":2,"maximum":3999}}}`

func optionsAPI() *fakeAPI {
	return &fakeAPI{
		definition: func(id string) (json.RawMessage, error) {
			if strings.HasSuffix(id, "Service.schema.json") {
				return json.RawMessage(serviceDefinitions), nil
			}
			return nil, errors.New("it isn't published")
		},
		services: func(string) (axon.List[axon.Service], error) {
			return axon.List[axon.Service]{At: testNow, Items: []axon.Service{{ID: "s-1"}, {ID: "s-2"}, {ID: "s-3"}, {ID: "s-4", Provisioned: "D", Deprovisioned: "C"}}}, nil
		},
		service: func(guid string) (axon.Service, error) {
			switch guid {
			case "s-1":
				return axon.Service{ID: guid, Description: "Prod", Options: map[string]any{"outer_vlan": 222.0}, Raw: []byte(`{"resource_guid":"f54326cd-b100-4563-90fc-9f7f473dba19"}`)}, nil
			case "s-2":
				return axon.Service{ID: guid, Description: "Test", Options: map[string]any{"outer_vlan": "300"}, Hops: hops("public@S1"), Raw: []byte(`{}`)}, nil
			}
			return axon.Service{}, errors.New("no such service")
		},
	}
}

// optionsDesk stands before the options of a connection to aws.
func optionsDesk(api axon.API) *Desk {
	d := linkDesk(api)
	d.Walk.Learn(func(f *order.Facts) {
		f.Providers = axon.List[axon.Provider]{At: testNow, Items: []axon.Provider{
			{Type: "public", Schema: json.RawMessage(publicSchema)}, {Type: "aws", Schema: json.RawMessage(awsSchema)}, {Type: "fabric"},
		}}
	})
	c := candidate(1, 1, chainS2, "0", "0.00", "350.00", 1)
	quote, _ := price.Of(c, nil)
	d.Walk.SetCandidate(price.Priced{Candidate: c, Quote: quote})
	d.Walk.SetBandwidth(200_000_000)
	return d
}

// listens hears what the root would of a form's answers.
type listens struct {
	Screen
	heard []error
}

func (l *listens) Update(msg tea.Msg) tea.Cmd {
	if form, ok := msg.(Answer[builtForm]); ok {
		l.heard = append(l.heard, form.Failure())
	}
	return l.Screen.Update(msg)
}

// TestAFormTellsTheDeskWhatItsDefinitionsMet: the fields are there without them, and the header says that AXON can't be reached.
func TestAFormTellsTheDeskWhatItsDefinitionsMet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := optionsAPI()
		gone := &wire.Error{Kind: wire.KindNetwork, Op: "fetch a schema", What: "refused"}
		api.definition = func(string) (json.RawMessage, error) { return nil, gone }
		s := &listens{Screen: NewOptions(optionsDesk(api))}
		enter(t, s)
		if len(s.heard) != 1 || !errors.Is(s.heard[0], gone) {
			t.Errorf("the desk heard %v", s.heard)
		}
		if text := grid(s, 80, 19); !strings.Contains(text, "VLAN") {
			t.Errorf("no form:\n%s", text)
		}
	})
}

func TestOptionsIsTheUnionOfTheChain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := optionsAPI()
		s := NewOptions(optionsDesk(api))
		cmd := s.Init()
		golden(t, "options-loading", grid(s, 80, 19))
		run(t, s, cmd)
		goldens(t, "options", s)
		anySize(t, s)
		if _, asked := s.form.Values()[fieldBandwidth]; asked {
			t.Error("the bandwidth, which was chosen before, is asked for again")
		}
		if _, built := s.desk.Forms[order.KindService]; !built {
			t.Error("the summary doesn't get the form")
		}
		if got := s.desk.Walk.ServiceForm[fieldDescription]; got != "S1 to aws AX-7F3K2" {
			t.Errorf("the description is proposed as %q", got)
		}
	})
}

// answer types into the field that has the focus, and goes to the next.
func answer(t *testing.T, s Screen, text string) []tea.Msg {
	t.Helper()
	typeIn(t, s, text)
	return press(t, s, "enter")
}

func TestOptionsGoesOnOnlyWhenWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewOptions(optionsDesk(optionsAPI()))
		enter(t, s)
		answer(t, s, "4000")
		if says := s.check(fieldVLAN, "4000"); len(says) != 1 || !strings.Contains(says[0], "3999") {
			t.Errorf("a VLAN of 4000 is judged %q", says)
		}
		answer(t, s, "12345")
		answer(t, s, "hunter22")
		got := answer(t, s, "x")
		if _, on := intent[Forward](got); on || s.form.Current() != fieldVLAN {
			t.Fatalf("went on with faults, or to %q", s.form.Current())
		}
		golden(t, "options-faults", grid(s, 80, 19))
		press(t, s, "backspace", "backspace", "backspace", "backspace")
		answer(t, s, "223")
		answer(t, s, "6789012")
		press(t, s, "enter")
		got = press(t, s, "enter")
		if _, on := intent[Forward](got); !on {
			t.Fatalf("didn't go on: %v\n%s", got, grid(s, 80, 19))
		}
		body, problems := s.desk.Walk.ServiceBody(s.desk.Forms[order.KindService])
		if len(problems) > 0 || !strings.Contains(string(body), `"outer_vlan":223`) || !strings.Contains(string(body), `"bandwidth_cir":200000000`) {
			t.Errorf("the body is %s (%v)", body, problems)
		}
	})
}

func TestOptionsFlagsVLANs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := optionsAPI()
		s := NewOptions(optionsDesk(api))
		enter(t, s)
		typeIn(t, s, "222")
		text := grid(s, 80, 24)
		if !strings.Contains(text, "VLAN 222 is taken on this port by Prod") {
			t.Errorf("a VLAN in use isn't flagged:\n%s", text)
		}
		press(t, s, "backspace", "backspace", "backspace")
		typeIn(t, s, "300")
		text = strings.Join(strings.Fields(grid(s, 80, 24)), " ")
		if !strings.Contains(text, "300 is used at this facility by Test s-2, perhaps on this port") || strings.Contains(text, "300 is taken") {
			t.Errorf("a VLAN that may be in use isn't told:\n%s", text)
		}
		before := len(api.asked)
		enter(t, s)
		if got := strings.Join(api.asked[before:], ", "); strings.Contains(got, "service") {
			t.Errorf("VLANs were looked up again: %s", got)
		}
		for _, call := range api.asked {
			if call == "service s-4" {
				t.Error("a removed service was looked up")
			}
		}
	})
}

func TestSurveyIsBounded(t *testing.T) {
	api := optionsAPI()
	list := axon.List[axon.Service]{Items: make([]axon.Service, 90)}
	got, err := order.SurveyVLANs(context.Background(), api, "AU1", axon.Allocated{GUID: "g"}, list, true)
	if err != nil || len(api.asked) != 20 || got.Unread != 90 {
		t.Errorf("%d look-ups, %d unread, %v", len(api.asked), got.Unread, err)
	}
	if !strings.Contains(got.Words(), "AXON checks") {
		t.Errorf("says %q", got.Words())
	}
}

func TestOptionsWithoutAListOfServices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := optionsAPI()
		missing := errNotPromised(t)
		api.services = func(string) (axon.List[axon.Service], error) { return axon.List[axon.Service]{}, missing }
		s := NewOptions(optionsDesk(api))
		enter(t, s)
		if text := grid(s, 120, 35); !strings.Contains(text, "can't be known here; AXON checks") {
			t.Errorf("the screen is silent about VLANs:\n%s", text)
		}
	})
}

func TestOptionsKeepsTextAndSecrets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewOptions(optionsDesk(optionsAPI()))
		enter(t, s)
		press(t, s, "tab", "tab")
		typeIn(t, s, "hunter22")
		if text := s.View(120, 35); strings.Contains(text, "hunter22") {
			t.Error("a password stands on the screen")
		}
		for _, c := range s.Copies() {
			if strings.Contains(c.Text, "hunter22") {
				t.Error("a password can be copied")
			}
		}
		if _, back := intent[BackMsg](press(t, s, "esc")); !back {
			t.Error("esc doesn't go back")
		}
		s.Leave()
		enter(t, s)
		fresh := NewOptions(s.desk)
		enter(t, fresh)
		for name, screen := range map[string]*Options{"the same": s, "a new": fresh} {
			if got := screen.form.Values()["auth_password"]; got != "hunter22" {
				t.Errorf("%s screen holds %q", name, got)
			}
		}
		fresh.Update(tea.PasteMsg{Content: strings.Repeat("x\x1b[31m", 1<<18)})
		for name, text := range fresh.form.Values() {
			if len(text) > 4096+40 || strings.Contains(text, "\x1b") {
				t.Errorf("%s took %d bytes of a paste", name, len(text))
			}
		}
	})
}

func portOptionsScreen(t *testing.T, p order.PortChoice, schema string) *PortOptions {
	t.Helper()
	d := portDesk(&fakeAPI{})
	d.Walk.Learn(func(f *order.Facts) {
		f.SetResources("AU123456", portsOwned())
		types := portTypes()
		types.Items[0].Schema = json.RawMessage(schema)
		types.Items = append(types.Items, axon.ResourceType{Class: "FI", Schema: json.RawMessage(schema)})
		f.Types = types
	})
	d.Walk.SetPort(p)
	s := NewPortOptions(d)
	enter(t, s)
	return s
}

func TestPortOptionsAsksAndOffersDiversity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		offer := portOffers().Items[1]
		s := portOptionsScreen(t, order.PortChoice{Offer: offer, SKU: offer.SKUs[0], HasSKU: true},
			`{"type":"object","properties":{"provider":{"enum":["public","private"],"title":"Kind of port"}}}`)
		press(t, s, "down", "right", "down", "right")
		goldens(t, "port-options", s)
		anySize(t, s)
		if _, on := intent[Forward](press(t, s, "enter")); !on {
			t.Fatal("enter on the last field didn't go on")
		}
		body, problems := s.desk.Walk.PortBody(s.desk.Forms[order.KindPort])
		for _, want := range []string{`"description":"S1 10GBASELR AX-7F3K2"`, `"provider":"public"`, `"contract_term":12`, `"diverse_resource_guid":"11111111-`} {
			if !strings.Contains(string(body), want) {
				t.Errorf("the body lacks %s: %s (%v)", want, body, problems)
			}
		}
		press(t, s, "left")
		if s.desk.Walk.DiverseFrom != "" {
			t.Error("diversity can't be given up again")
		}
	})
}

func TestPortOptionsPresetsTheMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		offer := portOffers().Items[0]
		s := portOptionsScreen(t, order.PortChoice{Offer: offer, SKU: offer.SKUs[0], HasSKU: true, Mode: offer.Modes[1]},
			`{"type":"object","required":["port_mode"],"properties":{"port_mode":{"type":"string"}}}`)
		golden(t, "port-options-fabric", grid(s, 80, 19))
		press(t, s, "down", "down")
		if _, on := intent[Forward](press(t, s, "enter")); !on {
			t.Fatalf("the preset mode didn't do:\n%s", grid(s, 80, 19))
		}
	})
}

func TestPortOptionsFollowsAnotherPort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		offers := portOffers().Items
		s := portOptionsScreen(t, order.PortChoice{Offer: offers[1], SKU: offers[1].SKUs[0], HasSKU: true}, `{}`)
		s.desk.Walk.SetPort(order.PortChoice{Offer: offers[2], SKU: offers[2].SKUs[0], HasSKU: true})
		enter(t, s)
		if got := s.form.Values()[fieldDescription]; got != "S1 1000BASELX AX-7F3K2" {
			t.Errorf("an untouched proposal stays %q", got)
		}
		typeIn(t, s, "!")
		s.desk.Walk.SetPort(order.PortChoice{Offer: offers[1], SKU: offers[1].SKUs[0], HasSKU: true})
		enter(t, s)
		if got := s.form.Values()[fieldDescription]; got != "S1 1000BASELX AX-7F3K2!" {
			t.Errorf("what was typed became %q", got)
		}
	})
}

func TestSameButRef(t *testing.T) {
	for pair, want := range map[[2]string]bool{
		{"S1 to aws AX-7F3K2", "S1 to aws AX-00000"}: true,
		{"S1 to aws AX-7F3K2", "S2 to aws AX-00000"}: false,
		{"our own words", "S1 to aws AX-00000"}:      false,
		{"S1 to aws AX-7F3K2!", "S1 to aws AX-0000"}: false,
	} {
		if got := order.SameButRef(pair[0], pair[1]); got != want {
			t.Errorf("order.SameButRef(%q, %q) is %v", pair[0], pair[1], got)
		}
	}
}

func TestAskingAgainDoesntWaitForAnotherQuestion(t *testing.T) {
	s := NewPortOptions(portDesk(&fakeAPI{}))
	s.err = errors.New("the types could not be had")
	s.pending[askResources] = testNow // the company's own ports are still on their way
	cmd := s.Update(keyPress("r"))
	if cmd == nil {
		t.Fatal("r does nothing while another question is under way")
	}
	if _, ok := cmd().(retry); !ok {
		t.Error("r doesn't ask again")
	}
}
