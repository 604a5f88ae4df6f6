// Package aex is a typed client of the AEx provider service API, for the staff of an ISP: services, the
// devices at their ends, RADIUS sessions and usage.
//
// Every call of the document has one method on Client, and every answer one plain type here. What forgives
// nulls, several date styles and numbers as strings stays in the decoder; what the document leaves unsaid
// stays in assumed.go.
package aex

import (
	"encoding/json"
	"time"
)

// Page is one page of a list. Count and Total are as the server says: Total may change while one pages, and
// the server may cap the page's size.
type Page[T any] struct {
	Items   []T
	Number  int // from 1
	Count   int // rows on this page
	Total   int // rows in all
	Skipped int // rows that could not be read
	Raw     json.RawMessage
	At      time.Time
}

// Service is a row of the list of services: ids only, no name and no address.
type Service struct {
	ID, CustomerID, ProductID, ProviderID, PremiseID string
	CreatedByID                                      string
	SalesAgent                                       string
	Status                                           string    // only "Pending installation" is documented: any text
	Provisioned, Created, Updated                    time.Time // zero when null, absent or unreadable
	// The three that an ISP may change; assumed keys, "" when the answer lacks them.
	Reference, WiFiUser string
	WiFiPassword        string `json:"-"` // in clear from the API, as Radius.Password is
	// What full details may name; assumed keys, "" in rows of the list.
	CustomerName, Address, Product string
	Raw                            json.RawMessage // with passwords taken out
	At                             time.Time       // when the details were received; zero in rows of the list
}

// Snapshot is a row of the delta feed: one call in 10 minutes.
type Snapshot struct {
	ServiceID, CustomerName, Address, Status, Product string
	Updated                                           time.Time
	Raw                                               json.RawMessage
}

// Reading is a number that may be absent: optical power that came as null, or not at all, is no reading.
type Reading struct {
	Value float64
	Known bool
}

// Device is the state of the device at a service's end, cached or live: the same answer.
type Device struct {
	Network, POP, POPName, SerialNumber, CPE, Model, Service string
	GPONStatus                                               string // words vary by vendor
	LastUpdated                                              time.Time
	Alerts, Alarms                                           []string
	PopulatedPorts, OLTPort                                  string
	Distance                                                 Reading // metres, as far as is known: the unit is not documented
	RxStatus                                                 string
	RxPower                                                  Reading // dBm; 0 without light means no reading (notes)
	TxStatus                                                 string
	TxPower                                                  Reading // dBm
	SFPStatus, SFPRxStatus, SFPSyncSpeed                     string
	SFPPower, SFPRxPower                                     Reading // dBm
	Switch, SwitchPort                                       string  // set: active Ethernet, and the sfp_ fields count
	Raw                                                      json.RawMessage
	At                                                       time.Time // when the answer was received
	Live                                                     bool      // asked live, not from AEx's cache
}

// ActiveEthernet tells whether the line is a switch port rather than a GPON ONT.
func (d Device) ActiveEthernet() bool { return d.Switch != "" || d.SwitchPort != "" }

// Radius is the RADIUS status of a service.
type Radius struct {
	Username string
	Password string `json:"-"` // in clear from the API: masked until asked for, never logged, stored, exported or recorded
	Attempts []Attempt
	Sessions []Session
	Raw      json.RawMessage // with the password taken out
	At       time.Time
}

// Attempt is one authentication attempt.
type Attempt struct {
	Date  time.Time
	Reply string // Access-Accept, Access-Reject, or whatever came
}

// Session is one accounting row. Octets are counted from the NAS: input is what the customer uploaded.
type Session struct {
	ID, Username, IP       string
	Start, Stop, Update    time.Time // Stop is zero for an open session
	Seconds                int64
	Uploaded, Downloaded   int64 // IPv4 octets, or all: the document doesn't say; negative when the answer was
	Uploaded6, Downloaded6 int64 // ipv6_*_octets
	Cause                  string
}

// Usage is one day of usage. Whether the totals include IPv6 is not said: they are shown as they came.
type Usage struct {
	Day                            string // 2024-12-17
	Downloaded, Uploaded           int64
	Downloaded6, Uploaded6         int64
	TotalDownloaded, TotalUploaded int64
}

// Usages is a service's usage by day.
type Usages struct {
	Days []Usage
	Raw  json.RawMessage
	At   time.Time
}

// Customer is a person or company that services are provided to.
type Customer struct {
	ID, FirstName, LastName, Email, Mobile string
	Raw                                    json.RawMessage
}

// Premise is an address that a service can be provided at.
type Premise struct {
	Address, PremiseID, AreaID, Fibre string
	Raw                               json.RawMessage
}

// WorkOrder is a row of the work orders' snapshot: its shape is not documented, so it is fields as they came.
type WorkOrder struct {
	ID, ServiceID, Status, Type               string
	Reference, CustomerName, Address, Product string
	Updated                                   time.Time
	Raw                                       json.RawMessage
}

// Change is an update of a service: only what is not nil is sent. Every change is visible to the FNO at once.
type Change struct{ Reference, WiFiUser, WiFiPassword *string }

// NewService are the three elements that a service is made of.
type NewService struct{ CustomerID, ProductID, PremiseID string }
