package ui_test

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/axon"
	"axdesk/client/order"
	"axdesk/client/store/storetest"
	"axdesk/keys"
	"axdesk/ui"
	"axdesk/ui/screentest"
)

// rightToLeftAPI has a company whose name is written from right to left, and whose number stands behind it.
type rightToLeftAPI struct{ *fewAPI }

func (rightToLeftAPI) User(context.Context) (axon.Account, error) {
	return axon.Account{Companies: []axon.Company{{ID: "123456", Name: "שלום עולם"}, {ID: "AU654321", Name: "Beta Pty Ltd"}}}, nil
}

// TestNothingIsTurnedByAName on terminals that reorder lines: the blank before the name and the one behind it are such as
// count as letters from left to right. The line of Beta has nothing to hold.
func TestNothingIsTurnedByAName(t *testing.T) {
	t.Parallel()
	build := func(testing.TB) tea.Model {
		return ui.New(ui.Config{
			Journal: order.NewJournal(&storetest.Rows{}, "test"), API: rightToLeftAPI{newFewAPI()}, Environment: "SANDBOX",
			NewRef: func() string { return "AX-7F3K2" }, Keys: keys.Default(), Now: time.Now(),
		})
	}
	screentest.Run(t, screentest.Options{}, build, func(_ testing.TB, s *screentest.Screen) {
		s.WaitFor("\u2800 שלום עולם\u2800  ")
		s.WaitFor("▸ Beta Pty Ltd  ")
	})
}
