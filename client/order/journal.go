package order

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"axdesk/client/axon"
	"axdesk/client/store"
	"axdesk/client/wire"
)

// Entry is one state that an order has come to, as the journal has it.
type Entry = store.Transition

// SignedDocument is a document of an order and, once it is signed, the evidence of that.
type SignedDocument = store.SignedDocument

// Draft is an order on its way, as far as it has come.
type Draft = store.Draft

// Note is what staff have noted of a port or a service.
type Note = store.Note

// Rows are where the journal is kept; *store.Store is one. What they are given is on the disk when they return.
type Rows interface {
	Append(ctx context.Context, e Entry) error
	Timeline(ctx context.Context, scope, ref, kind string) ([]Entry, error)
	Standing(ctx context.Context, scope string, limit int) ([]Entry, error)
	KeepDocument(ctx context.Context, title string, body []byte) (sum string, err error)
	Document(ctx context.Context, sum string) (title string, body []byte, ok bool, err error)
	SaveDraft(ctx context.Context, d Draft) error
	DropDraft(ctx context.Context, scope, ref string) error
	Drafts(ctx context.Context, scope string) ([]Draft, error)
	Known(ctx context.Context, scope, ref string) (begun, sent bool, err error)
	Claim(ctx context.Context, scope, ref string) (release func(), ok bool, err error)
	PutNote(ctx context.Context, scope string, n Note) error
	Notes(ctx context.Context, scope string) (map[string]Note, error)
}

// Journal is the durable record of the orders placed with one API. It is safe for concurrent use, as its rows are: an
// order that two take further at once goes on with one of them, and the other is told.
type Journal struct {
	Rows
	Scope string           // names the API and the key, without telling it
	Now   func() time.Time // nil for the clock of this machine

	mu      sync.Mutex
	claimed map[string]bool // references that this session has in hand
	flying  map[string]bool // those of which a request is under way
	sent    map[string]bool // those of which this session has announced one
}

// Claim takes an order for this session; see store.Claim.
func (j *Journal) Claim(ctx context.Context, scope, ref string) (release func(), ok bool, err error) {
	give, ok, err := j.Rows.Claim(ctx, scope, ref)
	if err != nil || !ok {
		return nil, false, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	put(&j.claimed, ref, true)
	var once sync.Once
	return func() {
		once.Do(func() {
			j.mu.Lock()
			delete(j.claimed, ref)
			j.mu.Unlock()
			give()
		})
	}, true, nil
}

// sending notes that a request of an order is under way, until what it gives is called.
func (j *Journal) sending(ref string) (done func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	put(&j.flying, ref, true)
	return func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.flying, ref)
	}
}

// mended reads an order. One that this session has in hand, and of which an answer came that couldn't be written down, is
// unknown from here on: nobody else will ever write it.
func (j *Journal) mended(ctx context.Context, ref string, kind Kind) (*Order, error) {
	j.mu.Lock()
	mine := j.claimed[ref] && !j.flying[ref]
	j.mu.Unlock()
	if mine {
		return j.Settle(ctx, ref, kind)
	}
	return j.Order(ctx, ref, kind)
}

// NewJournal keeps a journal in rows for the API that scope names.
func NewJournal(rows Rows, scope string) *Journal { return &Journal{Rows: rows, Scope: scope} }

// Clock is what the journal takes for now.
func (j *Journal) Clock() time.Time {
	if j.Now != nil {
		return j.Now()
	}
	return time.Now()
}

// Order is one order as the journal knows it.
type Order struct {
	Ref      string
	Kind     Kind
	Timeline []Entry // the first state first
}

// Order reads an order; one that isn't in the journal has no timeline.
func (j *Journal) Order(ctx context.Context, ref string, kind Kind) (*Order, error) {
	rows, err := j.Timeline(ctx, j.Scope, ref, kind.Key())
	return &Order{Ref: ref, Kind: kind, Timeline: rows}, err
}

// Last is the newest entry; it is empty for an order that isn't in the journal.
func (o *Order) Last() Entry {
	if n := len(o.Timeline); n > 0 {
		return o.Timeline[n-1]
	}
	return Entry{}
}

// State is how far the order has come; "" when it isn't in the journal.
func (o *Order) State() State { return State(o.Last().State) }

// Bought tells that the API has said, at some time, that the order exists.
func (o *Order) Bought() bool {
	return slices.ContainsFunc(o.Timeline, func(e Entry) bool { return State(e.State).Bought() })
}

// Waits tells that a request of this order has left, or was about to, and that what came of it was never written down.
func Waits(e Entry) bool {
	return e.Status == 0 && (e.Method == http.MethodPost || e.Method == http.MethodPut || e.Method == http.MethodDelete)
}

// Looked tells that the order is unknown, and was looked for since.
func (o *Order) Looked() bool { return o.State() == StateUnknown && o.Last().Method == http.MethodGet }

