package order

import (
	"slices"
	"strings"
	"testing"

	"axdesk/client/axon"
)

func TestWalkToTheEnd(t *testing.T) {
	w := atSummary(t)
	next(t, w, StepTerms)
	w.SetServiceID("svc-1")
	next(t, w, StepProvisioning)
	if _, err := w.Next(); err == nil {
		t.Error("there is a step after the last one")
	}
	for _, s := range w.Steps()[:StepProvisioning] {
		if s.State != Done {
			t.Errorf("%q is in state %d at the end", s.Step.Title(), s.State)
		}
	}
}

func TestNextSaysWhatIsMissing(t *testing.T) {
	w := New("AX-TEST1")
	if _, err := w.Next(); err == nil || err.Error() != "Choose the company that pays." {
		t.Errorf("got %v", err)
	}
	w = atPort(t)
	next(t, w, StepPortOptions)
	w.SetPortForm(map[string]string{"description": "x"})
	if _, err := w.Next(); err == nil || !strings.Contains(err.Error(), "aren't complete") {
		t.Errorf("a form that nobody judged was passed: %v", err)
	}
}

func TestBackKeepsEverything(t *testing.T) {
	w := atSummary(t)
	before := w.Answers
	var steps []Step
	for {
		s, ok := w.Back()
		if !ok {
			break
		}
		steps = append(steps, s)
	}
	// The port is bought, so the steps that bought it are behind for good.
	want := []Step{StepOptions, StepBandwidth, StepCandidate, StepProvider, StepPortReady, StepResource, StepLocation, StepCompany}
	if !slices.Equal(steps, want) {
		t.Errorf("back led over %v", steps)
	}
	if before.Candidate != w.Candidate || before.Bandwidth != w.Bandwidth || w.ServiceForm["outer_vlan"] != "222" || w.Placed == nil {
		t.Errorf("an answer was lost on the way back: %+v", w.Answers)
	}
	if err := w.GoTo(StepSummary); err != nil || w.At() != StepSummary {
		t.Errorf("the way ahead is closed: %v", err)
	}
}

func TestChangingTheCompany(t *testing.T) {
	w := atPort(t)
	c := w.SetCompany(beta)
	if len(c.Lost) != 0 || !slices.Contains(c.Kept, StepLocation) || len(c.Unchecked) != 1 || c.Unchecked[0].Step != StepResource {
		t.Fatalf("with the catalogue unknown: %+v", c)
	}
	if _, err := w.Next(); w.At() != StepResource || err == nil || !strings.Contains(err.Error(), "catalogue has to be read") {
		t.Errorf("an unchecked port was passed: %v", err)
	}
	dearer := w.Learn(func(f *Facts) { f.SetCatalogue(beta.ID, list(offer(s1, "10gbaselr", sku(12, "45.00")))) })
	if len(dearer.Lost) != 0 || !hasNote(dearer, "10gbaselr for 12 months now costs 100.00 once and 45.00") || w.Port.SKU.UnitPrice != "45.00" {
		t.Errorf("the price changed: %+v", dearer)
	}
	next(t, w, StepPortOptions)
	w.SetPortForm(map[string]string{"description": "typed"})
	gone := w.Learn(func(f *Facts) { f.SetCatalogue(beta.ID, list(offer(s1, "10GBASELR", sku(1, "45.00")))) })
	lost(t, gone, StepResource, "10gbaselr for 12 months isn't offered to Beta at NEXTDC S1: choose a port again.")
	if w.At() != StepResource || w.Port != nil || w.PortForm["description"] != "typed" {
		t.Errorf("at %q with port %v and form %v", w.At().Title(), w.Port, w.PortForm)
	}
	if st := w.Steps()[StepResource]; st.State != Here {
		t.Errorf("the step is %v", st)
	}
}

func TestChangingTheLocation(t *testing.T) {
	w := atPort(t)
	lost(t, w.SetLocation(b2), StepResource, "10GBASELR for 12 months isn't offered to Acme at NEXTDC B2")
	if st := w.Steps()[StepResource]; st.State != Here && (st.State != Lost || !strings.Contains(st.Why, "NEXTDC B2")) {
		t.Errorf("the lost step is %+v", st)
	}
	w.SetLocation(s1)
	w.SetPort(tenGig(1, "50.00"))
	if c := w.SetLocation(b2); len(c.Lost) != 0 || w.Port.Offer.LocationID != b2.ID || w.Port.SKU.UnitPrice != "60.00" || !hasNote(c, "now costs") {
		t.Errorf("the same class and term is offered there: %+v, %+v", c, w.Port)
	}
}

