package aex

import (
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// deviceKeys are of a device's state: an object with none of them is something else.
var deviceKeys = []string{
	"serial_number", "gpon_status", "last_updated", "rx_power", "network", "pop", "pop_name", "cpe", "model", "olt_port",
	"switch", "switch_port", "sfp_status", "sfp_rx_power", "alarms", "alerts",
}

// lineAnswer is a decoded device or RADIUS status, or the statement that there is none.
type lineAnswer[T any] struct {
	got  T
	none bool
}

// orNone accepts an empty answer, null, or what none tells as "there is none".
func orNone[T any](none func(loose.Value) bool, decode func(loose.Value, time.Time) (T, bool)) func(loose.Value, time.Time) (lineAnswer[T], bool) {
	return func(v loose.Value, at time.Time) (lineAnswer[T], bool) {
		if v.IsNone() {
			return lineAnswer[T]{none: true}, true
		}
		got, ok := decode(v, at)
		return lineAnswer[T]{got: got, none: ok && none(v)}, ok
	}
}

// hollow tells an object whose fields are all null, "" or empty lists. A device without anything known of it is none; an
// empty RADIUS status is not: it says that nobody dialled.
func hollow(v loose.Value) bool {
	for _, f := range v.Fields() {
		for item := range f.Items() {
			if item.Scalar() != "" || item.IsObject() {
				return false
			}
		}
	}
	return true
}

func decodeDevice(v loose.Value, at time.Time) (Device, bool) {
	d := Device{Raw: masked(v), At: at}
	for key, f := range v.Fields() {
		if text := deviceText(&d, string(key)); text != nil {
			*text = f.Text()
		} else if number := deviceReading(&d, string(key)); number != nil {
			*number = reading(f)
		}
	}
	d.LastUpdated = when(v.Get("last_updated"))
	d.Alerts, d.Alarms = phrases(v.Get("alerts")), phrases(v.Get("alarms"))
	return d, v.Has(deviceKeys...)
}

// deviceText is the field that a key's text belongs to.
func deviceText(d *Device, key string) *string {
	switch key {
	case "network":
		return &d.Network
	case "pop":
		return &d.POP
	case "pop_name":
		return &d.POPName
	case "serial_number":
		return &d.SerialNumber
	case "cpe":
		return &d.CPE
	case "model":
		return &d.Model
	case "service":
		return &d.Service
	case "gpon_status":
		return &d.GPONStatus
	case "populated_ports":
		return &d.PopulatedPorts
	case "olt_port":
		return &d.OLTPort
	case "rx_status":
		return &d.RxStatus
	case "tx_status":
		return &d.TxStatus
	case "sfp_status":
		return &d.SFPStatus
	case "sfp_rx_status":
		return &d.SFPRxStatus
	case "sfp_sync_speed":
		return &d.SFPSyncSpeed
	case "switch":
		return &d.Switch
	case "switch_port":
		return &d.SwitchPort
	}
	return nil
}

// deviceReading is the field that a key's number belongs to.
func deviceReading(d *Device, key string) *Reading {
	switch key {
	case "distance":
		return &d.Distance
	case "rx_power":
		return &d.RxPower
	case "tx_power":
		return &d.TxPower
	case "sfp_power":
		return &d.SFPPower
	case "sfp_rx_power":
		return &d.SFPRxPower
	}
	return nil
}

func decodeRadius(v loose.Value, at time.Time) (Radius, bool) {
	mask := maskerOf(v)
	r := Radius{
		Username: v.Get("username").Text(), Password: v.Get("password").Text(), Raw: mask.raw(v), At: at,
	}
	r.Attempts, _ = loose.Collect(v.Get("authentication_attempts"), func(row loose.Value) Attempt {
		return Attempt{Date: when(row.Get("date")), Reply: wire.Clean(mask.text(row.Get("reply").Scalar()))}
	})
	r.Sessions, _ = loose.Collect(v.Get("accounting"), session)
	return r, v.Has("username", "password", "authentication_attempts", "accounting")
}

// session turns the NAS's view into the customer's: what came in there was uploaded.
func session(v loose.Value) Session {
	s := Session{
		ID: v.Get("session_id").Text(), Username: v.Get("username").Text(), IP: v.Get("ipaddress", "ip_address").Text(),
		Start: when(v.Get("acct_start_time")), Update: when(v.Get("update_time")), Seconds: v.Get("session_time").Integer(),
		Uploaded: v.Get("input_octets").Integer(), Downloaded: v.Get("output_octets").Integer(),
		Uploaded6: either(v, "input_octets"), Downloaded6: either(v, "output_octets"), Cause: v.Get("terminate_cause").Text(),
	}
	stop := v.Get("acct_stop_time")
	if s.Stop = when(stop); s.Stop.IsZero() && !noTime(stop) {
		// It has stopped, though not at a time that can be read: an open session would say that the line is up.
		s.Stop = later(s.Update, s.Start.Add(time.Duration(min(max(s.Seconds, 0), longestSession))*time.Second))
	}
	return s
}

// longestSession bounds what is added to a start, in seconds: a century.
const longestSession = 100 * 365 * 24 * 3600

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// either reads the IPv6 number under whichever spelling has it.
func either(v loose.Value, key string) int64 {
	keys := make([]string, len(prefixesIPv6))
	for i, prefix := range prefixesIPv6 {
		keys[i] = prefix + key
	}
	return v.Get(keys...).Integer()
}

func decodeUsage(v loose.Value, at time.Time) (Usages, bool) {
	rows, ok := loose.FindRows(v, "items", "usage")
	u := Usages{Raw: masked(v), At: at}
	u.Days, _ = loose.Collect(rows, func(row loose.Value) Usage {
		return Usage{
			Day: day(row.Get("date")), Downloaded: row.Get("bytes_downloaded").Integer(), Uploaded: row.Get("bytes_uploaded").Integer(),
			Downloaded6: either(row, "bytes_downloaded"), Uploaded6: either(row, "bytes_uploaded"),
			TotalDownloaded: row.Get("total_bytes_downloaded").Integer(), TotalUploaded: row.Get("total_bytes_uploaded").Integer(),
		}
	})
	return u, ok || v.IsNone()
}

// day keeps the date as the server means it: a time behind it is cut off, never moved to another zone.
func day(v loose.Value) string {
	s := v.Text()
	if len(s) > len(time.DateOnly) {
		if _, err := time.Parse(time.DateOnly, s[:len(time.DateOnly)]); err == nil {
			return s[:len(time.DateOnly)]
		}
	}
	return s
}