// GUID is what the API calls the thing that was bought; "" until it has said so.
func (o *Order) GUID() string {
	for _, e := range slices.Backward(o.Timeline) {
		if e.GUID != "" {
			return e.GUID
		}
	}
	return ""
}

// Offered is the last entry with which terms came; it is empty when none did.
func (o *Order) Offered() Entry {
	for _, e := range slices.Backward(o.Timeline) {
		if State(e.State) == StateOffered {
			return e
		}
	}
	return Entry{}
}

// Asked is the last entry that asked for terms; it is empty when none did.
func (o *Order) Asked() Entry {
	for _, e := range slices.Backward(o.Timeline) {
		if State(e.State) == StateConfirmed {
			return e
		}
	}
	return Entry{}
}

// Signed are the signatures under the terms that were offered last.
func (o *Order) Signed() []Signature {
	for _, e := range slices.Backward(o.Timeline) {
		switch State(e.State) {
		case StateOffered, StateConfirmed:
			return nil
		case StateSigned, StatePlacing:
			var list []Signature
			for _, d := range e.Documents {
				if !d.SignedAt.IsZero() {
					list = append(list, Signature{DocumentID: d.ID, Title: d.Title, SHA256: d.SHA256, At: d.SignedAt, By: d.SignedBy})
				}
			}
			return list
		}
	}
	return nil
}

// take brings an order to its next state. It is on the disk when take returns nil; a state that can't follow, or that
// somebody else took, is refused with a sentence.
func (j *Journal) take(ctx context.Context, o *Order, e Entry) error {
	last := o.Last()
	if !o.State().May(State(e.State)) {
		return says("%s is %s, so it can't be %s: open it from the journal to see how it stands.", o.Ref, orNew(o.State()), State(e.State).Word())
	}
	e.Scope, e.Ref, e.Kind, e.Seq, e.At = j.Scope, o.Ref, o.Kind.Key(), len(o.Timeline)+1, j.Clock()
	// What an order is doesn't change with its state, so that each entry can be read alone.
	keep(&e.User, last.User)
	keep(&e.CompanyID, last.CompanyID)
	keep(&e.Company, last.Company)
	keep(&e.Title, last.Title)
	if State(e.State) != StateConfirmed {
		keep(&e.Price, last.Price) // what is asked anew has a price of its own, or none
	}
	keep(&e.GUID, last.GUID)
	if err := j.Append(ctx, e); err != nil {
		if errors.Is(err, store.ErrMoved) {
			return says("Another axdesk has taken %s further meanwhile (%w): open it from the journal to see how it stands.", o.Ref, err)
		}
		return err
	}
	o.Timeline = append(o.Timeline, e)
	return nil
}

func keep(have *string, before string) {
	if *have == "" {
		*have = before
	}
}

func orNew(s State) string {
	if s == "" {
		return "new"
	}
	return s.Word()
}

// announce writes down that a request is about to leave.
func (j *Journal) announce(ctx context.Context, o *Order, p Purchase, to State, body []byte, docs []store.SignedDocument) error {
	j.mu.Lock()
	put(&j.sent, o.Ref, true)
	j.mu.Unlock()
	said := ""
	if o.State() == StateUnknown {
		said = "decided by a person, after looking: it is sent again"
	}
	return notSent(j.take(ctx, o, Entry{
		State: string(to), Said: said, User: p.User, CompanyID: p.CompanyID, Company: p.CompanyName, Title: p.Title, Price: p.priceWords(),
		Method: http.MethodPost, Path: p.path(), Body: withoutSecrets(body, p.Secrets), BodySHA256: Hash(body), Documents: docs,
	}))
}

// notSent says of a failure to write that nothing left because of it.
func notSent(err error) error {
	if err == nil || isSentence(err) {
		return err
	}
	return says("The order was NOT sent, because it couldn't be written to the journal first (%w): once that is mended, send it again.", err)
}

// isSentence tells an error that says all there is to say: ours, and the refusal of whoever stands before the journal.
func isSentence(err error) bool {
	var s sentence
	var w *wire.Error
	return errors.As(err, &s) || errors.As(err, &w) && w.Unsent
}

// conclude writes down what came of a request. Only what the wire vouches for counts as refused; an answer that says
// neither what was bought nor what is to be signed leaves the order unknown.
func (j *Journal) conclude(ctx context.Context, o *Order, got axon.Placement, err error) error {
	e := Entry{State: string(StateUnknown), Status: http.StatusOK}
	switch {
	case err != nil:
		e.Status, e.Said = statusOf(err), err.Error()
		if !doubtful(err) {
			e.State = string(StateRefused)
		}
	case got.Placed():
		e.State, e.GUID = string(StatePlaced), guids(got)
	case len(got.Documents) > 0:
		e.State = string(StateOffered)
		if e.Documents, err = j.keepAll(ctx, got.Documents); err != nil {
			// Terms of which the evidence can't be kept can't be signed; that they came is written down all the same.
			lost := j.take(ctx, o, Entry{State: string(StateUnknown), Status: http.StatusOK, Said: "terms came that can't be kept: " + err.Error()})
			return errors.Join(err, lost)
		}
	}
	if got.Accepted {
		e.Status = http.StatusAccepted
	}
	return j.take(ctx, o, e)
}

