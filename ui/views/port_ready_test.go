package views

import (
	"strings"
	"testing"
	"testing/synctest"

	"axdesk/client/axon"
	"axdesk/client/order"
)

var allocatedPort = axon.Allocated{
	GUID: "f54326cd-b100-4563-90fc-9f7f473dba19", Description: "My first port label", LocationID: "AU-NXT-S1", MeetMe: "S1-IR2-EE05-A Port 9/10",
}

func readyScreen(offer axon.Offer, placed axon.Allocated) *PortReady {
	d := portDesk(&fakeAPI{})
	d.Walk.Learn(func(f *order.Facts) { f.Types = portTypes() })
	d.Walk.SetPort(order.PortChoice{Offer: offer, SKU: offer.SKUs[0], HasSKU: true})
	d.Walk.SetPlaced(placed)
	return NewPortReady(d)
}

func TestPortReadySaysWhatComesNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := readyScreen(portOffers().Items[1], allocatedPort)
		enter(t, s)
		goldens(t, "port-ready", s)
		anySize(t, s)
		if _, on := intent[Forward](press(t, s, "enter")); !on {
			t.Error("enter doesn't go on to a connection")
		}
		if a, ok := intent[Again](press(t, s, "n")); !ok || !a.Fresh {
			t.Error("n doesn't start another order")
		}
	})
}

func TestPortReadyCopies(t *testing.T) {
	s := readyScreen(portOffers().Items[1], allocatedPort)
	copies := s.Copies()
	if len(copies) != 3 || copies[0].Text != allocatedPort.MeetMe || copies[1].Text != allocatedPort.GUID {
		t.Fatalf("copies are %+v", copies)
	}
	golden(t, "port-ready-email", copies[2].Text)
}

func TestPortReadyListsAllThatWasAllocated(t *testing.T) {
	s := readyScreen(portOffers().Items[1], allocatedPort)
	second := axon.Allocated{GUID: "0b54326cd-0000", LocationID: "AU-NXT-S1"}
	s.desk.Allocated = []axon.Allocated{allocatedPort, second}
	golden(t, "port-ready-two", grid(s, 80, 19))
	anySize(t, s)
	s.desk.Allocated = []axon.Allocated{second}
	if text := grid(s, 80, 19); strings.Contains(text, second.GUID) || !strings.Contains(text, allocatedPort.GUID) {
		t.Errorf("another order's resource is shown:\n%s", text)
	}
}

func TestPortReadyOfAnInterconnectWantsNoCrossConnect(t *testing.T) {
	s := readyScreen(portOffers().Items[0], axon.Allocated{GUID: "85e44356", LocationID: "AU-NXT-S1"})
	if text := grid(s, 80, 19); !strings.Contains(text, "no cross connect is needed") || strings.Contains(text, "Meet-me") {
		t.Errorf("an interconnect asks for a cross connect:\n%s", text)
	}
	if text := grid(s, 80, 19); !strings.Contains(text, "copies the GUID.") || strings.Contains(text, "e-mail") {
		t.Errorf("a mail for a cross connect is offered:\n%s", text)
	}
	if copies := s.Copies(); len(copies) != 1 {
		t.Errorf("copies are %+v, want the GUID alone", copies)
	}
}

func TestPortReadyWithoutAPort(t *testing.T) {
	s := NewPortReady(portDesk(&fakeAPI{}))
	if text := grid(s, 80, 19); !strings.Contains(text, "No port is allocated yet") || len(s.Copies()) != 0 {
		t.Error(text)
	}
}

func TestPortReadyWithoutAMeetMe(t *testing.T) {
	s := readyScreen(portOffers().Items[1], axon.Allocated{GUID: "85e44356", LocationID: "AU-NXT-S1"})
	text := grid(s, 80, 19)
	if strings.Contains(text, "this meet-me") || strings.Contains(text, "copies the meet-me") || !strings.Contains(text, "the GUID, or an e-mail") {
		t.Errorf("a meet-me that isn't known is spoken of:\n%s", text)
	}
}
