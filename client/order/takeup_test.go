package order

import (
	"testing"
	"time"

	"axdesk/client/axon"
	"axdesk/client/store/storetest"
)

// TestTermsThatCannotBeReadWholeStayUnsignable takes up an order whose terms came broken: the journal keeps bytes, which look whole.
func TestTermsThatCannotBeReadWholeStayUnsignable(t *testing.T) {
	rows := &storetest.Rows{}
	journal := NewJournal(rows, "test")
	kept, err := journal.keepAll(t.Context(), []axon.Document{
		axon.KeptDocument("d1", "Whole", "text/plain", []byte("You pay.")),
		{ID: "d2", Title: "Broken", Body: []byte("%%% half of the terms"), Fault: "This document isn't valid base64."},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range []Entry{
		{State: string(StateConfirmed), Method: "POST", Path: "v1/resources/AU1", Body: []byte(`{"a":1}`)},
		{State: string(StateOffered), Status: 200, Documents: kept},
	} {
		e.Scope, e.Ref, e.Kind, e.Seq, e.At = "test", "AX-00001", KindPort.Key(), i+1, time.Unix(int64(i), 0)
		if err := rows.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	o, err := journal.Order(t.Context(), "AX-00001", KindPort)
	if err != nil {
		t.Fatal(err)
	}
	offer, err := offerOf(t.Context(), journal, o, New("AX-00001"), KindPort)
	if err != nil || offer == nil || len(offer.Placement.Documents) != 2 {
		t.Fatalf("the offer is %+v, %v", offer, err)
	}
	whole, broken := offer.Placement.Documents[0], offer.Placement.Documents[1]
	if !whole.Whole || whole.ContentType != "text/plain" {
		t.Errorf("what came whole is %+v", whole)
	}
	if broken.Whole || broken.Fault != "This document isn't valid base64." {
		t.Errorf("what came broken can be signed: %+v", broken)
	}
}
