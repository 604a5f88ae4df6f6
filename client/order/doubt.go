package order

import (
	"errors"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

// Words that have to be typed, whole, before something is sent that may cost.
const (
	PlaceWord = "place" // places an order
	AgainWord = "again" // sends an order again of which nobody knows whether it was placed
)

// Offer is what a first POST was sent for and what came back.
type Offer struct {
	Purchase  Purchase
	Placement axon.Placement
	Signed    []Signature // before axdesk ended, of an order that was taken up again
}

// Signature is the one that a document has already, if any.
func (o *Offer) Signature(doc axon.Document) *Signature {
	for _, s := range o.Signed {
		if s.DocumentID == doc.ID && s.SHA256 == doc.SHA256 {
			return &s
		}
	}
	return nil
}

// Doubt is what is known of a request that may have bought something though no answer said so. Nothing is
// sent again by itself: the order is looked for, and a person decides by typing a word.
type Doubt struct {
	Err    error  // what went wrong last
	Lost   bool   // a request may have been acted on
	Sought bool   // it was looked for since, whatever came of that
	Says   string // what looking for it has come to, as a sentence
}

// Unsure tells that a request may have been acted on.
func (s *Doubt) Unsure() bool { return s.Lost }

// Failed takes what went wrong with a request. One that never left changes nothing of what was in doubt before it.
func (s *Doubt) Failed(err error) {
	var w *wire.Error
	switch {
	case NotSent(err):
		s.Err = err
	case errors.As(err, &w) && w.MayHaveActed:
		*s = Doubt{Err: err, Lost: true}
	default:
		*s = Doubt{Err: err}
	}
}

// Unnamed is the error of an answer that says that something was bought, and not what.
func Unnamed(kind Kind) error {
	return &wire.Error{
		Kind: wire.KindLocal, Op: "place the order", What: "AXON's answer says that something was bought, but names no " + kind.Word(),
		Means: "The order may exist", Next: "Look for it before you send it again", MayHaveActed: true,
	}
}

// Senseless is the error of an answer that offers no terms and names nothing that was bought.
func Senseless() error {
	return &wire.Error{
		Kind: wire.KindLocal, Op: "ask for the terms", What: "AXON answered with neither terms nor an order",
		Means: "The order may exist", Next: "Look for it before you send it again", MayHaveActed: true,
	}
}

// lostBefore is the error of a request of an earlier session, of which nobody knows what came.
func lostBefore(what string) error {
	return &wire.Error{
		Kind: wire.KindLocal, Op: "place the order", What: what, Means: "The order may exist", Next: "Look for it before you send it again",
		MayHaveActed: true,
	}
}

// Settled forgets an error that leaves nothing open, as a screen is entered: what it was about may be mended by now.
func (s *Doubt) Settled() {
	if !s.Unsure() {
		*s = Doubt{}
	}
}
