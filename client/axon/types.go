// Package axon is a typed client of NEXTDC's AXON API v1.2.5.
//
// Every call of the document has one method on Client, and every answer one plain type here. The wire
// shapes, which forgive missing keys, nulls and numbers sent as strings, stay in decode.go; what the
// document leaves unsaid stays in assumed.go.
package axon

import (
	"encoding/json"
	"time"
)

// List is an answer that holds rows. Total is what the server says it has in all, "irrespective of any
// paging", so it may exceed len(Items); screens then say "80 of 120 shown by the API".
type List[T any] struct {
	Items []T
	Total int
	// Skipped counts rows that came but couldn't be read as rows, or were beyond the 100,000 that are kept.
	Skipped int
	Raw     json.RawMessage // the whole answer as it came
	At      time.Time       // when it was received, by the local clock
}

// Account is GET user: who holds the key, and the companies it may buy for.
type Account struct {
	User      User
	Companies []Company
	Raw       json.RawMessage
	At        time.Time
}

// User is the AXON user that the API key belongs to.
type User struct {
	LoginID, Email, FullName, Phone string
	MFA                             bool
}

// Company is a buyer: prices are offered to it and purchases are billed to it.
type Company struct {
	ID          string
	Name        string
	ShortName   string
	ParentID    string // assumed key parent_company_id; "" at the top of a hierarchy
	RequiresMFA bool
	Roles       []string
}

// Location is one AXON point of presence. Locations of one city share a metro.
type Location struct {
	ID          string // country-provider-facility, such as AU-NXT-S1
	Description string
	Country     string
	City        string
	Neighbors   []string // location ids reached directly by a fabric interconnect
}

// ResourceType says what a class of port or other resource is able to do.
type ResourceType struct {
	Type        string
	Description string
	Class       string // the key into Offer.Class
	Scope       string
	Connector   string          // specifications.connector_type
	Cable       string          // specifications.cable_type
	Wavelength  Range           // usually nm
	TxPower     Range           // usually dBm
	RxPower     Range           // usually dBm
	Distance    Range           // specifications.operating_distance, usually km
	Specs       []Spec          // every specification, as text, in the order of the answer
	Schema      json.RawMessage // assumed: the options schema stands on the row; nil when absent
	Raw         json.RawMessage
}

// Range is a specification's bounds as sent: the API mixes numbers and strings. "" means not given.
type Range struct{ Unit, Min, Max string }

// Spec is one specification of a ResourceType, flattened to text for display.
type Spec struct{ Name, Text string }

// Offer is one row of resources DISCOVER: something that can be allocated at a location.
type Offer struct {
	LocationID          string
	LocationDescription string
	City                string
	Country             string
	Class               string // resource_type_class
	Speed               BitRate
	CandidateGUID       string     // candidate_resource_guid; fabric interconnects need it
	NeighbourID         string     // neighbour_location_id, on the row or in extra_info
	Modes               []PortMode // extra_info.capabilities
	SKUs                []SKU
	Raw                 json.RawMessage
}

// PortMode is one capability of a fabric interconnect.
type PortMode struct {
	Mode        string
	Speed       BitRate
	Description string
}

// SKU is a priced item. Fees stay as sent: they are decimal strings, or not numbers at all; client/price reads them.
type SKU struct {
	Code        string
	Description string
	Term        int    // contract_term in months; 0 is utility billing
	Volume      string // no unit is documented: shown as given; "" or "0" means not volume based
	InstallFee  string
	UnitPrice   string
}

// Provider is one infrastructure or cloud provider; Type keys the price book.
type Provider struct {
	Type        string
	Description string
	Class       string // cloud, service, infrastructure, …
	Scope       string
	Schema      json.RawMessage
	Raw         json.RawMessage
}

// Hop is one provider in a chain. On a candidate only Provider and LocationID are set.
type Hop struct {
	Sequence      int
	Provider      string
	LocationID    string
	Provisioned   string // a status letter of the document, or whatever came
	Deprovisioned string
}

// Candidate is a candidate service: one path to a B-end provider at one price. Its GUID is one-time and
// valid for this session only.
type Candidate struct {
	GUID           string
	Description    string
	ServiceType    string // the B-end provider
	DiversityIndex int    // the B-end provider's egress: 0 primary, 1 secondary, 2 tertiary
	CompanyName    string
	LocationID     string
	Chain          []Hop // A-end first
	SKU            SKU
	Raw            json.RawMessage
}

// Limits is GET limitations: the only bandwidths a chain accepts, and each provider's own maximum.
type Limits struct {
	Bandwidths []BitRate // ascending
	Providers  []ProviderLimit
	Raw        json.RawMessage
	At         time.Time
}

// ProviderLimit is one provider's maximum; it may exceed the highest allowed bandwidth.
type ProviderLimit struct {
	Provider string
	Maximum  BitRate
}

// Document is one set of terms offered by a first POST.
type Document struct {
	ID          string
	ContentType string
	Title       string
	Text        string // decoded from body_base64; sanitised, may be anything
	Body        []byte // the decoded bytes as they came: evidence, never shown
	SHA256      string // of Body, lower-case hex
	Fault       string // a sentence when something is wrong with it; Text then holds what came
	// Whole tells that a person can read all of it, so that a signature means something.
	Whole bool
}

// Placement is the answer to either POST of a purchase. A first POST that answers with Resources or
// ServiceID has placed the order at once.
type Placement struct {
	Documents []Document
	Resources []Allocated
	ServiceID string
	Accepted  bool // 202: a person or the far end has to act
	Raw       json.RawMessage
	At        time.Time
}

// Placed tells whether the answer says that something was bought.
func (p Placement) Placed() bool { return len(p.Resources) > 0 || p.ServiceID != "" }

// Allocated is one resource that POST resource allocated.
type Allocated struct {
	GUID        string
	Description string
	LocationID  string
	MeetMe      string // where the cross connect has to end, such as "S1-IR2-EE05-A Port 9/10"
}

// Resource is a port or interconnect the company already has (assumed list).
type Resource struct {
	GUID, Description, LocationID, Class, MeetMe string
	Provisioned, Deprovisioned                   string
	CreatedAt                                    time.Time // zero when unknown
	Raw                                          json.RawMessage
}

// Service is a service as GET service tells it, hops in order.
type Service struct {
	ID, Description, ServiceType string
	Options                      map[string]any // product_options
	Provisioned, Deprovisioned   string         // of the whole, where the answer has them
	Hops                         []Hop
	CreatedAt                    time.Time
	Raw                          json.RawMessage
	At                           time.Time
}

// Info is one line of GET service INFO.
type Info struct {
	Sequence int
	Provider string
	Level    string
	Message  string
	At       time.Time
}

// Infos is GET service INFO. Where the shape is unknown, Items is empty and Text holds indented JSON.
type Infos struct {
	Items []Info
	Text  string
	Raw   json.RawMessage
}
