package order

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"axdesk/client/axon"
	"axdesk/client/price"
	"axdesk/client/wire"
)

// Kind is what is bought.
type Kind int

// Kinds of purchases.
const (
	KindPort Kind = iota + 1
	KindService
)

// Word names what is bought.
func (k Kind) Word() string {
	if k == KindPort {
		return "port"
	}
	return "connection"
}

// Purchase is one order as it was confirmed: who pays, what for, and the body of the first POST.
type Purchase struct {
	Ref, CompanyID, CompanyName, User string
	Title                             string // what is bought, in a few words
	Kind                              Kind
	Body                              []byte
	Quote                             price.Quote
	Secrets                           []string // names of the body's fields that the journal must not keep
	// Again is a person's decision that an order of which nobody knows whether it was placed is to be sent again. It
	// counts only once the order was looked for.
	Again bool
}

// Signature is a person's consent to one document of an order.
type Signature struct {
	DocumentID, Title, SHA256 string // of the document as it was offered
	At                        time.Time
	By                        string
}

// recordLimit bounds the writing of an outcome, which goes on when the screen was left.
const recordLimit = 5 * time.Second

// Request sends the first POST of a purchase, which asks for its terms and may already place it: look at
// Placed. What is about to be sent is in the journal before it leaves; if it can't be, nothing is sent. If only
// the answer couldn't be journaled, the error has MayHaveActed and the placement is good all the same.
func Request(ctx context.Context, api axon.API, j *Journal, p Purchase) (axon.Placement, error) {
	o, err := j.begin(ctx, p)
	if err != nil {
		return axon.Placement{}, unsent{err}
	}
	return j.send(ctx, api, o, p, StateConfirmed, p.Body, nil)
}

// Place sends the second POST: the body of the first one with the ids of all documents that it offered. It
// refuses unless each of them was signed exactly once, as it was offered. Journaled like Request.
func Place(ctx context.Context, api axon.API, j *Journal, p Purchase, offered []axon.Document, signed []Signature) (axon.Placement, error) {
	ids, err := consent(offered, signed)
	if err != nil {
		return axon.Placement{}, unsent{err}
	}
	body, err := WithDocuments(p.Body, ids)
	if err != nil {
		return axon.Placement{}, unsent{err}
	}
	o, err := j.begin(ctx, p)
	if err != nil {
		return axon.Placement{}, unsent{err}
	}
	if o.State() == StateOffered {
		if err := j.take(ctx, o, Entry{State: string(StateSigned), User: p.User, Documents: evidence(signed)}); err != nil {
			return axon.Placement{}, unsent{notSent(err)}
		}
	}
	got, err := j.send(ctx, api, o, p, StatePlacing, body, signed)
	switch {
	case err != nil || got.Placed():
		return got, err
	case len(got.Documents) > 0:
		return got, says("AXON offers terms again instead of placing the signed order, so these weren't the terms it wants: send the summary again.")
	}
	return got, doubt("AXON took the signed order without saying what it placed", nil)
}

// unsent is the error of a request that never left.
type unsent struct{ error }

// Unwrap is why.
func (u unsent) Unwrap() error { return u.error }

// NotSent tells of an error of Request or Place that nothing has left: how the order stood before is how it stands.
func NotSent(err error) bool {
	var u unsent
	return errors.As(err, &u)
}

// begin reads how an order stands before anything of it is sent. One that may have been placed is sent again only where a
// person has decided so after it was looked for, and the journal says so.
func (j *Journal) begin(ctx context.Context, p Purchase) (*Order, error) {
	if p.CompanyID == "" || p.Ref == "" || len(p.Body) == 0 || p.Kind != KindPort && p.Kind != KindService {
		return nil, says("The order is incomplete, so it was not sent: go back to its summary.")
	}
	o, err := j.mended(ctx, p.Ref, p.Kind)
	if err != nil {
		return nil, says("The order was NOT sent, because the journal couldn't be read first (%w): once that is mended, send it again.", err)
	}
	switch {
	case o.Bought():
		return nil, says("%s was placed already (%s): it is not sent again.", p.Ref, wire.Short(o.GUID()))
	case Waits(o.Last()):
		return nil, says("A request of %s is still on its way, from another axdesk: wait for its answer there.", p.Ref)
	case o.State() == StateUnknown && (!o.Looked() || !p.Again):
		return nil, says("%s may have been placed, so it is not sent again before it was looked for.", p.Ref)
	}
	return o, nil
}

