package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"axdesk/client/sandbox"
)

// The sandbox starts inside axdesk before its first frame, so its start is part of that.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := sandbox.New(sandbox.Config{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// A change is answered when it is on disk, so its write is part of each order. Here a hundred services stand.
func BenchmarkChangeWithAState(b *testing.B) {
	state := filepath.Join(b.TempDir(), "world.json")
	s, err := sandbox.New(sandbox.Config{Seed: 1, State: state})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	var world map[string]any
	text, err := os.ReadFile(state)
	if err == nil {
		err = json.Unmarshal(text, &world)
	}
	services, ok := world["services"].([]any)
	if err != nil || !ok {
		b.Fatalf("no services in the state: %v", err)
	}
	for i := range 100 {
		v := maps.Clone(services[0].(map[string]any)) //nolint:errcheck // a panic is as good a failure here
		v["guid"] = fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		services = append(services, v)
	}
	world["services"] = services
	if text, err = json.Marshal(world); err == nil {
		err = os.WriteFile(state, text, 0o600)
	}
	if err != nil {
		b.Fatal(err)
	}
	if s, err = sandbox.New(sandbox.Config{Seed: 1, State: state}); err != nil {
		b.Fatal(err)
	}
	_, _, token := s.Credentials()
	for b.Loop() {
		body := strings.NewReader(`{"first_name":"a","last_name":"b","email":"c@mail.example","mobile_number":"1"}`)
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/aex/customers", body)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != http.StatusCreated {
			b.Fatalf("%d %s", w.Code, w.Body)
		}
	}
}
