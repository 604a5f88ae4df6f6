package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"net/mail"
	"strings"
	"time"
)

// aexPerson is a customer as AEx's page on customers has it.
type aexPerson struct {
	ID       string `json:"id"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Email    string `json:"email"`
	Mobile   string `json:"mobile_number"`
	FNOOptIn any    `json:"fno_opt_in"`
	ISPOptIn any    `json:"isp_opt_in"`
}

func (c *aexCustomer) person() aexPerson {
	return aexPerson{c.id, c.first, c.last, c.email, c.mobile, c.fnoOptIn, c.ispOptIn}
}

// aexCustomers takes the address under both names: AEx's page has emailAddress in its example and email_address in its table.
func (s *Server) aexCustomers(c *call) reply {
	query := c.r.URL.Query()
	camel, snake := query.Get("emailAddress"), query.Get("email_address")
	if camel != "" && snake != "" && camel != snake {
		return refuse(http.StatusBadRequest, "emailAddress and email_address differ")
	}
	found := s.aex.customers
	if email := cmp.Or(camel, snake); email != "" {
		found = nil
		for _, customer := range s.aex.customers {
			if strings.EqualFold(customer.email, email) {
				found = append(found, customer)
			}
		}
	}
	return pageOf(query, found, (*aexCustomer).person)
}

func (s *Server) aexOneCustomer(c *call) reply {
	customer := s.aex.byCustomer[strings.ToLower(c.arg["id"])]
	if customer == nil {
		return refuse(http.StatusNotFound, "Customer not found")
	}
	return reply{status: http.StatusOK, body: customer.person()}
}

func (s *Server) aexNewCustomer(c *call) reply {
	w := s.aex
	required := []string{"first_name", "last_name", "email", "mobile_number"}
	optIns := []string{"fno_opt_in", "isp_opt_in"}
	if bad := unknownKey(c.body, append(required, optIns...)...); bad != nil {
		return *bad
	}
	text := map[string]string{}
	for _, key := range required {
		value, ok := c.body[key].(string)
		if value = strings.TrimSpace(value); !ok || value == "" || len(value) > 200 {
			return refuse(http.StatusBadRequest, "%s is required: text of at most 200 bytes", key)
		}
		text[key] = value
	}
	if address, err := mail.ParseAddress(text["email"]); err != nil || address.Address != text["email"] {
		return refuse(http.StatusBadRequest, "email must be an e-mail address")
	}
	for _, key := range optIns {
		if value := c.body[key]; value != nil {
			if _, err := time.Parse(time.RFC3339, fmt.Sprint(value)); err != nil {
				return refuse(http.StatusBadRequest, "%s must be a date and time, such as 2024-12-17T09:06:42.779Z", key)
			}
		}
	}
	customer := &aexCustomer{
		id: w.nextID(), first: text["first_name"], last: text["last_name"], email: text["email"], mobile: text["mobile_number"],
		fnoOptIn: c.body["fno_opt_in"], ispOptIn: c.body["isp_opt_in"],
	}
	w.customers = append(w.customers, customer)
	w.byCustomer[customer.id] = customer
	w.ledger.Customers = append(w.ledger.Customers, customer.id)
	return reply{status: http.StatusCreated, location: aexBase + "/customers/" + customer.id}
}

const aexMostAddresses = 10 // "a limited number of addresses", and as many as AEx's example has

func (s *Server) aexAddresses(c *call) reply {
	part := strings.ToLower(strings.TrimSpace(c.r.URL.Query().Get("address")))
	if part == "" {
		return refuse(http.StatusBadRequest, "address is required: a part of the address to look for")
	}
	found := []string{}
	for _, p := range s.aex.premises {
		if len(found) < aexMostAddresses && strings.Contains(p.lower, part) {
			found = append(found, p.address)
		}
	}
	return reply{status: http.StatusOK, body: found}
}

// aexPlace is what is known of an address. The document names areaId and premiseId; the other keys are assumed.
type aexPlace struct {
	Address   string `json:"address"`
	AreaID    string `json:"areaId"`
	AreaName  string `json:"areaName"`
	PremiseID any    `json:"premiseId"` // null where no premise was made of the address yet
	Fibre     string `json:"fibreAvailability"`
	Available bool   `json:"available"` // a new service may be ordered here
}

func (s *Server) aexLocation(c *call) reply {
	w := s.aex
	address := strings.ToLower(strings.TrimSpace(c.r.URL.Query().Get("address")))
	if address == "" {
		return refuse(http.StatusBadRequest, "address is required: a whole address, as /locations gives it")
	}
	p := w.byAddress[address]
	if p == nil {
		return refuse(http.StatusNotFound, "Location not found")
	}
	a := w.areas[p.area]
	place := aexPlace{
		Address: p.address, AreaID: guidOf(w.seed, "aex area "+a.code, 0), AreaName: a.name, PremiseID: p.id, Fibre: p.fibre,
		Available: p.fibre == "Available" && !p.taken(),
	}
	if p.fibre == "Not available" {
		place.PremiseID = nil
	}
	return reply{status: http.StatusOK, body: place}
}
