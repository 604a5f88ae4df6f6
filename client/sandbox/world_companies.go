package sandbox

import (
	"net/http"
	"slices"
)

// company is a buyer. Access flows down: a role on a parent is held on its sub-companies too.
type company struct {
	id, name, short, parent string
	mfa                     int
	roles                   []string // granted on this company itself
	factor                  int64    // its price list, in per cent of the standard one
	foreign                 bool     // the key's user has no access to it
}

// Roles as the sandbox names them; the document shows none.
const (
	roleOrder = "AXON_ORDER"
	roleView  = "AXON_VIEW"
	roleAdmin = "COMPANY_ADMIN"
)

func companies() []company {
	return []company{
		{id: "AU123456", name: "Acme Pty Ltd", short: "ACME", roles: []string{roleAdmin, roleOrder, roleView, "BILLING"}, factor: 95},
		{id: "AU123460", name: "Acme Retail Pty Ltd", short: "ACMERETAIL", parent: "AU123456", factor: 95},
		{id: "AU123470", name: "Acme Mining Operations Pty Ltd", short: "ACMEMINING", parent: "AU123456", mfa: 1, factor: 92},
		{id: "AU123471", name: "Acme Mining Pilbara Pty Ltd", short: "ACMEPILBARA", parent: "AU123470", factor: 92},
		{id: "DEMOCO", name: "Demo Company Pty Ltd", short: "DEMOCO", roles: []string{roleOrder, roleView}, factor: 100},
		{id: "AU555100", name: "Kestrel Health Group Ltd", short: "KESTREL", roles: []string{roleView}, factor: 100},
		{id: "AU555110", name: "Kestrel Pathology Pty Ltd", short: "KESTRELPATH", parent: "AU555100", factor: 100},
		{id: "AU900001", name: "Westgate Media Pty Ltd", short: "WESTGATE", factor: 100, foreign: true},
		{id: "AU900002", name: "Tidewater Freight Ltd", short: "TIDEWATER", factor: 100, foreign: true},
	}
}

func findCompany(id string) (company, bool) {
	all := companies()
	i := slices.IndexFunc(all, func(c company) bool { return c.id == id })
	if i < 0 {
		return company{}, false
	}
	return all[i], true
}

// rolesOn is what the user may do for a company: its own roles and those of every company above it.
func rolesOn(id string) []string {
	roles := []string{}
	for id != "" {
		c, ok := findCompany(id)
		if !ok {
			break
		}
		for _, r := range c.roles {
			if !slices.Contains(roles, r) {
				roles = append(roles, r)
			}
		}
		id = c.parent
	}
	return roles
}

// mayView returns the 403 for a company that the user has no access to. An unknown one reads the same, so that
// nobody can find out by trying which companies exist.
func mayView(id string) *reply {
	if len(rolesOn(id)) > 0 {
		return nil
	}
	rep := refuse(http.StatusForbidden, "You have no access to company %s", id)
	return &rep
}

// mayOrder returns the 403 for a company that the user may not buy for.
func mayOrder(id string) *reply {
	if bad := mayView(id); bad != nil {
		return bad
	}
	if slices.Contains(rolesOn(id), roleOrder) {
		return nil
	}
	rep := refuse(http.StatusForbidden, "You may view company %s but not order for it: the role %s is needed", id, roleOrder)
	return &rep
}

type userAnswer struct {
	User struct {
		LoginID  string `json:"user_login_id"`
		Email    string `json:"user_email"`
		FullName string `json:"user_full_name"`
		Phone    string `json:"user_phone"`
		MFA      int    `json:"mfa"`
	} `json:"user"`
	Companies []companyRow `json:"companies"`
}

type companyRow struct {
	CompanyID   string   `json:"company_id"`
	RequiresMFA int      `json:"requires_mfa"`
	Name        string   `json:"company_name"`
	ShortName   string   `json:"company_short_name"`
	Parent      string   `json:"parent_company_id,omitempty"`
	Roles       []string `json:"user_roles"`
}

func (s *Server) getUser(*call) reply {
	var out userAnswer
	out.User.LoginID = "mreyes"
	out.User.Email = "m.reyes@support.example"
	out.User.FullName = "Mina Reyes"
	out.User.Phone = "0400555555"
	out.User.MFA = 1
	for _, c := range companies() {
		if !c.foreign {
			out.Companies = append(out.Companies, companyRow{c.id, c.mfa, c.name, c.short, c.parent, rolesOn(c.id)})
		}
	}
	return reply{status: http.StatusOK, body: out}
}
