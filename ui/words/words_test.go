package words

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/schema"
)

func TestAgesAndCounts(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"0 s": Age(-time.Hour), "59 s": Age(time.Minute - 1), "1 min": Age(time.Minute), "59 min": Age(time.Hour - 1), "47 h": Age(48*time.Hour - 1),
		"2 d": Age(48 * time.Hour), "just now": CoarseAge(time.Minute - 1), "1 min ago": CoarseAge(time.Minute),
		"3 of 32": Counted(3, 32, 32, 32), "3 of 5 found, 32 in all": Counted(3, 5, 32, 32), "1 of 2 (2 of 9 shown by the API)": Counted(1, 2, 2, 9),
		"999 B": Bytes(999), "999.9 kB": Bytes(999_900), "1.0 MB": Bytes(999_999), "9.2 EB": Bytes(1<<63 - 1), "not a count (-1)": Bytes(-1),
		"not stated": Diversity(-1), "primary": Diversity(0), "tertiary": Diversity(2), "path 4": Diversity(3),
	} {
		if got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// TestFamiliesOfAnyShape have each company once: those of a ring, of a parent out of sight, and of itself too.
func TestFamiliesOfAnyShape(t *testing.T) {
	t.Parallel()
	list := []axon.Company{
		{ID: "1", Name: "Zed"},
		{ID: "2", Name: "acme", ParentID: "1"},
		{ID: "3", Name: "Beta", ParentID: "1"},
		{ID: "4", Name: "Deep", ParentID: "2"},
		{ID: "5", Name: "Own", ParentID: "5"},
		{ID: "6", Name: "Orphan", ParentID: "9"},
		{ID: "7", Name: "Ring", ParentID: "8"},
		{ID: "8", Name: "Song", ParentID: "7"},
	}
	var got []string
	for _, m := range Family(list) {
		got = append(got, strings.Repeat(">", m.Depth)+m.Name)
	}
	if want := []string{"Orphan", "Own", "Zed", ">acme", ">>Deep", ">Beta", "Ring", ">Song"}; !slices.Equal(got, want) {
		t.Errorf("it is %q, want %q", got, want)
	}
	for id, want := range map[string]string{
		"1": "3 companies; access flows down", "2": "1 company; access flows down", "4": "", "5": "", "7": "1 company; access flows down", "9": "1 company; access flows down",
	} {
		if got := Below(list, id); got != want {
			t.Errorf("below %s there is %q, want %q", id, got, want)
		}
	}
	for id, want := range map[string]string{"": "", "2": "acme (2)", "9": "9, which you have no access to"} {
		if got := NameOf(list, id); got != want {
			t.Errorf("%q is named %q, want %q", id, got, want)
		}
	}
}

func TestACompanyIDThatWouldBeAnotherPathIsRefused(t *testing.T) {
	t.Parallel()
	for id, bad := range map[string]bool{
		"AU123456": false, " AU123456 ": false, strings.Repeat("x", 64): false,
		"": true, "  ": true, "a/b": true, "a?b": true, "a#b": true, "a%2fb": true, "a b": true, strings.Repeat("x", 65): true,
	} {
		if got := BadCompanyID(id); bad != (got != "") {
			t.Errorf("of %q it says %q", id, got)
		}
	}
}

func TestProvidersStandByWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	var got []string
	for _, p := range SortProviders([]axon.Provider{
		{Type: "core", Class: "Infrastructure"},
		{Type: "odd", Class: "satellite"},
		{Type: "none"},
		{Type: "ix", Class: "exchange"},
		{Type: "gcp", Class: "cloud"},
		{Type: "aws", Class: "CLOUD"},
	}) {
		got = append(got, p.Type+": "+ClassHead(p.Class))
	}
	want := []string{"aws: Clouds", "gcp: Clouds", "ix: Exchanges", "none: Without a class", "odd: satellite", "core: Infrastructure (part of a path, not a destination)"}
	if !slices.Equal(got, want) {
		t.Errorf("they are %q, want %q", got, want)
	}
}

func TestWhatAProviderWantsIsReadFromAnySchema(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range MostWants + 2 {
		many.WriteString(`,"f` + string(rune('a'+i)) + `":{}`)
	}
	for schema, want := range map[string]string{
		``:                                  "nothing of its own: AXON gives no schema for it",
		`{}`:                                "nothing of its own: AXON gives no schema for it",
		`[1]`:                               "nothing of its own: AXON gives no schema for it",
		`null`:                              "nothing of its own: AXON gives no schema for it",
		`{"properties":[1],"required":"x"}`: "its schema names no fields at its top; the form will show what there is",
		`{"properties":{"b":{"title":"Bee"},"a":7,"z":{"title":"z"}},"required":["z","hidden"]}`: "hidden; z; a, optional; b (Bee), optional",
	} {
		if got := ReadWants([]byte(schema)).Words("…"); got != want {
			t.Errorf("%s wants %q, want %q", schema, got, want)
		}
	}
	if got := ReadWants([]byte(`{"properties":{"x":{}` + many.String() + `}}`)).Words("…"); !strings.HasSuffix(got, "; and 3 more fields") {
		t.Errorf("of many it says %q", got)
	}
}

