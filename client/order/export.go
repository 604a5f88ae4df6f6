package order

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"axdesk/client/export"
)

// exported is an entry of the journal as scripts read it.
type exported struct {
	Entry
	Body json.RawMessage `json:"body,omitempty"`
}

// ExportJSON writes entries as a JSON array, each with the body of its request. Secrets aren't in the journal to begin with.
func ExportJSON(entries []Entry) ([]byte, error) {
	list := make([]exported, len(entries))
	for i, e := range entries {
		e.At = e.At.UTC()
		list[i] = exported{Entry: e}
		switch {
		case len(e.Body) == 0:
		case json.Valid(e.Body):
			list[i].Body = e.Body
		default:
			text, err := json.Marshal(string(e.Body))
			if err != nil {
				return nil, fmt.Errorf("the body of %s can't be written as JSON: %w", e.Ref, err)
			}
			list[i].Body = text
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(list); err != nil {
		return nil, fmt.Errorf("the journal can't be written as JSON: %w", err)
	}
	return b.Bytes(), nil
}

// ExportCSV writes entries as CSV with a head, without bodies and documents.
func ExportCSV(entries []Entry) ([]byte, error) {
	rows := [][]string{{"at", "ref", "kind", "seq", "state", "user", "company_id", "company", "title", "price", "guid", "status", "said"}}
	for _, e := range entries {
		rows = append(rows, []string{
			e.At.UTC().Format(time.RFC3339Nano), e.Ref, e.Kind, strconv.Itoa(e.Seq), e.State, e.User, e.CompanyID, e.Company, e.Title, e.Price,
			e.GUID, strconv.Itoa(e.Status), e.Said,
		})
	}
	return CSV(rows), nil
}

// CSV writes rows. A cell of which a spreadsheet would take any part for a formula is defused.
func CSV(rows [][]string) []byte {
	var b bytes.Buffer
	for _, row := range rows {
		out := make([]string, len(row))
		for i, cell := range row {
			out[i] = export.Defused(cell)
		}
		b.WriteString(export.CSVLine(out, "\n"))
	}
	return b.Bytes()
}
