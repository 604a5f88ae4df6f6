package order

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"axdesk/client/axon"
	"axdesk/client/wire"
)

// Thing is a port or a service that a company has, as it is to be changed or removed.
type Thing struct {
	GUID, Title                  string // what it is, in a few words
	Kind                         Kind
	CompanyID, CompanyName, User string
	Seen                         State // how AXON told it last; "" when it didn't
}

// Sent is a change or a removal that AXON took.
type Sent struct {
	Ref      string // that it is journaled under
	Accepted bool   // 202: a person or the far end has to act
}

// Alter sends the PUT of a service: changes holds only what is to be different. What is about to be sent is in the journal
// before it leaves; if it can't be, nothing is sent (NotSent). It is sent once: where nobody knows what came of it, the error
// is of the wire's kind and has MayHaveActed, and Inspect comes before anything else.
func Alter(ctx context.Context, api axon.API, j *Journal, t Thing, changes map[string]any) (Sent, error) {
	if t.Kind != KindService || len(changes) == 0 {
		return Sent{}, unsent{says("There is nothing to change: only a service can be changed, and something of it has to differ.")}
	}
	for key := range changes {
		if !axon.Changeable(key) {
			return Sent{}, unsent{says("%s can't be changed, so nothing was sent: delete the service and order another one.", key)}
		}
	}
	// The client writes the same bytes: the keys of a map are sorted.
	body, err := json.Marshal(changes)
	if err != nil {
		return Sent{}, unsent{says("The change can't be written as JSON (%w), so it was not sent: enter it again.", err)}
	}
	return j.carry(ctx, t, Entry{State: string(StateChanging), Method: http.MethodPut, Body: body}, StateProvisioning,
		func(ctx context.Context) (bool, error) { return api.UpdateService(ctx, t.GUID, changes) })
}

// End sends the DELETE of a service, or of a port on which nothing stands, once and journaled like Alter. A port needs what
// Hangs has found; services that AXON has come to list since then refuse it, too.
func End(ctx context.Context, api axon.API, j *Journal, t Thing, h Hanging) (Sent, error) {
	remove := api.DeleteService
	if t.Kind == KindPort {
		if err := h.free(ctx, api, t); err != nil {
			return Sent{}, unsent{err}
		}
		remove = api.DeleteResource
	}
	return j.carry(ctx, t, Entry{State: string(StateEnding), Method: http.MethodDelete}, StateEnding,
		func(ctx context.Context) (bool, error) { return remove(ctx, t.GUID) })
}

// carry announces a request about a thing, sends it, and writes down what came of it.
func (j *Journal) carry(ctx context.Context, t Thing, e Entry, done State, send func(context.Context) (bool, error)) (Sent, error) {
	o, err := j.thing(ctx, t)
	if err != nil {
		return Sent{}, unsent{err}
	}
	// Where somebody else has the order in hand, Recover leaves it alone just as well; the numbers keep two apart.
	if release, ok, err := j.Claim(ctx, j.Scope, o.Ref); err == nil && ok {
		defer release()
	}
	before := o.State()
	e.User, e.CompanyID, e.Company, e.Path = t.User, t.CompanyID, t.CompanyName, t.path()
	if err := j.take(ctx, o, e); err != nil {
		return Sent{}, unsent{notChanged(err)}
	}
	accepted, err := send(withAnnounced(ctx, o.Last()))
	// From here on something may have been done, which has to be recorded whoever has lost interest.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordLimit)
	defer cancel()
	sent := Sent{Ref: o.Ref, Accepted: accepted}
	if failed := j.take(ctx, o, outcome(before, done, accepted, err)); failed != nil {
		if err != nil {
			return sent, fmt.Errorf("%w (nor could this be written to the journal: %w)", err, failed)
		}
		return sent, &wire.Error{
			Kind: wire.KindLocal, Op: "write down what came of it", Method: e.Method, MayHaveActed: true, Err: failed,
			What:  "AXON took the request, but that couldn't be written to the journal (" + failed.Error() + ")",
			Means: "It is being done, and the journal doesn't say so", Next: "Look at it again before you send anything else",
		}
	}
	return sent, err
}

// outcome is what came of a request: it is on its way, nobody knows, or it stands as it stood before.
func outcome(before, done State, accepted bool, err error) Entry {
	switch {
	case err == nil && accepted:
		return Entry{State: string(done), Status: http.StatusAccepted, Said: "a person or the far end has to act"}
	case err == nil:
		return Entry{State: string(done), Status: http.StatusOK}
	case doubtful(err):
		return Entry{State: string(StateUnknown), Status: statusOf(err), Said: err.Error()}
	}
	if before == StatePlaced {
		before = StateProvisioning // what was placed and stands is on its way; only an order's own answer makes it placed
	}
	return Entry{State: string(before), Status: statusOf(err), Said: "refused, so it stands as before: " + err.Error()}
}

