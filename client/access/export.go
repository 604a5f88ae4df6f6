package access

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	return order.CSV(rows), nil
}

const (
	readAtOnce = 1000
	// mostExported bounds what is exported at once; the newest are kept.
	mostExported = 500_000
)

// All gives the entries since a time, the first written one first; the zero time gives all. Hosts write by clocks of their own, so
// that an entry dated before that time says nothing of those written before it.
func All(ctx context.Context, ledger Ledger, since time.Time) ([]Entry, error) {
	var all []Entry
	for before := int64(0); len(all) < mostExported; before = all[len(all)-1].ID {
		page, err := ledger.AuditsSince(ctx, since, before, readAtOnce)
		if err != nil {
			return nil, err
		}
		if all = append(all, page...); len(page) < readAtOnce {
			break
		}
	}
	slices.Reverse(all)
	return all, nil
}

// Since reads a time as people give it: a day, a moment (RFC 3339), or how long before now, as in 36h or 7d. "" is the zero time.
func Since(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return now.AddDate(0, 0, -int(n)), nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("--since takes a day such as 2026-03-14, or how long ago such as 36h or 7d, and not %q", text)
}
