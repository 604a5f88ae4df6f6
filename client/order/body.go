package order

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"axdesk/client/schema"
)

// Keys of the two bodies that the walk itself knows the meaning of.
const (
	FieldVLAN        = "outer_vlan"
	FieldBandwidth   = "bandwidth_cir"
	FieldDescription = "description"
	FieldPortMode    = "port_mode"
)

// classInterconnect is the class of fabric interconnects; the document spells it in both cases.
const classInterconnect = "FI"

// The range of VLANs that the document allows, both inclusive.
const minVLAN, maxVLAN = 2, 3999

// maxLabel bounds a description in bytes where no schema does.
const maxLabel = 256

// portBody and serviceBody are what the two POSTs send, in the order of the document's samples.
type portBody struct {
	LocationID    string         `json:"location_id"`
	Class         string         `json:"resource_type_class"`
	CandidateGUID string         `json:"candidate_resource_guid,omitempty"`
	Options       map[string]any `json:"resource_options"`
	Term          *int           `json:"contract_term,omitempty"`
	Diverse       string         `json:"diverse_resource_guid,omitempty"` // assumed key
}

type serviceBody struct {
	CandidateGUID string         `json:"candidate_service_guid"`
	Options       map[string]any `json:"product_options"`
}

// PortBody is the body that orders the port, of the form's fields only. A body without problems is also what
// makes the port's options answered, so it has to be asked for before going on from there.
func (w *Walk) PortBody(form schema.Form) ([]byte, []schema.Problem) {
	w.portWhole = ""
	p := w.Port
	if w.Company == nil || w.Location == nil || p == nil || p.Existing != nil {
		return nil, problem("", "There is no port to be bought: choose company, location and port first.")
	}
	// The mode is chosen with the port, so a field of the form for it is answered from there.
	texts := maps.Clone(w.PortForm)
	if p.Mode.Mode != "" {
		put(&texts, FieldPortMode, p.Mode.Mode)
	}
	options, problems := values(form, texts)
	b := portBody{LocationID: w.Location.ID, Class: p.Offer.Class, Options: options, Diverse: w.DiverseFrom}
	if p.HasSKU {
		b.Term = &p.SKU.Term
	}
	if strings.EqualFold(p.Offer.Class, classInterconnect) {
		if p.Offer.CandidateGUID == "" {
			problems = append(problems, problem("", "The API gave no candidate GUID with this interconnect, so it can't be ordered: choose another port.")...)
		}
		if p.Mode.Mode == "" {
			problems = append(problems, problem(FieldPortMode, "An interconnect needs a port mode: go back to Port and choose one.")...)
		}
		b.CandidateGUID = p.Offer.CandidateGUID
	}
	if p.Mode.Mode != "" {
		b.Options[FieldPortMode] = p.Mode.Mode
	}
	if len(problems) > 0 {
		return nil, problems
	}
	w.portWhole = w.portFormPrint()
	return encode(b)
}

// ServiceBody is the body that orders the connection, with the same effect on its options as PortBody has.
func (w *Walk) ServiceBody(form schema.Form) ([]byte, []schema.Problem) {
	w.serviceWhole = ""
	if w.Candidate == nil || w.Bandwidth <= 0 {
		return nil, problem("", "There is no connection to be ordered: choose a candidate and a bandwidth first.")
	}
	// The bandwidth has a step of its own, so the form's field for it is answered from there.
	texts := maps.Clone(w.ServiceForm)
	put(&texts, FieldBandwidth, strconv.FormatInt(int64(w.Bandwidth), 10))
	options, problems := values(form, texts)
	options[FieldBandwidth] = int64(w.Bandwidth)
	if text := strings.TrimSpace(texts[FieldVLAN]); text != "" && asksFor(form, FieldVLAN) {
		// A schema whose reference can't be resolved takes any text, but the API takes an integer only.
		vlan, ok := parseVLAN(text)
		if !ok && !names(problems, FieldVLAN) {
			problems = append(problems, problem(FieldVLAN, fmt.Sprintf("The VLAN has to be a whole number from %d to %d.", minVLAN, maxVLAN))...)
		}
		options[FieldVLAN] = vlan
	}
	if len(problems) > 0 {
		return nil, problems
	}
	w.serviceWhole = w.serviceFormPrint()
	return encode(serviceBody{w.Candidate.GUID, options})
}

