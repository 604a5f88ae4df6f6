package ui_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/ui/screentest"
)

// playBadLines plays on a sandbox in fake time whose answers are changed on their way.
func playBadLines(t *testing.T, o screentest.Options, change func(r *http.Response, body []byte) []byte, play func(tb testing.TB, k *keyboard)) {
	t.Helper()
	build := func(tb testing.TB) tea.Model {
		_, m := fakeTimeDesk(tb, tampering(change))
		return m
	}
	screentest.Run(t, o, build, func(tb testing.TB, s *screentest.Screen) { play(tb, &keyboard{Screen: s}) })
}

// listPage is the page of the list of services that was asked for; 0 for any other question.
func listPage(r *http.Response) int {
	if r.Request.Method != http.MethodGet || !strings.HasSuffix(r.Request.URL.Path, "/services") {
		return 0
	}
	page, _ := strconv.Atoi(r.Request.URL.Query().Get("page"))
	return page
}

// TestARefusalWhileOneScrollsKeepsThePlace: the third page is refused, as where a token expires mid-way, and comes later.
func TestARefusalWhileOneScrollsKeepsThePlace(t *testing.T) {
	t.Parallel()
	for status, todo := range map[int]string{
		http.StatusUnauthorized: "it has expired. Ask AEx for a new token, and start axdesk with it", http.StatusForbidden: "Ask AEx what the token may do",
		http.StatusNotFound: "AEx does not know it", http.StatusTooManyRequests: "AEx takes no more of these requests for now",
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			var healed atomic.Bool
			refuse := func(r *http.Response, body []byte) []byte {
				if listPage(r) < 3 || healed.Load() {
					return body
				}
				r.StatusCode = status
				return []byte(`{"error":"no"}`)
			}
			playBadLines(t, screentest.Options{Width: 60, Height: 18}, refuse, func(tb testing.TB, k *keyboard) {
				k.toLines()
				k.Press("end")
				k.WaitFor("200 of 5200 loaded")
				k.Press("end")
				k.Advance(5 * time.Minute) // what may be tried again is
				said := strings.Join(strings.Fields(k.Text()), " ")
				if !strings.Contains(said, "The next page could not be had") || !strings.Contains(said, todo) {
					tb.Errorf("it says\n%s", k.Text())
				}
				if !strings.Contains(said, "200 of 5200, 200 of 5200 loaded") || !regexp.MustCompile(`\n▸ \S`).MatchString(k.Text()) {
					tb.Errorf("the place is lost:\n%s", k.Text())
				}
				healed.Store(true)
				k.Press("up", "down")
				k.WaitFor("200 of 5200, 300 of 5200 loaded")
				k.Gone("could not be had")
			})
		})
	}
}

// TestAPageThatBringsNothingAndATotalThatChanges: the list goes on behind an empty page, and says what the server says now.
func TestAPageThatBringsNothingAndATotalThatChanges(t *testing.T) {
	t.Parallel()
	total := regexp.MustCompile(`"total":\s*5200`)
	change := func(r *http.Response, body []byte) []byte {
		switch listPage(r) {
		case 2:
			return []byte(`{"items":[],"page":2,"count":0,"total":5200}`)
		case 3, 4:
			return total.ReplaceAll(body, []byte(`"total":4711`))
		}
		return body
	}
	playBadLines(t, screentest.Options{}, change, func(_ testing.TB, k *keyboard) {
		k.toLines()
		k.Press("end")
		k.WaitFor("100 of 4711, 200 of 4711 loaded")
		k.Press("end")
		k.WaitFor("200 of 4711, 300 of 4711 loaded")
		k.Press("end")
		k.WaitFor("300 of 5200, 400 of 5200 loaded")
	})
}

var (
	anyValue  = regexp.MustCompile(`":\s*("[^"]*"|-?[0-9][0-9.eE+-]*|true|false)`)
	anyOctets = regexp.MustCompile(`("\w*octets"):\s*[^,}]+`)
	anyPower  = regexp.MustCompile(`("rx_power"):\s*[^,}]+`)
	anyDate   = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*"`)
	anyStatus = regexp.MustCompile(`("status"):\s*"[^"]*"`)
)

// tourOfALine opens every screen of the first line there is.
func tourOfALine(k *keyboard, visit func(title string)) {
	k.Press("enter")
	for _, at := range []struct{ key, title string }{{"", "─ Service"}, {"d", "─ Device"}, {"a", "─ RADIUS"}, {"u", "─ Usage"}, {"x", "─ Diagnosis"}} {
		if at.key != "" {
			k.Press(at.key)
		}
		k.WaitFor(at.title)
		k.Advance(time.Minute)
		visit(at.title)
	}
}

// TestNullsInEveryFieldAreNoCrash: rows keep their ids, without which there is nothing to ask for.
func TestNullsInEveryFieldAreNoCrash(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile(`"(customer_id|product_id|provider_id|premise_id|provisioned_date|sales_agent|created_at|updated_at|created_by_id|status)":\s*"[^"]*"`)
	change := func(r *http.Response, body []byte) []byte {
		if listPage(r) > 0 {
			return row.ReplaceAll(body, []byte(`"$1":null`))
		}
		return anyValue.ReplaceAll(body, []byte(`":null`))
	}
	playBadLines(t, screentest.Options{}, change, func(tb testing.TB, k *keyboard) {
		k.toLines()
		tourOfALine(k, func(title string) {
			if shown := k.Text(); strings.Contains(shown, "0001-01-01") || strings.Contains(shown, "null") || strings.Contains(shown, "NaN") {
				tb.Errorf("%s shows what never came:\n%s", title, shown)
			}
			if strings.Contains(k.Text(), "● good") || strings.Contains(k.Text(), "● online") {
				tb.Errorf("%s calls good what is not known:\n%s", title, k.Text())
			}
		})
	})
}

// TestOddValuesAreToldAsTheyAre: dates in four styles, no light as 0, counters below 0, a status that nobody knows.
func TestOddValuesAreToldAsTheyAre(t *testing.T) {
	t.Parallel()
	styles := []string{"2024-03-04T05:06:07.623+00:00", "2024-03-04T05:06:07.39+00:00", "2024-03-04T05:06:07Z", "2024-03-04"}
	var n atomic.Int64
	change := func(r *http.Response, body []byte) []byte {
		if strings.Contains(r.Request.URL.Path, "/usage") {
			return body
		}
		body = anyDate.ReplaceAllFunc(body, func([]byte) []byte { return []byte(`"` + styles[int(n.Add(1))%len(styles)] + `"`) })
		body = anyOctets.ReplaceAll(body, []byte("$1:-5"))
		body = anyPower.ReplaceAll(body, []byte("$1:0"))
		return anyStatus.ReplaceAll(body, []byte(`$1:"Wibbled"`))
	}
	playBadLines(t, screentest.Options{}, change, func(tb testing.TB, k *keyboard) {
		k.toLines()
		k.WaitFor("Wibbled")
		want := map[string]string{"─ Service": "2024-03-04", "─ Device": "no reading", "─ RADIUS": "2024-03-04", "─ Diagnosis": "Wibbled"}
		tourOfALine(k, func(title string) {
			shown := k.Text()
			if !strings.Contains(shown, want[title]) {
				tb.Errorf("%s lacks %q:\n%s", title, want[title], shown)
			}
			if strings.Contains(shown, "-5 B") || strings.Contains(shown, "−5 B") || strings.Contains(shown, "● good") {
				tb.Errorf("%s shows a counter that can't be, or light that isn't:\n%s", title, shown)
			}
		})
	})
}
