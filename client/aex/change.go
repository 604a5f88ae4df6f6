package aex

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// Create makes a service, once, and reads it where the Location points. It is made when id isn't "": created then
// holds what could be read of it, at least the ids.
func (c *Client) Create(ctx context.Context, s NewService) (id string, created Service, err error) {
	const op = "create the service"
	created = Service{
		CustomerID: strings.TrimSpace(s.CustomerID), ProductID: strings.TrimSpace(s.ProductID), PremiseID: strings.TrimSpace(s.PremiseID),
	}
	if created.CustomerID == "" || created.ProductID == "" || created.PremiseID == "" {
		return "", Service{}, local(op, "a service takes a customer, a product and a premise, and one of them is missing", "Choose or type the one that is missing")
	}
	id, ans, err := c.add(ctx, op, pathServices, map[string]string{
		"customer_id": created.CustomerID, "product_id": created.ProductID, "premise_id": created.PremiseID,
	})
	if err != nil {
		return "", Service{}, err
	}
	created.ID = id
	// The service is made whatever comes of reading it: a failure here must not look like one of the creation.
	if read, err := c.Service(ctx, id); err == nil {
		return id, read, nil
	}
	if v, ok := loose.Parse(ans.Body); ok {
		if told, ok := decodeService(v, ans.At); ok {
			told.ID = id
			return id, told, nil
		}
	}
	return id, created, nil
}

// CreateCustomer makes a customer, once.
func (c *Client) CreateCustomer(ctx context.Context, customer Customer) (id string, err error) {
	const op = "create the customer"
	if strings.TrimSpace(customer.Email) == "" {
		return "", local(op, "the e-mail address is missing", "Type it first")
	}
	body := map[string]string{}
	for key, value := range map[string]string{
		keysFirstName[0]: customer.FirstName, keysLastName[0]: customer.LastName, keysEmail[0]: customer.Email, keysMobile[0]: customer.Mobile,
	} {
		if value = strings.TrimSpace(value); value != "" {
			body[key] = value
		}
	}
	id, _, err = c.add(ctx, op, pathCustomers, body)
	return id, unpromised(err, "call to create customers")
}

// add sends a POST to a collection and takes the new id from its Location, or from the answer's body.
func (c *Client) add(ctx context.Context, op, collection string, what map[string]string) (string, *wire.Answer, error) {
	body, err := json.Marshal(what)
	if err != nil {
		return "", nil, local(op, "what was entered can't be written as JSON", "Enter it again")
	}
	ans, err := c.wire.Send(wire.Private(ctx), op, http.MethodPost, collection, body)
	if err != nil {
		return "", nil, err
	}
	if id := placed(ans.Header.Get("Location"), collection); id != "" {
		return id, ans, nil
	}
	id, err := read(op, http.MethodPost, collection, ans, func(v loose.Value, _ time.Time) (string, bool) {
		id := v.Get("id", "service_id", "customer_id").Text()
		return id, plainSegment(id)
	})
	return id, ans, err
}

// Update sends what changed, once. It is visible to the FNO at once. The keys are assumed: an AEx that spells them
// otherwise may take the request and change nothing, so compare the answer with what was sent (Change.Outcomes). An
// answer that can't be read holds the id alone.
func (c *Client) Update(ctx context.Context, serviceID string, ch Change) (Service, error) {
	const op = "change the service"
	path, err := below(op, pathServices, serviceID, "")
	if err != nil {
		return Service{}, err
	}
	changes := map[string]string{}
	for key, value := range map[string]*string{keyReference: ch.Reference, keyWiFiUser: ch.WiFiUser, keyWiFiPassword: ch.WiFiPassword} {
		if value != nil {
			changes[key] = *value
		}
	}
	if len(changes) == 0 {
		return Service{}, local(op, "nothing was changed, so there is nothing to send", "Change a value first")
	}
	body, err := json.Marshal(changes)
	if err != nil {
		return Service{}, local(op, "what was entered can't be written as JSON", "Enter it again")
	}
	ctx = wire.Private(ctx)
	if ch.WiFiPassword != nil && *ch.WiFiPassword != "" {
		ctx = wire.Private(ctx, *ch.WiFiPassword)
	}
	ans, err := c.wire.Send(ctx, op, http.MethodPut, path, body)
	if err != nil {
		return Service{}, err
	}
	v, _ := loose.Parse(ans.Body)
	s, ok := decodeService(v, ans.At)
	if !ok || s.ID == "" {
		s.ID = serviceID
	}
	return s, nil
}

// Outcome is what the answer to an Update tells of one value that was sent.
type Outcome struct {
	Key  string // as it was sent
	Took bool
	Told bool   // the answer names the value; a password that is left out or masked isn't told
	Has  string // what AEx has instead, where it tells; never a password
}

// Outcomes compares an answer of Update with what was sent. The document promises "the attributes that were updated" in the
// answer, and leaves their keys unsaid: a server that spells them otherwise may take the request and change nothing.
func (ch Change) Outcomes(answer Service) []Outcome {
	whole := answer.Status != "" || answer.CustomerID != "" || answer.Reference+answer.WiFiUser+answer.WiFiPassword != ""
	var list []Outcome
	for _, one := range []struct {
		key    string
		sent   *string
		has    string
		secret bool
	}{
		{keyReference, ch.Reference, answer.Reference, false},
		{keyWiFiUser, ch.WiFiUser, answer.WiFiUser, false},
		{keyWiFiPassword, ch.WiFiPassword, answer.WiFiPassword, true},
	} {
		if one.sent == nil {
			continue
		}
		// The answer's texts were cleaned when they were decoded.
		sent, has := strings.TrimSpace(wire.Clean(*one.sent)), strings.TrimSpace(one.has)
		out := Outcome{Key: one.key, Told: whole && (has != "" || sent == ""), Has: has}
		out.Took = out.Told && has == sent
		if one.secret {
			out.Has = ""
			if strings.Trim(has, "*•.x") == "" && !out.Took && sent != "" {
				out.Told = false // masked
			}
		}
		list = append(list, out)
	}
	return list
}
