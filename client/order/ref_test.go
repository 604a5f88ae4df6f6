package order

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"axdesk/client/store/storetest"
)

func TestNewRef(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		ref := NewRef()
		if !regexp.MustCompile(`^AX-[0-9A-HJKMNP-TV-Z]{5}$`).MatchString(ref) {
			t.Fatalf("%q isn't a reference", ref)
		}
		seen[ref] = true
	}
	if len(seen) < 199 {
		t.Errorf("only %d of 200 references differ", len(seen))
	}
}

// crowded are rows where the first references that are asked for are in use.
type crowded struct {
	*storetest.Rows
	used  int // how many
	asked []string
}

func (c *crowded) Known(_ context.Context, _, ref string) (begun, sent bool, err error) {
	c.asked = append(c.asked, ref)
	return len(c.asked) <= c.used, false, nil
}

func TestWhatWasOrderedElsewhereGetsAReferenceOfItsOwn(t *testing.T) {
	api, m, _ := yard(t)
	rows := &crowded{Rows: m, used: 2}
	sent, err := Alter(t.Context(), api, NewJournal(rows, "test"), line1, vlan33)
	if err != nil || len(rows.asked) != 3 || sent.Ref != rows.asked[2] || m.Last().Ref != sent.Ref {
		t.Errorf("%+v after asking for %q, %v", sent, rows.asked, err)
	}
	for _, ref := range rows.asked {
		if _, free, err := m.Claim(t.Context(), "test", ref); !free || err != nil {
			t.Errorf("%s stays claimed, %v", ref, err)
		}
	}
	api, m, _ = yard(t)
	rows = &crowded{Rows: m, used: 1000}
	_, err = Alter(t.Context(), api, NewJournal(rows, "test"), line1, vlan33)
	if err == nil || !NotSent(err) || !strings.Contains(err.Error(), "in use, so nothing was sent") || len(api.sent) != 0 {
		t.Errorf("sent %q, %v", api.sent, err)
	}
}

func TestAReferenceIsFreeForWhoeverSentUnderIt(t *testing.T) {
	s, m, j := shop(t, allocation, nil)
	if free, err := j.Free(t.Context(), order1.Ref); !free || err != nil {
		t.Errorf("an unused reference: %t, %v", free, err)
	}
	if _, err := Request(t.Context(), s, j, order1); err != nil {
		t.Fatal(err)
	}
	for mine, journal := range map[bool]*Journal{true: j, false: NewJournal(m, "test")} {
		if free, err := journal.Free(t.Context(), order1.Ref); free != mine || err != nil || journal.Sent(order1.Ref) != mine {
			t.Errorf("of this session %t: free %t, %v", mine, free, err)
		}
	}
	if err := m.SaveDraft(t.Context(), Draft{Scope: "test", Ref: order1.Ref}); err != nil {
		t.Fatal(err)
	}
	if free, err := j.Free(t.Context(), order1.Ref); free || err != nil {
		t.Errorf("a draft of somebody else's may be written over: %v", err)
	}
}

func TestARenamedWalkBearsItsReferenceEverywhere(t *testing.T) {
	w := New("AX-1")
	w.PortForm, w.ServiceForm = map[string]string{FieldDescription: "S1 10G AX-1"}, map[string]string{FieldDescription: "aws AX-1", FieldVLAN: "222"}
	w.Rename("AX-2")
	if w.Ref != "AX-2" || w.PortForm[FieldDescription] != "S1 10G AX-2" || w.ServiceForm[FieldDescription] != "aws AX-2" || w.ServiceForm[FieldVLAN] != "222" {
		t.Errorf("%s %v %v", w.Ref, w.PortForm, w.ServiceForm)
	}
	w = New("AX-1")
	w.Rename("AX-2") // nothing was typed yet
	if w.Ref != "AX-2" || len(w.PortForm)+len(w.ServiceForm) != 0 {
		t.Errorf("%s %v %v", w.Ref, w.PortForm, w.ServiceForm)
	}
}
