package axon

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// ask sends a GET and decodes its answer.
func ask[T any](ctx context.Context, c *Client, op, path string, query url.Values, decode func(loose.Value, time.Time) (T, bool)) (T, error) {
	ans, err := c.wire.Get(ctx, op, path, query)
	if err != nil {
		var none T
		return none, err
	}
	return read(op, http.MethodGet, path, ans, decode)
}

func read[T any](op, method, path string, ans *wire.Answer, decode func(loose.Value, time.Time) (T, bool)) (T, error) {
	var none T
	v, ok := loose.Parse(ans.Body)
	if !ok {
		return none, unreadable(op, method, path, ans.Status, errNotJSON)
	}
	got, ok := decode(v, ans.At)
	if !ok {
		return none, unreadable(op, method, path, ans.Status, errShape)
	}
	return got, nil
}

// User asks who holds the key, and the companies it may buy for.
func (c *Client) User(ctx context.Context) (Account, error) {
	a, err := ask(ctx, c, "read the account", pathUser, nil, decodeAccount)
	return a, unpromised(err, "account call")
}

// Locations asks for every point of presence, in the server's order.
func (c *Client) Locations(ctx context.Context) (List[Location], error) {
	return ask(ctx, c, "list locations", "v1/locations", nil, decodeLocations)
}

// Catalogue asks what can be allocated to the company, at every location.
func (c *Client) Catalogue(ctx context.Context, companyID string) (List[Offer], error) {
	const op = "read the catalogue"
	path, err := join(op, "v1/resources", companyID, "DISCOVER")
	if err != nil {
		return List[Offer]{}, err
	}
	return ask(ctx, c, op, path, nil, decodeOffers)
}

// Candidates asks for the services that the resource can reach; "" asks for those of every provider.
func (c *Client) Candidates(ctx context.Context, companyID, resourceGUID, provider string) (List[Candidate], error) {
	const op = "look for candidates"
	path, err := join(op, "v1/services", companyID, resourceGUID, "DISCOVER")
	if err != nil {
		return List[Candidate]{}, err
	}
	query := url.Values{}
	if provider != "" {
		query.Set("provider", provider)
	}
	return ask(ctx, c, op, path, query, decodeCandidates)
}

// CandidateLimits asks for the bandwidths that a candidate accepts.
func (c *Client) CandidateLimits(ctx context.Context, candidateGUID string) (Limits, error) {
	const op = "read the bandwidths of a candidate"
	path, err := join(op, "v1/limitations/candidateservice", candidateGUID)
	if err != nil {
		return Limits{}, err
	}
	l, err := ask(ctx, c, op, path, nil, decodeLimits)
	return l, gone(err)
}

// ServiceLimits asks for the bandwidths that a live service accepts.
func (c *Client) ServiceLimits(ctx context.Context, serviceGUID string) (Limits, error) {
	const op = "read the bandwidths of a service"
	path, err := join(op, "v1/limitations", limitsOfService, serviceGUID)
	if err != nil {
		return Limits{}, err
	}
	l, err := ask(ctx, c, op, path, nil, decodeLimits)
	return l, unpromised(err, "list of bandwidths for this service")
}

// Service asks for a service and the state of its hops.
func (c *Client) Service(ctx context.Context, guid string) (Service, error) {
	const op = "read the service"
	path, err := join(op, "v1/service", guid)
	if err != nil {
		return Service{}, err
	}
	s, err := ask(ctx, c, op, path, nil, decodeService)
	if err == nil && s.ID == "" {
		s.ID = guid
	}
	return s, otherShape(err, "status of a service")
}

// ServiceInfo asks why a service failed, or what it waits for.
func (c *Client) ServiceInfo(ctx context.Context, guid string) (Infos, error) {
	const op = "read the service's messages"
	path, err := join(op, "v1/service/exc", guid, "INFO")
	if err != nil {
		return Infos{}, err
	}
	return ask(ctx, c, op, path, nil, decodeInfos)
}

// Resources asks for the ports and interconnects that the company has.
func (c *Client) Resources(ctx context.Context, companyID string) (List[Resource], error) {
	const op = "list resources"
	path, err := join(op, pathResources, companyID)
	if err != nil {
		return List[Resource]{}, err
	}
	l, err := ask(ctx, c, op, path, nil, decodeResources)
	return l, unpromised(err, "list of resources")
}

// Services asks for the services that the company has.
func (c *Client) Services(ctx context.Context, companyID string) (List[Service], error) {
	const op = "list services"
	path, err := join(op, pathServices, companyID)
	if err != nil {
		return List[Service]{}, err
	}
	l, err := ask(ctx, c, op, path, nil, decodeServices)
	return l, unpromised(err, "list of services")
}

// PlaceResource sends an order for a port or interconnect, once.
func (c *Client) PlaceResource(ctx context.Context, companyID string, body []byte) (Placement, error) {
	const op = "order a port"
	path, err := join(op, "v1/resource", companyID)
	if err != nil {
		return Placement{}, err
	}
	p, err := c.place(ctx, op, path, body)
	return p, clash(err, body)
}

// PlaceService sends an order for a service, once. Expired is true of its error when the candidate is gone.
func (c *Client) PlaceService(ctx context.Context, companyID string, body []byte) (Placement, error) {
	const op = "order a service"
	path, err := join(op, "v1/service/exc", companyID)
	if err != nil {
		return Placement{}, err
	}
	p, err := c.place(ctx, op, path, body)
	return p, goneFromOrder(clash(err, body), body)
}

// place treats an answer that holds neither terms nor an order as one that may have placed it, since it came
// with a 2xx status: the second POST, or another first one, could then buy twice.
func (c *Client) place(ctx context.Context, op, path string, body []byte) (Placement, error) {
	ans, err := c.wire.Send(ctx, op, http.MethodPost, path, body)
	if err != nil {
		return Placement{}, err
	}
	p, err := read(op, http.MethodPost, path, ans, decodePlacement)
	p.At, p.Accepted = ans.At, ans.Status == http.StatusAccepted
	return p, err
}

// UpdateService sends what changes, as a flat object.
func (c *Client) UpdateService(ctx context.Context, guid string, changes map[string]any) (bool, error) {
	const op = "change the service"
	path, err := join(op, "v1/service/exc", guid)
	if err != nil {
		return false, err
	}
	if len(changes) == 0 {
		return false, local(op, "nothing was changed, so there is nothing to send", "Change a value first", nil)
	}
	body, err := json.Marshal(changes)
	if err != nil {
		return false, local(op, "a changed value can't be written as JSON", "Enter the value again", err)
	}
	ans, err := c.wire.Send(ctx, op, http.MethodPut, path, body)
	if err != nil {
		return false, clash(err, body)
	}
	return ans.Status == http.StatusAccepted, nil
}

// DeleteService asks for a service to be taken off the network.
func (c *Client) DeleteService(ctx context.Context, guid string) (bool, error) {
	return c.remove(ctx, "delete the service", "v1/service/exc", guid)
}

// DeleteResource asks for a port or interconnect to be given up.
func (c *Client) DeleteResource(ctx context.Context, guid string) (bool, error) {
	return c.remove(ctx, "delete the port", "v1/resource", guid)
}

func (c *Client) remove(ctx context.Context, op, under, guid string) (bool, error) {
	path, err := join(op, under, guid)
	if err != nil {
		return false, err
	}
	ans, err := c.wire.Send(ctx, op, http.MethodDelete, path, nil)
	if err != nil {
		return false, err
	}
	return ans.Status == http.StatusAccepted, nil
}
