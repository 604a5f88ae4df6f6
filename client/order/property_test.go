package order

import (
	"maps"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"axdesk/client/axon"
	"axdesk/client/schema"
)

func pick[T any](t *rapid.T, label string, of ...T) T { return rapid.SampledFrom(of).Draw(t, label) }

// some draws a list out of what there is, possibly empty.
func some[T any](t *rapid.T, label string, of ...T) axon.List[T] {
	var items []T
	for _, v := range of {
		if rapid.Bool().Draw(t, label) {
			items = append(items, v)
		}
	}
	return list(items...)
}

func drawPort(t *rapid.T) PortChoice {
	if rapid.IntRange(0, 3).Draw(t, "existing") == 0 {
		r := mine
		return PortChoice{Existing: &r}
	}
	at := pick(t, "at", s1, b2)
	if rapid.Bool().Draw(t, "interconnect") {
		o := interconnect(at, "fi-1")
		return PortChoice{Offer: o, Mode: pick(t, "mode", o.Modes...)}
	}
	s := sku(pick(t, "term", 0, 1, 12), "40.00")
	return PortChoice{Offer: offer(at, pick(t, "class", "10GBASELR", "100GBASELR4"), s), SKU: s, HasSKU: true}
}

func drawCandidate(t *rapid.T) axon.Candidate {
	return candidate(pick(t, "guid", "c-1", "c-2", "c-3"), pick(t, "to", "aws", "microsoft"), pick(t, "volume", "0", "500"), "70.00")
}

func drawTexts(t *rapid.T) map[string]string {
	return rapid.MapOfN(rapid.SampledFrom([]string{"description", "outer_vlan", "skey"}), rapid.StringMatching(`[a-z0-9]{0,4}`), 0, 3).Draw(t, "texts")
}

func set(t *rapid.T, w *Walk) Change {
	switch rapid.IntRange(0, 8).Draw(t, "answer") {
	case 0:
		return w.SetCompany(pick(t, "company", acme, beta))
	case 1:
		return w.SetLocation(pick(t, "location", s1, b2))
	case 2:
		return w.SetPort(drawPort(t))
	case 3:
		return w.SetPortForm(drawTexts(t))
	case 4:
		return w.SetDiverse(pick(t, "diverse", "", mine.GUID, "gone"))
	case 5:
		return w.SetProvider(pick(t, "provider", aws, azure))
	case 6:
		return w.SetCandidate(priced(t, drawCandidate(t)))
	case 7:
		return w.SetBandwidth(pick[axon.BitRate](t, "bandwidth", 50e6, 200e6))
	default:
		return w.SetServiceForm(drawTexts(t))
	}
}

func learn(t *rapid.T, w *Walk) Change {
	co := pick(t, "of", acme, beta).ID
	return w.Learn(func(f *Facts) {
		switch rapid.IntRange(0, 6).Draw(t, "fact") {
		case 0:
			f.Account = &axon.Account{Companies: some(t, "company", acme, beta).Items}
		case 1:
			f.Locations = some(t, "location", s1, b2)
		case 2:
			f.SetCatalogue(co, some(t, "offer", offer(s1, "10GBASELR", sku(1, "40.00"), sku(12, "41.00")), offer(b2, "10GBASELR", sku(12, "40.00")), interconnect(s1, "fi-2")))
		case 3:
			f.SetResources(co, some(t, "resource", mine))
		case 4:
			f.Providers = some(t, "provider", aws, azure)
		case 5:
			f.SetCandidates(w.key(), some(t, "candidate", candidate("c-2", "aws", "0", "70.00"), candidate("c-3", "aws", "500", "71.00"), candidate("c-4", "microsoft", "0", "POA")))
		default:
			f.SetLimits(pick(t, "guid", candidateGUID(w), "c-2", "c-3"), axon.Limits{Bandwidths: some[axon.BitRate](t, "tier", 50e6, 200e6).Items})
		}
	})
}

