package triage

import (
	"fmt"
	"strings"
)

// Ticket is the verdict as plain text for a ticket: every fact with its age. It names the login, never a password.
// The input is the one that was diagnosed.
func (v Verdict) Ticket(in Input) string {
	c, hidden := judge(in), in.secrets()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", v.What)
	line("Owner: %s. Confidence: %s. Diagnosed %s. (%s)", v.Owner, v.Confidence, in.Now.Format("2006-01-02 15:04 MST"), v.Code)
	line("")
	for _, f := range c.identity() {
		if value := short(hidden.hide(tidy(f[1]))); value != "" {
			line("%s: %s", f[0], value)
		}
	}
	line("")
	line("Evidence")
	for _, f := range v.Evidence {
		line("- [%s] %s%s", f.Mark, f.Text, f.when())
	}
	for _, part := range []struct {
		title string
		lines []string
	}{{"Missing", v.Missing}, {"Ask the caller", v.Ask}, {"Next", []string{v.Next}}} {
		if len(part.lines) == 0 || part.lines[0] == "" {
			continue
		}
		line("\n%s", part.title)
		for _, l := range part.lines {
			line("- %s", l)
		}
	}
	return hidden.hide(b.String())
}

// when is a fact's source and age, for a ticket's line. What is missing has none.
func (f Fact) when() string {
	switch {
	case f.Mark == Absent || f.Mark == Odd:
		return " (" + f.From + ")"
	case f.At.IsZero():
		return " (" + f.From + ", age not known)"
	default:
		return " (" + f.From + ", " + ageWords(f.Age) + " old)"
	}
}

// identity is what tells this line from another.
func (c *look) identity() [][2]string {
	id := [][2]string{{"Service", c.Service.ID}, {"ISP reference", c.Service.Reference}, {"Customer", c.Service.CustomerID}}
	if c.dev != nil {
		id = append(id, [][2]string{
			{"Serial number", c.dev.SerialNumber},
			{"Model", c.dev.Model},
			{"POP", c.dev.POP + " " + c.dev.POPName},
			{"OLT port", c.dev.OLTPort},
			{"Switch", c.dev.Switch + " " + c.dev.SwitchPort},
		}...)
	}
	if c.Radius != nil {
		id = append(id, [2]string{"Login", c.Radius.Username})
	}
	return id
}
