package access

import (
	"context"
	"slices"

	"axdesk/client/aex"
)

// AEx is the API as the person at a seat may use it, as AXON is. A viewer's answers hold no password.
func AEx(api aex.API, seat *Seat) aex.API {
	if seat == nil || api == nil {
		return api
	}
	return &guardedAEx{api, seat}
}

// guardedAEx lets reads through, but for passwords. A test holds that each method of the API is known here.
type guardedAEx struct {
	aex.API
	seat *Seat
}

// blind takes the passwords out of what a viewer gets: the screens say that there is one.
func (g *guardedAEx) blind(password *string) {
	if *password != "" && !g.seat.mayChange() {
		*password = aex.Hidden
	}
}

// Services asks for a page of the services.
func (g *guardedAEx) Services(ctx context.Context, status string, page, size int) (aex.Page[aex.Service], error) {
	p, err := g.API.Services(ctx, status, page, size)
	p.Items = slices.Clone(p.Items)
	for i := range p.Items {
		g.blind(&p.Items[i].WiFiPassword)
	}
	return p, err
}

// Service asks for one service.
func (g *guardedAEx) Service(ctx context.Context, id string) (aex.Service, error) {
	s, err := g.API.Service(ctx, id)
	g.blind(&s.WiFiPassword)
	return s, err
}

// Radius asks for the RADIUS status of a service.
func (g *guardedAEx) Radius(ctx context.Context, serviceID string) (aex.Radius, error) {
	r, err := g.API.Radius(ctx, serviceID)
	g.blind(&r.Password)
	return r, err
}

// Create makes a service, once it is allowed and written down.
func (g *guardedAEx) Create(ctx context.Context, s aex.NewService) (string, aex.Service, error) {
	a := act{
		op: "create the service", what: PlacedOrder, subject: s.CustomerID,
		detail: join("a service of AEx for customer "+s.CustomerID, "product "+s.ProductID, "premise "+s.PremiseID),
	}
	if err := g.seat.change(ctx, a); err != nil {
		return "", aex.Service{}, err
	}
	id, created, err := g.API.Create(ctx, s)
	g.seat.outcome(ctx, a, err)
	return id, created, err
}

// Update changes a service, once it is allowed and written down. The audit has no password.
func (g *guardedAEx) Update(ctx context.Context, serviceID string, c aex.Change) (aex.Service, error) {
	a := act{op: "change the service", what: ChangedThing, subject: serviceID}
	if c.Reference != nil {
		a.detail = join(a.detail, "reference "+*c.Reference)
	}
	if c.WiFiUser != nil {
		a.detail = join(a.detail, "WiFi user name "+*c.WiFiUser)
	}
	if c.WiFiPassword != nil {
		a.detail = join(a.detail, "WiFi password (not kept)")
	}
	if err := g.seat.change(ctx, a); err != nil {
		return aex.Service{}, err
	}
	s, err := g.API.Update(ctx, serviceID, c)
	g.seat.outcome(ctx, a, err)
	return s, err
}

// CreateCustomer makes a customer, once it is allowed and written down.
func (g *guardedAEx) CreateCustomer(ctx context.Context, c aex.Customer) (string, error) {
	a := act{op: "create the customer", what: ChangedThing, subject: c.Email, detail: join("a customer of AEx", c.FirstName+" "+c.LastName)}
	if err := g.seat.change(ctx, a); err != nil {
		return "", err
	}
	id, err := g.API.CreateCustomer(ctx, c)
	g.seat.outcome(ctx, a, err)
	return id, err
}