// move walks, fills in forms and buys.
func move(t *rapid.T, w *Walk) {
	switch rapid.IntRange(0, 7).Draw(t, "move") {
	case 0, 1, 2:
		_, _ = w.Next() // a refusal is an answer too: the invariants judge where it leaves the walk
	case 3:
		_ = w.GoTo(Step(rapid.IntRange(-1, 15).Draw(t, "to")))
	case 4:
		w.PortBody(schema.Form{})
	case 5:
		w.ServiceBody(schema.Form{})
	case 6:
		if w.At() == StepPortTerms {
			w.SetPlaced(placed)
		}
		if w.At() == StepTerms {
			w.SetServiceID("svc-1")
		}
	default:
		w.Again("AX-AGAIN")
	}
}

// starts are walks at all depths, for chance alone hardly ever comes to the end.
func starts(t *testing.T) []func() *Walk {
	return []func() *Walk{
		func() *Walk { w := New("AX-TEST1"); w.Learn(basics); return w },
		func() *Walk { return atPort(t) },
		func() *Walk { return atProvider(t) },
		func() *Walk { return atSummary(t) },
		func() *Walk {
			w := atPort(t)
			next(t, w, StepPortOptions)
			w.SetPortForm(nil)
			w.PortBody(schema.Form{})
			next(t, w, StepPortSummary)
			next(t, w, StepPortTerms)
			return w
		},
		func() *Walk { w := atSummary(t); next(t, w, StepTerms); return w },
		func() *Walk {
			w := atSummary(t)
			next(t, w, StepTerms)
			w.SetServiceID("svc-1")
			next(t, w, StepProvisioning)
			return w
		},
		func() *Walk {
			w := atPort(t)
			w.SetPort(PortChoice{Existing: &mine})
			next(t, w, StepProvider)
			return w
		},
	}
}

func TestWalkKeepsItsPromises(t *testing.T) {
	visited, losses := map[Step]int{}, map[Step]int{}
	for _, start := range starts(t) {
		rapid.Check(t, func(t *rapid.T) {
			w := start()
			visited[w.At()]++
			for range rapid.IntRange(1, 40).Draw(t, "moves") {
				for _, l := range once(t, w).Lost {
					losses[l.Step]++
				}
				visited[w.At()]++
			}
		})
	}
	// Properties that never see a step, or never lose its answer, prove nothing about it.
	for s := StepCompany; s <= StepProvisioning; s++ {
		if visited[s] == 0 {
			t.Errorf("no walk came to %q", s.Title())
		}
	}
	for _, s := range []Step{StepCompany, StepLocation, StepResource, StepPortOptions, StepProvider, StepCandidate, StepBandwidth} {
		if losses[s] == 0 {
			t.Errorf("no walk lost its answer to %q", s.Title())
		}
	}
}

// once lets one thing happen and judges what it did.
func once(t *rapid.T, w *Walk) Change {
	var c Change
	was, forms := w.answered(), []map[string]string{maps.Clone(w.PortForm), maps.Clone(w.ServiceForm)}
	ordered, payer := w.ServiceID != "", w.Company
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0:
		backKeepsAnswers(t, w)
	case 1, 2:
		c = set(t, w)
		tellsEveryLoss(t, w, was, c)
	case 3:
		c = learn(t, w)
		tellsEveryLoss(t, w, was, c)
	default:
		move(t, w)
	}
	if ordered && w.Company != payer {
		t.Fatal("the payer changed after the order")
	}
	formsNeverShrink(t, w, forms)
	isReachable(t, w)
	nothingFailsItsCheck(t, w)
	return c
}

func backKeepsAnswers(t *rapid.T, w *Walk) {
	before, at := w.Answers, w.At()
	to, ok := w.Back()
	if !reflect.DeepEqual(before, w.Answers) {
		t.Fatalf("back from %q changed %+v into %+v", at.Title(), before, w.Answers)
	}
	if ok != (to < at) || to != w.At() {
		t.Fatalf("back from %q says %q, %v and is at %q", at.Title(), to.Title(), ok, w.At().Title())
	}
}

// tellsEveryLoss wants each answer that was there to be there still, or its loss told.
func tellsEveryLoss(t *rapid.T, w *Walk, was map[Step]bool, c Change) {
	for s := StepCompany; s <= StepProvisioning; s++ {
		bought := s == StepPortReady // told by a note: the port stays allocated
		if was[s] && !w.has(s) && !w.skipped(s) && !bought && !c.loses(s) {
			t.Fatalf("the answer to %q went without a word: %+v", s.Title(), c)
		}
	}
	if was[StepPortReady] && !w.bought() && len(c.Notes) == 0 {
		t.Fatal("a port that was bought is out of sight without a word")
	}
	for _, k := range c.Kept {
		if st, _ := w.judge(k); st != holds || c.loses(k) {
			t.Fatalf("%q is called kept and isn't: %+v", k.Title(), c)
		}
	}
}