// values are the form's values and, with or without a field for it, the label: the document's samples send
// a description with every order.
func values(form schema.Form, texts map[string]string) (map[string]any, []schema.Problem) {
	out, problems := form.Values(texts)
	label := strings.TrimSpace(texts[FieldDescription])
	if label == "" || asksFor(form, FieldDescription) {
		return out, problems
	}
	if len(label) > maxLabel || !utf8.ValidString(label) || strings.ContainsFunc(label, unicode.IsControl) {
		says := fmt.Sprintf("The description has to be one line of plain text, at most %d bytes long.", maxLabel)
		return out, append(problems, problem(FieldDescription, says)...)
	}
	out[FieldDescription] = label
	return out, problems
}

func problem(field, says string) []schema.Problem {
	return []schema.Problem{{Field: field, Says: says}}
}

func names(problems []schema.Problem, field string) bool {
	return slices.ContainsFunc(problems, func(p schema.Problem) bool { return p.Field == field })
}

func asksFor(form schema.Form, name string) bool { _, ok := form.Field(name); return ok }

// encode gives the same bytes for the same answers: fields in order, the keys of options sorted.
func encode(body any) ([]byte, []schema.Problem) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return nil, problem("", "The order can't be written as JSON: "+err.Error()+".")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// WithDocuments is the body of the second POST: the first one byte for byte, with the ids of the signed
// documents put in before its last brace.
func WithDocuments(body []byte, ids []string) ([]byte, error) {
	if len(ids) == 0 {
		return nil, errors.New("no document was signed, so there is nothing to place the order with: ask for the terms again")
	}
	end := bytes.LastIndexByte(body, '}')
	var probe map[string]json.RawMessage
	if err := json.Unmarshal(body, &probe); err != nil || end < 0 || len(probe) == 0 {
		return nil, errors.New("the order is not a JSON object with keys, so no documents can be added to it")
	}
	if _, there := probe["document_ids"]; there {
		return nil, errors.New("the order holds document ids already: it must not be signed twice")
	}
	var list bytes.Buffer
	e := json.NewEncoder(&list)
	e.SetEscapeHTML(false)
	if err := e.Encode(ids); err != nil {
		return nil, fmt.Errorf("the document ids can't be written as JSON: %w", err)
	}
	return slices.Concat(body[:end], []byte(`,"document_ids":`), bytes.TrimSuffix(list.Bytes(), []byte("\n")), body[end:]), nil
}

// Hash is the SHA-256 of a body in lower-case hex: it ties a signature to what was ordered.
func Hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// VLANClash says by what a VLAN is taken on this walk's port, as far as this session knows.
func (w *Walk) VLANClash(vlan int) (string, bool) {
	if w.Placed == nil {
		return "", false
	}
	by, taken := w.VLANs[w.Placed.GUID][vlan]
	if !taken {
		return "", false
	}
	if by == "" {
		by = "another connection"
	}
	return fmt.Sprintf("VLAN %d is taken on this port by %s: choose another.", vlan, by), true
}

// parseVLAN reads a VLAN within the document's range.
func parseVLAN(text string) (int, bool) {
	v, err := strconv.Atoi(strings.TrimSpace(text))
	return v, err == nil && v >= minVLAN && v <= maxVLAN
}

// portFormPrint is what the port's form was filled in for, serviceFormPrint the same of the connection's. A
// GUID isn't in them: what is found again under another GUID asks for the same fields.
func (w *Walk) portFormPrint() string {
	if w.Port == nil {
		return ""
	}
	return fingerprint(w.PortForm, w.Port.Offer.Class, w.Port.Mode.Mode, w.DiverseFrom)
}

func (w *Walk) serviceFormPrint() string {
	if w.Candidate == nil {
		return ""
	}
	parts := []string{w.Candidate.ServiceType}
	for _, h := range w.Candidate.Chain {
		parts = append(parts, h.Provider)
	}
	return fingerprint(w.ServiceForm, parts...)
}

// portPrint and servicePrint are all that a purchase consists of, its price and payer included.
func (w *Walk) portPrint() string {
	if w.Port == nil || w.Company == nil || w.Location == nil {
		return ""
	}
	p := w.Port
	return fingerprint(w.PortForm, w.Company.ID, w.Location.ID, p.Offer.Class, p.Offer.CandidateGUID, p.Mode.Mode,
		strconv.Itoa(p.SKU.Term), p.SKU.InstallFee, p.SKU.UnitPrice, w.DiverseFrom)
}

func (w *Walk) servicePrint() string {
	if w.Candidate == nil || w.Company == nil {
		return ""
	}
	q := w.Candidate.Quote
	return fingerprint(w.ServiceForm, w.Company.ID, w.Candidate.GUID, q.Once.String(), q.Monthly.String(), w.Bandwidth.String())
}

func fingerprint(texts map[string]string, parts ...string) string {
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		parts = append(parts, name, texts[name])
	}
	// A hash, since a draft keeps it and the texts may hold a secret.
	return Hash(fmt.Appendf(nil, "%q", parts))
}
