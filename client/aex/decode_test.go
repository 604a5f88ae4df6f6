package aex

import (
	"strings"
	"testing"
	"time"

	"axdesk/client/loose"
)

func utc(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestListOfTheDocument(t *testing.T) {
	p := decoded(t, fixture(t, "list.json"), pageOf(1, service))
	if p.Number != 1 || p.Count != 1 || p.Total != 168 || p.Skipped != 0 || !p.At.Equal(at) || len(p.Raw) == 0 || len(p.Items) != 1 {
		t.Fatalf("%+v", p)
	}
	s := p.Items[0]
	for got, want := range map[time.Time]string{
		s.Provisioned: "2021-04-28T15:13:00Z", s.Created: "2021-04-16T10:55:53.623Z", s.Updated: "2023-11-02T10:28:57.39Z",
	} {
		if !got.Equal(utc(want)) {
			t.Errorf("%v is not %s", got, want)
		}
	}
	s.Provisioned, s.Created, s.Updated, s.Raw = time.Time{}, time.Time{}, time.Time{}, nil
	same(t, s, Service{
		ID: "d6112589-8525-4bc8-e8ba-3f9953ba8748", CustomerID: "0aac8405-86e7-4dee-7475-12386903c727",
		ProductID: "dc7d755f-4dc6-be9a-f6f5-bf260875fd7b", ProviderID: "76096405-86de-4c77-dc2f-7a7c096e98cf",
		PremiseID: "2d9b6aba-4c4f-ac2a-06fa-cfaf6bbdbb5a", SalesAgent: "Thandeka",
		CreatedByID: "e3ea31f9-8f13-e3cf-40fb-4dc8d9ed419e", Status: "Pending installation",
	})
}

// Pages arrive in these shapes; the ones in the middle may be empty, and the server may count as it likes.
var pages = []struct {
	body                           string
	items, number, count, total, x int // x: skipped
	useful                         bool
}{
	{`{"items":[],"page":4,"count":0,"total":168}`, 0, 4, 0, 168, 0, true},
	{`{"items":null,"total":168}`, 0, 2, 0, 168, 0, true},
	{`{"items":[{},null,"row",{}],"page":"7","count":"4","total":"9"}`, 2, 7, 4, 9, 2, true},
	{`{"items":[{}],"page":null,"count":null,"total":null}`, 1, 2, 1, 1, 0, true},
	{`{"items":[{}],"page":-1,"count":-5,"total":-9}`, 1, 2, 0, 0, 0, true},
	{`[{},{}]`, 2, 2, 2, 2, 0, true},
	{`null`, 0, 2, 0, 0, 0, true},
	{`{"error":"no"}`, 0, 0, 0, 0, 0, false},
	{`7`, 0, 0, 0, 0, 0, false},
}

func TestPages(t *testing.T) {
	for _, want := range pages {
		v, ok := loose.Parse([]byte(want.body))
		p, useful := pageOf(2, service)(v, at)
		if !ok || useful != want.useful || useful && (len(p.Items) != want.items || p.Number != want.number || p.Count != want.count ||
			p.Total != want.total || p.Skipped != want.x) {
			t.Errorf("%s: useful %v, %+v", want.body, useful, p)
		}
	}
}

func TestFullDetails(t *testing.T) {
	s := decoded(t, []byte(`{"service":{"service_id":7,"status":"Gone fishing","isp_reference":"R","wifi_user_name":"net",
		"wifi_password":"hunter22","customer_name":"N","full_address":"A","product":"P","provisioned_date":null,"sales_agent":{}}}`), decodeService)
	if raw := string(s.Raw); strings.Contains(raw, "hunter22") || !strings.Contains(raw, `"wifi_password":"[hidden]"`) {
		t.Errorf("raw %s", raw)
	}
	if s.At.IsZero() {
		t.Error("it isn't told when the details came")
	}
	s.Raw, s.At = nil, time.Time{}
	same(t, s, Service{
		ID: "7", Status: "Gone fishing", Reference: "R", WiFiUser: "net", WiFiPassword: "hunter22", CustomerName: "N", Address: "A", Product: "P",
	})
}

func TestSnapshotOfTheDocument(t *testing.T) {
	rows := decoded(t, fixture(t, "snapshot.json"), rowsOf(snapshot))
	if len(rows) != 1 || !rows[0].Updated.Equal(utc("2024-12-17T09:06:42.779Z")) || len(rows[0].Raw) == 0 {
		t.Fatalf("%+v", rows)
	}
	rows[0].Updated, rows[0].Raw = time.Time{}, nil
	same(t, rows, []Snapshot{{ServiceID: one, CustomerName: "string", Address: "string", Status: "string", Product: "string"}})
	for body, want := range map[string]int{`[]`: 0, `null`: 0, `{"items":[{},{}]}`: 2, `[null,{}]`: 1} {
		if got := decoded(t, []byte(body), rowsOf(snapshot)); len(got) != want {
			t.Errorf("%s: %d rows", body, len(got))
		}
	}
}

func TestDeviceOfTheDocument(t *testing.T) {
	d := decoded(t, fixture(t, "device.json"), decodeDevice)
	if !d.LastUpdated.Equal(utc("2024-12-17T11:39:15.630Z")) || !d.At.Equal(at) || d.Live || len(d.Raw) == 0 || !d.ActiveEthernet() {
		t.Fatalf("%+v", d)
	}
	const s = "string"
	zero := Reading{0, true}
	d.LastUpdated, d.At, d.Raw = time.Time{}, time.Time{}, nil
	same(t, d, Device{
		Network: s, POP: s, POPName: s, SerialNumber: s, CPE: s, Model: s, Service: s, GPONStatus: s, Alerts: []string{s}, Alarms: []string{s},
		PopulatedPorts: s, OLTPort: s, Distance: zero, RxStatus: s, RxPower: zero, TxStatus: s, TxPower: zero,
		SFPStatus: s, SFPRxStatus: s, SFPSyncSpeed: s, SFPPower: zero, SFPRxPower: zero, Switch: s, SwitchPort: s,
	})
}

func TestOddDevices(t *testing.T) {
	d := decoded(t, []byte(`{"rx_power":"-19.2 dBm","tx_power":null,"sfp_power":"n/a","distance":"1250","alarms":"LOS","alerts":[null,"",
		{"severity":1,"message":"Dying gasp"},{"code":7},3],"gpon_status":5,"switch":null,"last_updated":"yesterday","pop":["x"]}`), decodeDevice)
	d.Raw, d.At = nil, time.Time{}
	same(t, d, Device{
		RxPower: Reading{-19.2, true}, Distance: Reading{1250, true}, Alarms: []string{"LOS"},
		Alerts: []string{"Dying gasp", `{"code":7}`, "3"}, GPONStatus: "5",
	})
	if _, ok := decodeDevice(loose.Value(`{"error":"no"}`), at); ok {
		t.Error("an error was taken for a device")
	}
}

func TestRadiusOfTheDocument(t *testing.T) {
	r := decoded(t, fixture(t, "radius.json"), decodeRadius)
	moment := utc("2024-12-17T12:56:51.787Z")
	if r.Username != "string" || r.Password != "string" || !r.At.Equal(at) || len(r.Attempts) != 1 || !r.Attempts[0].Date.Equal(moment) || len(r.Sessions) != 1 {
		t.Fatalf("%+v", r)
	}
	s := r.Sessions[0]
	if !s.Start.Equal(moment) || !s.Stop.Equal(moment) || !s.Update.Equal(moment) || s.ID != "string" || s.IP != "string" || s.Cause != "string" {
		t.Errorf("%+v", s)
	}
}

// Octets are the NAS's: what came in there is what the customer uploaded.
func TestOctetsAreTheCustomers(t *testing.T) {
	for _, spelling := range []string{"ipv6_", "i_pv6_"} {
		r := decoded(t, []byte(`{"accounting":[{"input_octets":1,"output_octets":"-2","`+spelling+`input_octets":3.0e0,"`+spelling+`output_octets":4,"session_time":"90"}]}`), decodeRadius)
		same(t, r.Sessions, []Session{{Uploaded: 1, Downloaded: -2, Uploaded6: 3, Downloaded6: 4, Seconds: 90}})
		u := decoded(t, []byte(`[{"date":"2024-12-17T00:00:00+02:00","bytes_downloaded":1,"bytes_uploaded":-2,"`+spelling+`bytes_downloaded":3,"`+spelling+`bytes_uploaded":"4",
			"total_bytes_downloaded":null,"total_bytes_uploaded":9007199254740993}]`), decodeUsage)
		same(t, u.Days, []Usage{{Day: "2024-12-17", Downloaded: 1, Uploaded: -2, Downloaded6: 3, Uploaded6: 4, TotalUploaded: 9007199254740993}})
	}
	u := decoded(t, fixture(t, "usage.json"), decodeUsage)
	same(t, u.Days, []Usage{{Day: "2024-12-17"}})
	if u := decoded(t, []byte(`null`), decodeUsage); len(u.Days) != 0 {
		t.Errorf("%+v", u)
	}
}

func TestOpenSessions(t *testing.T) {
	for stop, open := range map[string]bool{
		``: true, `,"acct_stop_time":null`: true, `,"acct_stop_time":""`: true, `,"acct_stop_time":"0000-00-00 00:00:00"`: true,
		`,"acct_stop_time":"0001-01-01T00:00:00"`: true, `,"acct_stop_time":0`: true, `,"acct_stop_time":"1970-01-01T00:00:00Z"`: true,
		`,"acct_stop_time":"2024-12-17 12:00:00"`: false, `,"acct_stop_time":"last night"`: false, `,"acct_stop_time":true`: false,
	} {
		r := decoded(t, []byte(`{"accounting":[{"acct_start_time":"2024-12-17T10:00:00Z","session_time":60,"update_time":null`+stop+`}]}`), decodeRadius)
		s := r.Sessions[0]
		if s.Stop.IsZero() != open {
			t.Errorf("%s: stop %v", stop, s.Stop)
		}
		if strings.Contains(stop, "night") && !s.Stop.Equal(utc("2024-12-17T10:01:00Z")) {
			t.Errorf("an unreadable stop became %v", s.Stop)
		}
	}
}

func TestExtras(t *testing.T) {
	c := decoded(t, []byte(`{"customer":{"customer_id":1,"firstName":"A","last_name":"B","email_address":"e","mobile":27}}`), decodeCustomer)
	c.Raw = nil
	same(t, c, Customer{ID: "1", FirstName: "A", LastName: "B", Email: "e", Mobile: "27"})
	for body, want := range map[string][]string{
		`["a",null,"",{"full_address":"b"}]`: {"a", "b"}, `{"addresses":["a"]}`: {"a"}, `[]`: nil, `null`: nil,
	} {
		same(t, decoded(t, []byte(body), decodeAddresses), want)
	}
	for body, want := range map[string]Premise{
		`{"premiseId":"p","areaId":2,"fibreAvailable":true}`:                  {PremiseID: "p", AreaID: "2", Fibre: "true"},
		`[{"premise_id":"p","full_address":"a","fibre":{"isp":"x"}},{"a":1}]`: {PremiseID: "p", Address: "a", Fibre: `{"isp":"x"}`},
	} {
		p := decoded(t, []byte(body), decodePremise)
		p.Raw = nil
		same(t, p, want)
	}
	w := decoded(t, []byte(`[{"id":1,"service_id":"s","status":"Booked","work_order_type":"Install","updated_at":"2024-12-17"}]`), rowsOf(workOrder))
	w[0].Raw = nil
	same(t, w, []WorkOrder{{ID: "1", ServiceID: "s", Status: "Booked", Type: "Install", Updated: utc("2024-12-17T00:00:00Z")}})
}
