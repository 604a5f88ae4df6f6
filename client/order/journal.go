package order

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"axdesk/client/axon"
	"axdesk/client/store"
	"axdesk/client/wire"
)

// Journal is the durable record of orders; *store.Store is one. An intent is on the disk before anything is
// sent, so that after a crash the orders whose outcome nobody knows can be told.
type Journal interface {
	Intend(ctx context.Context, in store.Intent) (id int64, err error)
	Conclude(ctx context.Context, id int64, out store.Outcome) error
}

// Stages of a purchase, as the journal has them.
const (
	stageFirst  = "first post"  // normally only asks for documents
	stageSecond = "second post" // with the ids of what was signed
)

func intent(p Purchase, body []byte, signed []Signature) store.Intent {
	in := store.Intent{
		OrderRef: p.Ref, Kind: "port", Stage: stageFirst, CompanyID: p.CompanyID, User: p.User,
		Method: http.MethodPost, Path: "v1/resource/" + p.CompanyID, Body: body, At: time.Now(),
	}
	if p.Kind == KindService {
		in.Kind, in.Path = "service", "v1/service/exc/"+p.CompanyID
	}
	for _, s := range signed {
		in.Stage = stageSecond
		in.Documents = append(in.Documents, store.SignedDocument{ID: s.DocumentID, Title: s.Title, SHA256: s.SHA256, SignedAt: s.At})
	}
	return in
}

// outcome judges an answer. Only what the wire vouches for counts as refused; an answer that says neither
// what was bought nor what is to be signed leaves the order in doubt.
func outcome(got axon.Placement, err error) store.Outcome {
	out := store.Outcome{Result: store.ResultUnknown, At: time.Now()}
	if err != nil {
		out.Said = err.Error()
		var w *wire.Error
		if errors.As(err, &w) {
			out.Status = w.Status
		}
		if !doubtful(err) {
			out.Result = store.ResultRefused
		}
		return out
	}
	out.Status = http.StatusOK
	if got.Accepted {
		out.Status = http.StatusAccepted
	}
	switch {
	case got.Placed():
		out.Result, out.GUID = store.ResultPlaced, guids(got)
	case len(got.Documents) > 0:
		out.Result = store.ResultOffered
	}
	return out
}

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
