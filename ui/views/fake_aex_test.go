package views

import (
	"context"
	"time"

	"axdesk/client/aex"
	"axdesk/client/lines"
)

// fakeAEX answers from function fields, as fakeAPI does: a call whose field is nil fails with errUnasked. asked lists
// the calls in order.
type fakeAEX struct {
	asked []string

	services       func(status string, page, size int) (aex.Page[aex.Service], error)
	service        func(id string) (aex.Service, error)
	snapshot       func() ([]aex.Snapshot, error)
	device         func(id string) (aex.Device, error)
	live           func(id string) (aex.Device, error)
	radius         func(id string) (aex.Radius, error)
	usage          func(id string) (aex.Usages, error)
	create         func(s aex.NewService) (string, aex.Service, error)
	update         func(id string, c aex.Change) (aex.Service, error)
	customers      func(email string, page int) (aex.Page[aex.Customer], error)
	customer       func(id string) (aex.Customer, error)
	createCustomer func(c aex.Customer) (string, error)
	addresses      func(part string) ([]string, error)
	premise        func(address string) (aex.Premise, error)
	workOrders     func() ([]aex.WorkOrder, error)
}

var _ aex.API = (*fakeAEX)(nil)

// answering notes a call and answers it by f, which may be nil.
func answering[In, Out any](api *fakeAEX, note string, f func(In) (Out, error), in In) (Out, error) {
	api.asked = append(api.asked, note)
	if f == nil {
		var none Out
		return none, errUnasked
	}
	return f(in)
}

func plainly[Out any](f func() (Out, error)) func(struct{}) (Out, error) {
	if f == nil {
		return nil
	}
	return func(struct{}) (Out, error) { return f() }
}

func (f *fakeAEX) Services(_ context.Context, status string, page, size int) (aex.Page[aex.Service], error) {
	f.asked = append(f.asked, "services "+status)
	if f.services == nil {
		return aex.Page[aex.Service]{}, errUnasked
	}
	return f.services(status, page, size)
}

func (f *fakeAEX) Service(_ context.Context, id string) (aex.Service, error) {
	return answering(f, "service "+id, f.service, id)
}

func (f *fakeAEX) Snapshot(context.Context) ([]aex.Snapshot, error) {
	return answering(f, "snapshot", plainly(f.snapshot), struct{}{})
}

func (f *fakeAEX) Device(_ context.Context, id string) (aex.Device, error) {
	return answering(f, "device "+id, f.device, id)
}

func (f *fakeAEX) LiveDevice(_ context.Context, id string) (aex.Device, error) {
	return answering(f, "live "+id, f.live, id)
}

func (f *fakeAEX) Radius(_ context.Context, id string) (aex.Radius, error) {
	return answering(f, "radius "+id, f.radius, id)
}

func (f *fakeAEX) Usage(_ context.Context, id string) (aex.Usages, error) {
	return answering(f, "usage "+id, f.usage, id)
}

func (f *fakeAEX) Create(_ context.Context, s aex.NewService) (string, aex.Service, error) {
	f.asked = append(f.asked, "create")
	if f.create == nil {
		return "", aex.Service{}, errUnasked
	}
	return f.create(s)
}

func (f *fakeAEX) Update(_ context.Context, id string, c aex.Change) (aex.Service, error) {
	f.asked = append(f.asked, "update "+id)
	if f.update == nil {
		return aex.Service{}, errUnasked
	}
	return f.update(id, c)
}

func (f *fakeAEX) Customers(_ context.Context, email string, page int) (aex.Page[aex.Customer], error) {
	f.asked = append(f.asked, "customers "+email)
	if f.customers == nil {
		return aex.Page[aex.Customer]{}, errUnasked
	}
	return f.customers(email, page)
}

func (f *fakeAEX) Customer(_ context.Context, id string) (aex.Customer, error) {
	return answering(f, "customer "+id, f.customer, id)
}

func (f *fakeAEX) CreateCustomer(_ context.Context, c aex.Customer) (string, error) {
	return answering(f, "create customer", f.createCustomer, c)
}

func (f *fakeAEX) Addresses(_ context.Context, part string) ([]string, error) {
	return answering(f, "addresses "+part, f.addresses, part)
}

func (f *fakeAEX) Premise(_ context.Context, address string) (aex.Premise, error) {
	return answering(f, "premise "+address, f.premise, address)
}

func (f *fakeAEX) WorkOrders(context.Context) ([]aex.WorkOrder, error) {
	return answering(f, "work orders", plainly(f.workOrders), struct{}{})
}

// linesDesk makes a desk over a fake AEx. Its clock is the bubble's: answers are dated by it.
func linesDesk(api *fakeAEX) *Desk {
	d := newDesk(&fakeAPI{})
	d.Lines = &Lines{Lines: lines.Lines{API: api}}
	d.Now = time.Now().UTC()
	return d
}
