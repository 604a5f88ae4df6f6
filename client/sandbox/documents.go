package sandbox

import (
	"embed"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

//go:embed terms/*.md
var termFiles embed.FS

// document is one set of terms. Its id has the form of the document's sample: code, version, base64 of the file's name.
type document struct {
	code, version, title, file string
	older                      []string // versions that were current once: signing one of them is refused
	applies                    func(deal) bool
	body                       []byte
}

// deal is what terms depend on.
type deal struct {
	service      bool // else a resource
	interconnect bool
	cloud        bool
	description  string // which may hold a word about the terms, see due
}

// termsWord in a description says which terms an order is due: nothing promises a client that there are any, nor how many.
var termsWord = regexp.MustCompile(`(?i)\bterms-(waived|brief)\b`)

// due are the documents that a deal has to be signed with. With none, the first POST places the order.
func (s *Server) due(d deal) []*document {
	var needed []*document
	for i := range s.terms {
		if s.terms[i].applies(d) {
			needed = append(needed, &s.terms[i])
		}
	}
	switch strings.ToLower(termsWord.FindString(d.description)) {
	case "terms-waived":
		return nil
	case "terms-brief":
		return needed[:1]
	}
	return needed
}

func termList() []document {
	return []document{
		{
			// The older version is the one in the API document's own example.
			code: "TCGEN0001", version: "01693872000", title: "AXON Standard Terms & Conditions",
			file: "AXONVX Standard Terms.md", older: []string{"01647836398"}, applies: func(deal) bool { return true },
		},
		{
			code: "TCPRT0002", version: "01688601600", title: "AXON Port Service Schedule",
			file: "AXONVX Port Schedule.md", older: []string{"01651363200"},
			applies: func(d deal) bool { return !d.service && !d.interconnect },
		},
		{
			code: "TCFIC0003", version: "01688601600", title: "AXON Intercap Service Schedule",
			file: "AXONVX Intercap Schedule.md", applies: func(d deal) bool { return d.interconnect },
		},
		{
			code: "TCEXC0004", version: "01690848000", title: "AXON Elastic Cross Connect Service Schedule",
			file: "AXONVX Elastic Cross Connect Schedule.md", older: []string{"01656633600"},
			applies: func(d deal) bool { return d.service },
		},
		{
			code: "TCCLD0005", version: "01690848000", title: "Cloud Provider Flow-down Terms",
			file: "AXONVX Cloud Flow-down Terms.md", applies: func(d deal) bool { return d.service && d.cloud },
		},
	}
}

func loadTerms() ([]document, error) {
	list := termList()
	for i := range list {
		name := "terms/" + strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(list[i].file, "AXONVX ")), " ", "-")
		body, err := termFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("the terms %s are not embedded: %w", name, err)
		}
		list[i].body = body
	}
	return list, nil
}

func (d *document) idOf(version string) string {
	return d.code + "." + version + "." + base64.StdEncoding.EncodeToString([]byte(d.file))
}

func (d *document) id() string { return d.idOf(d.version) }

type documentRow struct {
	ID          string `json:"document_id"`
	ContentType string `json:"content_type"`
	Title       string `json:"document_title"`
	Body        string `json:"body_base64"`
}

// sign is the double POST: nil means that every document of the deal was signed and the order may go through; a
// reply is either the documents, when the order brought no document_ids, or the refusal of what it brought.
func (s *Server) sign(buyer string, d deal, body map[string]any) *reply {
	needed := s.due(d)
	given, ok := body["document_ids"]
	switch {
	case !ok && len(needed) == 0:
		return nil
	case !ok:
		return s.offerDocuments(buyer, needed)
	}
	ids, bad := textList(given)
	if bad != nil {
		return bad
	}
	for i, id := range ids {
		if fault := s.wrongDocument(buyer, id, needed); fault != "" {
			rep := refuse(http.StatusBadRequest, "document_ids: %s", fault)
			return &rep
		}
		if slices.Contains(ids[:i], id) {
			rep := refuse(http.StatusBadRequest, "document_ids: %s is given twice", id)
			return &rep
		}
	}
	for _, doc := range needed {
		if !slices.Contains(ids, doc.id()) {
			rep := refuse(http.StatusBadRequest, "document_ids: %s (%s) has not been signed", doc.id(), doc.title)
			return &rep
		}
	}
	return nil
}

// textList takes document_ids as the array of strings it has to be.
func textList(v any) ([]string, *reply) {
	refused := func() ([]string, *reply) {
		rep := refuse(http.StatusBadRequest, "document_ids must be an array of strings")
		return nil, &rep
	}
	list, ok := v.([]any)
	if !ok {
		return refused()
	}
	var out []string
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			return refused()
		}
		out = append(out, text)
	}
	return out, nil
}

func (s *Server) offerDocuments(buyer string, needed []*document) *reply {
	var rows []documentRow
	for _, doc := range needed {
		if s.issued[buyer] == nil {
			s.issued[buyer] = map[string]bool{}
		}
		s.issued[buyer][doc.id()] = true
		rows = append(rows, documentRow{
			ID: doc.id(), ContentType: "Content-type: text/markdown", Title: doc.title,
			Body: base64.StdEncoding.EncodeToString(doc.body),
		})
	}
	return &reply{status: http.StatusOK, body: struct {
		Documents []documentRow `json:"documents"`
	}{rows}}
}

// wrongDocument says why an id cannot stand on this order, or "".
func (s *Server) wrongDocument(buyer, id string, needed []*document) string {
	for i := range s.terms {
		doc := &s.terms[i]
		for _, version := range doc.older {
			if id == doc.idOf(version) {
				return fmt.Sprintf("%s is outdated: version %s of %q is to be signed now", id, doc.version, doc.title)
			}
		}
		if id != doc.id() {
			continue
		}
		if !slices.Contains(needed, doc) {
			return fmt.Sprintf("%s (%s) does not belong to this order", id, doc.title)
		}
		if !s.issued[buyer][id] {
			return fmt.Sprintf("%s (%s) was not issued to company %s: place the order without document_ids first", id, doc.title, buyer)
		}
		return ""
	}
	return fmt.Sprintf("%q is not known", id)
}