// consent gives the ids of the offered documents, in order, if all of them and nothing else was signed.
func consent(offered []axon.Document, signed []Signature) ([]string, error) {
	if len(offered) == 0 {
		return nil, says("There are no terms to place this order with: send the summary again to be offered them.")
	}
	by := map[string]Signature{}
	for _, s := range signed {
		if _, twice := by[s.DocumentID]; twice {
			return nil, says("The document %q is signed twice: the order was not sent.", s.Title)
		}
		by[s.DocumentID] = s
	}
	ids := make([]string, 0, len(offered))
	for _, d := range offered {
		s, ok := by[d.ID]
		switch {
		case d.ID == "":
			return nil, says("AXON gave the document %q no id, so it can't be signed: send the summary again.", d.Title)
		case !ok:
			return nil, says("The document %q isn't signed yet: read it to its end and sign it.", d.Title)
		case s.SHA256 != d.SHA256:
			return nil, says("The document %q isn't the one that was signed: read it and sign it again.", d.Title)
		case s.By == "" || s.At.IsZero():
			return nil, says("The signature under %q lacks who signed it or when: sign it again.", d.Title)
		}
		ids = append(ids, d.ID)
		delete(by, d.ID)
	}
	for _, s := range by {
		return nil, says("The document %q was signed but isn't among the terms of this order: the order was not sent.", s.Title)
	}
	return ids, nil
}

// send journals, sends once, and journals what came of it.
func (j *Journal) send(ctx context.Context, api axon.API, o *Order, p Purchase, to State, body []byte, signed []Signature) (axon.Placement, error) {
	defer j.sending(o.Ref)()
	if err := j.announce(ctx, o, p, to, body, evidence(signed)); err != nil {
		return axon.Placement{}, unsent{err}
	}
	var got axon.Placement
	var err error
	told := wire.Withhold(withAnnounced(ctx, o.Last()), p.Secrets...)
	if p.Kind == KindPort {
		got, err = api.PlaceResource(told, p.CompanyID, body)
	} else {
		got, err = api.PlaceService(told, p.CompanyID, body)
	}
	// From here on something may have been bought, which has to be recorded whoever has lost interest.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordLimit)
	defer cancel()
	if failed := j.conclude(ctx, o, got, err); failed != nil {
		if err != nil {
			return got, fmt.Errorf("%w (nor could this be written to the journal: %w)", err, failed)
		}
		return got, doubt("AXON answered, but the answer couldn't be written to the journal", failed)
	}
	return got, err
}

// doubtful tells whether a failed POST may have acted all the same. Only the wire can rule it out.
func doubtful(err error) bool {
	var e *wire.Error
	return !errors.As(err, &e) || e.MayHaveActed
}

// doubt is the error of an order that may exist although nothing here can vouch for it. It is of the wire's
// kind, so that whoever holds it looks for the order before sending it again.
func doubt(what string, cause error) *wire.Error {
	e := &wire.Error{
		Kind: wire.KindLocal, Op: "place the order", Method: http.MethodPost, What: what, MayHaveActed: true, Err: cause,
		Means: "The order may exist", Next: "Look for it before you send it again",
	}
	if cause != nil {
		e.What += " (" + cause.Error() + ")"
	}
	return e
}

// PollAfter is how long to wait before the next look at what is being provisioned, elapsed being the time
// since it was placed: 5 s for the first 2 minutes, since most are ready by then, then slower and slower, up to 30 s.
func PollAfter(elapsed time.Duration) time.Duration {
	const often, rare, slowing = 5 * time.Second, 30 * time.Second, 24 // a 24th of 2 min is 5 s
	return min(max(often, elapsed/slowing), rare)
}
