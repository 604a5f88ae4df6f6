package aex

import (
	"context"
	"time"
)

// API is every call of the AEx document, and the public extras, as the screens use them.
type API interface {
	// Services asks GET /services; status "" is any, page counts from 1, size 0 leaves it to the server.
	Services(ctx context.Context, status string, page, size int) (Page[Service], error)
	// Service asks GET /services/{id}: implied by the Location of POST, assumed.
	Service(ctx context.Context, id string) (Service, error)
	// Snapshot asks GET /services/snapshot: one call in 10 minutes for an ISP. A 429 says when the next may leave.
	Snapshot(ctx context.Context) ([]Snapshot, error)
	// Device asks GET /services/{id}/device/status, AEx's cached state.
	Device(ctx context.Context, serviceID string) (Device, error)
	// LiveDevice asks GET /services/{id}/device/status/live, which takes seconds and loads the OLT.
	LiveDevice(ctx context.Context, serviceID string) (Device, error)
	// Radius asks GET /services/{id}/radius/status.
	Radius(ctx context.Context, serviceID string) (Radius, error)
	// Usage asks GET /services/{id}/radius/usage.
	Usage(ctx context.Context, serviceID string) (Usages, error)
	// Create sends POST /services once and follows the Location of its 201.
	Create(ctx context.Context, s NewService) (id string, created Service, err error)
	// Update sends PUT /services/{id} once, with what changed only.
	Update(ctx context.Context, serviceID string, c Change) (Service, error)
	// Customers asks GET /customers by e-mail address (a public extra).
	Customers(ctx context.Context, email string, page int) (Page[Customer], error)
	// Customer asks GET /customers/{id}. One of another ISP reads as not found.
	Customer(ctx context.Context, id string) (Customer, error)
	// CreateCustomer sends POST /customers once.
	CreateCustomer(ctx context.Context, c Customer) (id string, err error)
	// Addresses asks GET /locations?address= for addresses that match.
	Addresses(ctx context.Context, part string) ([]string, error)
	// Premise asks GET /locations/details?address= (its path is uncertain).
	Premise(ctx context.Context, address string) (Premise, error)
	// WorkOrders asks GET /work-orders/snapshot: also one call in 10 minutes.
	WorkOrders(ctx context.Context) ([]WorkOrder, error)
}

// Feed is what was kept of the two calls that may be made once in 10 minutes, and when they may be made again. All
// processes that share the state directory share it.
type Feed interface {
	// StoredSnapshot gives the last snapshot and when it was received; ok is false when none is kept.
	StoredSnapshot(ctx context.Context) (rows []Snapshot, at time.Time, ok bool)
	// PreviousSnapshot gives the one before: Diff of the two is what changed, where a snapshot lists all services.
	PreviousSnapshot(ctx context.Context) (rows []Snapshot, at time.Time, ok bool)
	// EarlierSnapshots gives the latest row of each service in all snapshots before the last one. Delta of
	// these and the last one is what changed; both together name every service that was ever seen.
	EarlierSnapshots(ctx context.Context) (rows []Snapshot, ok bool)
	// NextSnapshot tells when Snapshot may be asked again, by the local clock: now, or a later time.
	NextSnapshot(ctx context.Context) (time.Time, error)
	// StoredWorkOrders, PreviousWorkOrders and NextWorkOrders are the same for WorkOrders.
	StoredWorkOrders(ctx context.Context) (rows []WorkOrder, at time.Time, ok bool)
	PreviousWorkOrders(ctx context.Context) (rows []WorkOrder, at time.Time, ok bool)
	NextWorkOrders(ctx context.Context) (time.Time, error)
}
