package axon

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"axdesk/client/loose"
	"axdesk/client/wire"
)

// decodePlacement reads the answer to either POST of a purchase. The sample of POST service answers with a
// service_id, its prose speaks of an array of resources: both are read, and a service's id is taken from a row too.
func decodePlacement(v loose.Value, at time.Time) (Placement, bool) {
	p := Placement{Raw: v.Raw(), At: at}
	p.Documents, _ = loose.Collect(v.Get("documents"), document)
	p.Resources, _ = loose.Collect(v.Get("resources"), allocated)
	if v.Kind() == '[' {
		p.Resources, _ = loose.Collect(v, allocated)
	}
	p.Resources = named(p.Resources)
	p.ServiceID = placedService(v)
	return p, len(p.Documents) > 0 || p.Placed()
}

func placedService(v loose.Value) string {
	if id := v.Get(keyServiceID, keyServiceGUID).Text(); id != "" {
		return id
	}
	if id := v.Get(keyService).Get(keyServiceID, keyServiceGUID).Text(); id != "" {
		return id
	}
	rows := v.Get("resources")
	if v.Kind() == '[' {
		rows = v
	}
	for r := range rows.Items() {
		if id := r.Get(keyServiceID, keyServiceGUID).Text(); id != "" {
			return id
		}
	}
	return ""
}

// named drops rows without a GUID: a row that names no resource is no sign that one was bought.
func named(rows []Allocated) []Allocated {
	var kept []Allocated
	for _, r := range rows {
		if r.GUID != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

func allocated(v loose.Value) Allocated {
	return Allocated{
		GUID: v.Get("resource_guid").Text(), Description: v.Get("description").Text(),
		LocationID: v.Get("location_id").Text(), MeetMe: v.Get("meetme").Text(),
	}
}

func document(v loose.Value) Document {
	came := v.Get("body_base64").Scalar()
	body, decoded := unbase64(came)
	if !decoded {
		body = []byte(came)
	}
	id := v.Get("document_id")
	d := KeptDocument(id.Text(), v.Get("document_title").Text(), v.Get("content_type").Text(), body)
	switch {
	case d.ID == "" || d.ID != id.Scalar():
		// An id that sanitising changed can't be sent back as it was given.
		d.Whole, d.Fault = false, "This document has no usable id, so it can't be signed."
	case !decoded:
		d.Whole, d.Fault = false, "This document isn't valid base64: its text is shown as it came and may be incomplete."
	}
	return d
}

// KeptDocument is a document of which the decoded bytes are at hand, such as one that the journal has kept.
func KeptDocument(id, title, contentType string, body []byte) Document {
	sum := sha256.Sum256(body)
	d := Document{
		ID: id, Title: title, ContentType: contentType, Body: body, SHA256: hex.EncodeToString(sum[:]), Text: wire.CleanText(string(body)),
	}
	switch {
	case strings.TrimSpace(d.Text) == "":
		d.Fault = "This document is empty: there is nothing to read before signing it."
	case !utf8.Valid(body):
		d.Fault = "This document isn't UTF-8 text: what can't be read shows as �."
	case shortened(d.Text):
		d.Fault = "This document is too long to be shown whole: ask NEXTDC for a copy before signing it."
	case !isMarkdown(d.ContentType):
		d.Whole = true
		d.Fault = "This document is " + clip(mediaType(d.ContentType)) + ", not Markdown: it is shown as plain text."
	default:
		d.Whole = true
	}
	return d
}

// shortened tells whether wire.CleanText had to cut a document, whose signer would then not see all of it.
func shortened(text string) bool {
	if len(text) >= 4<<20-8 {
		return true
	}
	for line := range strings.SplitSeq(text, "\n") {
		if len(line) >= 20_000 && strings.HasSuffix(line, "…") {
			return true
		}
	}
	return false
}

// unbase64 reads the standard and the URL alphabet, padded or not, broken into lines or not.
func unbase64(s string) ([]byte, bool) {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		}
		return r
	}, s)
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	return b, err == nil
}

// mediaType strips the header's own name, which the document's sample has inside the value, and parameters.
func mediaType(contentType string) string {
	t := strings.ToLower(strings.TrimSpace(contentType))
	t = strings.TrimSpace(strings.TrimPrefix(t, "content-type:"))
	t, _, _ = strings.Cut(t, ";")
	return strings.TrimSpace(t)
}

// isMarkdown takes a missing type for Markdown, the only one that the document shows.
func isMarkdown(contentType string) bool {
	switch mediaType(contentType) {
	case "", "text/markdown", "text/x-markdown", "application/markdown":
		return true
	}
	return false
}
