package views

import (
	"maps"
	"slices"

	"axdesk/client/order"
	"axdesk/client/schema"
	"axdesk/theme"
)

// BookScreen names a screen of the books: what was ordered and begun, and what there is.
type BookScreen int

// The screens of the books.
const (
	BookOrders BookScreen = iota // orders.go
	BookOrder                    // order.go
	BookResume                   // resume.go

	BookInventory // inventory.go
	BookNote      // inventory_note.go
	BookChange    // inventory_change.go
	BookEnd       // inventory_end.go
)

// OpenBook asks the root for a screen of the books, on top of the present one.
type OpenBook struct {
	What  BookScreen
	Ref   string      // of BookOrder
	Kind  order.Kind  // of BookOrder
	Draft order.Draft // of BookResume
	GUID  string      // of BookNote, BookChange and BookEnd, with Kind: a port or a service of the inventory
	// Company and GUID of BookInventory: whose things, and which of them is highlighted. "" is who was looked at last, and the first.
	Company string
}

// Rewritten tells a screen of the books that the books have changed since it read them.
type Rewritten struct{}

// entryLook is how a row of the journal looks: an allocated port has come to its end.
func entryLook(e order.Entry) Look {
	look := stateLook(order.State(e.State))
	if word := order.State(e.State).WordFor(order.KindOf(e.Kind)); word != look.Word {
		return Look{theme.MarkReady, word}
	}
	return look
}

// stateLook is how a state of an order looks, whatever was ordered.
func stateLook(s order.State) Look {
	mark := theme.MarkUnknown
	switch s {
	case order.StateReady:
		mark = theme.MarkReady
	case order.StateEnded:
		mark = theme.MarkGone
	case order.StateConfirmed, order.StatePlacing, order.StatePlaced, order.StateProvisioning, order.StateChanging, order.StateEnding:
		mark = theme.MarkBusy
	case order.StateDraft, order.StateOffered, order.StateSigned:
		mark = theme.MarkScheduled
	case order.StateRefused, order.StateFailed:
		mark = theme.MarkFailed
	case order.StateUnknown:
		mark = theme.MarkHolding
	}
	return Look{mark, s.Word()}
}

// learnSecrets remembers which fields of a form are secrets. A text may outlive its form, so the names do too.
func (d *Desk) learnSecrets(kind order.Kind, f schema.Form) {
	for _, name := range order.SecretsOf(f) {
		if d.secrets == nil {
			d.secrets = map[order.Kind]map[string]bool{}
		}
		if d.secrets[kind] == nil {
			d.secrets[kind] = map[string]bool{}
		}
		d.secrets[kind][name] = true
	}
}

// Secrets are the names of fields that neither the journal nor a draft may keep.
func (d *Desk) Secrets() map[order.Kind][]string {
	for kind, f := range d.Forms {
		d.learnSecrets(kind, f)
	}
	out := map[order.Kind][]string{}
	for kind, names := range d.secrets {
		out[kind] = slices.Sorted(maps.Keys(names))
	}
	return out
}
