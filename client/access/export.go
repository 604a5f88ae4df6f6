package access

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"axdesk/client/order"
)

// exported is an entry as scripts read it.
type exported struct {
	ID      int64     `json:"id"`
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Key     string    `json:"key"`
	Role    string    `json:"role"`
	From    string    `json:"from"`
	Host    string    `json:"host"`
	Session string    `json:"session"`
	What    string    `json:"what"`
	Subject string    `json:"subject"`
	Detail  string    `json:"detail"`
}

// ExportJSON writes entries as a JSON array.
func ExportJSON(entries []Entry) ([]byte, error) {
	list := make([]exported, len(entries))
	for i, e := range entries {
		list[i] = exported{e.ID, e.At.UTC(), e.Who, e.Key, e.Role, e.From, e.Host, e.Session, e.What, e.Subject, e.Detail}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(list); err != nil {
		return nil, fmt.Errorf("the audit can't be written as JSON: %w", err)
	}
	return b.Bytes(), nil
}

// ExportCSV writes entries as CSV with a head; see order.CSV.
func ExportCSV(entries []Entry) ([]byte, error) {
	rows := [][]string{{"id", "at", "who", "key", "role", "from", "host", "session", "what", "subject", "detail"}}
	for _, e := range entries {
		rows = append(rows, []string{
			fmt.Sprint(e.ID), e.At.UTC().Format(time.RFC3339Nano), e.Who, e.Key, e.Role, e.From, e.Host, e.Session, e.What, e.Subject, e.Detail,
		})
	}
	text, err := order.CSV(rows)
	if err != nil {
		return nil, fmt.Errorf("the audit can't be written as CSV: %w", err)
	}
	return text, nil
}
