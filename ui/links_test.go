package ui_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/store"
	"axdesk/ui"
	"axdesk/ui/screentest"
)

// linkedTo plays a session that begins where a link leads.
func linkedTo(t *testing.T, d *desk, link func(context.Context, *ui.Config) error, play func(s *screentest.Screen)) {
	t.Helper()
	build := func(tb testing.TB) tea.Model { return d.session(tb, deskOptions{link: link}) }
	screentest.RunLive(t, screentest.Options{}, build, func(_ testing.TB, s *screentest.Screen) { play(s) })
}

func toService(id string) func(context.Context, *ui.Config) error {
	return func(ctx context.Context, cfg *ui.Config) error { return ui.LinkService(ctx, cfg, id) }
}

func toOrder(ref string) func(context.Context, *ui.Config) error {
	return func(ctx context.Context, cfg *ui.Config) error { return ui.LinkOrder(ctx, cfg, ref) }
}

func TestALinkLeadsToAService(t *testing.T) {
	d, first := newDesk(t, deskOptions{})
	closed(t, first)
	guid := ledgerService(t, d, "Azure production").ID
	linkedTo(t, d, toService(guid), func(s *screentest.Screen) {
		s.WaitFor("Inventory of Acme Pty Ltd")
		s.WaitMatch(regexp.MustCompile("[▸>] +Azure production"))
	})
	line := d.server.Scenarios()[0]
	linkedTo(t, d, toService(" "+line.ServiceID), func(s *screentest.Screen) {
		s.WaitFor(line.Customer)
		s.WaitFor("Service")
		s.Press("esc")
		s.WaitFor("of 5200")
	})
}

func TestALinkLeadsToAnOrder(t *testing.T) {
	d, first := newDesk(t, deskOptions{})
	closed(t, first)
	for seq, state := range []string{"confirmed", "placing"} {
		row := store.Transition{Scope: "test", Ref: "AX-7F3K2", Kind: order.KindPort.Key(), Seq: seq + 1, State: state, At: time.Unix(int64(seq), 0), Title: "A linked port"}
		if err := d.db.Append(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	draft := store.Draft{Scope: "test", Ref: "AX-BEGUN", Title: "A begun order", Body: []byte("{}"), At: time.Unix(9, 0)}
	if err := d.db.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	linkedTo(t, d, toOrder("ax-7f3k2"), func(s *screentest.Screen) {
		s.WaitFor("What happened, newest first")
		s.WaitFor("AX-7F3K2")
		s.Press("esc")
		s.WaitFor("A linked port")
		s.WaitFor("A begun order")
	})
	linkedTo(t, d, toOrder("AX-BEGUN"), func(s *screentest.Screen) { s.WaitFor("Taking up") })
}

func TestALinkToNothingIsASentence(t *testing.T) {
	d, first := newDesk(t, deskOptions{})
	closed(t, first)
	for _, c := range []struct {
		link func(context.Context, *ui.Config) error
		says string
	}{
		{toService("3f2b6c1e-8a44-4d0b-9a53-0c7d7f1c2a10"), "neither AXON nor AEx knows a service 3f2b6c1e-"},
		{toService("848a4b4b"), "and the whole is needed. Where the service is shown, y copies it"},
		{toService("../user"), "is no id of a service"},
		{toService("a\x1b[2Jb"), "is no id of a service"},
		{toService(strings.Repeat("a", 65)), "is no id of a service"},
		{toOrder("AX-NONE"), "has an order AX-NONE here: compare the reference"},
		{toOrder("AX 7"), "is no reference of an order"},
	} {
		var got error
		d.session(t, deskOptions{link: func(ctx context.Context, cfg *ui.Config) error {
			got = c.link(ctx, cfg)
			if len(cfg.Open) > 0 {
				t.Errorf("it leads to %v", cfg.Open)
			}
			return nil
		}})
		if got == nil || !strings.Contains(got.Error(), c.says) || strings.Contains(got.Error(), "\x1b") {
			t.Errorf("%v doesn't say %q", got, c.says)
		}
	}
}
