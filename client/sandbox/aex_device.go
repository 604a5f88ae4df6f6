package sandbox

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"
)

const (
	aexLivePattern = "/services/{id}/device/status/live"
	aexPolled      = 15 * time.Minute       // AEx's own interval: how old cached data gets
	leastLive      = 300 * time.Millisecond // a live poll takes this long however fast the sandbox's life runs
)

// aexDevice is the answer of both device calls, in the document's order. Every field may be null.
type aexDevice struct {
	Network        any `json:"network"`
	POP            any `json:"pop"`
	SerialNumber   any `json:"serial_number"`
	GPONStatus     any `json:"gpon_status"`
	CPE            any `json:"cpe"`
	Model          any `json:"model"`
	LastUpdated    any `json:"last_updated"`
	Service        any `json:"service"`
	POPName        any `json:"pop_name"`
	Alerts         any `json:"alerts"`
	Alarms         any `json:"alarms"`
	PopulatedPorts any `json:"populated_ports"`
	OLTPort        any `json:"olt_port"`
	Distance       any `json:"distance"`
	RxStatus       any `json:"rx_status"`
	RxPower        any `json:"rx_power"`
	SFPStatus      any `json:"sfp_status"`
	SFPPower       any `json:"sfp_power"`
	SFPRxStatus    any `json:"sfp_rx_status"`
	SFPRxPower     any `json:"sfp_rx_power"`
	TxPower        any `json:"tx_power"`
	TxStatus       any `json:"tx_status"`
	Switch         any `json:"switch"`
	SFPSyncSpeed   any `json:"sfp_sync_speed"`
	SwitchPort     any `json:"switch_port"`
}

func (s *Server) aexCached(c *call) reply { return s.aex.deviceAt(c, false) }

func (s *Server) aexLive(c *call) reply {
	c.now = s.now() // the poll took its time
	return s.aex.deviceAt(c, true)
}

func (w *aexWorld) deviceAt(c *call, live bool) reply {
	row, bad := w.service(c)
	if bad != nil {
		return *bad
	}
	l := w.lineOf(row)
	if !row.hasDevice() || l.noDevice {
		return refuse(http.StatusNotFound, "No device is linked to this service")
	}
	if l.nulls {
		return reply{status: http.StatusOK, body: aexDevice{}}
	}
	return reply{status: http.StatusOK, body: w.device(row, l, w.readAt(row, l, c.now, live))}
}

// readAt is when the device was last heard. The cache's polls are spread over the interval, each service at its own time.
func (w *aexWorld) readAt(row *aexRow, l line, now time.Time, live bool) time.Time {
	switch {
	case l.oldData:
		return l.wrongSince
	case live:
		return now
	}
	phase := time.Duration(pick(w.seed, "aex poll", row.number, int(aexPolled/time.Second))) * time.Second
	return now.Add(-phase).Truncate(aexPolled).Add(phase)
}

// waitForOLT holds a live poll as long as an OLT takes, and fails some of them.
func (s *Server) waitForOLT(c *call) *reply {
	w := s.aex
	w.mu.Lock()
	w.build()
	row, bad := w.service(c)
	if bad != nil {
		w.mu.Unlock()
		return bad
	}
	w.polls[row.id]++
	draw := row.number<<20 + uint64(w.polls[row.id]) //nolint:gosec // a count
	l := w.lineOf(row)
	there := row.hasDevice() && !l.noDevice
	w.mu.Unlock()
	if !there {
		return nil // nothing to ask, so nothing to wait for
	}
	takes := time.Duration(2000+pick(w.seed, "aex live", draw, 4000)) * time.Millisecond
	if !pause(c.r.Context(), max(time.Duration(float64(takes)/w.scale), leastLive)) {
		rep := refuse(http.StatusRequestTimeout, "The client left before the device answered")
		return &rep
	}
	luck := pick(w.seed, "aex live luck", draw, 100)
	switch {
	case l.oldData || row.kind == "" && luck < 5:
		rep := refuse(http.StatusGatewayTimeout, "The OLT did not answer in time")
		return &rep
	case row.kind == "" && luck < 9:
		rep := refuse(http.StatusBadGateway, "The network operator's system refused the query")
		return &rep
	}
	return nil
}

// light is what the receiver gets at that moment, in dBm.
func (w *aexWorld) light(row *aexRow, l line, at time.Time) float64 {
	base := l.light
	if base == 0 {
		base = -14 - float64(pick(w.seed, "aex light", row.number, 85))/10
	}
	if days := at.Sub(w.started).Hours() / 24 * w.scale; l.fall > 0 {
		base = max(base-l.fall*days, -34)
	}
	minute := uint64(at.Unix() / 60) //nolint:gosec // after 1970
	wobble := float64(pick(w.seed, "aex wobble", row.number<<32^minute, 31)-15) / 100
	return math.Round((base+wobble)*100) / 100
}

