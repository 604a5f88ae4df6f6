package triage_test

import (
	"time"

	"axdesk/client/aex"
	"axdesk/client/triage"
)

var now = time.Date(2024, 12, 17, 14, 0, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return now.Add(-d) }

func dbm(v float64) aex.Reading { return aex.Reading{Value: v, Known: true} }

// device is a GPON ONT polled live 20 s ago.
func device(status string, rx float64) *aex.Device {
	return &aex.Device{
		GPONStatus: status, RxPower: dbm(rx), POP: "JHB-SANDTON-1", OLTPort: "0/1/3", SerialNumber: "HWTC0001",
		LastUpdated: ago(20 * time.Second), At: ago(19 * time.Second), Live: true,
	}
}

func radius(sessions []aex.Session, attempts ...aex.Attempt) *aex.Radius {
	return &aex.Radius{Username: "thandi@isp", Password: "Zq9#blue", Sessions: sessions, Attempts: attempts, At: ago(5 * time.Second)}
}

func reply(text string, age time.Duration) aex.Attempt {
	return aex.Attempt{Date: ago(age), Reply: text}
}

// open is a session that started so long ago and was updated so long ago.
func open(started, updated time.Duration, down int64) aex.Session {
	return aex.Session{ID: "s1", Start: ago(started), Update: ago(updated), Uploaded: down / 10, Downloaded: down}
}

func closed(id, cause string, stopped time.Duration) aex.Session {
	return aex.Session{ID: id, Start: ago(stopped + time.Hour), Stop: ago(stopped), Update: ago(stopped), Downloaded: 1000, Cause: cause}
}

func one(s ...aex.Session) []aex.Session { return s }

// flapping is a line with three Lost-Carriers in half an hour, and a new session since.
func flapping() *aex.Radius {
	return radius(one(closed("a", "Lost-Carrier", 40*time.Minute), closed("b", "Lost Carrier", 25*time.Minute),
		closed("c", "2", 12*time.Minute), open(8*time.Minute, time.Minute, 5000)), reply("Access-Accept", 8*time.Minute))
}

// healthy is a line on which all is well.
func healthy() triage.Input {
	return triage.Input{
		Now:       now,
		Service:   aex.Service{ID: "3fa85f64", Status: "Active", WiFiPassword: "wifi-Secret-7", Reference: "ACME-1"},
		ServiceAt: ago(2 * time.Second),
		Live:      device("Working", -19.2),
		Radius:    radius(one(open(72*time.Hour, 3*time.Minute, 4e9)), reply("Access-Accept", 72*time.Hour)),
		Usage:     &aex.Usages{Days: []aex.Usage{{Day: "2024-12-17", TotalDownloaded: 41e9, TotalUploaded: 2e9}}, At: ago(time.Minute)},
		Area:      triage.Area{POP: "JHB-SANDTON-1", All: triage.Count{Known: 20, Down: 1}, Oldest: ago(10 * time.Minute)},
	}
}
