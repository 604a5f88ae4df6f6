package aex

import (
	"strings"
	"testing"

	"axdesk/client/wire"
)

func TestCreateFollowsItsLocation(t *testing.T) {
	const post = `POST /v1/services {"customer_id":"a","premise_id":"c","product_id":"b"}`
	for _, location := range []string{
		"/v1/services/" + one, "/services/" + one, "services/" + one + "/", one, "https://elsewhere.test/v1/services/" + one + "?x=1#y",
	} {
		d := serve(t, &served{
			status: 201, headers: map[string]string{"Location": location},
			routes: map[string]string{"GET /v1/services/" + one: `{"id":"` + one + `","status":"Pending installation"}`},
		})
		id, s, err := d.Create(t.Context(), NewService{CustomerID: " a", ProductID: "b", PremiseID: "c "})
		if err != nil || id != one || s.Status != "Pending installation" {
			t.Errorf("%s: %q, %+v, %v", location, id, s, err)
		}
		same(t, d.requests(), []string{post, "GET /v1/services/" + one})
	}
}

// The service is made, whatever comes of reading it.
func TestCreatedButNotReadable(t *testing.T) {
	d := serve(t, &served{status: 404, headers: map[string]string{"Location": "/services/" + one}, routes: map[string]string{
		"POST /v1/services": `{"id":"` + one + `","customer_id":"a","sales_agent":"T"}`,
	}})
	id, s, err := d.Create(t.Context(), NewService{"a", "b", "c"})
	if err != nil || id != one || s.ID != one || s.SalesAgent != "T" {
		t.Errorf("%q, %+v, %v", id, s, err)
	}
	d = serve(t, &served{status: 404, routes: map[string]string{"POST /v1/services": `{"id":"` + one + `"}`}})
	id, s, err = d.Create(t.Context(), NewService{"a", "b", "c"})
	if err != nil || id != one || s.ID != one {
		t.Errorf("from the body: %q, %+v, %v", id, s, err)
	}
	d = serve(t, &served{status: 404, headers: map[string]string{"Location": "/services/" + one}, routes: map[string]string{"POST /v1/services": `null`}})
	id, s, err = d.Create(t.Context(), NewService{"a", "b", "c"})
	same(t, s, Service{ID: one, CustomerID: "a", ProductID: "b", PremiseID: "c"})
	if err != nil || id != one {
		t.Errorf("by the Location alone: %q, %v", id, err)
	}
}

func TestCreateThatTellsNoID(t *testing.T) {
	for _, location := range []string{"", "/", "services", "/v1/services/", "/v1/services/..", "/v1/services/a%2fb", "https://elsewhere.test/", "%zz"} {
		d := serve(t, &served{status: 201, body: `{}`, headers: map[string]string{"Location": location}})
		id, _, err := d.Create(t.Context(), NewService{"a", "b", "c"})
		if e := failed(t, err); !e.MayHaveActed || id != "" || len(d.requests()) != 1 || !strings.Contains(e.Next, "before you send it again") {
			t.Errorf("%q: %q, %v", location, id, err)
		}
	}
	d := serve(t, &served{status: 500})
	if e := failed(t, second(create(t.Context(), d.Client))); !e.MayHaveActed || len(d.requests()) != 1 {
		t.Errorf("%v after %q", e, d.requests())
	}
}

func TestNothingIsSentThatIsNotWhole(t *testing.T) {
	d := serve(t, &served{status: 200, body: `{}`})
	for _, s := range []NewService{{}, {"a", "b", " "}, {"a", "", "c"}, {"", "b", "c"}} {
		_, _, err := d.Create(t.Context(), s)
		if e := failed(t, err); e.Kind != wire.KindLocal {
			t.Errorf("%+v: %v", s, err)
		}
	}
	for _, err := range []error{second(d.Update(t.Context(), one, Change{})), second(d.CreateCustomer(t.Context(), Customer{FirstName: "A"}))} {
		if e := failed(t, err); e.Kind != wire.KindLocal {
			t.Error(err)
		}
	}
	same(t, d.requests(), []string(nil))
}

func TestUpdate(t *testing.T) {
	d := serve(t, &served{status: 200, body: `{"service":{"id":"` + one + `","wifi_password":"hunter22","isp_reference":"R"}}`})
	s, err := d.Update(t.Context(), one, Change{Reference: ptr("R"), WiFiPassword: ptr("hunter22")})
	if err != nil || s.ID != one || s.WiFiPassword != "hunter22" || s.Reference != "R" {
		t.Errorf("%+v, %v", s, err)
	}
	same(t, d.requests(), []string{"PUT /v1/services/" + one + ` {"isp_reference":"R","wifi_password":"hunter22"}`})
	for _, body := range []string{``, `{}`, `[]`, `"done"`} {
		d := serve(t, &served{status: 200, body: body})
		if s, err := d.Update(t.Context(), one, Change{WiFiUser: ptr("")}); err != nil || s.ID != one || s.WiFiUser != "" {
			t.Errorf("%q: %+v, %v", body, s, err)
		}
	}
	// What the server says of a password is told, but for the password.
	d = serve(t, &served{status: 400, body: `{"errors":{"wifi_password":["hunter22 is too short"]}}`})
	e := failed(t, second(d.Update(t.Context(), one, Change{WiFiPassword: ptr("hunter22")})))
	if !strings.Contains(e.Said, "is too short") || strings.Contains(e.Error(), "hunter22") || e.MayHaveActed {
		t.Errorf("%v", e)
	}
}

func TestOutcomesOfAnUpdate(t *testing.T) {
	const details = `"id":"` + one + `","status":"Active"`
	all := Change{Reference: ptr("R-2"), WiFiUser: ptr("Home 2"), WiFiPassword: ptr("hunter22")}
	for _, c := range []struct {
		name, body string
		sent       Change
		want       []Outcome
	}{
		{"all taken", `{` + details + `,"isp_reference":"R-2","wifi_username":"Home 2 ","wifi_password":"hunter22"}`, all, []Outcome{
			{Key: "isp_reference", Took: true, Told: true, Has: "R-2"},
			{Key: "wifi_username", Took: true, Told: true, Has: "Home 2"},
			{Key: "wifi_password", Took: true, Told: true},
		}},
		{"nothing taken", `{` + details + `,"isp_reference":"R-1","wifi_user_name":"Home 1","wifi_password":"hunter11"}`, all, []Outcome{
			{Key: "isp_reference", Told: true, Has: "R-1"}, {Key: "wifi_username", Told: true, Has: "Home 1"}, {Key: "wifi_password", Told: true},
		}},
		{"nothing told", `{` + details + `}`, all, []Outcome{{Key: "isp_reference"}, {Key: "wifi_username"}, {Key: "wifi_password"}}},
		{"masked", `{` + details + `,"wifi_password":"********"}`, Change{WiFiPassword: ptr("hunter22")}, []Outcome{{Key: "wifi_password"}}},
		{"emptied", `{` + details + `}`, Change{Reference: ptr("")}, []Outcome{{Key: "isp_reference", Took: true, Told: true}}},
		{"not emptied", `{"isp_reference":"R-1"}`, Change{Reference: ptr("")}, []Outcome{{Key: "isp_reference", Told: true, Has: "R-1"}}},
		{"no answer to read", `"done"`, Change{Reference: ptr("")}, []Outcome{{Key: "isp_reference"}}},
	} {
		d := serve(t, &served{status: 200, body: c.body})
		answer, err := d.Update(t.Context(), one, c.sent)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		same(t, c.sent.Outcomes(answer), c.want)
	}
}
