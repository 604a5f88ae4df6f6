package order

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"axdesk/client/schema"
)

// TestDraftsComeBackAsTheyWere saves a walk at any point, and takes it up with the same facts.
func TestDraftsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := New("AX-7F3K2")
		for range rapid.IntRange(0, 30).Draw(t, "moves") {
			switch rapid.IntRange(0, 2).Draw(t, "move") {
			case 0:
				set(t, w)
			case 1:
				learn(t, w)
			default:
				_, _ = w.Next()
			}
		}
		body, err := w.Save(nil)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Restore(w.Ref, body, w.Facts, w.Book, false)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := jsonOf(t, back.Answers), jsonOf(t, w.Answers); got != want {
			t.Errorf("the answers are\n%s, were\n%s", got, want)
		}
		if w.Candidate == nil && back.At() > w.At() {
			t.Errorf("it stands at %s, and stood at %s", back.At().Title(), w.At().Title())
		}
		if w.Candidate == nil && w.ServiceID == "" && back.At() == w.At() && !reflect.DeepEqual(back.Steps(), w.Steps()) {
			t.Errorf("the steps are\n%+v, were\n%+v", back.Steps(), w.Steps())
		}
	})
}

func jsonOf(t *rapid.T, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestDraftsOfOtherVersionsAreRefusedInWords(t *testing.T) {
	for body, words := range map[string]string{
		``: "can't be read", `{"Version":99}`: "Another version of axdesk", `{"Version":1,"At":99}`: "Another version",
	} {
		if _, err := Restore("AX-1", []byte(body), Facts{}, nil, false); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestSecretsAreNeitherInDraftsNorInTheJournal(t *testing.T) {
	form := schema.Build(t.Context(), []schema.Part{{Provider: "p", Schema: []byte(
		`{"type":"object","properties":{"auth_key":{"type":"string","format":"password"},"name":{"type":"string"}}}`)}}, nil)
	secrets := SecretsOf(form)
	w := New("AX-1")
	w.SetServiceForm(map[string]string{"auth_key": `hun"ter2`, "name": "x"})
	body, err := w.Save(map[Kind][]string{KindService: secrets})
	if err != nil || bytes.Contains(body, []byte("ter2")) || !bytes.Contains(body, []byte(`"name":"x"`)) {
		t.Errorf("the draft is %s, %v", body, err)
	}
	w.offered = w.servicePrint() + fingerprint(w.ServiceForm, "x")
	if body, err := w.Save(nil); err != nil || bytes.Contains(body[bytes.Index(body, []byte(`"PortWhole"`)):], []byte("ter2")) {
		t.Errorf("a print of the form holds its texts: %s, %v", body, err)
	}
	if w.ServiceForm["auth_key"] == "" {
		t.Error("saving took the secret from the walk")
	}
	sent := []byte(`{"candidate_service_guid":"c","product_options":{"auth_key":"hun\"ter2","name":"x"}}`)
	want := `{"candidate_service_guid":"c","product_options":{"auth_key":"` + withheld + `","name":"x"}}`
	if got := withoutSecrets(sent, secrets); string(got) != want || !Withheld(got) || Withheld(sent) {
		t.Errorf("the journal gets %s", got)
	}
	if got := withoutSecrets(sent, nil); !bytes.Equal(got, sent) {
		t.Errorf("without secrets the body is changed: %s", got)
	}
}