func TestInterconnectKeepsItsMode(t *testing.T) {
	w := atPort(t)
	o := interconnect(s1, "fi-1")
	w.SetPort(PortChoice{Offer: o, Mode: o.Modes[1]})
	w.Learn(func(f *Facts) { f.SetCatalogue(acme.ID, list(interconnect(s1, "fi-2"))) })
	if w.Port == nil || w.Port.Offer.CandidateGUID != "fi-2" || w.Port.Mode.Mode != "FI-100M" {
		t.Fatalf("the choice is %+v", w.Port)
	}
	fewer := interconnect(s1, "fi-3")
	fewer.Modes = fewer.Modes[:1]
	lost(t, w.Learn(func(f *Facts) { f.SetCatalogue(acme.ID, list(fewer)) }), StepResource, "FI as FI-100M isn't offered")
}

func TestExistingPort(t *testing.T) {
	w := atPort(t)
	w.SetLocation(b2)
	c := w.SetPort(PortChoice{Existing: &mine})
	if w.Location.ID != s1.ID || !hasNote(c, "NEXTDC S1 now") || w.Placed == nil || w.Placed.GUID != mine.GUID {
		t.Fatalf("location %v, placed %v, %+v", w.Location, w.Placed, c)
	}
	w.at = StepResource
	next(t, w, StepProvider)
	for s := StepPortOptions; s <= StepPortReady; s++ {
		if w.GoTo(s) == nil || w.Steps()[s].State != Skipped {
			t.Errorf("%q isn't skipped", s.Title())
		}
	}
	removed := mine
	removed.Provisioned, removed.Deprovisioned = "D", "C"
	lost(t, w.Learn(func(f *Facts) { f.SetResources(acme.ID, list(removed)) }), StepResource, `"rack 7" (11111111) is removed`)
	if w.Placed != nil || w.At() != StepResource {
		t.Errorf("the walk goes on from a port that is gone: at %q", w.At().Title())
	}
	w.Learn(func(f *Facts) { f.SetResources(acme.ID, list(mine)) })
	w.SetPort(PortChoice{Existing: &mine})
	lost(t, w.SetCompany(beta), StepResource, "isn't among the ports of Beta")
}

func TestABoughtPortIsAFact(t *testing.T) {
	w := atSummary(t)
	if c := w.SetPort(tenGig(12, "40.00")); w.Placed == nil || len(c.Notes) != 0 {
		t.Errorf("choosing the bought port again started a new one: %+v", c)
	}
	// By now AXON lists it among the ports that are there.
	if c := w.SetPort(PortChoice{Existing: &axon.Resource{GUID: w.Placed.GUID, LocationID: s1.ID}}); w.Placed == nil || len(c.Notes) != 0 {
		t.Errorf("choosing the bought port from the list started a new one: %+v", c)
	}
	if c := w.Learn(func(f *Facts) { f.SetCatalogue(acme.ID, list[axon.Offer]()) }); len(c.Lost) != 0 {
		t.Errorf("a bought port was lost to the catalogue: %+v", c)
	}
	if err := w.GoTo(StepPortOptions); err == nil || !strings.Contains(err.Error(), "allocated") {
		t.Errorf("its options can still be changed: %v", err)
	}
	c := w.SetCompany(beta)
	lost(t, c, StepCandidate, "another port or company")
	if !hasNote(c, `"first port" (22222222), stays allocated and is billed to Acme`) || w.Placed != nil || w.Provider == nil {
		t.Errorf("the new port isn't told: %+v", c)
	}
	if w.PortForm["description"] != "first port" || w.ServiceForm["outer_vlan"] != "222" || w.At() > StepPortTerms {
		t.Errorf("forms %v %v, at %q", w.PortForm, w.ServiceForm, w.At().Title())
	}
}

func TestChangingTheProvider(t *testing.T) {
	w := atSummary(t)
	lost(t, w.SetProvider(azure), StepCandidate, "led to aws")
	if w.Bandwidth != 200e6 || w.At() != StepCandidate {
		t.Errorf("bandwidth %s, at %q", w.Bandwidth, w.At().Title())
	}
	lost(t, w.Learn(func(f *Facts) { f.Providers = list(aws) }), StepProvider, "no longer lists the provider microsoft")
}

