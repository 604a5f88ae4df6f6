package aex

import (
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// Decoders turn a parsed answer into the package's types. They report false only when the answer holds nothing that
// could be used; whatever else is odd about it costs no more than the odd part.

// pageOf decodes a page of a list; asked is its number should the answer not say.
func pageOf[T any](asked int, row func(loose.Value) T, keys ...string) func(loose.Value, time.Time) (Page[T], bool) {
	return func(v loose.Value, at time.Time) (Page[T], bool) {
		rows, ok := loose.FindRows(v, append(keys, "items")...)
		if !ok && !v.IsNone() {
			return Page[T]{}, false
		}
		p := Page[T]{Number: asked, Raw: masked(v), At: at}
		p.Items, p.Skipped = loose.Collect(rows, row)
		p.Count = len(p.Items) + p.Skipped
		if n := v.Get("page").Small(); n > 0 {
			p.Number = n
		}
		if n := v.Get("count"); !n.IsNone() {
			p.Count = max(n.Small(), 0)
		}
		p.Total = max(v.Get("total").Small(), p.Count)
		return p, true
	}
}

func service(v loose.Value) Service {
	return Service{
		ID: v.Get("id", "service_id").Text(), CustomerID: v.Get("customer_id").Text(), ProductID: v.Get("product_id").Text(),
		ProviderID: v.Get("provider_id").Text(), PremiseID: v.Get("premise_id").Text(), CreatedByID: v.Get("created_by_id").Text(),
		SalesAgent: v.Get("sales_agent").Text(), Status: v.Get("status").Text(),
		Provisioned: when(v.Get("provisioned_date")), Created: when(v.Get("created_at")), Updated: when(v.Get("updated_at")),
		Reference: v.Get(keyReference).Text(), WiFiUser: firstOf(v, keysWiFiUser), WiFiPassword: v.Get(keyWiFiPassword).Text(),
		CustomerName: firstOf(v, keysCustomerName), Address: firstOf(v, keysAddress), Product: firstOf(v, keysProduct),
		Raw: masked(v),
	}
}

// decodeService reads one service, which may stand under a key of its own.
func decodeService(v loose.Value, at time.Time) (Service, bool) {
	if inner := v.Get(keysService...); inner.IsObject() {
		v = inner
	}
	s := service(v)
	s.At = at
	return s, s.ID != "" || s.Status != "" || s.CustomerID != ""
}

// rowsOf decodes a bare list; nothing at all is an empty one.
func rowsOf[T any](row func(loose.Value) T) func(loose.Value, time.Time) ([]T, bool) {
	return func(v loose.Value, _ time.Time) ([]T, bool) {
		rows, ok := loose.FindRows(v, "items")
		items, _ := loose.Collect(rows, row)
		return items, ok || v.IsNone()
	}
}

func snapshot(v loose.Value) Snapshot {
	return Snapshot{
		ServiceID: v.Get("service_id").Text(), CustomerName: v.Get("customer_name").Text(), Address: v.Get("full_address").Text(),
		Status: v.Get("status").Text(), Product: v.Get("product").Text(), Updated: when(v.Get("last_updated_date")),
		Raw: masked(v),
	}
}

func workOrder(v loose.Value) WorkOrder {
	return WorkOrder{
		ID: firstOf(v, keysOrderID), ServiceID: firstOf(v, keysOrderService), Status: firstOf(v, keysOrderStatus),
		Type: firstOf(v, keysOrderType), Reference: v.Get(keyOrderReference).Text(), CustomerName: firstOf(v, keysCustomerName),
		Address: firstOf(v, keysAddress), Product: firstOf(v, keysProduct), Updated: when(v.Get(keysOrderUpdated...)), Raw: masked(v),
	}
}

func customer(v loose.Value) Customer {
	return Customer{
		ID: v.Get("id", "customer_id").Text(), FirstName: firstOf(v, keysFirstName), LastName: firstOf(v, keysLastName),
		Email: firstOf(v, keysEmail), Mobile: firstOf(v, keysMobile), Raw: masked(v),
	}
}

func decodeCustomer(v loose.Value, _ time.Time) (Customer, bool) {
	if inner := v.Get("customer"); inner.IsObject() {
		v = inner
	}
	c := customer(v)
	return c, c.ID != "" || c.Email != ""
}

// decodeAddresses reads a list of addresses, be they texts or objects that hold one.
func decodeAddresses(v loose.Value, _ time.Time) ([]string, bool) {
	rows := v
	if v.IsObject() {
		var ok bool
		if rows, ok = loose.FindRows(v, "items", "addresses"); !ok {
			return nil, false
		}
	}
	var out []string
	for r := range rows.Items() {
		s := r.Text()
		if r.IsObject() {
			s = firstOf(r, keysPlace)
		}
		if s != "" && len(out) < loose.MaxRows {
			out = append(out, s)
		}
	}
	return out, rows.Kind() == '[' || rows.IsNone()
}

// decodePremise reads the details of one address; of a list, the first.
func decodePremise(v loose.Value, _ time.Time) (Premise, bool) {
	for item := range v.Items() {
		v = item
		break
	}
	p := Premise{
		Address: firstOf(v, keysPlace), PremiseID: firstOf(v, keysPremise), AreaID: firstOf(v, keysArea), Raw: masked(v),
	}
	fibre := v.Get(keysFibre...)
	if p.Fibre = fibre.Text(); p.Fibre == "" && !fibre.IsNone() {
		p.Fibre = clip(wire.Clean(string(fibre)))
	}
	return p, p.PremiseID != "" || p.AreaID != "" || p.Fibre != ""
}