// thing is the order that a thing goes on under: its own, or for what was ordered elsewhere a new one.
func (j *Journal) thing(ctx context.Context, t Thing) (*Order, error) {
	if t.GUID == "" || t.CompanyID == "" || t.Kind != KindPort && t.Kind != KindService {
		return nil, says("It isn't known whose or which thing this is, so nothing was sent: open it from the inventory again.")
	}
	o, err := j.known(ctx, t)
	if err != nil {
		return nil, notChanged(err)
	}
	if err := j.see(ctx, o, t.Seen); err != nil {
		return nil, notChanged(err)
	}
	switch state := o.State(); {
	case Waits(o.Last()):
		return nil, says("A request of %s is still on its way, from another axdesk: wait for its answer there.", o.Ref)
	case state == StateUnknown:
		return nil, says("Nobody knows what came of the last request of %s, so nothing is sent before it was looked at again.", o.Ref)
	case state == StateEnding:
		return nil, says("%s is being removed already: nothing was sent.", o.Ref)
	case state == StateEnded:
		return nil, says("%s is off the network: nothing was sent.", o.Ref)
	case !state.May(StateEnding):
		return nil, says("%s is %s, so it can neither be changed nor removed: open it from the journal to see how it stands.", o.Ref, orNew(state))
	}
	return o, nil
}

// known finds a thing's order by its GUID, or begins one for what was ordered elsewhere.
func (j *Journal) known(ctx context.Context, t Thing) (*Order, error) {
	if o, err := j.ByGUID(ctx, t.GUID, t.Kind); o != nil || err != nil {
		return o, err
	}
	release, ok, err := j.Claim(ctx, j.Scope, t.GUID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, says("Another axdesk is taking %s up at this moment: try again.", wire.Short(t.GUID))
	}
	defer release()
	// Somebody may have taken it up before the claim was ours.
	if o, err := j.ByGUID(ctx, t.GUID, t.Kind); o != nil || err != nil {
		return o, err
	}
	ref, give, err := j.unused(ctx)
	if err != nil {
		return nil, err
	}
	defer give()
	o := &Order{Ref: ref, Kind: t.Kind}
	e := Entry{
		State: string(StateReady), User: t.User, CompanyID: t.CompanyID, Company: t.CompanyName, Title: t.Title, GUID: t.GUID,
		Said: "found in AXON's list; the journal has no order of its own for it",
	}
	return o, j.take(ctx, o, e)
}

// ByGUID is the order of which a port or a service came; nil for one that the journal doesn't know. An order of which
// several things came at once is none of theirs alone: a state of it would be said of all.
func (j *Journal) ByGUID(ctx context.Context, guid string, kind Kind) (*Order, error) {
	if guid == "" {
		return nil, nil //nolint:nilnil // a thing that the journal doesn't know is no error
	}
	standing, err := j.Standing(ctx, j.Scope, 10_000)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(standing, func(e Entry) bool { return e.GUID == guid && e.Kind == kind.Key() })
	if at < 0 {
		return nil, nil //nolint:nilnil // a thing that the journal doesn't know is no error
	}
	return j.Order(ctx, standing[at].Ref, kind)
}

// see writes down how AXON told a thing, where that is news: it may have changed while nobody watched.
func (j *Journal) see(ctx context.Context, o *Order, seen State) error {
	have := o.State()
	stays := seen == "" || seen == have || Waits(o.Last()) || !have.May(seen) || have == StateUnknown
	// A removal that was taken may not show yet, or read as work: only its look or its watch may say that it came to nothing.
	if stays || have == StateEnding && seen != StateEnded {
		return nil
	}
	return j.take(ctx, o, Entry{State: string(seen), Said: "so it stands in AXON's list"})
}

func (t Thing) path() string {
	if t.Kind == KindService {
		return "v1/service/exc/" + t.GUID
	}
	return "v1/resource/" + t.GUID
}

// notChanged says of a failure to read or write the journal that nothing left because of it.
func notChanged(err error) error {
	if err == nil || isSentence(err) {
		return err
	}
	return says("It was NOT sent, because it couldn't be written to the journal first (%w): once that is mended, send it again.", err)
}

// listed names services in a sentence: the first few by name, and how many more.
func listed(services []axon.Service) string {
	const most = 5
	var out []string
	for i, s := range services {
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(services)-most))
			break
		}
		out = append(out, portName(axon.Allocated{GUID: s.ID, Description: s.Description}))
	}
	return strings.Join(out, ", ")
}
