package axon

import (
	"errors"
	"net/http"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// Everything that the AXON document leaves unsaid and that this package relies on stands in this file, each
// point marked "assumed:". Where the server turns out to differ, the call fails with an error for which
// Assumed is true, and the rest of the program goes on without it.

// Paths of calls that the document doesn't give.
const (
	// assumed: the prose says "the GET user api call" and shows its answer, but no path.
	pathUser = "v1/user"
	// assumed: no list of a company's resources is documented; this is DISCOVER's path without its last part.
	pathResources = "v1/resources"
	// assumed: no list of a company's services is documented; DISCOVER's path without resource and last part.
	pathServices = "v1/services"
	// assumed: GET limitations takes a type; only "candidateservice" is shown, yet the prose wants the call
	// used again before an update, which can only mean a live service.
	limitsOfService = "service"
)

// Keys of a company and its lists.
const (
	// assumed: the hierarchy is described, but no key that says who is above.
	keyParentCompany = "parent_company_id"
	// assumed: the sample of TYPES is cut at both ends, so its list's key is one of these or the only array.
	keyTypes, keyTypesLong = "types", "resource_types"
	// assumed: the lists of resources and services use the key that DISCOVER uses, or that their path names.
	keyResources, keyServices = "resources", "services"
	// assumed: the options schema that the prose promises on TYPES stands where PROVIDERS has it.
	keySchema = "schema"
	// assumed: key of a resource's or service's age.
	keyCreated = "created_at"
)

// Keys of GET service, for which the document prints its request again in place of the answer.
const (
	// assumed: the whole may stand under this key.
	keyService = "service"
	// assumed: the service's id, as POST service answers it, or named like the path's parameter.
	keyServiceID, keyServiceGUID = "service_id", "service_guid"
	// assumed: the hops, called so on candidates, or by the words of the prose ("each provider sequence or hop").
	keyChain, keySequences, keyHops = "provider_chain", "sequences", "hops"
	// assumed: a hop's place in the chain, counted from the A-end.
	keySequence = "sequence"
	// assumed: status letters stand under the names that the document's table of pairs uses.
	keyProvisioned, keyDeprovisioned = "provisioned", "deprovisioned"
	// assumed: the options come back under the key that they were sent under.
	keyOptions = "product_options"
)

// Keys of GET service INFO, of which the document shows nothing.
const (
	keyInfo      = "info"      // assumed: the list of messages
	keyMessage   = "message"   // assumed: the text of one
	keyLevel     = "level"     // assumed: how bad it is
	keyTimestamp = "timestamp" // assumed: when it was written
)

const (
	// assumed: an $id of another host than ours holds this base before the part that we ask our own server for.
	documentBase = "/api/biz2/"
	// assumed: the key of the VLAN in product_options and in the flat body of PUT, as the samples have it.
	keyVLAN = "outer_vlan"
	// assumed: the keys of bandwidth and label in the flat body of PUT are those of product_options.
	keyBandwidth, keyDescription = "bandwidth_cir", "description"
	// assumed: key of the port in GET service, of which the document shows no answer.
	keyPort = "resource_guid"
	// assumed: a fabric interconnect's neighbour is on the row, as the prose has it, or in extra_info; the
	// document spells the word both ways.
	keyNeighbour, keyNeighbor = "neighbour_location_id", "neighbor_location_id"
	// assumed: spelling of a location's list of neighbours, should it be mended to match the other key.
	keyNeighbors, keyNeighbours = "neighbors", "neighbours"
)

// errAssumed marks an error that comes from an assumption which this server doesn't share.
var errAssumed = errors.New("the document doesn't promise this call")

// Assumed tells whether err says that the server lacks something that the document doesn't promise. Screens
// then do without it instead of reporting a failure.
func Assumed(err error) bool { return errors.Is(err, errAssumed) }

// unpromised explains the failure of an assumed call; what names the missing thing, such as "list of services".
// 400 counts as missing: the document's known issues say that it stands in for 404.
func unpromised(err error, what string) error {
	var e *wire.Error
	if !errors.As(err, &e) || Assumed(err) {
		return err
	}
	switch e.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusNotImplemented:
		return explain(e, errAssumed, "This server has no "+what+", which the document doesn't promise", "Go on without it")
	}
	return otherShape(err, what)
}

// otherShape explains an answer that came, but in a shape of which nothing can be used.
func otherShape(err error, what string) error {
	var e *wire.Error
	if !errors.As(err, &e) || !errors.Is(err, errShape) {
		return err
	}
	return explain(e, errAssumed, "This server's "+what+", whose form the document doesn't promise, can't be read", "Go on without it")
}

// Changeable tells whether PUT service is taken to change an option. assumed: the document's sample changes outer_vlan, and
// the prose wants the limitations used again "for any subsequent update operations", which can only mean the bandwidth.
func Changeable(key string) bool {
	return key == keyVLAN || key == keyBandwidth || key == keyDescription
}

// PortOf is the GUID of the port that a service begins at; "" where the answer doesn't tell. assumed: an answer that
// tells it does so under the name that POST resource gives a port's id.
func PortOf(s Service) string {
	v, ok := loose.Parse(s.Raw)
	if !ok {
		return ""
	}
	if inner := v.Get(keyService); inner.IsObject() {
		v = inner
	}
	return v.Get(keyPort).Text()
}
