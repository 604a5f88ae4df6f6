package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/ui/views"
)

// fromPort begins the order of a connection from a port that a company has. The order on its way is kept as a draft.
func (m *Model) fromPort(p views.FromPort) tea.Cmd {
	if m.held() || m.withheld(true) {
		return nil
	}
	buyer := axon.Company{ID: p.CompanyID, Name: p.CompanyID}
	if a := m.desk.Walk.Account; a != nil {
		for _, c := range a.Companies {
			if c.ID == p.CompanyID {
				buyer = c
			}
		}
	}
	cmd := m.again(true)
	w := m.desk.Walk
	w.SetCompany(buyer)
	w.SetPort(order.PortChoice{Existing: &p.Port})
	if err := w.GoTo(order.StepProvider); err != nil {
		m.say(err.Error(), true)
		return cmd
	}
	m.say(fmt.Sprintf("%s begins at %s, billed to %s.", w.Ref, p.Port.Description, buyer.Name), false)
	return tea.Batch(cmd, m.enter())
}
