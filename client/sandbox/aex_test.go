package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"axdesk/client/sandbox"
)

type aexPage struct {
	Items []struct{ ID, Status string }
	Page  int
	Count int
	Total int
}

func askAEX(t *testing.T, s *sandbox.Server, authorization, method, path string) (int, aexPage) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/aex"+path, nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var page aexPage
	if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
		t.Fatalf("%s: %v in %s", path, err, w.Body)
	}
	return w.Code, page
}

func TestAEXChecksTheBearerAndPagesItsServices(t *testing.T) {
	s, err := sandbox.New(sandbox.Config{Seed: 7, Clock: (&handClock{at: epoch}).now})
	if err != nil {
		t.Fatal(err)
	}
	_, _, token := s.Credentials()
	bearer := "Bearer " + token
	for _, tc := range []struct {
		authorization, method, path string
		want                        int
	}{
		{"", "GET", "/services", http.StatusUnauthorized},
		{"Basic " + token, "GET", "/services", http.StatusUnauthorized},
		{"Bearer nonsense", "GET", "/services", http.StatusForbidden},
		{bearer, "GET", "/nothing", http.StatusNotFound},
		{bearer, "GET", "/services/nobody", http.StatusNotFound},
		{bearer, "POST", "/services", http.StatusMethodNotAllowed},
		{bearer, "GET", "/services?page=0", http.StatusBadRequest},
		{bearer, "GET", "/services?page_size=x", http.StatusBadRequest},
	} {
		if got, _ := askAEX(t, s, tc.authorization, tc.method, tc.path); got != tc.want {
			t.Errorf("%s %s as %.10q: %d, want %d", tc.method, tc.path, tc.authorization, got, tc.want)
		}
	}
	seen, statuses := map[string]bool{}, map[string]int{}
	for page := 1; ; page++ {
		_, got := askAEX(t, s, bearer, "GET", "/services?page_size=5000&page="+string(rune('0'+page)))
		if got.Count != len(got.Items) || got.Count > 100 || got.Page != page {
			t.Fatalf("page %d: count %d, %d items, page %d", page, got.Count, len(got.Items), got.Page)
		}
		for _, v := range got.Items {
			seen[v.ID] = true
			statuses[v.Status]++
		}
		if got.Count == 0 {
			if len(seen) != got.Total || got.Total < 60 {
				t.Errorf("%d services seen, total %d", len(seen), got.Total)
			}
			break
		}
	}
	_, pending := askAEX(t, s, bearer, "GET", "/services?status=Pending%20installation&page_size=100")
	if len(statuses) < 4 || pending.Total != statuses["Pending installation"] || pending.Total == 0 {
		t.Errorf("statuses %v, the filter finds %d", statuses, pending.Total)
	}
	if code, _ := askAEX(t, s, bearer, "GET", "/services/"+pending.Items[0].ID); code != http.StatusOK {
		t.Errorf("one service: %d", code)
	}
}
