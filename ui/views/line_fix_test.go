package views

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"axdesk/client/aex"
	"axdesk/client/wire"
	"axdesk/theme"
)

const (
	lineID     = "6f1d2c3b-0001-4000-8000-00000000aaaa"
	customerID = "6f1d2c3b-0002-4000-8000-00000000bbbb"
	wifiPass   = "Tr0ub4dor-wifi"
	radiusPass = "c0rrect-horse-pppoe"
)

// bubbled runs a test with a desk in a bubble, where timers cost nothing and answers are dated by a known clock.
func bubbled(t *testing.T, f func(t *testing.T, d *Desk, api *fakeAEX)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		api := healthyLine()
		f(t, linesDesk(api), api)
	})
}

// healthyLine answers as AEx does for a line that works.
func healthyLine() *fakeAEX {
	return &fakeAEX{
		service:  func(string) (aex.Service, error) { return lineService(), nil },
		customer: func(string) (aex.Customer, error) { return lineCustomer(), nil },
		device:   func(string) (aex.Device, error) { return lineDevice(-19.2, 4*time.Minute), nil },
		live:     func(string) (aex.Device, error) { return lineDevice(-19.4, 0), nil },
		radius:   func(string) (aex.Radius, error) { return lineRadius(), nil },
		usage:    func(string) (aex.Usages, error) { return lineUsage(90), nil },
	}
}

func lineService() aex.Service {
	now := time.Now().UTC()
	return aex.Service{
		ID: lineID, CustomerID: customerID, ProductID: "6f1d2c3b-0003", ProviderID: "6f1d2c3b-0004", PremiseID: "6f1d2c3b-0005",
		SalesAgent: "Sipho", Status: "Active", Provisioned: now.AddDate(0, -10, 0), Created: now.AddDate(0, -11, 0), Updated: now.AddDate(0, 0, -3),
		Reference: "ISP-4711", WiFiUser: "Nkosi-Home", WiFiPassword: wifiPass,
		Address: "12 Rivonia Road, Sandton, Johannesburg, 2196", Product: "100mbps Home Uncapped Fibre 100/50",
		Raw: json.RawMessage(`{"status":"Active"}`),
	}
}

func lineCustomer() aex.Customer {
	return aex.Customer{ID: customerID, FirstName: "Thandeka", LastName: "Nkosi", Email: "thandeka@example.com", Mobile: "+27821234567"}
}

func dBm(v float64) aex.Reading { return aex.Reading{Value: v, Known: true} }

// lineDevice is a GPON ONT with this light, in this state for so long.
func lineDevice(rx float64, old time.Duration) aex.Device {
	now := time.Now().UTC()
	return aex.Device{
		Network: "Protea Fibre", POP: "JNB-SND", POPName: "Sandton", SerialNumber: "ALCLB3A1C0DE", CPE: "ONT", Model: "G-140W-C",
		Service: "FTTH", GPONStatus: "Working", LastUpdated: now.Add(-old), PopulatedPorts: "1", OLTPort: "1/1/4/12",
		Distance: dBm(2314), RxStatus: "Good", RxPower: dBm(rx), TxStatus: "Good", TxPower: dBm(2.3),
		Raw: json.RawMessage(`{"rx_power":-19.2}`), At: now,
	}
}

// switchPort is a line of active Ethernet.
func switchPort(rx float64) aex.Device {
	now := time.Now().UTC()
	return aex.Device{
		Network: "Tafel Open Access", POP: "CPT-CLA", SerialNumber: "SW-88213", Model: "EX2300", LastUpdated: now.Add(-2 * time.Minute),
		Switch: "cla-sw-07", SwitchPort: "ge-0/0/14", SFPStatus: "Up", SFPPower: dBm(-6.1), SFPRxStatus: "OK", SFPRxPower: dBm(rx),
		SFPSyncSpeed: "1 Gbps", At: now,
	}
}

func lineRadius() aex.Radius {
	now := time.Now().UTC()
	start := now.Add(-75 * time.Hour)
	return aex.Radius{
		Username: "nkosi4711@isp.example", Password: radiusPass, At: now, Raw: json.RawMessage(`{"username":"nkosi4711@isp.example"}`),
		Attempts: []aex.Attempt{{Date: start, Reply: "Access-Accept"}, {Date: start.Add(-time.Minute), Reply: "Access-Reject"}},
		Sessions: []aex.Session{
			{
				ID: "s2", Username: "nkosi4711@isp.example", IP: "196.25.10.20", Start: start, Update: now.Add(-4 * time.Minute),
				Seconds: 75 * 3600, Uploaded: 3_100_000_000, Downloaded: 41_200_000_000, Uploaded6: 200_000_000, Downloaded6: 5_500_000_000,
			},
			{
				ID: "s1", Start: start.Add(-50 * time.Hour), Stop: start.Add(-2 * time.Minute), Update: start.Add(-2 * time.Minute), Seconds: 49*3600 + 58*60,
				Uploaded: 900_000_000, Downloaded: 12_000_000_000, Cause: "Lost Carrier",
			},
		},
	}
}