func formsNeverShrink(t *rapid.T, w *Walk, before []map[string]string) {
	for i, now := range []map[string]string{w.PortForm, w.ServiceForm} {
		for name := range before[i] {
			if _, there := now[name]; !there {
				t.Fatalf("the text of %q is gone", name)
			}
		}
	}
}

func isReachable(t *rapid.T, w *Walk) {
	if w.skipped(w.At()) {
		t.Fatalf("the walk stands on %q, which is skipped", w.At().Title())
	}
	for s := StepCompany; s < w.At(); s++ {
		if st, why := w.judge(s); st == missing && !w.skipped(s) {
			t.Fatalf("at %q with %q open: %s", w.At().Title(), s.Title(), why)
		}
	}
	if w.At() == StepTerms && w.ServiceID == "" && w.offered != w.servicePrint() || w.At() == StepPortTerms && w.Placed == nil && w.offered != w.portPrint() {
		t.Fatal("terms are on screen for another purchase")
	}
}

// nothingFailsItsCheck judges by the facts alone, without the walk's own bookkeeping.
func nothingFailsItsCheck(t *rapid.T, w *Walk) {
	if w.ServiceID != "" {
		return
	}
	if l, known := w.Limits[candidateGUID(w)]; known && w.Candidate != nil && w.Bandwidth > 0 && !allowed(l, w.Bandwidth) {
		t.Fatalf("%s is held, allowed are %v", w.Bandwidth, l.Bandwidths)
	}
	if c := w.Candidate; c != nil {
		if w.Placed == nil || w.Provider == nil || w.found.Provider != w.Provider.Type || w.found.ResourceGUID != w.Placed.GUID {
			t.Fatalf("a candidate of %v is held at %v to %v", w.found, w.Placed, w.Provider)
		}
		if l, known := w.Candidates[w.key()]; known && !anyOf(l, func(o axon.Candidate) bool { return o.GUID == c.GUID }) {
			t.Fatalf("candidate %s is held and not offered", c.GUID)
		}
	}
	if w.Provider != nil && !anyOf(w.Providers, func(p axon.Provider) bool { return p.Type == w.Provider.Type }) {
		t.Fatalf("provider %s is held and not listed", w.Provider.Type)
	}
	if w.bought() || w.Company == nil || w.Location == nil || w.Port == nil {
		return
	}
	portIsThere(t, w)
}

func portIsThere(t *rapid.T, w *Walk) {
	st, _ := w.judge(StepResource)
	if e := w.Port.Existing; e != nil {
		if l, known := w.Resources[w.Company.ID]; known && !anyOf(l, func(r axon.Resource) bool { return r.GUID == e.GUID }) || e.LocationID != w.Location.ID {
			t.Fatalf("port %s is held for %s at %s", e.GUID, w.Company.ID, w.Location.ID)
		}
		return
	}
	if _, known := w.Catalogue[w.Company.ID]; !known {
		if w.portBuyer != w.Company.ID && st == holds {
			t.Fatal("a port holds for a company whose catalogue nobody has read")
		}
		return
	}
	if st != holds || !anyOf(w.Catalogue[w.Company.ID], func(o axon.Offer) bool {
		p := PortChoice{Offer: o, SKU: w.Port.SKU, HasSKU: w.Port.HasSKU, Mode: w.Port.Mode}
		return o.LocationID == w.Location.ID && samePort(*w.Port, p)
	}) {
		t.Fatalf("%s is held at %s and not in the catalogue", choiceName(*w.Port), w.Location.ID)
	}
}

func candidateGUID(w *Walk) string {
	if w.Candidate == nil {
		return ""
	}
	return w.Candidate.GUID
}

func anyOf[T any](l axon.List[T], is func(T) bool) bool {
	for _, v := range l.Items {
		if is(v) {
			return true
		}
	}
	return false
}
