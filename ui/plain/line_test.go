package plain

import (
	"strings"
	"testing"

	"axdesk/client/access"
)

func TestAWholeDiagnosis(t *testing.T) {
	w := newWorld(t, "")
	said, err := w.talk(t, false, "line", "fibre-cut", "live", "device", "radius", "usage", "ticket", "quit")
	if err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	wants(t, said, "Most likely:", "Who has to act: FNO", "What this rests on:", "Ask the caller:", "Received light:", "Login:", "Owner: FNO", "Goodbye")
	transcript(t, "plain-diagnosis.txt", said)
}

func TestALineIsFoundAsOnTheScreen(t *testing.T) {
	w := newWorld(t, "")
	said, err := w.talk(t, true, "line", "", "nobody of that name", "status aCtive", "/zzz", "back", "line", "nobody@example.com", "back", "quit")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "Type what you know of the line", "A name can't be asked for", "Lines, ", "0 entries hold", "No customer of yours", "Goodbye")
}

func TestAViewerOrdersNothing(t *testing.T) {
	w := newWorld(t, "")
	w.cfg.Person = access.Person{Name: "Vic", Role: access.Viewer}
	said, err := w.talk(t, true, append(join(portAnswers), "send", "quit")...)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, said, "signed in as viewer", "who changes nothing")
	if len(w.posts) > 0 || strings.Contains(said, "Type send") {
		t.Errorf("a viewer is asked to order: %v", w.posts)
	}
}

func TestSecretsArentSaid(t *testing.T) {
	w := newWorld(t, "")
	said, err := w.talk(t, false, "line", "fibre-cut", "radius", "ticket", "quit")
	if err != nil {
		t.Fatal(err)
	}
	list, err := w.cfg.AEX.Services(t.Context(), "", 1, 100)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, one := range list.Items {
		r, err := w.cfg.AEX.Radius(t.Context(), one.ID)
		if err == nil && len(r.Password) > 3 {
			found++
			if strings.Contains(said, r.Password) {
				t.Errorf("the password of %s is said", r.Username)
			}
		}
		if found == 20 {
			break
		}
	}
	if found == 0 {
		t.Fatal("the sandbox has no passwords to look for")
	}
}
