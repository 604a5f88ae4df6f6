package axon

import (
	"bytes"
	"testing"
)

// BenchmarkDecode20MB decodes an answer of 20 MB of candidates, the check for well-formed JSON included.
func BenchmarkDecode20MB(b *testing.B) {
	one := fixture(b, "candidates.json")
	start, end := bytes.IndexByte(one, '['), bytes.LastIndexByte(one, ']')
	row := bytes.TrimSpace(one[start+1 : end])
	var body bytes.Buffer
	body.WriteString(`{"total":1,"candidate_services":[`)
	rows := 1
	for body.Write(row); body.Len() < 20<<20; rows++ {
		body.WriteByte(',')
		body.Write(row)
	}
	body.WriteString(`]}`)
	b.SetBytes(int64(body.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if l := decoded(b, body.Bytes(), decodeCandidates); len(l.Items) != rows || len(l.Items[rows-1].Chain) != 4 {
			b.Fatalf("%d rows of %d", len(l.Items), rows)
		}
	}
	b.ReportMetric(float64(rows), "rows")
}
