package aex

import (
	"context"
	"errors"
	"net/url"
	"strconv"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// Services asks for one page of the services, in the server's order.
func (c *Client) Services(ctx context.Context, status string, page, size int) (Page[Service], error) {
	query := url.Values{"page": {strconv.Itoa(max(page, 1))}}
	if status != "" {
		query.Set("status", status)
	}
	if size > 0 {
		query.Set("page_size", strconv.Itoa(size))
	}
	return ask(ctx, c, "list services", pathServices, query, pageOf(max(page, 1), service))
}

// Service asks for the details of one service. Assumed is true of a 404, which may also mean that it isn't this ISP's.
func (c *Client) Service(ctx context.Context, id string) (Service, error) {
	const op = "read the service"
	path, err := below(op, pathServices, id, "")
	if err != nil {
		return Service{}, err
	}
	s, err := ask(ctx, c, op, path, nil, decodeService)
	if err == nil && s.ID == "" {
		s.ID = id
	}
	var e *wire.Error
	if errors.As(err, &e) && missing(e) {
		return s, explain(e, errAssumed, "This server shows no details of it, which the document doesn't promise, or it is not one of your services",
			"Go by its row in the list and by the stored snapshot")
	}
	return s, otherShape(err, "details of a service")
}

// Device asks for the state that AEx keeps of the device. NoDevice is true of the error when there is none.
func (c *Client) Device(ctx context.Context, serviceID string) (Device, error) {
	return c.device(ctx, "read the device's state", serviceID, "/device/status")
}

// LiveDevice has AEx ask the device, once: it takes seconds and loads the OLT. All who ask within half a minute share one poll,
// whoever they are.
func (c *Client) LiveDevice(ctx context.Context, serviceID string) (Device, error) {
	return c.live.ask(ctx, serviceID, c.clock, c.pollDevice)
}

func (c *Client) pollDevice(ctx context.Context, serviceID string) (Device, error) {
	d, err := c.device(wire.Once(ctx), "poll the device", serviceID, "/device/status/live")
	d.Live = err == nil
	return d, unpolled(err)
}

func (c *Client) device(ctx context.Context, op, serviceID, rest string) (Device, error) {
	path, err := below(op, pathServices, serviceID, rest)
	if err != nil {
		return Device{}, err
	}
	a, err := ask(ctx, c, op, path, nil, orNone(hollow, decodeDevice))
	if err == nil && a.none {
		err = &wire.Error{Kind: wire.KindNotFound, Op: op, Path: path, What: "the answer is empty", Err: errNoDevice}
	}
	return a.got, noDevice(err)
}

// Radius asks for the attempts and sessions of a service. NoRadius is true of the error when it has no account.
func (c *Client) Radius(ctx context.Context, serviceID string) (Radius, error) {
	const op = "read the RADIUS status"
	path, err := below(op, pathServices, serviceID, "/radius/status")
	if err != nil {
		return Radius{}, err
	}
	a, err := ask(ctx, c, op, path, nil, orNone(loose.Value.IsNone, decodeRadius))
	if err == nil && a.none {
		err = &wire.Error{Kind: wire.KindNotFound, Op: op, Path: path, What: "the answer is empty", Err: errNoRadius}
	}
	return a.got, noRadius(err)
}

// Usage asks for what a service used by day, in the server's order.
func (c *Client) Usage(ctx context.Context, serviceID string) (Usages, error) {
	const op = "read the usage"
	path, err := below(op, pathServices, serviceID, "/radius/usage")
	if err != nil {
		return Usages{}, err
	}
	u, err := ask(ctx, c, op, path, nil, decodeUsage)
	return u, noRadius(err)
}

// Customers asks for the customers with an e-mail address.
func (c *Client) Customers(ctx context.Context, email string, page int) (Page[Customer], error) {
	query := url.Values{"page": {strconv.Itoa(max(page, 1))}}
	for _, key := range keysEmailQuery {
		query.Set(key, email)
	}
	p, err := ask(ctx, c, "find the customer", pathCustomers, query, pageOf(max(page, 1), customer, "customers"))
	return p, unpromised(err, "search for customers")
}

// Customer asks for one customer. One of another ISP reads as not found, so a 404 is no sign that the call is missing.
func (c *Client) Customer(ctx context.Context, id string) (Customer, error) {
	const op = "read the customer"
	path, err := below(op, pathCustomers, id, "")
	if err != nil {
		return Customer{}, err
	}
	got, err := ask(ctx, c, op, path, nil, decodeCustomer)
	if err == nil && got.ID == "" {
		got.ID = id
	}
	return got, otherShape(err, "details of a customer")
}

// Addresses asks for the addresses that match what was typed.
func (c *Client) Addresses(ctx context.Context, part string) ([]string, error) {
	list, err := ask(ctx, c, "find the address", pathLocations, url.Values{"address": {part}}, decodeAddresses)
	return list, unpromised(err, "search for addresses")
}

// Premise asks for the details of an address, under either of the paths where they may be.
func (c *Client) Premise(ctx context.Context, address string) (Premise, error) {
	const op = "read the address"
	query := url.Values{"address": {address}}
	p, err := ask(ctx, c, op, pathLocation, query, decodePremise)
	var e *wire.Error
	if errors.As(err, &e) && missing(e) {
		p, err = ask(ctx, c, op, pathDetails, query, decodePremise)
	}
	if err == nil && p.Address == "" {
		p.Address = wire.Clean(address)
	}
	return p, unpromised(err, "details of this address")
}