func TestFoundAgainUnderAnotherGUID(t *testing.T) {
	w := atSummary(t)
	next(t, w, StepTerms)
	key := w.key()
	other := candidate("c-8", "aws", "500", "90.00")
	c := w.Learn(func(f *Facts) { f.SetCandidates(key, list(other, candidate("c-9", "aws", "0", "70.00"))) })
	if len(c.Lost) != 0 || w.Candidate.GUID != "c-9" || w.At() != StepSummary || !hasNote(c, "terms offered for it before don't count") {
		t.Fatalf("at %q: %+v", w.At().Title(), c)
	}
	if _, err := w.Next(); err == nil || !strings.Contains(err.Error(), "limits have to be read") {
		t.Errorf("limits of another GUID were taken: %v", err)
	}
	w.Learn(func(f *Facts) { f.SetLimits("c-9", axon.Limits{Bandwidths: []axon.BitRate{200e6}}) })
	next(t, w, StepTerms)
	dear := w.Learn(func(f *Facts) { f.SetCandidates(key, list(candidate("c-9", "aws", "0", "71.00"))) })
	if !hasNote(dear, "now costs 5.00 once and 71.00") || w.At() != StepSummary {
		t.Errorf("the price rose under the terms: at %q, %+v", w.At().Title(), dear)
	}
	lost(t, w.Learn(func(f *Facts) { f.SetCandidates(key, list(candidate("c-9", "aws", "0", "POA"))) }), StepCandidate, "can't be priced any more")
	lost(t, w.SetCandidate(priced(t, other)), StepCandidate, "isn't offered any more")
}

func TestBandwidthOutsideNewLimits(t *testing.T) {
	w := atSummary(t)
	c := w.Learn(func(f *Facts) { f.SetLimits("c-1", axon.Limits{Bandwidths: []axon.BitRate{50e6, 100e6}}) })
	lost(t, c, StepBandwidth, "200 Mbps isn't allowed on this path, which allows 50 Mbps to 100 Mbps")
	if w.At() != StepBandwidth || w.ServiceForm["outer_vlan"] != "222" {
		t.Errorf("at %q", w.At().Title())
	}
}

func TestDiversityIsNotDroppedInSilence(t *testing.T) {
	w := atPort(t)
	next(t, w, StepPortOptions)
	w.SetPortForm(map[string]string{})
	w.Learn(func(f *Facts) { f.SetResources(acme.ID, list(mine)) })
	w.SetDiverse(mine.GUID)
	lost(t, w.Learn(func(f *Facts) { f.SetResources(acme.ID, list[axon.Resource]()) }), StepPortOptions, "diverse from 11111111")
	if _, err := w.Next(); err == nil || w.DiverseFrom != "" {
		t.Errorf("the walk goes on without a word: %v", err)
	}
}

func TestAfterTheOrderNothingChanges(t *testing.T) {
	w := atSummary(t)
	next(t, w, StepTerms)
	w.SetServiceID("svc-1")
	next(t, w, StepProvisioning)
	if c := w.SetCompany(beta); w.Company.ID != acme.ID || !hasNote(c, "is ordered") {
		t.Errorf("the payer changed after the order: %+v", c)
	}
	if err := w.GoTo(StepOptions); err == nil || !strings.Contains(err.Error(), "is ordered") {
		t.Errorf("GoTo said %v", err)
	}
	if _, ok := w.Back(); ok {
		t.Error("back led out of a placed order")
	}
	w.Again("AX-AGAIN")
	if w.At() != StepProvider || w.Candidate != nil || w.ServiceID != "" || w.Placed == nil || w.ServiceForm["outer_vlan"] != "222" {
		t.Errorf("another connection starts at %q with %+v", w.At().Title(), w.Answers)
	}
	if why, taken := w.VLANClash(222); !taken || !strings.Contains(why, "first <service>") {
		t.Errorf("the VLAN just ordered is free: %q", why)
	}
	if w.KnowsCandidates(w.key()) {
		t.Error("a used candidate GUID is still on offer")
	}
}

func TestTermsOnlyFromTheSummary(t *testing.T) {
	w := atSummary(t)
	if err := w.GoTo(StepTerms); err == nil || !strings.Contains(err.Error(), "when the summary is sent") {
		t.Errorf("GoTo said %v", err)
	}
	if err := w.GoTo(99); err == nil {
		t.Error("step 99 exists")
	}
	w = atPort(t)
	if err := w.GoTo(StepBandwidth); err == nil || !strings.HasPrefix(err.Error(), "Port options comes first.") {
		t.Errorf("GoTo said %v", err)
	}
}

func TestTotals(t *testing.T) {
	w := atSummary(t)
	sum, err := w.Total()
	if err != nil || sum.Once.String() != "105.00" || sum.Monthly.String() != "110.00" || sum.Committed.String() != "1,425.00" {
		t.Errorf("in all %+v, %v", sum, err)
	}
	w = atPort(t)
	w.SetPort(PortChoice{Existing: &mine})
	if sum, err := w.Total(); err != nil || !sum.Once.IsZero() {
		t.Errorf("an existing port costs %+v, %v", sum, err)
	}
	o := interconnect(s1, "fi-1")
	w.SetPort(PortChoice{Offer: o, Mode: o.Modes[0]})
	if _, err := w.PortQuote(); err == nil || !strings.Contains(err.Error(), "no price for FI as FI-50M") {
		t.Errorf("an unpriced port: %v", err)
	}
}