func TestHowAWatchedServiceStands(t *testing.T) {
	t.Parallel()
	polled := time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		w    order.Watched
		want string
	}{
		{order.Watched{Overall: axon.OverallWorking}, "asked for, no answer yet"},
		{order.Watched{Overall: axon.OverallFailed, Err: errors.New("down")}, "failed"},
		{order.Watched{Polled: polled, Overall: axon.OverallWorking}, "provisioning"},
		{order.Watched{Polled: polled, Overall: axon.OverallWorking, Watch: order.Watch{Goal: order.GoalChanged}}, "being changed"},
		{order.Watched{Polled: polled, Overall: axon.OverallFailed, Watch: order.Watch{Goal: order.GoalChanged}}, "failed"},
		{order.Watched{Polled: polled, Overall: axon.OverallWorking, Watch: order.Watch{Goal: order.GoalRemoved}}, "being removed"},
		{order.Watched{Polled: polled, Overall: axon.OverallFailed, Watch: order.Watch{Goal: order.GoalRemoved}}, "not removed: the removal has given up"},
		{order.Watched{Polled: polled, Overall: axon.OverallRemoved, Watch: order.Watch{Goal: order.GoalRemoved}}, "removed"},
		{order.Watched{Polled: polled}, "state not known yet"},
	} {
		if got := Standing(&tc.w); got != tc.want {
			t.Errorf("%+v stands as %q, want %q", tc.w, got, tc.want)
		}
	}
}

// TestOnlyAWSIsWaitedForAtAWS holds that nobody is sent to a console that isn't the one that waits.
func TestOnlyAWSIsWaitedForAtAWS(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		provider, status string
		aws              bool
	}{{"aws", "H", true}, {"aws", "R", false}, {"azure", "H", false}} {
		hop := axon.Hop{Provider: tc.provider, Provisioned: tc.status}
		w := order.Watched{Overall: axon.OverallWaiting, Service: axon.Service{Hops: []axon.Hop{hop}}}
		if got := AfterState(&w); strings.Contains(got, "AWS") != tc.aws || got == "" {
			t.Errorf("with %+v it says %q", tc, got)
		}
	}
}

func TestASecretIsCountedAndNotShown(t *testing.T) {
	t.Parallel()
	form := schema.Form{Fields: []schema.Field{{Name: "key", Title: "Key", Secret: true}, {Name: "mtu", Title: "MTU"}, {Name: order.FieldBandwidth, Title: "Rate"}}}
	w := order.New("AX-1")
	w.SetServiceForm(map[string]string{"key": "hünter22", "mtu": "1500", order.FieldBandwidth: "100", order.FieldDescription: "core"})
	got := map[string]string{}
	for _, f := range Choices(w, order.KindService, form, "a to b") {
		got[f.Name] = f.Value
	}
	if got["Key"] != "8 characters, not shown" || got["MTU"] != "1500" || got["Description"] != "core" {
		t.Errorf("it says %q", got)
	}
	if _, twice := got["Rate"]; twice {
		t.Error("the bandwidth is told a second time, as it was typed")
	}
}

func TestWhatIsOrderableAtAPlace(t *testing.T) {
	t.Parallel()
	var f order.Facts
	f.SetCatalogue("AU1", axon.List[axon.Offer]{Items: []axon.Offer{{LocationID: "S1", Class: "xc"}, {LocationID: "S1", Class: "fabric"}, {LocationID: "S1", Class: "xc"}, {LocationID: "M1", Class: "other"}}})
	for _, tc := range []struct {
		of       *axon.Company
		at, want string
	}{
		{nil, "S1", "not known: the catalogue could not be had"},
		{&axon.Company{ID: "AU2"}, "S1", "not known: the catalogue could not be had"},
		{&axon.Company{ID: "AU1"}, "S1", "fabric, xc"},
		{&axon.Company{ID: "AU1"}, "P1", "nothing at the moment"},
	} {
		if got := Orderable(&f, tc.of, tc.at); got != tc.want {
			t.Errorf("at %s for %v there is %q, want %q", tc.at, tc.of, got, tc.want)
		}
	}
}