func lineUsage(n int) aex.Usages {
	now := time.Now().UTC()
	u := aex.Usages{At: now, Raw: json.RawMessage(`[]`)}
	for i := range n {
		k := int64(n - i)
		down, six := 3_000_000_000+(k%7)*1_900_000_000, (k%5)*700_000_000
		u.Days = append(u.Days, aex.Usage{
			Day: now.AddDate(0, 0, -int(k-1)).Format(time.DateOnly), Downloaded: down, Uploaded: down / 9, Downloaded6: six, Uploaded6: six / 9,
			TotalDownloaded: down + six, TotalUploaded: (down + six) / 9,
		})
	}
	return u
}

// errDown is a source that is down.
var errDown error = &wire.Error{
	Kind: wire.KindServer, Op: "read it", Status: 503, What: "the server answered 503 (Service Unavailable)",
	Means: "AEx has a fault of its own", Next: "Try again in a minute",
}

// errRefused is a token that has expired.
var errRefused error = &wire.Error{
	Kind: wire.KindAuth, Op: "read it", Status: 401, What: "the server answered 401 (Unauthorized)",
	Means: "The token is missing or wrong, or it has expired", Next: "Ask AEx for a new token, and start axdesk with it",
}

// pass lets time go by for a desk and tells a screen, as the root's ticks do.
func pass(t *testing.T, d *Desk, s Screen, by time.Duration) []tea.Msg {
	t.Helper()
	d.Now = d.Now.Add(by)
	time.Sleep(time.Until(d.Now)) // in a bubble: no time passes outside
	return run(t, s, s.Update(Tick{Now: d.Now}))
}

// panes takes a screen's grid as it is pinned, in Unicode and in ASCII.
func lineGoldens(t *testing.T, name string, s Screen) {
	t.Helper()
	goldens(t, name, s)
	golden(t, name+"-44x12", grid(s, 44, 12))
}

// showsLine fails when a screen's text lacks any of the wanted.
func showsLine(t *testing.T, s Screen, want ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(ansi.Strip(s.View(120, 60))), " ")
	for _, one := range want {
		if !strings.Contains(text, one) {
			t.Errorf("%q is not in\n%s", one, ansi.Strip(s.View(120, 60)))
		}
	}
}

// fitsAnywhere draws a screen at all small sizes and some large ones: never wider than asked, never a panic.
func fitsAnywhere(t *testing.T, s Screen) {
	t.Helper()
	for w := 1; w <= 130; w += 1 + w/14 {
		for h := 1; h <= 40; h += 1 + h/6 {
			lines := strings.Split(s.View(w, h), "\n")
			if len(lines) > h {
				t.Fatalf("%d lines drawn into %d×%d", len(lines), w, h)
			}
			for _, l := range lines {
				if got := ansi.StringWidth(l); got > w {
					t.Fatalf("%d cells drawn into %d×%d: %q", got, w, h, ansi.Strip(l))
				}
			}
		}
	}
}

// tellsNoSecret looks for the passwords in whatever leaves a screen.
func tellsNoSecret(t *testing.T, s Screen) {
	t.Helper()
	all := grid(s, 80, 19) + grid(s, 120, 35) + grid(s, 44, 12) + fmt.Sprint(s.Head(), s.Hints())
	for _, c := range s.Copies() {
		all += c.Label + c.Text
	}
	for _, secret := range []string{wifiPass, radiusPass} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is told in\n%s", secret, all)
		}
	}
}

// wild is text that is as odd as a server may send once it was made safe.
var wild = wire.Clean("世界\x1b]0;x\a\u202e" + strings.Repeat("a̐éö̲", 30) + "\n\x1b[31m" + strings.Repeat("🇿🇦👩‍👩‍👧", 20))

// asciiTheme gives the desk a terminal without more than ASCII.
func asciiTheme(d *Desk) { *d.Theme = *theme.New(theme.Options{ASCII: true}) }

// errNoDeviceOfAEX is what the client says of a service without a device: its mark is the client's own.
func errNoDeviceOfAEX(t *testing.T) error {
	t.Helper()
	return absentFrom(t, func(c *aex.Client) error { _, err := c.Device(t.Context(), lineID); return err })
}

// absentFrom asks a client whose server answers 404.
func absentFrom(t *testing.T, ask func(*aex.Client) error) error {
	t.Helper()
	base := &url.URL{Scheme: "http", Host: "aex.example"}
	err := ask(aex.New(aex.Config{Base: base, Token: "t", HTTP: &http.Client{Transport: notFound{}}}))
	if err == nil {
		t.Fatal("a 404 is no error")
	}
	return err
}

type notFound struct{}

func (notFound) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
}
