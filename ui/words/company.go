package words

import (
	"sort"
	"strings"

	"axdesk/client/axon"
	"axdesk/ui/parts"
)

// Member is a company at its place in the hierarchy.
type Member struct {
	axon.Company
	Depth int // 0 at the top
}

// Family puts companies in the order of their hierarchy, siblings by name. A company whose parent the user
// can't see stands at the top, and so does one of a ring of parents, which no server should send.
func Family(list []axon.Company) []Member {
	list = append([]axon.Company(nil), list...)
	sort.SliceStable(list, func(i, j int) bool { return strings.ToLower(list[i].Name) < strings.ToLower(list[j].Name) })
	known := map[string]bool{}
	for _, c := range list {
		known[c.ID] = true
	}
	children := map[string][]int{}
	var tops []int
	for i, c := range list {
		if c.ParentID == "" || c.ParentID == c.ID || !known[c.ParentID] {
			tops = append(tops, i)
		} else {
			children[c.ParentID] = append(children[c.ParentID], i)
		}
	}
	out := make([]Member, 0, len(list))
	placed := make([]bool, len(list))
	var place func(i, depth int)
	place = func(i, depth int) {
		if placed[i] {
			return
		}
		placed[i] = true
		out = append(out, Member{list[i], depth})
		for _, child := range children[list[i].ID] {
			place(child, depth+1)
		}
	}
	for _, i := range tops {
		place(i, 0)
	}
	for i := range list {
		place(i, 0)
	}
	return out
}

// Roles is a company's roles on one line.
func Roles(c axon.Company) string { return strings.Join(c.Roles, ", ") }

// buying are words in the names of roles that may order. Role names are not documented, so this is a guess,
// and nothing but a note depends on it.
var buying = []string{"buy", "order", "admin", "manage", "purchas", "owner", "provision", "write", "full"}

// RoleNote says whether the roles look like they may order. It is offered all the same.
func RoleNote(c axon.Company) string {
	if len(c.Roles) == 0 {
		return "none listed; the API decides, and a 403 is explained"
	}
	if buys(c) {
		return Roles(c)
	}
	return Roles(c) + "; the API decides whether that may order, and a 403 is explained"
}

func buys(c axon.Company) bool { return named(c, buying) }

func named(c axon.Company, words []string) bool {
	for _, role := range c.Roles {
		for _, word := range words {
			if strings.Contains(strings.ToLower(role), word) {
				return true
			}
		}
	}
	return false
}

// looking are words in the names of roles that may look, a guess like buying.
var looking = []string{"view", "read", "look", "audit", "guest"}

// OnlyLooks tells whether a company's roles read as if they may look and not order. It is offered all the same.
func OnlyLooks(c axon.Company) bool { return !buys(c) && named(c, looking) }

// NameOf is a company with its id; "" for none.
func NameOf(list []axon.Company, id string) string {
	if id == "" {
		return ""
	}
	for _, c := range list {
		if c.ID == id {
			return c.Name + " (" + c.ID + ")"
		}
	}
	return id + ", which you have no access to"
}

// Below counts the companies that access flows down to, at any depth.
func Below(list []axon.Company, id string) string {
	children := map[string][]string{}
	for _, c := range list {
		if c.ParentID != c.ID {
			children[c.ParentID] = append(children[c.ParentID], c.ID)
		}
	}
	seen := map[string]bool{id: true}
	for queue := children[id]; len(queue) > 0; queue = queue[1:] {
		if !seen[queue[0]] {
			seen[queue[0]] = true
			queue = append(queue, children[queue[0]]...)
		}
	}
	if len(seen) == 1 {
		return ""
	}
	return parts.Plural(len(seen)-1, "company", "companies") + "; access flows down"
}

// WhoIs is the user in one line: name, login, e-mail.
func WhoIs(u axon.User, dot string) string {
	var out []string
	for _, s := range []string{u.FullName, u.LoginID, u.Email} {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " "+dot+" ")
}

// BadCompanyID says what is wrong with an id that was typed; "" where it may be one.
func BadCompanyID(text string) string {
	if id := strings.TrimSpace(text); id == "" || len(id) > 64 || strings.ContainsAny(id, "/?#% ") {
		return "A company id is a short code such as AU123456."
	}
	return ""
}
