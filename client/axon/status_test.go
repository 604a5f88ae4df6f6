package axon

import "testing"

// The first seven are the document's own examples.
var pairs = []struct {
	provisioned, deprovisioned string
	state                      State
	words                      string
}{
	{"S", "N", StateScheduled, "scheduled for provisioning"},
	{"D", "S", StateRemoving, "scheduled for removal"},
	{"C", "N", StateReady, "ready for service"},
	{"R", "N", StateRetrying, "scheduled for provisioning, but retrying after a failure"},
	{"M", "N", StateManual, "in a provider's hands: a removal would hold (H) and operations would be notified"},
	{"F", "N", StateFailed, "failed: provisioning has given up"},
	{"D", "F", StateFailed, "not removed: the removal has given up"},
	{"D", "C", StateRemoved, "removed"},
	{"D", "U", StateRemoving, "being removed"},
	{"D", "N", StateRemoving, "requested to be removed"},
	{"D", "D", StateRemoving, "requested to be removed"},
	{"D", "H", StateHolding, "on hold for removal: waiting on additional input from a provider"},
	{"D", "M", StateManual, "waiting for a person at a provider to remove it"},
	{"D", "R", StateRetrying, "scheduled for removal, but retrying after a failure"},
	{"H", "N", StateHolding, "holding: waiting on additional input from a provider"},
	{"U", "N", StateUpdating, "updating"},
	{" c ", "", StateReady, "ready for service"},
	{"C", "C", StateUnknown, "in a state that the document doesn't list: C/C"},
	{"X", "N", StateUnknown, "in a state that the document doesn't list: X"},
	{"D", "Q", StateUnknown, "in a state that the document doesn't list: D/Q"},
	{"", "", StateUnknown, "without a status yet"},
	{"N", "N", StateUnknown, "without a status yet"},
}

func TestPairState(t *testing.T) {
	for _, p := range pairs {
		state, words := HopState(Hop{Provisioned: p.provisioned, Deprovisioned: p.deprovisioned})
		if state != p.state || words != p.words {
			t.Errorf("%s,%s: got %d %q, want %d %q", p.provisioned, p.deprovisioned, state, words, p.state, p.words)
		}
	}
}

func chain(pairs ...string) []Hop {
	var hops []Hop
	for _, p := range pairs {
		hops = append(hops, Hop{Provisioned: p[:1], Deprovisioned: p[1:]})
	}
	return hops
}

func TestRollUpIsTheWorstHop(t *testing.T) {
	for _, r := range []struct {
		hops []Hop
		want Overall
	}{
		{nil, OverallUnknown},
		{chain("CN", "CN"), OverallReady},
		{chain("CN", "C"), OverallReady},
		{chain("CN", "SN"), OverallWorking},
		{chain("CN", "UN"), OverallWorking},
		{chain("CN", "DS"), OverallWorking},
		{chain("SN", "HN"), OverallWaiting},
		{chain("SN", "MN"), OverallWaiting},
		{chain("HN", "RN"), OverallRetrying},
		{chain("RN", "FN", "CN"), OverallFailed},
		{chain("DC", "DF"), OverallFailed},
		{chain("DC", "DC"), OverallRemoved},
		{chain("DC", "CN"), OverallUnknown},
		{chain("CN", "XN"), OverallUnknown},
		{chain("SN", "XN"), OverallWorking},
		{append(chain("CN"), Hop{}), OverallUnknown},
	} {
		if got := RollUp(r.hops); got != r.want {
			t.Errorf("%v: got %s, want %s", r.hops, got, r.want)
		}
	}
}

func TestRollUpSettles(t *testing.T) {
	for o, want := range map[Overall]bool{
		OverallUnknown: false, OverallFailed: true, OverallRetrying: false, OverallWaiting: false,
		OverallWorking: false, OverallReady: true, OverallRemoved: true,
	} {
		if o.Settled() != want || o.String() == "" {
			t.Errorf("%q: settled is %v", o, o.Settled())
		}
	}
}

func TestLetters(t *testing.T) {
	for _, code := range []string{"S", "U", "C", "H", "M", "R", "F", "D", "N"} {
		if word, meaning := Letter(code); word == code || meaning == "" {
			t.Errorf("%s has word %q, meaning %q", code, word, meaning)
		}
	}
	if word, meaning := Letter("Z"); word != "Z" || meaning != "" {
		t.Errorf("an unknown letter isn't shown raw: %q, %q", word, meaning)
	}
}
