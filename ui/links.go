package ui

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"axdesk/client/order"
	"axdesk/client/wire"
	"axdesk/keys"
	"axdesk/ui/views"
)

const (
	// limitLink is how long it may take to find what a link leads to.
	limitLink = 20 * time.Second
	// mostCompanies is in how many companies' lists a service is looked for: one question each.
	mostCompanies = 20
)

// linked is what may stand in a link: what GUIDs, AEx's ids and references are made of.
var linked = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// LinkService has a session begin at an AXON service, or at a line of AEx, of that id. Its error is sentences.
func LinkService(ctx context.Context, cfg *Config, id string) error {
	id = strings.TrimSpace(id)
	if !linked.MatchString(id) {
		return fmt.Errorf("%.80q is no id of a service: it has letters, digits and hyphens, as in 3f2b6c1e-8a44-4d0b-9a53-0c7d7f1c2a10", id)
	}
	ctx, cancel := context.WithTimeout(ctx, limitLink)
	defer cancel()
	_, ofAXON := cfg.API.Service(ctx, id)
	if ofAXON == nil {
		return linkHolding(ctx, cfg, id)
	}
	if cfg.AEX == nil && unknown(ofAXON) && shortened.MatchString(id) {
		return cutOff(cfg, id)
	}
	if cfg.AEX == nil {
		return fmt.Errorf("AXON gave no service %s, and there is no AEx desk to ask. %w", id, ofAXON)
	}
	line, ofAEx := cfg.AEX.Service(ctx, id)
	switch {
	case ofAEx == nil && line.ID != "":
		cfg.Open = []tea.Msg{views.Open{What: views.LineServices}, views.Open{What: views.LineCard, ServiceID: line.ID}}
		return nil
	case unknown(ofAXON) && (ofAEx == nil || unknown(ofAEx)) && shortened.MatchString(id):
		return cutOff(cfg, id)
	case unknown(ofAXON) && (ofAEx == nil || unknown(ofAEx)):
		return fmt.Errorf("neither AXON nor AEx knows a service %s: compare the id, and the profile that this desk is for (axdesk doctor)", id)
	case unknown(ofAXON):
		return fmt.Errorf("AXON knows no service %s, and AEx can't tell. %w", id, ofAEx)
	}
	return fmt.Errorf("AXON can't tell whether there is a service %s, and AEx gave none. %w", id, ofAXON)
}

// shortened is a GUID as screens show it, where there is no room for all of it.
var shortened = regexp.MustCompile(`^[0-9a-fA-F]{8}$`)

// cutOff says what to do about one.
func cutOff(cfg *Config, id string) error {
	return fmt.Errorf("no service has the id %s: it looks like the beginning of a GUID, as screens show it, and the whole is needed. Where the service is shown, %s copies it",
		id, cfg.Keys.Label(keys.Copy, false))
}

// unknown tells that an API answered, and that it has no such thing. AXON mixes up 400 and 404 where it is asked for a GUID.
func unknown(err error) bool {
	var w *wire.Error
	return errors.As(err, &w) && (w.Kind == wire.KindNotFound || w.Kind == wire.KindBadInput)
}

// linkHolding finds whose service it is, since the inventory is one company's.
func linkHolding(ctx context.Context, cfg *Config, guid string) error {
	account, err := cfg.API.User(ctx)
	if err != nil {
		return err
	}
	for _, c := range account.Companies[:min(len(account.Companies), mostCompanies)] {
		list, err := cfg.API.Services(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, s := range list.Items {
			if strings.EqualFold(s.ID, guid) {
				cfg.Open = []tea.Msg{views.OpenBook{What: views.BookInventory, Company: c.ID, GUID: s.ID}}
				return nil
			}
		}
	}
	return fmt.Errorf("AXON knows the service %s, but lists it for none of your companies, so the inventory can't show it: look for its order with o", guid)
}

// LinkOrder has a session begin at an order of the books, or at one that was begun. Its error is sentences.
func LinkOrder(ctx context.Context, cfg *Config, ref string) error {
	ref = strings.ToUpper(strings.TrimSpace(ref))
	if !linked.MatchString(ref) {
		return fmt.Errorf("%.80q is no reference of an order: it looks like AX-7F3K2", ref)
	}
	ctx, cancel := context.WithTimeout(ctx, limitLink)
	defer cancel()
	var last order.Entry
	var kind order.Kind
	for _, k := range []order.Kind{order.KindPort, order.KindService} {
		o, err := cfg.Journal.Order(ctx, ref, k)
		if err != nil {
			return err
		}
		if e := o.Last(); e.State != "" && !e.At.Before(last.At) {
			last, kind = e, k
		}
	}
	cfg.Open = []tea.Msg{views.OpenBook{What: views.BookOrders}, views.OpenBook{What: views.BookOrder, Ref: ref, Kind: kind}}
	if last.State != "" {
		return nil
	}
	drafts, err := cfg.Journal.Drafts(ctx, cfg.Journal.Scope)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.Ref == ref {
			cfg.Open[1] = views.OpenBook{What: views.BookResume, Draft: d}
			return nil
		}
	}
	cfg.Open = nil
	return fmt.Errorf("neither the journal nor what was begun has an order %s here: compare the reference, and the profile that this desk is for (axdesk doctor)", ref)
}

// opens goes where the session begins, one screen upon another.
func (m *Model) opens() tea.Cmd {
	var cmds []tea.Cmd
	for _, msg := range m.cfg.Open {
		cmds = append(cmds, func() tea.Msg { return msg })
	}
	return tea.Sequence(cmds...)
}