func statusOf(err error) int {
	var w *wire.Error
	if errors.As(err, &w) {
		return w.Status
	}
	return 0
}

// keepAll keeps documents whole, and says what they are.
func (j *Journal) keepAll(ctx context.Context, docs []axon.Document) ([]store.SignedDocument, error) {
	list := make([]store.SignedDocument, len(docs))
	for i, d := range docs {
		sum, err := j.KeepDocument(ctx, d.Title, d.Body)
		if err != nil {
			return nil, err
		}
		list[i] = store.SignedDocument{ID: d.ID, Title: d.Title, SHA256: sum, Type: d.ContentType}
		if !d.Whole {
			list[i].Unreadable = d.Fault
		}
	}
	return list, nil
}

// Sign writes down the signatures that an order's terms have by now: all of them, each time.
func (j *Journal) Sign(ctx context.Context, p Purchase, signed []Signature) error {
	o, err := j.Order(ctx, p.Ref, p.Kind)
	if err != nil {
		return err
	}
	return j.take(ctx, o, Entry{State: string(StateSigned), User: p.User, Documents: evidence(signed)})
}

func evidence(signed []Signature) []store.SignedDocument {
	list := make([]store.SignedDocument, len(signed))
	for i, s := range signed {
		list[i] = store.SignedDocument{ID: s.DocumentID, Title: s.Title, SHA256: s.SHA256, SignedAt: s.At, SignedBy: s.By}
	}
	return list
}

// Recover marks as unknown every order whose program ended between a request and what came of it. An order that another
// process has in hand is left to it. It gives how many were marked.
func (j *Journal) Recover(ctx context.Context) (int, error) {
	standing, err := j.Standing(ctx, j.Scope, 10_000)
	if err != nil {
		return 0, err
	}
	marked := 0
	for _, e := range standing {
		if !Waits(e) {
			continue
		}
		done, err := j.recover(ctx, e)
		if err != nil {
			return marked, err
		}
		if done {
			marked++
		}
	}
	return marked, nil
}

func (j *Journal) recover(ctx context.Context, e Entry) (bool, error) {
	release, ok, err := j.Claim(ctx, j.Scope, e.Ref)
	var w *wire.Error
	if errors.As(err, &w) && w.Kind == wire.KindForbidden {
		return false, nil // who may only look settles nothing
	}
	if err != nil || !ok {
		return false, err
	}
	defer release()
	// It is read again under the claim: whoever had it may have written the answer down since.
	o, err := j.Order(ctx, e.Ref, KindOf(e.Kind))
	if err != nil || !Waits(o.Last()) {
		return false, err
	}
	err = j.take(ctx, o, Entry{State: string(StateUnknown), Said: endedBefore})
	return err == nil, err
}

// Settle reads an order that the caller has claimed: where its program ended between a request and what came of it, it is
// unknown from here on.
func (j *Journal) Settle(ctx context.Context, ref string, kind Kind) (*Order, error) {
	o, err := j.Order(ctx, ref, kind)
	if err == nil && Waits(o.Last()) {
		err = j.take(ctx, o, Entry{State: string(StateUnknown), Said: endedBefore})
	}
	return o, err
}

// endedBefore is said of a request whose answer nobody was there to take.
const endedBefore = "axdesk ended before an answer came"

// guids are what an answer says was bought, the first one being what the walk goes on with.
func guids(p axon.Placement) string {
	var all []string
	for _, r := range p.Resources {
		all = append(all, r.GUID)
	}
	if p.ServiceID != "" {
		all = append(all, p.ServiceID)
	}
	return strings.Join(all, " ")
}

// Key is the kind in the journal.
func (k Kind) Key() string {
	if k == KindService {
		return "service"
	}
	return "port"
}

// KindOf reads what Key wrote.
func KindOf(key string) Kind {
	if key == KindService.Key() {
		return KindService
	}
	return KindPort
}

// path is where a purchase is sent, as the journal tells it.
func (p Purchase) path() string {
	if p.Kind == KindService {
		return "v1/service/exc/" + p.CompanyID
	}
	return "v1/resource/" + p.CompanyID
}

// priceWords is what was confirmed, without a currency, since the API names none: "213.75 once, 142.50 a month".
func (p Purchase) priceWords() string {
	if p.Quote.Period() == "" || p.Quote.Source == "" {
		return ""
	}
	return fmt.Sprintf("%s once, %s %s", p.Quote.Once, p.Quote.Monthly, p.Quote.Period())
}
