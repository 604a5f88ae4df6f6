package aex

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// Everything that AEx's document leaves unsaid and that this package relies on stands in this file, each point marked
// "assumed:". Where the server turns out to differ, the call fails with an error for which Assumed is true, and the
// rest of the program goes on without it.

// Paths that the document doesn't give.
const (
	// assumed: one service is read where the Location of a new one points, and where PUT changes it.
	pathServices = "services"
	// assumed: AEx's public page on customers; the document has none of these calls.
	pathCustomers = "customers"
	// assumed: AEx's public page on locations; it isn't clear under which path the details of one address are.
	pathLocations, pathLocation, pathDetails = "locations", "locations/details", "details"
	// assumed: AEx's public page on work orders, in the style of the services' snapshot.
	pathWorkOrders = "work-orders/snapshot"
)

// Keys of a service that may be changed: the document names them in words only.
const (
	keyReference    = "isp_reference" // assumed
	keyWiFiUser     = "wifi_username" // assumed
	keyWiFiPassword = "wifi_password" // assumed
)

// keyOrderReference is a work order's reference. assumed, as all keys of one.
const keyOrderReference = "reference"

// Keys of other answers. The first spelling is sent, all are read.
var (
	// assumed: the full details of a service, of which the document shows no sample, may stand under this key.
	keysService = []string{"service"}
	// assumed: the prose spells it "WiFi user name".
	keysWiFiUser = []string{keyWiFiUser, "wifi_user_name"}
	// assumed: full details name what the snapshot names, in the snapshot's keys.
	keysCustomerName, keysAddress, keysProduct = []string{"customer_name"}, []string{"full_address"}, []string{"product"}

	// assumed: both are accepted by one server or the other: the page's example has one, its table the other.
	keysEmailQuery = []string{"emailAddress", "email_address"}
	// assumed: keys of a customer, by the fields that the page names.
	keysFirstName, keysLastName = []string{"first_name", "firstName"}, []string{"last_name", "lastName"}
	keysEmail, keysMobile       = []string{"email", "email_address", "emailAddress"}, []string{"mobile_number", "mobileNumber", "mobile"}

	// assumed: keys of an address's details.
	keysPremise, keysArea = []string{"premiseId", "premise_id"}, []string{"areaId", "area_id"}
	keysFibre             = []string{"fibre", "fibreAvailability", "fibre_availability", "fibreAvailable", "fibre_available"}
	keysPlace             = []string{"address", "full_address", "fullAddress"}

	// assumed: keys of a work order: its snapshot is not documented.
	keysOrderID, keysOrderService  = []string{"work_order_id", "id"}, []string{"service_id"}
	keysOrderStatus, keysOrderType = []string{"status"}, []string{"type", "work_order_type"}
	keysOrderUpdated               = []string{"last_updated_date", "last_update_date", "updated_at", "last_updated"}

	// assumed: usage spells IPv6 i_pv6, accounting ipv6, and either may be put right.
	prefixesIPv6 = []string{"i_pv6_", "ipv6_"}
)

// errAssumed marks an error that comes from an assumption which this server doesn't share.
var errAssumed = errors.New("the document doesn't promise this call")

// Assumed tells whether err says that the server lacks something that the document doesn't promise. Screens then do
// without it, or let it be typed, instead of reporting a failure.
func Assumed(err error) bool { return errors.Is(err, errAssumed) }

// unpromised explains the failure of an assumed call; what names the missing thing, such as "search for customers".
func unpromised(err error, what string) error {
	var e *wire.Error
	if !errors.As(err, &e) || Assumed(err) {
		return err
	}
	if missing(e) {
		return explain(e, errAssumed, "This server has no "+what+", which the document doesn't promise", "Go on without it")
	}
	return otherShape(err, what)
}

// missing tells the answers of a server that lacks a call.
func missing(e *wire.Error) bool {
	switch e.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented:
		return true
	}
	return false
}

// otherShape explains an answer that came, but in a shape of which nothing can be used.
func otherShape(err error, what string) error {
	var e *wire.Error
	if !errors.As(err, &e) || !errors.Is(err, errShape) {
		return err
	}
	return explain(e, errAssumed, "This server's "+what+", whose form the document doesn't promise, can't be read", "Go on without it")
}

// holder names who a token was issued to, so that a renewed token finds what was kept under the old one. assumed: a
// token may be a JWT, whose claims say it; any other token stands for itself. The claims are not trusted with more.
func holder(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return token
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return token
	}
	claims, ok := loose.Parse(body)
	who := claims.Get("sub", "client_id").Scalar()
	if !ok || who == "" {
		return token
	}
	return claims.Get("iss").Scalar() + "\n" + who
}