// device is what the operator's system reports of a moment.
func (w *aexWorld) device(row *aexRow, l line, at time.Time) aexDevice {
	a := w.areas[row.area]
	vendor := w.vendors[a.vendor]
	product := w.products[row.product]
	d := aexDevice{
		Network: a.network, POP: a.pop, POPName: a.name + " POP", CPE: vendor.name,
		SerialNumber: vendor.serial + strings.ToUpper(hashHex(w.seed, "aex serial", row.number)[:8]),
		Model:        vendor.models[row.number%2], LastUpdated: stampZ(at),
		Service: fmt.Sprintf("%d/%d", product.down, product.up),
		Alerts:  []string{}, Alarms: []string{}, PopulatedPorts: []string{"1", "1,2", "1,4"}[row.number%3],
	}
	if l.ethernet {
		w.switchPort(&d, row, l, at)
	} else {
		w.onu(&d, row, l, at)
	}
	if row.kind == "" && row.number%23 == 9 {
		d.Alerts, d.PopulatedPorts, d.Distance, d.TxPower = nil, nil, nil, nil
	}
	return d
}

// onu fills what a GPON ONT reports.
func (w *aexWorld) onu(d *aexDevice, row *aexRow, l line, at time.Time) {
	d.GPONStatus = w.vendors[w.areas[row.area].vendor].words[l.ont]
	d.OLTPort = fmt.Sprintf("OLT-%s-%02d 0/%d/%d", w.areas[row.area].pop, 1+row.number%3, 1+row.number%7, row.number/7%16)
	distance := 180 + pick(w.seed, "aex distance", row.number, 11000)
	d.Distance = distance
	if row.kind == "" && row.number%29 == 4 {
		d.Distance = fmt.Sprint(distance)
	}
	dark := l.ont != ontUp && l.ont != ontAuth
	if dark {
		d.RxPower, d.TxPower = l.noLight, nil
		d.RxStatus, d.TxStatus = "No signal", nil
		d.Alarms = []string{map[ontState]string{ontLOS: "LOS - loss of signal", ontGasp: "Dying gasp", ontOffline: "ONT offline"}[l.ont]}
		d.Alerts = []string{"Device unreachable since " + stampZ(l.wrongSince)}
		return
	}
	rx := w.light(row, l, at)
	d.RxPower, d.RxStatus = rx, "OK"
	d.TxPower, d.TxStatus = float64(21+row.number%9)/10, "OK"
	switch {
	case l.noLight != nil:
		d.RxPower = l.noLight // and OK all the same: a contradiction as it is met in life
	case rx < -27 || rx > -8:
		d.RxStatus, d.Alarms = "Critical", []string{"Rx optical power out of range"}
	case rx < -25:
		d.RxStatus, d.Alerts = "Warning", []string{"Rx optical power low"}
	}
	if l.ont == ontAuth {
		d.Alarms = []string{"ONT authentication failed: serial number mismatch"}
	}
	if row.kind == "" && row.number%31 == 6 && l.noLight == nil {
		d.RxPower = fmt.Sprintf("%.2f", rx)
	}
}

// switchPort fills what an active Ethernet port reports: nothing of GPON.
func (w *aexWorld) switchPort(d *aexDevice, row *aexRow, l line, at time.Time) {
	d.Switch = fmt.Sprintf("SW-%s-%02d", w.areas[row.area].pop, 1+row.number%5)
	d.SwitchPort = fmt.Sprintf("Gi1/0/%d", 1+row.number%48)
	d.CPE, d.Model, d.SerialNumber = "MikroTik", "RB5009UPr+S+", "HF"+strings.ToUpper(hashHex(w.seed, "aex serial", row.number)[:9])
	if l.ont != ontUp {
		d.SFPStatus, d.SFPRxStatus, d.SFPRxPower, d.SFPPower = "Down", "No signal", l.noLight, -5.9
		d.Alarms = []string{"Link down"}
		d.Alerts = []string{"Device unreachable since " + stampZ(l.wrongSince)}
		return
	}
	rx := w.light(row, l, at)
	d.SFPStatus, d.SFPPower, d.SFPRxPower, d.SFPSyncSpeed = "Up", -float64(55+row.number%5)/10, rx, "1000Mbps"
	d.SFPRxStatus = "OK"
	if rx < -19.5 {
		d.SFPRxStatus, d.Alerts = "Low", []string{"SFP rx power below threshold"}
	}
}
