package order

import (
	"strings"
	"testing"

	"axdesk/client/axon"
	"axdesk/client/schema"
)

func TestInterconnectKeepsItsNeighbour(t *testing.T) {
	w := atPort(t)
	o := interconnect(s1, "fi-1")
	w.SetPort(PortChoice{Offer: o, Mode: o.Modes[0]})
	elsewhere := interconnect(s1, "fi-7")
	elsewhere.NeighbourID = "AU-NXT-M1"
	w.Learn(func(f *Facts) { f.SetCatalogue(acme.ID, list(elsewhere, interconnect(s1, "fi-8"))) })
	if w.Port == nil || w.Port.Offer.CandidateGUID != "fi-8" {
		t.Errorf("the interconnect leads elsewhere: %+v", w.Port)
	}
}

func TestTheSameCodeComesFirst(t *testing.T) {
	w := atPort(t)
	other := sku(12, "1.00")
	other.Code = "AXON-PORT-OTHER"
	w.Learn(func(f *Facts) { f.SetCatalogue(acme.ID, list(offer(s1, "10GBASELR", other, sku(12, "41.00")))) })
	if w.Port.SKU.Code != "AXON-PORT-10G" || w.Port.SKU.UnitPrice != "41.00" {
		t.Errorf("another product was taken: %+v", w.Port.SKU)
	}
}

func TestAlikePathsAreToldApartByDescription(t *testing.T) {
	w := atSummary(t)
	node := func(guid, name string) axon.Candidate {
		c := candidate(guid, "aws", "0", "70.00")
		c.Description = name
		return c
	}
	w.Learn(func(f *Facts) { f.SetCandidates(w.key(), list(node("n-1", "east"), node("n-2", "west"))) })
	w.SetCandidate(priced(t, node("n-2", "west")))
	w.Learn(func(f *Facts) { f.SetCandidates(w.key(), list(node("n-3", "east"), node("n-4", "west"))) })
	if w.Candidate == nil || w.Candidate.GUID != "n-4" {
		t.Errorf("found again was %+v", w.Candidate)
	}
}

func TestLocationWithoutItsCatalogue(t *testing.T) {
	w := atPort(t)
	w.Learn(func(f *Facts) { f.Catalogue = nil })
	c := w.SetLocation(b2)
	if len(c.Lost) != 0 || len(c.Unchecked) != 1 || !strings.Contains(c.Unchecked[0].Why, "at this location") {
		t.Errorf("a port of S1 at B2: %+v", c)
	}
}

func TestDiversityOfAnotherCompanyIsLost(t *testing.T) {
	w := atPort(t)
	next(t, w, StepPortOptions)
	w.SetPortForm(nil)
	w.PortBody(schema.Form{})
	w.SetDiverse(mine.GUID)
	lost(t, w.SetCompany(beta), StepPortOptions, "isn't among the ports of Beta")
	w.Learn(func(f *Facts) { f.SetCatalogue(beta.ID, f.Catalogue[acme.ID]) })
	// The form was once whole without diversity: that must not pass for consent to go without it now.
	if _, err := w.Next(); w.At() != StepPortOptions || err == nil || !strings.Contains(err.Error(), "choose again whether") {
		t.Errorf("at %q: %v", w.At().Title(), err)
	}
	w.SetDiverse("")
	w.PortBody(schema.Form{})
	next(t, w, StepPortSummary)
}

func TestPortTermsDontSurviveAPriceChange(t *testing.T) {
	w := atPort(t)
	next(t, w, StepPortOptions)
	w.SetPortForm(nil)
	w.PortBody(schema.Form{})
	next(t, w, StepPortSummary)
	next(t, w, StepPortTerms)
	w.Learn(func(f *Facts) { f.SetCatalogue(acme.ID, f.Catalogue[acme.ID]) })
	if w.At() != StepPortTerms {
		t.Fatalf("the same catalogue led back to %q", w.At().Title())
	}
	c := w.Learn(func(f *Facts) { f.SetCatalogue(acme.ID, list(offer(s1, "10GBASELR", sku(12, "44.00")))) })
	if w.At() != StepPortSummary || !hasNote(c, "terms offered for it before don't count") {
		t.Errorf("at %q: %+v", w.At().Title(), c)
	}
}

func TestAFormThatFailsLaterIsOpenAgain(t *testing.T) {
	w := atSummary(t)
	if _, problems := w.ServiceBody(form(t, `"outer_vlan":{"type":"integer","maximum":100}`)); len(problems) == 0 {
		t.Fatal("a VLAN of 222 passed a maximum of 100")
	}
	if _, err := w.Next(); err == nil || !strings.Contains(err.Error(), "aren't complete") {
		t.Errorf("the summary was passed with a form that fails: %v", err)
	}
}

func TestSentences(t *testing.T) {
	w := atPort(t)
	c := w.SetLocation(b2)
	if s := c.Sentences(); len(s) != 1 || s[0] != c.Lost[0].Why {
		t.Errorf("what there is to say is %q", s)
	}
}
